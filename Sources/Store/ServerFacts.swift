import Postgres

extension PlatformTransaction {
    /// The server's version as the number it reports, such as 150020 for 15.20.
    package func serverVersionNumber() throws -> Int {
        try row("SELECT current_setting('server_version_num')::int AS version") { try $0.get("version", as: Int.self) }
            ?? 0
    }
}
