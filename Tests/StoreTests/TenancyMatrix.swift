import DatabaseTesting
import Foundation
import Postgres
import Receivables

@testable import Store

/// T-02: every command on every tenant table in every state the tenant setting can be in, each with the one answer that is
/// right. Tables come from the catalog, so that a new one is tried without anybody remembering it.
struct TenancyMatrix: Sendable {
    let tables: [TenantTable]
    /// The tenant whose rows every statement aims at.
    let target: UUID
    let other: UUID
    /// How many rows each of the two has in a table.
    let rowCounts: [String: Int]

    /// What `app.tenant_id` is when a statement runs.
    enum Setting: Sendable, CaseIterable {
        /// The tenant the statement aims at.
        case own
        case another
        /// Never set on this connection.
        case fresh
        /// Set by an earlier transaction of this connection, not by this one.
        case leftOver
        case empty
        case garbage
    }

    enum Outcome: Hashable, Sendable {
        case rows(Int)
        /// The role lacks the right.
        case denied
        /// The role has the right and the policy refused the row.
        case rowSecurity
        case missingTenant
        case malformedTenant
        /// The server copies nothing into a table with row-level security, whoever asks.
        case copyRefused
        case failed(String)
    }

    /// Fills every table with rows of two tenants, through the policies and in the service's role: that a tenant may add
    /// its own rows is proven by this.
    static func filled(_ db: TestDatabase) async throws -> TenancyMatrix {
        let tenants = [UUID(), UUID()]
        let tables = try await db.superuser.transaction { try TenantTable.all($0) }
        try await db.service.transaction { tx in
            for tenant in tenants {
                let slug = tenant.uuidString.prefix(8).lowercased()
                try tx.script(
                    """
                    INSERT INTO tenants (id, slug, name, time_zone) VALUES ('\(tenant)', '\(slug)', 'x', 'UTC');
                    INSERT INTO agencies (id, reference, name) VALUES ('\(tenant)', '\(slug.uppercased())', 'x');
                    SET LOCAL app.tenant_id = '\(tenant)'
                    """)
                try fill(tables.filter { !$0.isPartition }, of: tenant, tx)
            }
        }
        let counts = try await db.superuser.transaction { tx in
            try tables.map { table in
                try tenants.map { tenant in
                    try tx.execute("SELECT FROM \(unsafeSQL: table.name) WHERE tenant_id = \(tenant)")
                }.min() ?? 0
            }
        }
        return TenancyMatrix(
            tables: tables, target: tenants[0], other: tenants[1],
            rowCounts: Dictionary(uniqueKeysWithValues: zip(tables.map(\.name), counts)))
    }

    /// Adds rows in an order the foreign keys allow: what points to a row not there yet waits for the next round.
    private static func fill(_ tables: [TenantTable], of tenant: UUID, _ tx: Transaction) throws {
        var waiting = tables
        while !waiting.isEmpty {
            let left = try waiting.filter { table in
                do {
                    try tx.savepoint {
                        for isSecond in table.name == "ledger_accounts" ? [false, true] : [false] {
                            let values = table.values(of: tenant, isSecond: isSecond)
                            try tx.script("INSERT INTO \(table.name) (\(table.columnNames)) VALUES (\(values))")
                        }
                    }
                    return false
                } catch PostgresError.foreignKeyViolation {
                    return true
                } catch { throw Unfilled(description: "no row could be added to \(table.name): \(error)") }
            }
            guard left.count < waiting.count else {
                throw Unfilled(description: "foreign keys wait for each other: \(left.map(\.name))")
            }
            waiting = left
        }
    }

    struct Unfilled: Error, CustomStringConvertible { let description: String }
}

extension TenancyMatrix {
    /// Tables of which a cell would prove nothing. A partition is refused before any row is looked at.
    var emptyTables: [String] {
        tables.filter { !$0.isPartition && rowCounts[$0.name, default: 0] == 0 }.map(\.name)
    }

    /// What is not as it should be, a sentence for each cell. The transaction works in the service's role; it is as before
    /// afterwards, but for the setting.
    func faults(_ setting: Setting, in tables: [TenantTable], _ tx: Transaction) throws -> [String] {
        switch setting {
        case .own: try tx.script("SET LOCAL app.tenant_id = '\(target)'")
        case .another: try tx.script("SET LOCAL app.tenant_id = '\(other)'")
        case .garbage: try tx.script("SET LOCAL app.tenant_id = 'garbage'")
        case .empty: try tx.script("SET LOCAL app.tenant_id = ''")
        case .fresh, .leftOver: break
        }
        return try tables.flatMap { table in
            try Statement.all.compactMap { statement in
                let expected = expectation(of: statement, on: table, setting)
                let found = try outcome(of: statement, on: table, tx)
                if expected.contains(found) { return nil }
                return "\(table.name), \(statement.name), \(setting): found \(found), expected one of \(expected)"
            }
        }
    }

    /// The answers that are right: one, but for a statement that both lacks its right and misses its tenant. The server
    /// may ask for either first.
    private func expectation(of statement: Statement, on table: TenantTable, _ setting: Setting) -> Set<Outcome> {
        let missing: Outcome? =
            switch setting {
            case .own, .another: nil
            case .fresh, .leftOver, .empty: .missingTenant
            case .garbage: .malformedTenant
            }
        guard table.mayService(statement.right) else { return [.denied, missing ?? .denied] }
        // COPY of a divided table's own name copies the part that is in no partition: nothing.
        if statement.copy == .out, !table.partitionColumns.isEmpty { return [.rows(0)] }
        if statement.copy == .in { return [.copyRefused] }
        let answer = setting == .own ? statement.own : statement.another
        return [missing ?? answer.outcome(rowCounts[table.name, default: 0])]
    }

    /// Thrown to undo what the statement did.
    private struct Undo: Error { let count: Int }

    private func outcome(of statement: Statement, on table: TenantTable, _ tx: Transaction) throws -> Outcome {
        let sql = statement.sql(table, target)
        do {
            try tx.savepoint {
                var count = 0
                switch statement.copy {
                case nil: count = try tx.execute(SQL(unsafeSQL: sql))
                case .in: count = try tx.copyIn(unsafeSQL: sql) { nil }
                case .out, .queryOut: try tx.copyOut(unsafeSQL: sql) { _ in count += 1 }
                }
                throw Undo(count: count)
            }
            return .failed("nothing")
        } catch let undo as Undo {
            return .rows(undo.count)
        } catch let error as PostgresError { return Outcome(error) }
    }
}

extension TenancyMatrix.Outcome {
    fileprivate init(_ error: PostgresError) {
        self =
            switch error {
            case .insufficientPrivilege(let message) where message.contains("row-level security"): .rowSecurity
            case .insufficientPrivilege: .denied
            case .missingTenant: .missingTenant
            case .server(let report) where report.sqlState == "22P02": .malformedTenant
            case .server(let report) where report.sqlState == "0A000": .copyRefused
            default: .failed("\(error)")
            }
    }
}
