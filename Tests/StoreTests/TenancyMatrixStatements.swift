import Foundation

extension TenancyMatrix {
    /// One command aimed at the rows of `target`, by a filter or by having none.
    struct Statement: Sendable {
        let name: String
        /// What the role needs besides reading.
        let right: TenantTable.Right
        let copy: Copy?
        let own: Answer
        let another: Answer
        let sql: @Sendable (_ table: TenantTable, _ target: UUID) -> String

        enum Copy: Sendable { case `in`, out, queryOut }

        enum Answer: Sendable {
            /// The rows of one tenant.
            case rowsOfOne
            case nothing
            case refusedByPolicy

            func outcome(_ count: Int) -> Outcome {
                switch self {
                case .rowsOfOne: .rows(count)
                case .nothing: .rows(0)
                case .refusedByPolicy: .rowSecurity
                }
            }
        }

        init(
            _ name: String, _ right: TenantTable.Right, copy: Copy? = nil, own: Answer = .rowsOfOne,
            another: Answer = .nothing, _ sql: @escaping @Sendable (_ table: TenantTable, _ target: UUID) -> String
        ) {
            self.name = name
            self.right = right
            self.copy = copy
            self.own = own
            self.another = another
            self.sql = sql
        }

        static let all: [Statement] = reading + adding + changing + removing
    }
}

// A statement without a filter gives everybody their own rows, never the other's. What is added is there already, so that
// a row the policy lets through changes nothing.
extension TenancyMatrix.Statement {
    private static let reading: [Self] = [
        Self("SELECT", .select) { "SELECT FROM \($0.name) WHERE tenant_id = '\($1)'" },
        Self("SELECT without a filter", .select, another: .rowsOfOne) { table, _ in "SELECT FROM \(table.name)" },
        Self("SELECT FOR UPDATE", .update) { "SELECT FROM \($0.name) WHERE tenant_id = '\($1)' FOR UPDATE" },
        Self("COPY TO", .select, copy: .out, another: .rowsOfOne) { table, _ in "COPY \(table.name) TO STDOUT" },
        Self("COPY of a query TO", .select, copy: .queryOut) {
            "COPY (SELECT tenant_id FROM \($0.name) WHERE tenant_id = '\($1)') TO STDOUT"
        },
    ]

    private static let adding: [Self] = [
        Self("INSERT", .insert, own: .nothing, another: .refusedByPolicy) {
            "INSERT INTO \($0.name) (\($0.columnNames)) VALUES (\($0.values(of: $1))) ON CONFLICT DO NOTHING"
        },
        Self("MERGE that adds", .insert, own: .nothing, another: .refusedByPolicy) {
            """
            MERGE INTO \($0.name) t USING (SELECT '\($1)'::uuid AS id) s ON t.tenant_id = s.id
            WHEN NOT MATCHED THEN INSERT (\($0.columnNames)) VALUES (\($0.values(of: $1)))
            """
        },
        Self("COPY FROM", .insert, copy: .in) { table, _ in "COPY \(table.name) FROM STDIN" },
    ]

    private static let changing: [Self] = [
        Self("UPDATE", .update) { "UPDATE \($0.name) SET tenant_id = tenant_id WHERE tenant_id = '\($1)'" },
        Self("UPDATE without a filter", .update, another: .rowsOfOne) { table, _ in
            "UPDATE \(table.name) SET tenant_id = tenant_id"
        },
        Self("UPDATE that gives away", .update, another: .refusedByPolicy) {
            "UPDATE \($0.name) SET tenant_id = '\($1)'"
        },
        Self("MERGE that changes", .update) {
            """
            MERGE INTO \($0.name) t USING (SELECT '\($1)'::uuid AS id) s ON t.tenant_id = s.id
            WHEN MATCHED THEN UPDATE SET tenant_id = t.tenant_id
            """
        },
    ]

    private static let removing: [Self] = [
        Self("DELETE", .delete) { "DELETE FROM \($0.name) WHERE tenant_id = '\($1)'" },
        Self("DELETE without a filter", .delete, another: .rowsOfOne) { table, _ in "DELETE FROM \(table.name)" },
        Self("MERGE that removes", .delete) {
            """
            MERGE INTO \($0.name) t USING (SELECT '\($1)'::uuid AS id) s ON t.tenant_id = s.id
            WHEN MATCHED THEN DELETE
            """
        },
        Self("TRUNCATE", .truncate) { table, _ in "TRUNCATE \(table.name) CASCADE" },
    ]
}
