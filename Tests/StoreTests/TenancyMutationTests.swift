import DatabaseTesting
import Postgres
import Testing

@testable import Store

/// T-08: every flaw in every tenant table is noticed. Flaws are put in and undone within one transaction.
@Suite struct TenancyMutationTests {
    private struct Undo: Error {}

    /// A row in every table, and one month's partition besides the default one.
    private func withMatrix(_ body: @Sendable (TestDatabase, TenancyMatrix) async throws -> Void) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.migrator.transaction { try $0.script("SELECT make_decision_partitions('2026-07-01', 1)") }
            try await body(db, try await TenancyMatrix.filled(db))
        }
    }

    @Test(arguments: TenancyMutant.open)
    func aFlawThatOpensOneTableIsNoticedTwice(mutant: TenancyMutant) async throws {
        try await withMatrix { db, matrix in
            let tables = matrix.tables.filter(mutant.applies)
            #expect(!tables.isEmpty)
            let survivors = try await Store(pool: db.superuser).withoutTenantScope(reason: "a schema is changed") {
                tx in
                try tables.flatMap { table in
                    try undone(tx) {
                        try tx.connection.script(mutant.text(table))
                        try tx.connection.script("SET LOCAL SESSION AUTHORIZATION dunwell_service")
                        let findings = try TenancyAudit.findings(in: tx)
                        return [
                            mutant.isNamed(in: findings, of: table)
                                ? nil : "\(table.name): the audit finds \(findings)",
                            try isSeen(by: matrix, in: table, tx.connection)
                                ? nil : "\(table.name): the matrix is as before",
                        ].compactMap(\.self)
                    }
                }
            }
            #expect(survivors == [])
        }
    }

    @Test func aLatentFlawIsNamedForEachTableThatHasIt() async throws {
        try await withMatrix { db, matrix in
            let survivors = try await Store(pool: db.superuser).withoutTenantScope(reason: "a schema is changed") {
                tx in
                try TenancyMutant.latent.flatMap { mutant in
                    let tables = matrix.tables.filter(mutant.applies)
                    return try undone(tx) {
                        for table in tables { try tx.connection.script(mutant.text(table)) }
                        try tx.connection.script("SET LOCAL SESSION AUTHORIZATION dunwell_service")
                        let findings = try TenancyAudit.findings(in: tx)
                        let unnamed = tables.filter { !mutant.isNamed(in: findings, of: $0) }.map(\.name)
                        return unnamed.isEmpty && !tables.isEmpty ? [] : ["\(mutant.sql): not named \(unnamed)"]
                    }
                }
            }
            #expect(survivors == [])
        }
    }

    /// Without this, one wrong cell of a sound table would make every flaw look noticed.
    @Test func aTableWithoutAFlawIsNotNoticed() async throws {
        try await withMatrix { db, matrix in
            let noticed = try await Store(pool: db.superuser).withoutTenantScope(reason: "as the flaws are tried") {
                tx in
                try undone(tx) {
                    try tx.connection.script("SET LOCAL SESSION AUTHORIZATION dunwell_service")
                    let tables = try matrix.tables.filter { try isSeen(by: matrix, in: $0, tx.connection) }
                    return try TenancyAudit.findings(in: tx).map(\.description) + tables.map(\.name)
                }
            }
            #expect(noticed == [])
        }
    }

    @Test func aTableTheServiceCannotFillFailsTheMatrix() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.migrator.transaction {
                try $0.script("CREATE TABLE added (tenant_id uuid PRIMARY KEY REFERENCES tenants (id))")
            }
            await #expect(throws: TenancyMatrix.Unfilled.self) { try await TenancyMatrix.filled(db) }
        }
    }

    private func isSeen(by matrix: TenancyMatrix, in table: TenantTable, _ tx: Transaction) throws -> Bool {
        let settings: [TenancyMatrix.Setting] = [.another, .empty, .own]
        return try settings.contains { try !matrix.faults($0, in: [table], tx).isEmpty }
    }

    /// What `body` returns, after everything it did in the database is undone.
    private func undone(_ tx: PlatformTransaction, _ body: () throws -> [String]) throws -> [String] {
        var result: [String] = []
        do {
            try tx.connection.savepoint {
                result = try body()
                throw Undo()
            }
        } catch is Undo {}
        return result
    }
}
