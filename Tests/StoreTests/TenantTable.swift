import Foundation
import Postgres

@testable import Store

/// A tenant table as the catalog knows it, with what it takes to write a row of any tenant into it.
struct TenantTable: Sendable {
    let name: String
    /// `nil` where rows are reached through another table, which has the policy.
    let policy: String?
    let isPartition: Bool
    /// Columns by which it is divided; empty when it is not.
    let partitionColumns: [String]
    /// Columns a row must name.
    fileprivate(set) var columns: [Column] = []

    struct Column: Sendable {
        let name: String
        /// A value its type and checks allow; `nil` for an id.
        let literal: String?
    }

    /// What the service may do, by review and not by grant, so that a grant too many shows.
    func mayService(_ right: Right) -> Bool {
        if isPartition { return false }
        return switch right {
        case .select, .insert: true
        case .update: !TenancyReview.appendOnlyTables.contains(name)
        case .delete: TenancyReview.deletableTables.contains(name)
        case .truncate: false
        }
    }

    enum Right: Sendable { case select, insert, update, delete, truncate }

    var columnNames: String { columns.map(\.name).joined(separator: ", ") }

    /// A posting has two different accounts, so each tenant has a second one.
    static let secondAccount = "00000000-0000-4000-8000-000000000002"

    /// Values in the order of `columns`. Every id of a tenant's row is the tenant's own, so that each foreign key points to
    /// the one row the same tenant has there.
    func values(of tenant: UUID, isSecond: Bool = false) -> String {
        columns.map { column in
            let isSecondID = isSecond && ["id", "subject_id"].contains(column.name)
            let isCredited = name == "postings" && column.name == "credit_account_id"
            return isSecondID || isCredited ? "'\(Self.secondAccount)'" : column.literal ?? "'\(tenant.uuidString)'"
        }.joined(separator: ", ")
    }
}

extension TenantTable {
    /// Every table with a `tenant_id` outside the reviewed list, by name.
    static func all(_ tx: Transaction) throws -> [TenantTable] {
        let tables = try tx.rows(
            """
            SELECT c.relname::text AS name, c.relispartition AS is_partition,
                (SELECT min(p.polname)::text FROM pg_policy p WHERE p.polrelid = c.oid) AS policy,
                ARRAY(SELECT k.attname::text FROM pg_partitioned_table d
                    JOIN pg_attribute k ON k.attrelid = d.partrelid AND k.attnum = ANY(d.partattrs::smallint[])
                    WHERE d.partrelid = c.oid ORDER BY k.attnum) AS partition_columns
            FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                AND NOT c.relname = ANY(\(TenancyReview.exemptTables))
            ORDER BY c.relname
            """
        ) { row in
            TenantTable(
                name: try row.get("name"), policy: try row.getOptional("policy"),
                isPartition: try row.get("is_partition"), partitionColumns: try row.get("partition_columns"))
        }
        return try tables.map { table in
            var table = table
            table.columns = try columns(of: table.name, tx)
            return table
        }
    }

    private static func columns(of table: String, _ tx: Transaction) throws -> [Column] {
        try tx.rows(
            """
            SELECT a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type, (
                SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k
                WHERE k.conrelid = a.attrelid AND k.contype = 'c' AND k.conkey = ARRAY[a.attnum]) AS rule
            FROM pg_attribute a
            WHERE a.attrelid = to_regclass(\(table)) AND a.attnum > 0 AND NOT a.attisdropped
                AND a.attgenerated = '' AND a.attnotnull AND NOT a.atthasdef
            ORDER BY a.attnum
            """
        ) { row in
            let rule = try row.getOptional("rule", as: String.self) ?? ""
            return Column(name: try row.get("name"), literal: literal(of: try row.get("type"), rule: rule))
        }
    }

    private static func literal(of type: String, rule: String) -> String? {
        switch type {
        case "uuid": nil
        case "text": rule.firstMatch(of: /(?:ARRAY\[|= )'([^']*)'/).map { "'\($0.1)'" } ?? "'a1'"
        case "character(3)": "'USD'"
        case "smallint", "integer", "bigint": "1"
        case "date": "'2026-08-03'"
        case "timestamp with time zone": "'2026-08-03 12:00Z'"
        case "bytea": "decode(repeat('00', 32), 'hex')"
        case "boolean": "false"
        case "jsonb", "text[]": "'{}'"
        default: "(the matrix has no value of type \(type))"
        }
    }
}
