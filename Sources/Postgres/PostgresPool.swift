// Postgres: connections to the database, bound parameters, typed rows and errors, transactions, migrations.
// It must not know a table's name or a word of collections.

package import Logging
import Synchronization

/// How far a transaction is kept apart from others running at the same time.
package enum IsolationLevel: String, Sendable {
    case readCommitted = "READ COMMITTED"
    case repeatableRead = "REPEATABLE READ"
    case serializable = "SERIALIZABLE"
}

/// A bounded set of connections to one database in one role. Connections are opened when needed, each on a thread of
/// its own; a broken one is thrown away, so that the pool works again as soon as the server does.
package final class PostgresPool: Sendable {
    package let configuration: PostgresConfiguration
    private let logger: Logger
    private let state: Mutex<PoolState>

    /// How often a transaction is run at most when the server asks for repetition.
    package static let attemptsMax = 8

    /// Opens nothing yet. An unusable configuration shows at the first transaction.
    package init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        state = Mutex(PoolState(maximum: max(1, configuration.maximumConnections)))
    }

    /// Runs `body` in one transaction and commits, or rolls back and rethrows whatever it throws.
    ///
    /// `body` may run more than once: when the server reports 40001 or 40P01 the whole of it is repeated, up to
    /// `attemptsMax` times after a short random pause. So it must have no effect outside the database. It runs on the
    /// connection's thread and must not wait for anything but the database.
    ///
    /// Throws `.poolTimeout` when no connection became free in time, `CancellationError` when the task was cancelled
    /// before a connection was had, `.commitOutcomeUnknown` when the reply to COMMIT was lost.
    package func transaction<R: Sendable>(
        isolation: IsolationLevel = .readCommitted, readOnly: Bool = false,
        _ body: @Sendable (Transaction) throws -> R
    ) async throws -> R {
        let begin = "BEGIN ISOLATION LEVEL \(isolation.rawValue)\(readOnly ? " READ ONLY" : "")"
        var attemptsLeft = Self.attemptsMax
        // Each pooled connection may turn out to be broken once; the last try is on one just opened.
        var replacementsLeft = configuration.maximumConnections + 1
        while true {
            let connection = try await takeConnection()
            let (attempt, reusable) = await connection.attempt(begin: begin, body)
            await giveBack(connection, reusable: reusable)
            switch attempt {
            case .committed(let value): return value
            case .failed(let error): throw error
            case .neverBegan(let error):
                guard replacementsLeft > 0 else { throw error }
                replacementsLeft -= 1
            case .repeatable(let error):
                attemptsLeft -= 1
                guard attemptsLeft > 0 else { throw error }
                logger.debug(
                    "repeating a transaction", metadata: ["postgres.sqlstate": "\(error.sqlState ?? "none")"])
                let tried = Self.attemptsMax - attemptsLeft
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...(5 << tried))))
            }
        }
    }

    /// Refuses new work with `.poolClosed`, waits for running transactions to end, closes every connection.
    package func close() async {
        let (refused, idle) = state.withLock { $0.close() }
        for waiter in refused { waiter.resume(throwing: PostgresError.poolClosed) }
        for connection in idle { await connection.close() }
        await withCheckedContinuation { closer in
            let mustWait = state.withLock { $0.awaitEmpty(closer) }
            if !mustWait { closer.resume() }
        }
    }

    private func takeConnection() async throws -> PostgresConnection {
        try Task.checkCancellation()
        let grant: PoolState.Grant
        if let free = try state.withLock({ try $0.takeNow() }) {
            grant = free
        } else {
            grant = try await waitForGrant()
        }
        switch grant {
        case .connection(let connection): return connection
        case .slot:
            let connection = PostgresConnection(configuration, logger: logger)
            do {
                try await connection.open()
                return connection
            } catch {
                await giveBack(connection, reusable: false)
                throw error
            }
        }
    }

    private func waitForGrant() async throws -> PoolState.Grant {
        let id = state.withLock { $0.newID() }
        let began = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self, deadline = configuration.waitDeadline] in
                // Cancelled as soon as the wait is over.
                do { try await Task.sleep(for: deadline) } catch { return }
                let waited = (ContinuousClock.now - began).components
                let seconds = Double(waited.seconds) + Double(waited.attoseconds) / 1e18
                let waiter = state.withLock { $0.remove(id: id) }
                waiter?.resume(throwing: PostgresError.poolTimeout(waitedSeconds: seconds))
            }
            defer { group.cancelAll() }
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { waiter in
                    let decided = state.withLock { state -> Result<PoolState.Grant, any Error>? in
                        if Task.isCancelled { return .failure(CancellationError()) }
                        // Something may have come back since the first look.
                        do {
                            if let grant = try state.takeNow() { return .success(grant) }
                        } catch { return .failure(error) }
                        state.wait(waiter, id: id)
                        return nil
                    }
                    if let decided { waiter.resume(with: decided) }
                }
            } onCancel: {
                let waiter = state.withLock { $0.remove(id: id) }
                waiter?.resume(throwing: CancellationError())
            }
        }
    }

    private func giveBack(_ connection: PostgresConnection, reusable: Bool) async {
        if !reusable { await connection.close() }
        let outcome = state.withLock { $0.giveBack(reusable ? connection : nil) }
        if let (waiter, grant) = outcome.next { waiter.resume(returning: grant) }
        await outcome.close?.close()
        for closer in state.withLock({ $0.closersToWake() }) { closer.resume() }
    }
}
