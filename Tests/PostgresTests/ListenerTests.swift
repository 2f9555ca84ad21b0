import DatabaseTesting
import Postgres
import Testing

@Suite struct ListenerTests {
    @Test func notificationsArriveAndALostConnectionComesBack() async throws {
        try await TestDatabase.withEmpty { pool in
            var configuration = pool.configuration
            configuration.applicationName = "listener under test"
            let listener = PostgresListener(configuration: configuration, logger: TestCluster.logger)
            var events = listener.listen(to: ["jobs", "other_jobs"]).makeAsyncIterator()
            #expect(await events.next() == .listening)

            try await pool.transaction { try $0.execute("SELECT pg_notify('jobs', 'é 1')") }
            #expect(await events.next() == .notification(channel: "jobs", payload: "é 1"))

            try await pool.transaction {
                try $0.execute(
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE application_name = 'listener under test' AND datname = current_database()
                    """)
            }
            #expect(await events.next() == .reconnected)

            try await pool.transaction { try $0.execute("SELECT pg_notify('other_jobs', '')") }
            #expect(await events.next() == .notification(channel: "other_jobs", payload: ""))
        }
    }

    @Test func aNotificationOfATransactionThatWasRolledBackNeverArrives() async throws {
        try await TestDatabase.withEmpty { pool in
            struct Refusal: Error {}
            let listener = PostgresListener(configuration: pool.configuration, logger: TestCluster.logger)
            var events = listener.listen(to: ["jobs"]).makeAsyncIterator()
            #expect(await events.next() == .listening)
            await #expect(throws: Refusal.self) {
                try await pool.transaction { tx in
                    try tx.execute("SELECT pg_notify('jobs', 'undone')")
                    throw Refusal()
                }
            }
            try await pool.transaction { try $0.execute("SELECT pg_notify('jobs', 'done')") }
            #expect(await events.next() == .notification(channel: "jobs", payload: "done"))
        }
    }
}
