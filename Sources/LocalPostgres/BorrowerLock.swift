import Foundation

/// Who works on a server that another process started: each borrower shares this lock, and only who has it alone may
/// stop the server. Given up by the system when a process dies.
final class BorrowerLock {
    private let descriptor: Int32

    init(dataDirectory: String) throws(LocalPostgresError) {
        let path = dataDirectory + "/borrowers.lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .failing("open the lock file", path) }
    }

    deinit { close(descriptor) }

    /// Joins the borrowers; false while the server is being stopped.
    func tryShare() -> Bool { flock(descriptor, LOCK_SH | LOCK_NB) == 0 }

    /// Whether there is no other borrower, and none can come before `release`. Of several borrowers that ask at once
    /// one is told so: asking gives up the own share first.
    func tryExclude() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// Gives the lock up, also where a program being started still holds a copy of the descriptor.
    func release() { flock(descriptor, LOCK_UN) }
}
