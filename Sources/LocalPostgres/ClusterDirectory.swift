import Foundation

/// The places of one private cluster, checked and made ready before the server is started in them.
struct ClusterDirectory {
    /// The host's data directory, without symbolic links.
    let data: String
    let user: ServerUser

    var cluster: String { data + "/postgres" }
    var unfinished: String { data + "/postgres.new" }
    var log: String { data + "/postgres.log" }

    /// Makes the directory if there is none, and refuses one that holds something else.
    init(_ url: URL, user: ServerUser) throws(LocalPostgresError) {
        let path = url.path(percentEncoded: false).trimmedSlash
        self.user = user
        // Before anything is made, so that a refusal leaves nothing behind.
        if path.hasPrefix("/") { try user.requirePassage(to: path) }
        try Self.makeDirectories(path, mode: user.differs ? 0o711 : 0o700)
        guard let real = realpath(path, nil) else { throw .failing("open the data directory", path) }
        defer { free(real) }
        data = String(cString: real)
        try refuseForeignContent()
        try user.requirePassage(to: cluster)
    }

    /// The major version of the data there is; `nil` for none yet.
    func dataVersion() throws(LocalPostgresError) -> Int? {
        var entry = stat()
        guard lstat(cluster, &entry) == 0 else {
            if errno == ENOENT { return nil }
            throw .failing("open", cluster)
        }
        guard entry.st_uid == user.uid else {
            throw .notOurs(
                directory: cluster,
                reason: "belongs to user number \(entry.st_uid) and the server runs as \(user.name) (\(user.uid))")
        }
        let version: String
        do {
            version = try String(contentsOfFile: cluster + "/PG_VERSION", encoding: .utf8)
        } catch {
            throw .notOurs(directory: cluster, reason: "is there but holds no PostgreSQL cluster")
        }
        guard let number = Int(version.trimmingCharacters(in: .whitespacesAndNewlines)) else {
            throw .notOurs(directory: cluster, reason: "holds no PostgreSQL cluster of a known version")
        }
        return number
    }

    /// Makes a new cluster beside its place and moves it there when it is whole, so that an interruption leaves
    /// nothing that looks like data.
    func initialize(with binaries: ServerBinaries, syncing: Bool) throws(LocalPostgresError) {
        if access(unfinished, F_OK) == 0 {
            do { try FileManager.default.removeItem(atPath: unfinished) } catch {
                throw .failing("remove the unfinished", unfinished)
            }
        }
        guard mkdir(unfinished, 0o700) == 0 else { throw .failing("make", unfinished) }
        try user.takeOver(unfinished)
        let program = ServerProgram(
            path: binaries.initdb,
            arguments: [
                "--pgdata=\(unfinished)", "--username=\(DatabaseRole.superuser.rawValue)", "--encoding=UTF8",
                "--locale=C", "--data-checksums", "--auth-local=trust", "--auth-host=scram-sha-256",
                "--no-instructions",
            ] + (syncing ? [] : ["--no-sync"]), user: user, log: log)
        guard try program.run() else { throw .serverFailed(step: "making the cluster", log: program.logTail()) }
        guard rename(unfinished, cluster) == 0 else { throw .failing("move the new cluster to", cluster) }
    }

    private func refuseForeignContent() throws(LocalPostgresError) {
        let names: [String]
        do {
            // A volume of its own comes with a directory of the file system.
            names = try FileManager.default.contentsOfDirectory(atPath: data).filter { $0 != "lost+found" }
        } catch {
            throw .notPermitted(action: "list", path: data)
        }
        if names.contains("PG_VERSION") {
            throw .notOurs(directory: data, reason: "is itself the data directory of another PostgreSQL server")
        }
        if !names.isEmpty && !names.contains("dunwell.lock") {
            throw .notOurs(directory: data, reason: "holds files that are not Dunwell's")
        }
    }

    /// Like `mkdir -p`. What is made above the last directory may be passed through by whoever may pass the last.
    private static func makeDirectories(_ path: String, mode: mode_t) throws(LocalPostgresError) {
        let parts = path.split(separator: "/")
        var current = path.hasPrefix("/") ? "" : "."
        for part in parts {
            current += "/\(part)"
            if mkdir(current, 0o700) == 0 {
                // The mode given to mkdir would be narrowed by the umask.
                guard chmod(current, mode) == 0 else { throw .failing("restrict", current) }
                continue
            }
            let code = errno
            var entry = stat()
            if stat(current, &entry) != 0 { throw .failing("make the directory", current, code: code) }
            guard entry.st_mode & S_IFMT == S_IFDIR else {
                throw .notOurs(directory: current, reason: "is not a directory")
            }
        }
    }
}
