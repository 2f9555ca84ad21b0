import Foundation

/// What the process says to its caller by ending. Source: sysexits.h for 64 and above.
enum ExitStatus: Int32, Sendable, Comparable {
    case success = 0
    case failure = 1
    case usage = 64
    case badData = 65
    case unavailable = 69
    case tryLater = 75
    case notPermitted = 77
    case configuration = 78

    static func < (left: ExitStatus, right: ExitStatus) -> Bool { left.rawValue < right.rawValue }
}

/// A command cannot do what was asked. The message says what, where and the fix, and is printed to standard error.
struct CommandFailure: Error, Sendable, CustomStringConvertible {
    let exitCode: ExitStatus
    let message: String

    init(exitCode: ExitStatus, _ message: String) {
        self.exitCode = exitCode
        self.message = message
    }

    /// The positional form reads the same where the code is an expression.
    init(_ exitCode: ExitStatus, _ message: String) { self.init(exitCode: exitCode, message) }

    var description: String { message }
}
