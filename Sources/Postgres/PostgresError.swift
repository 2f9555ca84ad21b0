/// What went wrong between this process and the database, typed by what a caller can do about it.
///
/// No case holds a value of a statement: the server's DETAIL and HINT are dropped, and its message is kept only for
/// kinds of error whose message names objects, not contents.
package enum PostgresError: Error, Equatable {
    /// A row with the same key is there already (23505); `constraint` is its name in the schema.
    case uniqueViolation(constraint: String)
    /// The row pointed to is missing, or still pointed at (23503).
    case foreignKeyViolation(constraint: String)
    /// A CHECK refused the row (23514).
    case checkViolation(constraint: String)
    /// An EXCLUDE constraint refused the row (23P01).
    case exclusionViolation(constraint: String)
    /// A column that must have a value got none (23502).
    case notNullViolation(table: String, column: String)
    /// A statement on tenant data ran without `app.tenant_id` being set for the transaction (42704 on a fresh
    /// connection, 22P02 on one where it was set before). A mistake in this program, never in the data.
    case missingTenant
    /// Two transactions could not be put in an order (40001). `PostgresPool.transaction` repeats before it throws this.
    case serializationFailure
    /// Two transactions waited for each other (40P01). `PostgresPool.transaction` repeats before it throws this.
    case deadlock
    /// A lock was not free within `lock_timeout`, or at once with NOWAIT (55P03).
    case lockTimeout
    /// A statement ran longer than `statement_timeout` (57014), or was cancelled by an operator.
    case statementTimeout
    /// The role may not do this (42501): a grant or a row-level policy refused it.
    case insufficientPrivilege(message: String)
    /// No connection could be made, or it broke. Nothing was committed by the transaction that saw it.
    case connectionLost(reason: String)
    /// The connection broke while COMMIT was under way: the transaction may be in the database or not. Never repeat
    /// blindly; look the work up by its key.
    case commitOutcomeUnknown
    /// Every connection of the pool was busy for the whole time a caller may wait.
    case poolTimeout(waitedSeconds: Double)
    /// The pool was closed.
    case poolClosed
    /// A statement inside the transaction failed and the failure was swallowed: nothing can be committed.
    case transactionAborted
    /// Text with U+0000, which the database cannot hold.
    case invalidText
    /// A parameter over the limit of bytes; larger data goes through COPY.
    case parameterTooLarge(limit: Int)
    /// A value that has no form in the database.
    case unsupportedParameter(String)
    /// A column is not of the type that was asked for.
    case decoding(column: String, expected: String, found: String)
    /// The statement gave a number of rows the caller cannot use.
    case unexpectedRowCount(expected: String, found: String)
    /// The configuration names something that may not be used; the text says what and the fix.
    case configuration(String)
    /// Anything else the server said.
    case server(ServerReport)
}

/// An error of the server without the values in it.
package struct ServerReport: Hashable, Sendable {
    /// Five characters. Source: PostgreSQL documentation, appendix A.
    package var sqlState: String
    /// `ERROR`, `FATAL` or `PANIC`.
    package var severity: String
    /// The server's message where its kind names objects only, otherwise `nil`.
    package var message: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    package var constraint: String?
}

extension PostgresError: CustomStringConvertible, CustomDebugStringConvertible {
    package var description: String {
        switch self {
        case .uniqueViolation(let constraint): "a row with the same key exists (constraint \(constraint))"
        case .foreignKeyViolation(let constraint): "a row pointed to is missing or in use (constraint \(constraint))"
        case .checkViolation(let constraint): "the row breaks the rule \(constraint)"
        case .exclusionViolation(let constraint): "the row conflicts with another (constraint \(constraint))"
        case .notNullViolation(let table, let column): "the column \(table).\(column) needs a value"
        case .missingTenant: "a statement on tenant data ran without a tenant (app.tenant_id is not set)"
        case .serializationFailure: "concurrent transactions could not be put in an order (40001)"
        case .deadlock: "concurrent transactions waited for each other (40P01)"
        case .lockTimeout: "a lock was not free in time (55P03)"
        case .statementTimeout: "a statement ran too long or was cancelled (57014)"
        case .insufficientPrivilege(let message): "the database role may not do this (42501): \(message)"
        case .connectionLost(let reason): "no connection to the database: \(reason)"
        case .commitOutcomeUnknown: "the connection broke during COMMIT; whether it took effect is not known"
        case .poolTimeout(let seconds):
            "no database connection became free within \((seconds * 10).rounded() / 10) s; "
                + "raise the pool's size or look for long transactions"
        case .poolClosed: "the connection pool is closed"
        case .transactionAborted: "a failed statement was passed over inside a transaction; it was rolled back"
        case .invalidText: "text holds U+0000, which the database cannot store; remove it"
        case .parameterTooLarge(let limit): "a value is larger than \(limit) bytes; use COPY or a smaller batch"
        case .unsupportedParameter(let what): "the database has no form for \(what)"
        case .decoding(let column, let expected, let found):
            "the column \"\(column)\" was read as \(expected) and is \(found)"
        case .unexpectedRowCount(let expected, let found): "the statement gave \(found) where \(expected) was expected"
        case .configuration(let text): text
        case .server(let report): report.description
        }
    }

    package var debugDescription: String { description }

    /// The SQLSTATE behind this error, where there is one.
    package var sqlState: String? {
        switch self {
        case .uniqueViolation: "23505"
        case .foreignKeyViolation: "23503"
        case .checkViolation: "23514"
        case .exclusionViolation: "23P01"
        case .notNullViolation: "23502"
        case .serializationFailure: "40001"
        case .deadlock: "40P01"
        case .lockTimeout: "55P03"
        case .statementTimeout: "57014"
        case .insufficientPrivilege: "42501"
        case .server(let report): report.sqlState
        default: nil
        }
    }
}

extension ServerReport: CustomStringConvertible {
    package var description: String {
        var text = "the database refused the statement (\(severity) \(sqlState))"
        if let message { text += ": \(message)" }
        if let table { text += ", table \(table)" }
        if let column { text += ", column \(column)" }
        if let constraint { text += ", constraint \(constraint)" }
        return text
    }
}
