import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A place in the life of a job where a test can end the process.
package enum FaultPoint: String, CaseIterable, Sendable {
    /// A local job's effect is written, its commit not begun.
    case beforeLocalCommit = "before-local-commit"
    /// The intent is committed, the talk not begun.
    case beforeTalk = "before-talk"
    /// The talk has ended, the outcome not written.
    case afterTalk = "after-talk"
    /// The outcome is written, its commit not begun.
    case beforeFinishCommit = "before-finish-commit"
    /// The outcome is committed.
    case afterFinishCommit = "after-finish-commit"
}

/// Faults compiled into the product, so that the program tested is the program shipped. None unless armed.
package struct FaultPlan: Sendable {
    package enum Action: Sendable {
        /// Ends the process at once, as `kill -9` does.
        case endProcess
        /// Leaves the job as a process that ended there would have left it, and lets the worker go on.
        case abandon
    }

    private let action: @Sendable (FaultPoint, JobID) -> Action?

    /// The shipped setting.
    package static let none = FaultPlan { _, _ in nil }

    /// Asks `action` at every point a job passes.
    package init(_ action: @escaping @Sendable (FaultPoint, JobID) -> Action?) { self.action = action }

    /// Ends the process the first time any job passes `point`.
    package static func endProcess(at point: FaultPoint) -> FaultPlan {
        FaultPlan { passed, _ in passed == point ? .endProcess : nil }
    }

    func pass(_ point: FaultPoint, _ job: JobID) throws {
        switch action(point, job) {
        case nil: return
        case .abandon: throw JobAbandoned()
        case .endProcess:
            kill(getpid(), SIGKILL)
            pause()
        }
    }
}

/// The job is left as it is: a fault was armed.
struct JobAbandoned: Error {}
