import Foundation

/// A thread of its own for one connection: jobs of the actor that owns it run here, one at a time and in order, so
/// that waiting for the server never occupies a thread of the shared concurrency pool.
///
/// The thread lives until `finish()`; what was queued by then still runs.
final class ConnectionThread: SerialExecutor {
    private let queue = Queue()

    init(name: String) {
        let thread = Thread { [queue] in queue.runUntilFinished() }
        thread.name = name
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) { queue.add(UnownedJob(job), for: self) }

    func finish() { queue.finish() }

    // `@unchecked`: `jobs` and `finished` are touched only while `condition` is locked.
    private final class Queue: @unchecked Sendable {
        private let condition = NSCondition()
        private var jobs: [(UnownedJob, ConnectionThread)] = []
        private var finished = false

        func add(_ job: UnownedJob, for executor: ConnectionThread) {
            condition.lock()
            jobs.append((job, executor))
            condition.signal()
            condition.unlock()
        }

        func finish() {
            condition.lock()
            finished = true
            condition.signal()
            condition.unlock()
        }

        func runUntilFinished() {
            while let batch = next() {
                for (job, executor) in batch { job.runSynchronously(on: executor.asUnownedSerialExecutor()) }
            }
        }

        private func next() -> [(UnownedJob, ConnectionThread)]? {
            condition.lock()
            defer { condition.unlock() }
            while jobs.isEmpty {
                if finished { return nil }
                condition.wait()
            }
            defer { jobs = [] }
            return jobs
        }
    }
}
