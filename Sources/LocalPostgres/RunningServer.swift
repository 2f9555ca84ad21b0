package import Foundation
package import Postgres

extension LocalPostgres {
    /// How to reach the server that another process runs on a data directory; `nil` while none accepts connections.
    package static func configurationOfRunningServer(
        in dataDirectory: URL, for role: DatabaseRole, database: String = LocalPostgres.databaseName
    ) -> PostgresConfiguration? {
        guard let real = realpath(dataDirectory.path(percentEncoded: false), nil) else { return nil }
        defer { free(real) }
        let cluster = String(cString: real) + "/postgres"
        guard let file = PostmasterFile(clusterDirectory: cluster), file.isReady, file.isRunning(in: cluster) else {
            return nil
        }
        return PostgresConfiguration(
            endpoint: .socket(directory: file.socketDirectory), port: file.port, database: database, user: role.rawValue
        )
    }
}
