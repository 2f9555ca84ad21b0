import Foundation

/// Whom the server runs as. PostgreSQL refuses to run as root; then the user `postgres` is taken if there is one, else
/// `nobody`.
struct ServerUser: Equatable {
    let name: String
    let uid: uid_t
    let gid: gid_t
    /// Whether a child has to change its user to become this one.
    let differs: Bool

    static func choose() throws(LocalPostgresError) -> ServerUser {
        guard geteuid() == 0 else {
            return ServerUser(name: NSUserName(), uid: geteuid(), gid: getegid(), differs: false)
        }
        for name in ["postgres", "nobody"] {
            // The entry is copied out at once; nothing else in start-up asks for users.
            if let entry = getpwnam(name) {
                return ServerUser(name: name, uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid, differs: true)
            }
        }
        throw .notPermitted(action: "run the server as root, and there is no user postgres or nobody, for", path: "/")
    }

    /// Throws for the first existing directory on the way to `path` that this user may not pass through.
    func requirePassage(to path: String) throws(LocalPostgresError) {
        var current = ""
        for part in path.split(separator: "/") {
            let directory = current.isEmpty ? "/" : current
            var entry = stat()
            if stat(directory, &entry) == 0, !mayEnter(entry) {
                throw .cannotEnter(directory: directory, user: name)
            }
            current += "/\(part)"
        }
    }

    private func mayEnter(_ directory: stat) -> Bool {
        let mode = directory.st_mode
        if directory.st_uid == uid { return mode & 0o100 != 0 }
        if directory.st_gid == gid { return mode & 0o010 != 0 }
        return mode & 0o001 != 0
    }

    /// Makes `path` this user's own, closed to everyone else.
    func takeOver(_ path: String) throws(LocalPostgresError) {
        if differs, chown(path, uid, gid) != 0 { throw .failing("give the user \(name)", path) }
        if chmod(path, 0o700) != 0 { throw .failing("restrict", path) }
    }
}

extension LocalPostgresError {
    /// The error for a system call that just failed.
    static func failing(_ action: String, _ path: String, code: Int32 = errno) -> LocalPostgresError {
        if code == EACCES || code == EPERM || code == EROFS { return .notPermitted(action: action, path: path) }
        return .file(action: action, path: path, reason: String(cString: strerror(code)))
    }
}
