import DatabaseTesting
import Foundation
import Postgres
import Receivables
import Store

/// Tries every command on every tenant table in every state the tenant setting can be in (T-02). The tables and a row for
/// each of two tenants come from the catalog, so a new table is tried without anybody remembering it.
struct TenancyMatrix: Sendable {
    let db: TestDatabase
    let own = UUID()
    let other = UUID()

    /// What `app.tenant_id` is when the statement runs.
    enum Setting: CaseIterable {
        case unset, empty, garbage
    }

    struct Table: Sendable {
        let name: String
        let isPartition: Bool
        let columns: [Column]
        /// Columns that a row must name.
        var names: String { columns.map(\.name).joined(separator: ", ") }
    }

    struct Column: Sendable {
        let name: String
        /// A value its type and checks allow.
        let literal: String?
    }

    /// Sentences about every cell in which a tenant could see, change or add another's row, or in which a missing tenant
    /// gave an answer.
    func leaks() async throws -> [String] {
        let tables = try await tables()
        try await fill(tables)
        var leaks: [String] = []
        for table in tables {
            leaks += try await (table.isPartition ? partitionLeaks(table) : tableLeaks(table))
        }
        return leaks
    }

    /// Every table with a `tenant_id` outside the reviewed list.
    func tables() async throws -> [Table] {
        try await db.superuser.transaction { tx in
            let found = try tx.rows(
                """
                SELECT c.relname::text AS name, c.relispartition AS is_partition FROM pg_class c
                JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                    AND NOT c.relname = ANY(\(TenancyReview.exemptTables))
                ORDER BY c.relname
                """
            ) { (try $0.get("name", as: String.self), try $0.get("is_partition", as: Bool.self)) }
            return try found.map { name, isPartition in
                Table(name: name, isPartition: isPartition, columns: try Self.columns(of: name, tx))
            }
        }
    }

    private static func columns(of table: String, _ tx: Transaction) throws -> [Column] {
        try tx.rows(
            """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, (
                SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
                WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]) AS rule
            FROM pg_attribute a WHERE a.attrelid = \(table)::regclass AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attgenerated = '' AND (a.attnotnull AND NOT a.atthasdef)
            ORDER BY a.attnum
            """
        ) { row in
            let rule = try row.getOptional("rule", as: String.self) ?? ""
            return Column(
                name: try row.get("name"), literal: literal(of: try row.get("type"), rule: rule))
        }
    }

    /// `nil` for a key: keys are the tenant's own, so that every foreign key of the row points to its other rows.
    private static func literal(of type: String, rule: String) -> String? {
        switch type {
        case "uuid": nil
        case "text": rule.firstMatch(of: /= ANY \(+ARRAY\['([^']*)'/).map { "'\($0.1)'" } ?? "'a1'"
        case "character(3)": "'USD'"
        case "smallint", "integer", "bigint": "1"
        case "date": "'2026-08-03'"
        case "timestamp with time zone": "'2026-08-03 12:00Z'"
        case "bytea": "decode(repeat('00', 32), 'hex')"
        case "boolean": "false"
        case "jsonb", "text[]": "'{}'"
        default: "(no value for type \(type))"
        }
    }

    /// Values for a row of `tenant`, in the order of the table's columns.
    func values(_ table: Table, of tenant: UUID) -> String {
        table.columns.map { column in
            if let literal = column.literal { return literal }
            // A posting has two different accounts; which one the second is does not matter here.
            if table.name == "postings", column.name == "credit_account_id" { return "'\(Self.secondAccount)'" }
            return "'\(tenant.uuidString)'"
        }.joined(separator: ", ")
    }

    private static let secondAccount = "00000000-0000-4000-8000-000000000002"

    /// Puts one row of each tenant into each table, unhindered by policies and by the order of foreign keys.
    private func fill(_ tables: [Table]) async throws {
        try await db.superuser.transaction { tx in
            try tx.script("SET LOCAL session_replication_role = replica")
            for tenant in [own, other] {
                let slug = tenant.uuidString.prefix(8).lowercased()
                try tx.script(
                    "INSERT INTO tenants (id, slug, name, time_zone) VALUES ('\(tenant)', '\(slug)', 'x', 'UTC')")
                for table in tables where !table.isPartition {
                    try tx.script("INSERT INTO \(table.name) (\(table.names)) VALUES (\(values(table, of: tenant)))")
                }
            }
        }
    }
}
