import Synchronization
import Web

/// A check that is answered in time, whether it ends or not.
///
/// One check is under way at a time, however often it is asked for: what hangs holds one connection of the pool, not
/// one for every question.
actor BoundedCheck {
    private let limit: Duration
    private let check: @Sendable () async -> Readiness
    private var running: Task<Readiness, Never>?

    init(limit: Duration, _ check: @escaping @Sendable () async -> Readiness) {
        self.limit = limit
        self.check = check
    }

    /// What the check found; `nil` when it is not done after `limit`. It goes on then, and its answer serves whoever
    /// asks next.
    func answer() async -> Readiness? {
        let task = running ?? start()
        let first = FirstAnswer()
        return await withCheckedContinuation { continuation in
            first.wait(continuation)
            let clock = Task { [limit] in
                // Cancelled when the answer was first.
                try? await Task.sleep(for: limit)
                first.give(nil)
            }
            Task {
                first.give(await task.value)
                clock.cancel()
            }
        }
    }

    private func start() -> Task<Readiness, Never> {
        let task = Task { [check] in
            let found = await check()
            self.ended()
            return found
        }
        running = task
        return task
    }

    private func ended() { running = nil }
}

/// Resumes who waits with the first answer and drops the others.
private final class FirstAnswer: Sendable {
    private let waiting = Mutex<CheckedContinuation<Readiness?, Never>?>(nil)

    func wait(_ continuation: CheckedContinuation<Readiness?, Never>) { waiting.withLock { $0 = continuation } }

    func give(_ answer: Readiness?) {
        let continuation = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }
        continuation?.resume(returning: answer)
    }
}
