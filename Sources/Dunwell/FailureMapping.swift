import Correspondence
import Documents
import Foundation
import JobQueue
import Ledger
import LocalPostgres
import Operations
import PluginKit
import Postgres
import Receivables
import Sealing
import Store
import Tabular

extension CommandFailure {
    /// Any error of the layers below as an exit code and a message.
    init(_ error: any Error) {
        self = error as? CommandFailure ?? CommandFailure(Self.status(of: error), Self.words(of: error))
    }

    /// Errors of this project say what, where and the fix. Others are told by their kind alone: a value printed as it
    /// is says nothing to a person and could hold a customer's data.
    private static func words(of error: any Error) -> String {
        switch error {
        case let refusal as Refusal: refusal.detail
        case PostgresError.commitOutcomeUnknown:
            "\(error); look whether it did, then run the command again if it did not"
        case PostgresError.connectionLost:
            "\(error); nothing was changed by what was under way: run the command again, and `dunwell doctor` if that "
                + "does not help"
        case let error as PostgresError where status(of: error) == .tryLater:
            "\(error); run the command again in a moment"
        case is CancellationError: "stopped before the end; run the command again"
        case let error as CocoaError: words(error)
        case is DecodingError, is EncodingError:
            "a stored document is not as this program writes it; it may come from a later version: run that version"
        case _ where error is any CustomNSError || type(of: error) is NSError.Type: unexpected(error)
        case let error as any CustomStringConvertible: error.description
        default: unexpected(error)
        }
    }

    private static func status(of error: any Error) -> ExitStatus {
        switch error {
        case let error as PostgresError: status(of: error)
        case let error as LocalPostgresError: status(of: error)
        case let refused as ActRefused: status(of: refused)
        case let refusal as Refusal: status(of: refusal.fault)
        case let error as CocoaError: status(of: error)
        case is LedgerError, is AllocationError, is WeightedSplitError, is ItemizationError, is MoneyOverflow,
            is PostalAddressProblem, is JobQueueError, is PermanentJobFailure, is PublishPolicy.Refusal,
            is ImportProblem, is ImportFileError, is MappingProblems, is InvalidConfiguration, is LetterRefusal,
            is RenderingRefusal, is TenantGone, is DecodingError:
            .badData
        case is MigrationError, is KeyFileError, is SealingError, is UnknownTimeZone, is ZoneTableError,
            is TemplateCatalogError, is PluginRegistryError, is UnreadablePolicy, is DemoDataFault:
            .configuration
        case is LetterFileError: .unavailable
        case is CancellationError: .tryLater
        default: .failure
        }
    }

    private static func unexpected(_ error: any Error) -> String {
        "something went wrong that should not (\(type(of: error))): run `dunwell doctor`, and report it if that finds "
            + "nothing"
    }

    private static func words(_ error: CocoaError) -> String {
        let file = error.filePath ?? "a file"
        return switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: "\(file) is not there: name one that is"
        case .fileReadNoPermission, .fileWriteNoPermission:
            "\(file) may not be used: give it to the user Dunwell runs as"
        case .fileWriteOutOfSpace: "\(file) cannot be written, the disk is full: make room"
        default: "\(file) cannot be read or written: look at its directory and its permissions"
        }
    }

    private static func status(of error: CocoaError) -> ExitStatus {
        switch error.code {
        case .fileNoSuchFile, .fileReadNoSuchFile: .badData
        case .fileReadNoPermission, .fileWriteNoPermission: .notPermitted
        case .fileWriteOutOfSpace: .unavailable
        default: .failure
        }
    }

    private static func status(of fault: Fault) -> ExitStatus {
        switch fault {
        case .carrier: .unavailable
        case .plugin: .configuration
        case .message, .address, .fit: .badData
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
