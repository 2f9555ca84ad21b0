import CPostgres
import Logging

/// One connection on a thread of its own.
actor PostgresConnection {
    private let thread: ConnectionThread
    private let configuration: PostgresConfiguration
    private let logger: Logger
    private var session: Session?

    nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        thread = ConnectionThread(name: "postgres")
    }

    deinit { thread.finish() }

    func open() throws { session = try Session(configuration, logger: logger) }

    func close() {
        session?.finish()
        session = nil
    }

    /// What came of one attempt at a transaction.
    enum Attempt<R: Sendable>: Sendable {
        case committed(R)
        /// BEGIN already failed because the connection was broken: nothing has run.
        case neverBegan(PostgresError)
        /// The server asked for a repetition.
        case repeatable(PostgresError)
        case failed(any Error)
    }

    /// Runs `body` between BEGIN and COMMIT, or ROLLBACK when it throws. The second value says whether the connection
    /// may be used again.
    func attempt<R: Sendable>(
        begin: String, _ body: @Sendable (Transaction) throws -> R
    ) -> (Attempt<R>, reusable: Bool) {
        guard let session else { return (.neverBegan(.connectionLost(reason: "not connected")), false) }
        session.forgetRetryableFailure()
        do {
            try session.run(begin)
        } catch {
            if case PostgresError.connectionLost(let reason) = error {
                return (.neverBegan(.connectionLost(reason: reason)), false)
            }
            return (.failed(error), isIdle)
        }
        let outcome = perform(body, in: session)
        return (outcome, isIdle)
    }

    private func perform<R: Sendable>(_ body: (Transaction) throws -> R, in session: Session) -> Attempt<R> {
        let scope = Transaction.Scope()
        do {
            let value: R
            do {
                defer { scope.isOpen = false }
                value = try body(Transaction(session, scope: scope))
            }
            guard session.transactionStatus != PQTRANS_INERROR else { throw PostgresError.transactionAborted }
            guard session.isAlive else { throw PostgresError.connectionLost(reason: "before COMMIT") }
            try commit(session)
            return .committed(value)
        } catch PostgresError.commitOutcomeUnknown {
            return .failed(PostgresError.commitOutcomeUnknown)
        } catch {
            if session.isAlive, session.transactionStatus != PQTRANS_IDLE {
                do { try session.run("ROLLBACK") } catch let second {
                    // The connection is then not idle and is thrown away; the server rolls back by itself.
                    logger.debug("rollback failed", metadata: ["error": "\(second)"])
                }
            }
            if let retryable = session.retryableFailure { return .repeatable(retryable) }
            return .failed(error)
        }
    }

    private func commit(_ session: Session) throws {
        let tag: String
        do {
            tag = try session.run("COMMIT")
        } catch PostgresError.connectionLost {
            throw PostgresError.commitOutcomeUnknown
        }
        guard tag == "COMMIT" else { throw PostgresError.transactionAborted }
    }

    private var isIdle: Bool {
        guard let session else { return false }
        return session.isAlive && session.transactionStatus == PQTRANS_IDLE
    }
}
