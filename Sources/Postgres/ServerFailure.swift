import CPostgres

extension PostgresError {
    /// The typed error for a failed result.
    init(_ result: ResultSet) {
        let state = result.field("C") ?? "XX000"
        let message = result.field("M") ?? ""
        let constraint = result.field("n")
        let table = result.field("t")
        let column = result.field("c")
        switch state {
        case "23505": self = .uniqueViolation(constraint: constraint ?? "unnamed")
        case "23503": self = .foreignKeyViolation(constraint: constraint ?? "unnamed")
        case "23514": self = .checkViolation(constraint: constraint ?? "unnamed")
        case "23P01": self = .exclusionViolation(constraint: constraint ?? "unnamed")
        case "23502": self = .notNullViolation(table: table ?? "unnamed", column: column ?? "unnamed")
        case "40001": self = .serializationFailure
        case "40P01": self = .deadlock
        case "55P03": self = .lockTimeout
        case "57014": self = .statementTimeout
        case "42501": self = .insufficientPrivilege(message: message)
        case "42704" where message.contains("app.tenant_id"): self = .missingTenant
        // The setting goes back to '' at the end of the transaction that set it, and '' is no uuid.
        case "22P02" where message.contains("uuid") && message.contains("\"\""): self = .missingTenant
        default:
            self = .server(
                ServerReport(
                    sqlState: state, severity: result.field("V") ?? result.field("S") ?? "ERROR",
                    message: Self.namesObjectsOnly(state) ? message : nil, schema: result.field("s"), table: table,
                    column: column, constraint: constraint))
        }
    }

    /// Whether the server's messages of this kind quote identifiers and settings but never contents of rows or
    /// parameters. Data exceptions (22), constraint violations (23) and RAISE (P0) quote contents.
    private static func namesObjectsOnly(_ sqlState: String) -> Bool {
        ["08", "0A", "25", "28", "3D", "3F", "42", "53", "54", "55", "57", "58"].contains(sqlState.prefix(2))
    }

    /// Whether repeating the whole transaction may succeed.
    var isRetryable: Bool { self == .serializationFailure || self == .deadlock }
}
