import JobQueue
import Ledger
import LocalPostgres
import Operations
import Postgres
import Sealing
import Store

extension CommandFailure {
    /// Any error of the layers below as an exit code and a message.
    init(_ error: any Error) {
        self =
            switch error {
            case let failure as CommandFailure: failure
            case let error as PostgresError: CommandFailure(Self.status(of: error), "\(error)")
            case let error as LocalPostgresError: CommandFailure(Self.status(of: error), "\(error)")
            case let error as MigrationError: CommandFailure(.configuration, "\(error)")
            case let error as KeyFileError: CommandFailure(.configuration, "\(error)")
            case let error as UnknownTimeZone: CommandFailure(.configuration, "\(error)")
            case let refused as ActRefused: CommandFailure(Self.status(of: refused), refused.description)
            case let error as LedgerError: CommandFailure(Self.status(of: error), error.description)
            case let error as AllocationError: CommandFailure(.badData, error.description)
            case let error as JobQueueError: CommandFailure(.badData, error.description)
            case is CancellationError: CommandFailure(.tryLater, "stopped before the end; run the command again")
            default: CommandFailure(.failure, "\(error)")
            }
    }

    private static func status(of error: PostgresError) -> ExitStatus {
        switch error {
        case .connectionLost: .unavailable
        case .poolTimeout, .poolClosed, .serializationFailure, .deadlock, .lockTimeout, .statementTimeout,
            .commitOutcomeUnknown:
            .tryLater
        case .insufficientPrivilege: .notPermitted
        case .configuration: .configuration
        case .uniqueViolation, .foreignKeyViolation, .checkViolation, .exclusionViolation, .notNullViolation,
            .invalidText, .parameterTooLarge:
            .badData
        default: .failure
        }
    }

    private static func status(of error: LedgerError) -> ExitStatus {
        switch error {
        case .alreadyReversed, .reversalOfReversal: .notPermitted
        default: .badData
        }
    }

    private static func status(of refused: ActRefused) -> ExitStatus {
        switch refused.kind {
        case .unknown, .badInput: .badData
        case .notAllowed: .notPermitted
        case .configuration: .configuration
        }
    }

    private static func status(of error: LocalPostgresError) -> ExitStatus {
        switch error {
        case .heldBy, .strayProcess: .tryLater
        case .serverFailed, .serverMissing, .provisioning: .unavailable
        case .notPermitted, .cannotEnter: .notPermitted
        default: .configuration
        }
    }
}
