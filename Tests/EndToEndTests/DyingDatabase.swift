import DatabaseTesting
import Foundation
import MailTesting
import Postgres
import Testing

/// The server is killed while one mail is being handed over and a run of the book is half way: the first dealer done,
/// the second waiting for a row.
struct DyingDatabase {
    let own: OwnInstallation
    let dealer: Dealer

    func play() async throws {
        try await dealer.onboard(plugins: ["email"])
        try await dealer.onboard("second", plugins: ["email"])
        let sink = try await SMTPSink()
        try await dealer.sendMail(to: sink)
        try await dealer.bill(["hold@one.example", "ok@two.example"])
        try await dealer.bill(["three@three.example", "four@four.example"], tenant: "second")

        try await dealer.run("run", "--tenant", Dealer.slug)
        let talking = Set([try await sink.message().to, try await sink.message().to])
        #expect(talking == [["hold@one.example"], ["ok@two.example"]])

        let release = DispatchSemaphore(value: 0)
        let run = try await withThrowingTaskGroup { group in
            defer { release.signal() }
            group.addTask { await holdCases(of: "second", until: release) }
            #expect(try await eventually(within: .seconds(60)) { try await holdsCases() })
            let run = try dealer.start(["run", "--all"])
            // The server gives the run 5 s to wait for the row.
            #expect(try await eventually(within: .seconds(60)) { try await isWaitingForALock() }, "\(run.written)")
            let killed = ContinuousClock.now
            own.killServer()
            #expect(try await own.site.isReady(503))
            try sink.release()
            #expect(try await own.site.isReady(200))
            try await mailIsRecorded(outage: ContinuousClock.now - killed)
            return try await run.finished()
        }
        #expect(run.end == .exit(69), "\(run.output)")
        #expect(run.messages.contains("no connection to the database"), "\(run.messages)")
        #expect(try await dealer.attempts(tenant: "second") == [])

        try await dealer.run("run", "--all")
        try await dealer.reaches(["sent": 2], tenant: "second")
        #expect(try await dealer.attempts().count == 2)
        let twice = try await sink.stopAndTakeRest()
        #expect(twice.isEmpty)
        try await dealer.run("verify")
    }

    /// A worker keeps trying to write the outcome while its lease of 20 s holds; a longer outage leaves it in doubt.
    private func mailIsRecorded(outage: Duration) async throws {
        let settled = try await eventually(within: .seconds(60)) {
            try await dealer.attempts().allSatisfy { $0.state != "talking" }
        }
        #expect(settled)
        let states = try await dealer.attempts().map { [$0.address, $0.state] }
        if outage < .seconds(8) {
            #expect(states == [["hold@one.example", "sent"], ["ok@two.example", "sent"]])
        } else {
            #expect(states.allSatisfy { ["sent", "in-doubt"].contains($0[1]) })
        }
    }

    /// Keeps the rows of a tenant's cases from every other writer; ends with the server or when told to.
    private func holdCases(of tenant: String, until release: DispatchSemaphore) async {
        // The server is killed meanwhile, which ends this transaction with an error.
        try? await dealer.superuser.transaction { tx -> Void in
            try tx.execute(
                """
                SELECT collection_cases.id FROM collection_cases JOIN tenants ON tenants.id = tenant_id
                WHERE slug = \(tenant) FOR UPDATE OF collection_cases
                """)
            try tx.execute("SELECT pg_advisory_lock(1)")
            release.wait()  // on the connection's own thread
        }
    }

    /// Whether `holdCases` has them: its last act is this lock.
    private func holdsCases() async throws -> Bool { try await isThere("locktype = 'advisory' AND granted") }

    private func isWaitingForALock() async throws -> Bool { try await isThere("NOT granted") }

    private func isThere(_ lock: String) async throws -> Bool {
        try await dealer.superuser.transaction { tx in
            try tx.rows("SELECT 1 AS one FROM pg_locks WHERE \(unsafeSQL: lock) LIMIT 1") {
                try $0.get("one", as: Int32.self)
            }.isEmpty == false
        }
    }
}
