package import Logging
package import Postgres
import ServiceLifecycle

/// Works the jobs of one queue. Any number of workers, on any number of hosts, share a database.
///
/// As a `Service` it works until graceful shutdown: then it claims nothing more, gives back what it has not begun,
/// lets running jobs end and cancels talks after `drainSeconds`. A process that is killed instead loses nothing:
/// leases end and other workers take over.
package struct Worker: Service {
    let pool: PostgresPool
    let handlers: JobHandlers
    let settings: WorkerSettings
    let clock: QueueClock
    let faults: FaultPlan
    let logger: Logger
    let listener: PostgresListener?

    /// - Parameters:
    ///   - pool: Needs `slots` connections and two more.
    ///   - listener: Wakes the worker when jobs arrive; without one, polling alone finds them.
    ///   - clock: Moved by tests only.
    ///   - faults: Armed by tests only.
    package init(
        pool: PostgresPool, handlers: JobHandlers, settings: WorkerSettings = WorkerSettings(),
        listener: PostgresListener? = nil, clock: QueueClock = QueueClock(), faults: FaultPlan = .none, logger: Logger
    ) {
        self.pool = pool
        self.handlers = handlers
        self.settings = settings
        self.listener = listener
        self.clock = clock
        self.faults = faults
        self.logger = logger
    }

    /// Works until graceful shutdown or cancellation.
    package func run() async throws {
        let state = WorkerState()
        try await withGracefulShutdownHandler {
            try await work(state, untilIdle: false)
        } onGracefulShutdown: {
            state.drain(until: .now + .seconds(settings.drainSeconds))
        }
    }

    /// Works everything that is due, and what that enqueues, until nothing is due and nothing runs.
    ///
    /// Jobs of the future, retries among them, are left. Throws when the database is out of reach.
    package func workUntilIdle() async throws -> WorkReport {
        let state = WorkerState()
        try await withGracefulShutdownHandler {
            try await work(state, untilIdle: true)
        } onGracefulShutdown: {
            state.drain(until: .now + .seconds(settings.drainSeconds))
        }
        return state.report
    }

    func work(_ state: WorkerState, untilIdle: Bool) async throws {
        let upkeep = Upkeep(worker: self, state: state)
        if untilIdle { try await upkeep.sweep() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await upkeep.renewLeases() }
            if !untilIdle {
                group.addTask { await upkeep.sweepRepeatedly() }
                group.addTask { await upkeep.poll() }
                if let listener { group.addTask { await upkeep.listen(listener) } }
            }
            defer { group.cancelAll() }
            var claims = ClaimLoop(worker: self, state: state, untilIdle: untilIdle)
            try await claims.run()
        }
    }
}
