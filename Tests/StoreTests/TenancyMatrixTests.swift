import DatabaseTesting
import LocalPostgres
import Postgres
import Testing

@testable import Store

/// T-02.
@Suite struct TenancyMatrixTests {
    /// One connection logged in as the service, so that what an earlier transaction left behind is what the next one finds.
    @Test func noCommandReachesAnotherTenantOrAnswersWithoutOne() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { db in
            try await db.migrator.transaction { try $0.script("SELECT make_decision_partitions('2026-07-01', 1)") }
            let matrix = try await TenancyMatrix.filled(db)
            #expect(matrix.tables.count > 30)
            #expect(matrix.emptyTables == [])

            var configuration = try await db.configuration(for: .service)
            configuration.maximumConnections = 1
            let connection = PostgresPool(configuration: configuration, logger: TestCluster.logger)
            // In this order: nothing was ever set at first, something was at last.
            let expected: [(TenancyMatrix.Setting, String?)] = [
                (.fresh, nil), (.own, ""), (.another, ""), (.empty, ""), (.garbage, ""), (.leftOver, ""),
            ]
            for (setting, left) in expected {
                let (faults, found) = try await connection.transaction { tx in
                    let faults = try matrix.faults(setting, in: matrix.tables, tx)
                    return (faults, try tx.row(Self.current) { try $0.getOptional("tenant", as: String.self) } ?? nil)
                }
                #expect(faults == [])
                if setting == .fresh || setting == .leftOver { #expect(found == left) }
                let kept = try await connection.transaction { tx in
                    try tx.row(Self.current) { try $0.getOptional("tenant", as: String.self) } ?? nil
                }
                #expect(kept == left)
            }
            await connection.close()
        }
    }

    private static let current: SQL = "SELECT current_setting('app.tenant_id', true) AS tenant"
}
