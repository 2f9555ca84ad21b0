import Foundation
import Postgres
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

struct ContactReportTests {
    @Test func adherenceCountsACallAsMadeOnlyWithinItsWindow() async throws {
        try await ReportBook.with { book in
            // Spoken with in time; attempted twice in time; attempted twice, the second late; never; still open.
            _ = try await book.attempt(
                "A", "spoke", .telephone, .taskDone, plannedOn: "2026-03-02", lapsesAfter: "2026-03-09")
            let twice = try await book.attempt(
                "B", "twice", .telephone, .taskDone, plannedOn: "2026-03-02", lapsesAfter: "2026-03-09")
            let late = try await book.attempt(
                "B", "late", .telephone, .taskLapsed, plannedOn: "2026-03-02", lapsesAfter: "2026-03-04")
            _ = try await book.attempt(
                "B", "never", .telephone, .taskLapsed, plannedOn: "2026-03-03", lapsesAfter: "2026-03-10")
            _ = try await book.attempt(
                "B", "open", .telephone, .taskOpen, plannedOn: "2026-03-10", lapsesAfter: "2026-03-11")
            _ = try await book.attempt(
                "B", "off", .telephone, .cancelled, plannedOn: "2026-03-03", lapsesAfter: "2026-03-10",
                closedAt: "2026-03-04 15:00Z")
            try await book.call("A", "2026-03-05 15:00Z", .spoke)
            for (at, disposition) in [
                ("2026-03-03 15:00Z", CallDisposition.busy), ("2026-03-04 15:00Z", .noAnswer),
                ("2026-03-09 23:00Z", .leftVoicemail),
            ] { try await book.call("B", at, disposition, task: twice) }
            for at in ["2026-03-04 15:00Z", "2026-03-05 15:00Z"] { try await book.call("B", at, .noAnswer, task: late) }

            let report = try await book.report(.adherence, on: "2026-03-11")
            let steps = ["spoke", "twice", "late", "never", "open", "off"].map { report.line($0)?.dropFirst() }
            #expect(steps[0] == ["1", "1", "0", "0", "0", "0", "-", "100.0%"])
            #expect(steps[1] == ["1", "1", "0", "0", "0", "0", "-", "100.0%"])
            #expect(steps[2] == ["1", "0", "1", "0", "0", "0", "-", "0.0%"])
            #expect(steps[3] == ["1", "0", "0", "0", "1", "0", "-", "0.0%"])
            #expect(steps[4] == ["1", "0", "0", "0", "0", "1", "-", "n/a"])
            #expect(steps[5] == nil)
            #expect(report.line("all")?.dropFirst() == ["5", "2", "1", "0", "1", "1", "-", "50.0%"])
            // Rung once where twice is asked for: tried, and not the same as never.
            let once = try await book.attempt(
                "B", "once", .telephone, .taskLapsed, plannedOn: "2026-03-02", lapsesAfter: "2026-03-09",
                attempts: 2)
            try await book.call("B", "2026-03-06 15:00Z", .noAnswer, task: once)
            let tried = try await book.report(.adherence, on: "2026-03-11")
            #expect(tried.line("once")?.dropFirst() == ["1", "0", "0", "1", "0", "0", "-", "0.0%"])
            // As of a day before, what came after has not happened.
            let before = try await book.report(.adherence, on: "2026-03-03")
            #expect(before.line("all")?.dropFirst() == ["6", "0", "0", "0", "0", "6", "-", "n/a"])
        }
    }

    @Test func aLetterIsDoneOnceItsMailingIsConfirmed() async throws {
        try await ReportBook.with { book in
            let batch = try await book.batch(ordinal: 1, producedAt: "2026-03-02 18:00Z")
            let states: [(AttemptState, String?)] = [
                (.sent, "2026-03-04"), (.prepared, nil), (.returned, "2026-03-04"), (.cancelled, nil),
            ]
            for (state, sentOn) in states {
                _ = try await book.attempt(
                    "A", "nudge", .post, state, plannedOn: "2026-03-02", sentOn: sentOn, closedAt: "2026-03-08 15:00Z",
                    batch: batch)
            }
            let report = try await book.report(.adherence, on: "2026-03-31")
            #expect(report.line("nudge") == ["letter", "3", "2", "-", "-", "-", "1", "1", "66.7%"])
            let before = try await book.report(.adherence, on: "2026-03-03")
            #expect(before.line("nudge") == ["letter", "4", "0", "-", "-", "-", "4", "0", "0.0%"])
        }
    }

    @Test func activityCountsAttemptsAndConversationsFromWhatCountsAsSuch() async throws {
        try await ReportBook.with { book in
            for disposition in CallDisposition.allCases {
                try await book.call("A", "2026-03-05 15:00Z", disposition)
            }
            try await book.call("B", "2026-03-06 15:00Z", .noAnswer)
            try await book.call("B", "2026-03-06 16:00Z", .spoke, direction: "in")
            // In New York it is the day before.
            try await book.call("B", "2026-03-11 03:00Z", .noAnswer)
            try await book.call("B", "2026-03-11 04:00Z", .noAnswer)
            _ = try await book.attempt("A", "statement", .email, .sent, plannedOn: "2026-03-03", sentOn: "2026-03-04")
            _ = try await book.attempt("B", "statement", .email, .sent, plannedOn: "2026-02-03", sentOn: "2026-03-11")

            let report = try await book.report(.activity, on: "2026-03-10") { $0.from = day("2026-03-01") }
            #expect(report.line("call attempts")?.prefix(2) == ["6", "2"])
            #expect(report.line("conversations on calls we made")?.prefix(2) == ["1", "1"])
            #expect(report.line("calls that do not count")?.prefix(2) == ["3", "1"])
            #expect(report.line("calls from customers")?.prefix(2) == ["1", "1"])
            #expect(report.line("email planned")?.prefix(2) == ["1", "1"])
            #expect(report.line("email sent")?.prefix(2) == ["1", "1"])
            #expect(report.line("payments received") == ["1", "1", "100.00"])
            #expect(report.figure("right_party_contact_rate") == "16.7%")
            #expect(report.figure("customers_reached") == "50.0%")
        }
    }

    @Test func reasonsAreCountedAndAnAmountStandsOnlyWithTheLatest() async throws {
        try await ReportBook.with { book in
            try await book.call("A", "2026-03-03 15:00Z", .spoke, .forgot)
            try await book.call("A", "2026-03-05 15:00Z", .spoke, .dissatisfied)
            try await book.call("A", "2026-03-06 15:00Z", .spoke)
            try await book.call("B", "2026-03-05 15:00Z", .spoke, .forgot)
            try await book.call("B", "2026-01-05 15:00Z", .spoke, .refuses)
            let report = try await book.report(.reasons, on: "2026-03-09")
            #expect(
                report.table.rows.map { $0.map(\.text) } == [
                    ["forgot", "2", "2", "50.00", "66.7%"], ["dissatisfied", "1", "1", "150.00", "33.3%"],
                    ["no reason told", "1", "1", "0.00", "-"],
                ])
        }
    }

    @Test func aPromiseThatRestedForMonthsIsCountedWhenItIsDecided() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            try await book.raw(
                """
                INSERT INTO promises (tenant_id, id, case_id, amount_minor, currency, made_on, due_on, made_by)
                SELECT tenant_id, gen_random_uuid(), id, 5000, 'USD', '2025-10-06', '2025-10-10', 'Pat'
                FROM collection_cases WHERE tenant_id = \(tenant) AND customer_id =
                    (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = 'B')
                """)
            try await book.raw(
                """
                INSERT INTO promise_items (tenant_id, promise_id, receivable_id)
                SELECT p.tenant_id, p.id, r.id FROM promises p
                JOIN receivables r ON r.tenant_id = p.tenant_id AND r.case_id = p.case_id
                """)
            try await book.raw(
                """
                INSERT INTO holds (tenant_id, id, customer_id, reason, source, held_from, held_until)
                SELECT tenant_id, gen_random_uuid(), id, 'hardship', 'test', '2025-10-08', '2026-03-02'
                FROM customers WHERE tenant_id = \(tenant) AND reference = 'B'
                """)
            let report = try await book.report(.promises, on: "2026-03-09")
            #expect(report.line("decided")?.first == "1", "\(report.table.rows)")
        }
    }

    @Test func promisesAreHeldAgainstTheBooksOfTheDay() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            // Ann's 100.00 came on 10 March, the last day of grace; Bob promised 50.00 and paid nothing more.
            for (customer, amount) in [("A", Int64(100_00)), ("B", 50_00)] {
                try await book.raw(
                    """
                    INSERT INTO promises (tenant_id, id, case_id, amount_minor, currency, made_on, due_on, made_by)
                    SELECT tenant_id, gen_random_uuid(), id, \(amount), 'USD', '2026-03-02', '2026-03-06', 'Pat'
                    FROM collection_cases WHERE tenant_id = \(tenant) AND customer_id =
                        (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = \(customer))
                    """)
            }
            let onGrace = try await book.report(.promises, on: "2026-03-09")
            #expect(onGrace.line("open") == ["2", "150.00", "0.00"])
            #expect(onGrace.figure("kept_by_count") == "n/a")
            let after = try await book.report(.promises, on: "2026-03-11")
            #expect(after.line("kept") == ["1", "100.00", "100.00"])
            #expect(after.line("broken") == ["1", "50.00", "0.00"])
            #expect(after.line("decided") == ["2", "150.00", "100.00"])
            #expect(after.figure("kept_by_count") == "50.0%" && after.figure("kept_by_amount") == "66.7%")
        }
    }

    @Test(
        arguments: [
            ("2026-04-01", ["B"]), ("2026-04-02", ["B"]), ("2026-05-01", ["B"]), ("2026-05-02", []),
            ("2026-05-03", ["A"]),
            ("2026-06-01", ["A"]), ("2026-06-02", []),
        ] as [(String, [String])])
    func theNinetyDayListHoldsThoseFrom60To89DaysPastDue(on: String, customers: [String]) async throws {
        try await ReportBook.with { book in
            // Bob's invoice is 60 days past due on 2 April, Ann's on 3 May.
            let expected = on == "2026-04-01" ? [] : customers
            let report = try await book.report(.ninetyDay, on: on)
            #expect(report.table.rows.map { $0[0].text } == expected)
        }
    }

    @Test func theValueAtStakeIsTheMonthlyRevenueOfAgreementsInForceTimesTheMultiple() async throws {
        try await ReportBook.with { book in
            // On 31 March both of Ann's invoices were open but the older is paid: Bob alone is 58 days past due.
            let report = try await book.report(.ninetyDay, on: "2026-04-12") {
                $0.multiple = ContractMultiple(tenths: 335) ?? .alarmTrade
            }
            #expect(report.line("B") == ["Bob Birch", "70", "20", "50.00", "0.00", "20.05", "671.67"])
            #expect(report.line("all")?.suffix(4) == ["50.00", "0.00", "20.05", "671.67"])
            let later = try await book.report(.ninetyDay, on: "2026-05-03")
            #expect(later.line("A") == ["Ann Alder", "60", "30", "50.00", "0.00", "39.95", "1,318.35"])
            #expect(later.figure("past_the_line") == "1" && later.figure("past_the_line_value") == "661.65")
            try await book.raw("UPDATE agreements SET ended_on = '2026-05-01' WHERE reference = 'NW-1'")
            #expect(try await book.report(.ninetyDay, on: "2026-05-03").table.rows.isEmpty)
        }
    }

    /// Source: starter policies §1.1.
    @Test(arguments: [(nil, "0.00", "50.00"), (30_00, "20.00", "30.00")] as [(Int64?, String, String)])
    func theDaysGoOnDuringADisputeAndWhoDisputesEverythingIsListedToo(
        amount: Int64?, owed: String, disputed: String
    ) async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            try await book.raw(
                """
                INSERT INTO disputes (tenant_id, id, case_id, receivable_id, amount_minor, currency, reason, opened_on, source)
                SELECT tenant_id, gen_random_uuid(), case_id, id, \(amount)::bigint, 'USD', 'price', '2026-02-10', 'test'
                FROM receivables WHERE tenant_id = \(tenant) AND reference = '3'
                """)
            let report = try await book.report(.ninetyDay, on: "2026-04-12")
            #expect(report.line("B") == ["Bob Birch", "70", "20", owed, disputed, "20.05", "661.65"])
            #expect(report.line("all")?.suffix(4) == [owed, disputed, "20.05", "661.65"])
            #expect(report.table.csv.split(separator: "\r\n").first?.contains("owed,disputed,monthly") == true)
            let lost = try await book.report(.ninetyDay, on: "2026-05-02")
            #expect(lost.figure("past_the_line") == "1")
        }
    }

    @Test func theRateOfPromisesIsOfConversationsOnCallsWeMade() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            func promise(_ customer: String, call: String?, made: String, order: Int, replaced: Bool = false)
                async throws
            {
                let id = UUID()
                try await book.raw(
                    """
                    INSERT INTO promises (tenant_id, id, case_id, call_id, amount_minor, currency, made_on, due_on, made_by,
                        created_at)
                    SELECT c.tenant_id, \(id), c.id, (SELECT k.id FROM calls k WHERE k.tenant_id = c.tenant_id
                            AND k.case_id = c.id AND k.called_at = \(unsafeSQL: call.map { "'\($0)'" } ?? "NULL")::timestamptz),
                        1000, 'USD', \(day(made)), '2026-03-31', 'Pat', now() + \(Int32(order)) * interval '1 second'
                    FROM collection_cases c WHERE c.tenant_id = \(tenant) AND c.customer_id =
                        (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = \(customer))
                    """)
                guard replaced else { return }
                try await book.raw(
                    """
                    INSERT INTO promise_endings (tenant_id, promise_id, kind, ended_on)
                    VALUES (\(tenant), \(id), 'superseded', '2026-03-09')
                    """)
            }
            for (customer, at) in [("A", "2026-03-03 15:00Z"), ("A", "2026-03-05 15:00Z"), ("B", "2026-03-05 16:00Z")] {
                try await book.call(customer, at, .spoke)
            }
            try await book.call("B", "2026-03-06 15:00Z", .spoke, direction: "in")
            // Ann twice by telephone, the second in place of the first; then by letter. Bob on a call of his own.
            try await promise("A", call: "2026-03-03 15:00Z", made: "2026-03-03", order: 1, replaced: true)
            try await promise("A", call: "2026-03-05 15:00Z", made: "2026-03-05", order: 2, replaced: true)
            try await promise("A", call: nil, made: "2026-03-09", order: 3)
            try await promise("B", call: "2026-03-06 15:00Z", made: "2026-03-06", order: 4)
            let report = try await book.report(.activity, on: "2026-03-31")
            #expect(report.line("promises made")?.first == "4")
            #expect(report.line("promises on calls we made") == ["1", "1", "10.00"])
            #expect(report.figure("promise_rate") == "33.3%")
        }
    }

    /// Source: field reference §7.3.
    @Test func aPromiseIsNotBrokenWhilePaymentsAreNotKnownToItsEnd() async throws {
        try await ReportBook.with { book in
            let tenant = book.fixture.tenant.uuid
            try await book.raw(
                """
                INSERT INTO promises (tenant_id, id, case_id, amount_minor, currency, made_on, due_on, made_by)
                SELECT tenant_id, gen_random_uuid(), id, 5000, 'USD', '2026-03-02', '2026-03-12', 'Pat'
                FROM collection_cases WHERE tenant_id = \(tenant) AND customer_id =
                    (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = 'B')
                """)
            let before = try await book.report(.promises, on: "2026-03-17")
            #expect(before.line("not known yet") == ["1", "50.00", "0.00"] && before.line("broken")?.first == "0")
            #expect(before.figure("kept_by_count") == "n/a" && before.figure("payments_known_to") == "2026-03-10")
            #expect(before.notes.first?.hasPrefix("payments are known to 2026-03-10: 1 promise ") == true)
            try await book.fixture.take("no,customer,paid,amount,invoice\np9,A,2026-03-16,1.00,2\n", .testPayments)
            let after = try await book.report(.promises, on: "2026-03-17")
            #expect(after.line("not known yet")?.first == "0" && after.line("broken") == ["1", "50.00", "0.00"])
            #expect(after.notes.isEmpty)
        }
    }

    @Test func anotherTenantsFiguresAreInNoReport() async throws {
        try await ReportBook.with { book in
            let other = try await ImportFixture(book.fixture.database, slug: "other")
            try await book.call("A", "2026-03-05 15:00Z", .spoke, .forgot)
            for name in ReportName.allCases {
                var request = ReportRequest()
                request.on = day("2026-04-12")
                let report = try await MakeReport(store: other.store)(name, of: other.tenant, request)
                let counts = report.table.rows.flatMap { $0 }.compactMap { cell in
                    if case .count(let count) = cell { count } else { nil }
                }
                #expect(counts.allSatisfy { $0 == 0 }, "\(name)")
            }
        }
    }
}
