import Foundation

/// The private directory of the server's socket. Whoever may enter it may log in as anyone, so it belongs to the
/// server's user and is closed to all others but root.
struct RuntimeDirectory {
    let path: String

    // Source: unix(7), `sun_path` has 108 bytes with the zero at the end.
    static let socketPathBytesMax = 107

    init(
        named: URL?, for data: String, port: Int, user: ServerUser
    ) throws(LocalPostgresError) {
        path = named?.path(percentEncoded: false).trimmedSlash ?? Self.standard(for: data)
        let socket = "\(path)/.s.PGSQL.\(port)"
        guard socket.utf8.count <= Self.socketPathBytesMax else {
            throw .socketPathTooLong(path: socket, bytes: socket.utf8.count)
        }
        guard path.hasPrefix("/") else {
            throw .file(action: "use the runtime directory", path: path, reason: "it must be an absolute path")
        }
        try user.requirePassage(to: path)
        if mkdir(path, 0o700) != 0 && errno != EEXIST { throw .failing("make the runtime directory", path) }
        var entry = stat()
        guard lstat(path, &entry) == 0 else { throw .failing("open the runtime directory", path) }
        guard entry.st_mode & S_IFMT == S_IFDIR, entry.st_uid == user.uid || entry.st_uid == geteuid() else {
            throw .notOurs(directory: path, reason: "was made by someone else")
        }
        // It is about to change hands, so it must not be a directory that others use as well, such as /run itself.
        // What cannot be listed counts as shared.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? ["unreadable"]
        guard names.allSatisfy({ $0.hasPrefix(".s.PGSQL.") }) else {
            throw .notOurs(directory: path, reason: "holds more than sockets of a database server")
        }
        try user.takeOver(path)
    }

    /// Removes the directory made for a data directory, unless a server's socket is in it. Called by whoever holds the
    /// data directory. One that was named by somebody stays: it may have been there before.
    static func removeStandard(for data: String) {
        // Gone already, or still in use: both are as they should be.
        _ = rmdir(standard(for: data))
    }

    /// Short, and the same for the same data directory.
    static func standard(for data: String) -> String {
        // FNV-1a, 64 bits; only has to differ between the few clusters of one machine.
        let hash = data.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let suffix = String(hash, radix: 36)
        if geteuid() == 0 && access("/run", W_OK) == 0 { return "/run/dunwell-\(suffix)" }
        return "/tmp/dunwell-\(geteuid())-\(suffix)"
    }
}
