import Foundation
import Synchronization

/// Threads on which sending may block, so that the threads Swift's tasks share never do.
///
/// Threads start when there is work and end when there is none; there are at most `limit`. Work waits in a queue with
/// a bound of its own, and leaves it when its deadline passes.
final class SubmissionThreads: Sendable {
    private struct Job {
        let number: Int
        let start: @Sendable () -> Void
        /// Ends the wait without starting the work.
        let abandon: @Sendable () -> Void
    }

    private struct State {
        var waiting: [Job] = []
        var threads = 0
        var nextNumber = 0
    }

    private let limit: Int
    private let waitingMax: Int
    private let state = Mutex(State())

    /// At most `limit` threads at work and `waitingMax` pieces of work waiting.
    init(limit: Int, waitingMax: Int) {
        self.limit = limit
        self.waitingMax = waitingMax
    }

    /// Runs `work` on one of the threads and hands it what is left of the deadline.
    ///
    /// - Returns: Its result; `nil` when it never started, because no thread came free in time or too much waits.
    func run<Result: Sendable>(
        within deadline: Duration, _ work: @escaping @Sendable (Duration) -> Result
    ) async -> Result? {
        // The monotonic clock measures only the wait for a thread; it says nothing about the time of day.
        let asked = ContinuousClock.now
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    try await Task.sleep(for: deadline)
                    self.abandon(number)
                } catch {
                    // Cancelled because the work is done: there is nothing left to abandon.
                }
            }
            let result: Result? = await withCheckedContinuation { continuation in
                self.enqueue(
                    Job(
                        number: number,
                        start: {
                            let left = deadline - (ContinuousClock.now - asked)
                            continuation.resume(returning: left > .zero ? work(left) : nil)
                        },
                        abandon: { continuation.resume(returning: nil) }))
            }
            group.cancelAll()
            return result
        }
    }

    private func enqueue(_ job: Job) {
        let (refused, startsThread) = state.withLock { state in
            guard state.waiting.count < waitingMax else { return (true, false) }
            state.waiting.append(job)
            guard state.threads < limit else { return (false, false) }
            state.threads += 1
            return (false, true)
        }
        if refused { job.abandon() }
        if startsThread { Thread.detachNewThread { self.work() } }
    }

    private func work() {
        while let job = next() { job.start() }
    }

    /// The next piece of work; `nil` ends the thread that asked.
    private func next() -> Job? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.threads -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
    }

    private func abandon(_ number: Int) {
        let job = state.withLock { state in
            state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0) }
        }
        job?.abandon()
    }
}
