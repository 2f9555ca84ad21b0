import DatabaseTesting
import Postgres
import Testing

@Suite struct ErrorTests {
    private static let schema = """
        CREATE TABLE parents (id bigint CONSTRAINT parents_pkey PRIMARY KEY);
        CREATE TABLE children (
            id bigint CONSTRAINT children_pkey PRIMARY KEY,
            parent_id bigint CONSTRAINT children_parent_fkey REFERENCES parents DEFERRABLE,
            amount_minor bigint NOT NULL DEFAULT 1 CONSTRAINT children_amount_positive CHECK (amount_minor > 0),
            name text CONSTRAINT children_name_key UNIQUE
        );
        INSERT INTO parents VALUES (1);
        INSERT INTO children VALUES (1, 1, 1, 'Jane Doe 123-45-6789');
        """

    @Test(arguments: [
        (
            "INSERT INTO children (id, name) VALUES (2, 'Jane Doe 123-45-6789')" as SQL,
            PostgresError.uniqueViolation(constraint: "children_name_key")
        ),
        (
            "INSERT INTO children (id, parent_id) VALUES (2, 9)",
            .foreignKeyViolation(constraint: "children_parent_fkey")
        ),
        (
            "INSERT INTO children (id, amount_minor) VALUES (2, 0)",
            .checkViolation(constraint: "children_amount_positive")
        ),
        (
            "INSERT INTO children (id, amount_minor) VALUES (2, NULL)",
            .notNullViolation(table: "children", column: "amount_minor")
        ),
        ("DELETE FROM parents", .foreignKeyViolation(constraint: "children_parent_fkey")),
    ])
    func constraintsAreNamed(sql: SQL, expected: PostgresError) async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction { try $0.script(Self.schema) }
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { try $0.execute(sql) }
            }
            #expect(error == expected)
            #expect(String(describing: error).contains("Doe") == false)
        }
    }

    @Test func aConstraintCheckedAtCommitIsNamedToo() async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction { try $0.script(Self.schema) }
            await #expect(throws: PostgresError.foreignKeyViolation(constraint: "children_parent_fkey")) {
                try await pool.transaction { tx in
                    try tx.script("SET CONSTRAINTS ALL DEFERRED")
                    try tx.execute("INSERT INTO children (id, parent_id) VALUES (2, 9)")
                }
            }
        }
    }

    @Test(arguments: ["SELECT 'secret-value'::bigint" as SQL, "DO $$ BEGIN RAISE EXCEPTION 'secret-value'; END $$"])
    func descriptionsHoldNoValues(sql: SQL) async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { try $0.execute(sql) }
            }
            let found = try #require(error)
            #expect("\(found) \(String(reflecting: found))".contains("secret-value") == false)
            guard case .server(let report) = found else {
                Issue.record("expected a report of the server")
                return
            }
            #expect(report.message == nil)
        }
    }

    @Test func anUnknownTableIsNamed() async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { try $0.execute("SELECT * FROM nowhere") }
            }
            #expect(String(describing: error).contains("nowhere"))
            #expect(error?.sqlState == "42P01")
        }
    }

    @Test func aMissingTenantIsOneErrorOnAFreshConnectionAndOnAUsedOne() async throws {
        try await TestDatabase.withEmpty { pool in
            let onePool = try await Self.single(like: pool)
            let query: SQL = "SELECT current_setting('app.tenant_id')::uuid"
            // 42704: nobody has set it on this connection.
            await #expect(throws: PostgresError.missingTenant) {
                try await onePool.transaction { try $0.execute(query) }
            }
            try await onePool.transaction { tx in
                try tx.script("SET LOCAL app.tenant_id = '00000000-0000-4000-8000-000000000001'")
                try tx.execute(query)
            }
            // 22P02: it was set for a transaction and is '' since.
            await #expect(throws: PostgresError.missingTenant) {
                try await onePool.transaction { try $0.execute(query) }
            }
            await onePool.close()
        }
    }

    @Test func aRoleWithoutGrantIsRefused() async throws {
        try await TestDatabase.withRoles { database in
            try await database.migrator.transaction { try $0.script("CREATE TABLE hidden (id bigint)") }
            let error = await #expect(throws: PostgresError.self) {
                try await database.service.transaction { try $0.execute("SELECT * FROM hidden") }
            }
            guard case .insufficientPrivilege = error else {
                Issue.record("expected insufficient privilege")
                return
            }
        }
    }

    @Test func timeOutsAreTyped() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.statementTimeout) {
                try await pool.transaction { tx in
                    try tx.script("SET LOCAL statement_timeout = '20ms'")
                    try tx.execute("SELECT pg_sleep(30)")
                }
            }
        }
    }

    static func single(like pool: PostgresPool) async throws -> PostgresPool {
        var configuration = pool.configuration
        configuration.maximumConnections = 1
        return PostgresPool(configuration: configuration, logger: TestCluster.logger)
    }
}
