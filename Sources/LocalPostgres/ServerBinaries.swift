import Foundation

/// The server's programs of one major version.
struct ServerBinaries: Equatable {
    let directory: String
    let majorVersion: Int

    static let oldestSupported = 15

    var postgres: String { directory + "/postgres" }
    var initdb: String { directory + "/initdb" }

    /// Finds programs able to open data of `dataVersion`, or the newest ones when there is no data yet.
    static func find(
        in named: URL?, dataVersion: Int?, clusterDirectory: String
    ) throws(LocalPostgresError) -> ServerBinaries {
        var searched: [String] = []
        var found: [ServerBinaries] = []
        for directory in candidates(named) {
            searched.append(directory)
            if access(directory + "/postgres", X_OK) == 0, access(directory + "/initdb", X_OK) == 0,
                let version = version(of: directory)
            {
                found.append(ServerBinaries(directory: directory, majorVersion: version))
            }
        }
        let newest = found.max { $0.majorVersion < $1.majorVersion }
        guard let newest else { throw .serverMissing(searched: searched) }
        if let dataVersion {
            guard let match = found.first(where: { $0.majorVersion == dataVersion }) else {
                throw .otherMajorVersion(
                    data: dataVersion, server: newest.majorVersion, directory: clusterDirectory)
            }
            return match
        }
        guard newest.majorVersion >= oldestSupported else {
            throw .serverTooOld(version: newest.majorVersion, path: newest.postgres)
        }
        return newest
    }

    private static func candidates(_ named: URL?) -> [String] {
        if let named { return [named.path(percentEncoded: false).trimmedSlash] }
        let root = "/usr/lib/postgresql"
        // A machine without that directory simply has no candidates there.
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return versions.filter { Int($0) != nil }.sorted().map { "\(root)/\($0)/bin" }
            + path.split(separator: ":").map { String($0).trimmedSlash }
    }

    /// The version is compiled into the program as its own `--version` prints it; asking costs one short process.
    private static func version(of directory: String) -> Int? {
        let log = NSTemporaryDirectory().trimmedSlash + "/dunwell-version-\(getpid())-\(UUID().uuidString)"
        let me = ServerUser(name: "", uid: geteuid(), gid: getegid(), differs: false)
        let program = ServerProgram(path: directory + "/postgres", arguments: ["--version"], user: me, log: log)
        defer { unlink(log) }
        // A program that cannot be run is not a server that can be used.
        guard (try? program.run()) == true, let text = try? String(contentsOfFile: log, encoding: .utf8) else {
            return nil
        }
        // "postgres (PostgreSQL) 15.20 (Debian …)"
        guard let number = text.split(separator: " ").dropFirst(2).first else { return nil }
        return Int(number.prefix { $0.isNumber })
    }
}

extension String {
    /// A path without a slash at its end.
    var trimmedSlash: String { count > 1 && hasSuffix("/") ? String(dropLast()) : self }
}
