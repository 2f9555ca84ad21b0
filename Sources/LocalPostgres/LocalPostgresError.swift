/// Why the private cluster cannot be started or stopped. Each description says what, where and the fix.
package enum LocalPostgresError: Error, Equatable {
    /// Another process works on this data directory; `since` is when it began, in UTC.
    case heldBy(pid: Int32, since: String, dataDirectory: String)
    /// The server's user cannot pass through a directory above its data or socket.
    case cannotEnter(directory: String, user: String)
    /// The socket's path is over what the system's addresses hold.
    case socketPathTooLong(path: String, bytes: Int)
    case portInUse(port: Int)
    case serverMissing(searched: [String])
    /// The server found is older than supported.
    case serverTooOld(version: Int, path: String)
    case otherMajorVersion(data: Int, server: Int, directory: String)
    /// The directory holds something that is not a cluster of ours.
    case notOurs(directory: String, reason: String)
    case notPermitted(action: String, path: String)
    /// A file or directory could not be made or read for another reason.
    case file(action: String, path: String, reason: String)
    /// A process with the cluster as its directory is neither a server that can be adopted nor about to end.
    case strayProcess(pid: Int32, directory: String)
    /// The server did not come up; `log` is the end of what it wrote.
    case serverFailed(step: String, log: String)
    /// The server answers, but setting up roles or the database failed.
    case provisioning(reason: String)
}

extension LocalPostgresError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .heldBy(let pid, let since, let directory):
            "\(directory) is in use by process \(pid) since \(since); stop that one first, or name another data "
                + "directory"
        case .cannotEnter(let directory, let user):
            "the database server runs as user \(user), which cannot enter \(directory); run `chmod o+x \(directory)` "
                + "or name a data directory elsewhere, such as /var/lib/dunwell"
        case .socketPathTooLong(let path, let bytes):
            "the socket's path \(path) has \(bytes) bytes and 107 is the most the system allows; name a shorter "
                + "runtime directory, such as /run/dunwell"
        case .portInUse(let port):
            "port \(port) on 127.0.0.1 is in use by another program; name another port, or none to use the unix "
                + "socket alone"
        case .serverMissing(let searched):
            "no PostgreSQL server found in \(searched.joined(separator: ", ")); install it "
                + "(Debian: apt-get install postgresql) or name the directory of its programs"
        case .serverTooOld(let version, let path):
            "\(path) is PostgreSQL \(version) and 15 or later is needed; install a newer one or name its directory"
        case .otherMajorVersion(let data, let server, let directory):
            "\(directory) was made by PostgreSQL \(data) and the server here is \(server); install PostgreSQL \(data) "
                + "(Debian: apt-get install postgresql-\(data)), or move the data with pg_upgrade"
        case .notOurs(let directory, let reason):
            "\(directory) \(reason); name an empty or new directory, or the one Dunwell made before"
        case .notPermitted(let action, let path):
            "not permitted to \(action) \(path); run as its owner or name a data directory you may write to"
        case .file(let action, let path, let reason): "cannot \(action) \(path): \(reason)"
        case .strayProcess(let pid, let directory):
            "process \(pid) works in \(directory) and is not a server that can be taken over; end it "
                + "(kill \(pid)) and start again"
        case .serverFailed(let step, let log): "\(step) failed; the server's last words: \(log)"
        case .provisioning(let reason): "setting up the database failed: \(reason)"
        }
    }
}
