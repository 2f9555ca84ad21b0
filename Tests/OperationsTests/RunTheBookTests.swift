import DatabaseTesting
import Foundation
import JobQueue
import Postgres
import Receivables
import Store
import Testing

@testable import Operations

struct RunTheBookTests {
    /// Everything a run writes, by table.
    private func written(_ book: LiveBook) async throws -> [Int64] {
        [
            try await book.count("contact_attempts"), try await book.count("jobs"),
            try await book.count("decision_records"),
        ]
    }

    @Test func aSecondRunOfTheDayFindsItsWorkDone() async throws {
        try await LiveBook.with(furtherCustomers: 3) { book in
            #expect(try await book.run().planned == 4)
            let first = try await written(book)
            #expect(first[0] == 4 && first[1] == 4)
            let second = try await book.run()
            #expect(second.looked == 0 && second.planned == 0)
            #expect(try await written(book) == first)
        }
    }

    @Test func aRunThatDiesBetweenTwoChunksIsFinishedByTheNext() async throws {
        try await LiveBook.with(furtherCustomers: 4) { book in
            // The last case, in the order of the run, cannot be planned: three chunks of two, of which two commit.
            try await book.raw(
                """
                DO $$ BEGIN EXECUTE format('ALTER TABLE contact_attempts ADD CONSTRAINT trap CHECK (case_id <> %L)',
                    (SELECT id FROM collection_cases ORDER BY id DESC LIMIT 1)); END $$
                """)
            await #expect(throws: PostgresError.self) { _ = try await book.book(chunk: 2).run(for: book.id) }
            #expect(try await book.count("contact_attempts") == 4)
            #expect(try await book.count("jobs") == 4)
            #expect(try await book.nextLookFindings() == [])
            try await book.raw("ALTER TABLE contact_attempts DROP CONSTRAINT trap")
            #expect(try await book.book(chunk: 2).run(for: book.id).planned == 1)
            #expect(try await book.count("(SELECT DISTINCT case_id FROM contact_attempts) AS c") == 5)
            #expect(try await book.count("contact_attempts") == 5)
            #expect(try await book.count("jobs") == 5)
        }
    }

    @Test func twoHostsThatRunOneBookAtOnceDoubleNothing() async throws {
        try await LiveBook.with(furtherCustomers: 11) { book in
            let other = PostgresPool(
                configuration: book.database.service.configuration, logger: TestCluster.logger)
            let (here, there) = (try book.book(chunk: 2), try book.book(Store(pool: other), chunk: 2))
            async let one = here.run(for: book.id)
            async let two = there.run(for: book.id)
            let reports = try await [one, two]
            await other.close()
            #expect(reports.map(\.planned).reduce(0, +) == 12)
            #expect(try await book.count("contact_attempts") == 12)
            #expect(try await book.count("(SELECT DISTINCT case_id FROM contact_attempts) AS c") == 12)
            #expect(try await book.count("jobs") == 12)
            #expect(try await book.count("decision_records", where: "verdict = 'send'") == 12)
        }
    }

    /// The steps taken when the book is run and worked on each of the days.
    private func steps(on days: [Int]) async throws -> [String] {
        var steps: [String] = []
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            for offset in days {
                try await book.moveClock(to: book.tenant.today.adding(days: offset))
                try await book.knowPayments()
                _ = try await LapseCallTasks(store: book.store).run(for: book.id)
                let before = try await book.attempts().count
                for _ in 1...2 { try await book.run() }
                #expect(try await book.attempts().count <= before + 1, "one contact a day, day \(offset)")
                try await book.work()
            }
            steps = try await book.attempts().map(\.stepKey)
        }
        return steps
    }

    @Test func aWeekWithoutARunSkipsNoStepAndRepeatsNone() async throws {
        let daily = try await steps(on: Array(0...24))
        let withOutage = try await steps(on: [0] + Array(8...24))
        #expect(Set(daily).count == daily.count && Set(withOutage).count == withOutage.count)
        #expect(daily.count >= 3 && withOutage.count >= 3)
        let shared = min(daily.count, withOutage.count)
        #expect(Array(daily.prefix(shared)) == Array(withOutage.prefix(shared)))
    }

    @Test func aClockThatGoesBackSendsNothingTwice() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work()
            #expect(book.mails() == 1)
            for back in [1, 5, 40] {
                try await book.moveClock(to: book.tenant.today.adding(days: -back))
                #expect(try await book.run().planned == 0)
                try await book.work()
                #expect(try await book.nextLookFindings() == [])
            }
            try await book.moveClock(to: book.tenant.today)
            #expect(try await book.run().planned == 0)
            try await book.work()
            #expect(book.mails() == 1)
            #expect(try await book.attempts().map(\.stepKey) == ["statement"])
        }
    }

    @Test func aDryRunWritesNothingAndSaysWhoGetsWhatAndWhoDoesNotAndWhy() async throws {
        try await LiveBook.with(furtherCustomers: 2) { book in
            _ = try await HoldCustomer(store: book.store).add(
                .attorney, customer: "C-20", business: nil, until: nil, note: "", source: "letter", for: book.id)
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE value LIKE '%1@%' OR value LIKE '1 Elm%'")
            let looks = try await book.count("collection_cases", where: "next_look_on <= '2026-03-09'")
            let before = try await written(book)
            let report = try await book.run(dryRun: true)
            #expect(try await written(book) == before)
            #expect(try await book.count("collection_cases", where: "next_look_on <= '2026-03-09'") == looks)
            let lines = Dictionary(uniqueKeysWithValues: report.lines.map { ($0.customer, $0) })
            #expect(lines["C-1001"]?.verdict == "send" && lines["C-1001"]?.medium == "email")
            #expect(lines["C-1001"]?.step == "statement")
            #expect(lines["C-20"]?.verdict == "asleep" && lines["C-20"]?.words.contains("attorney") == true)
            #expect(lines["C-21"]?.verdict == "locate" && lines["C-21"]?.words.contains("address") == true)
            #expect(report.planned == 1)
        }
    }

    @Test func everythingACustomerOwesABusinessIsOneContact() async throws {
        try await LiveBook.with { book in
            for number in 2...4 {
                _ = try await book.tenant.bill(
                    "INV-\(number)", .usd(cents: 20_00), billedOn: day("2026-01-1\(number)"),
                    dueOn: day("2026-02-0\(number)"))
            }
            for _ in 1...3 {
                try await book.run()
                try await book.work()
            }
            let attempts = try await book.attempts()
            #expect(attempts.count == 1 && book.mails() == 1)
            #expect(try await book.count("attempt_items") == 4)
        }
    }

    @Test func aContactOfTheMorningIsPlannedForTheFirstHourAllowed() async throws {
        try await LiveBook.with { book in
            try await book.moveClock(to: book.tenant.today, minuteOfDay: 6 * 60)
            #expect(try await book.run().planned == 1)
            let planned = try await book.store.transaction(for: book.id) { tx in
                try tx.decisions(about: book.tenant.customer, onOrBefore: book.tenant.today, limit: 1).first
            }
            let zone = try #require(TimeZone(identifier: TestTenant.zone))
            #expect(planned?.verdict == .send && planned?.facts["waits-for"] == "time.hours")
            #expect(planned?.until == book.tenant.today.instant(minuteOfDay: 8 * 60, in: zone))
            #expect(planned?.words.contains("08:00") == true)
            try await book.work()
            #expect(book.mails() == 0)
            try await book.moveClock(to: book.tenant.today, minuteOfDay: 8 * 60)
            try await book.work()
            #expect(book.mails() == 1)
            #expect(try await book.sendingDecisions().map(\.verdict) == [.send])
        }
    }

    @Test func aRunWithNothingDueReadsNoCase() async throws {
        try await LiveBook.with { book in
            try await book.raw(
                """
                INSERT INTO customers (tenant_id, id, reference, kind, language)
                SELECT tenant_id, gen_random_uuid(), 'X-' || n, 'consumer', 'en' FROM customers, generate_series(1, 3000) n;
                INSERT INTO collection_cases (tenant_id, id, business_id, customer_id, policy_version_id, next_look_on)
                SELECT c.tenant_id, gen_random_uuid(), b.id, c.id, b.default_policy_version_id, '2026-05-01'
                FROM customers c JOIN businesses b USING (tenant_id) WHERE c.reference LIKE 'X-%';
                ANALYZE collection_cases
                """)
            try await book.run()
            let (found, read) = try await book.store.transaction(for: book.id) { tx in
                func read() throws -> Int64 {
                    try tx.connection.row(
                        """
                        SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint AS n
                        FROM pg_stat_xact_user_tables
                        """
                    ) { try $0.get("n", as: Int64.self) } ?? -1
                }
                let before = try read()
                let found = try tx.casesToLookAt(onOrBefore: book.tenant.today, after: nil, limit: 500)
                return (found.count, try read() - before)
            }
            #expect(found == 0)
            #expect(read <= 10)
        }
    }
}
