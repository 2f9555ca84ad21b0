import Receivables
import Store
import Testing

@testable import Operations

/// A customer who agreed to be called at an hour is called then, and not before.
struct AgreedCallBackTests {
    private func agreed(_ date: String, minute: Int?) -> RecordCall.Report {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
        report.customerReference = "C-1001"
        report.agreedCallBackOn = day(date)
        report.agreedCallBackMinute = minute
        return report
    }

    private func waiting(_ book: LiveBook) async throws -> [WaitingCalls.Call] {
        try await WaitingCalls(store: book.store, registry: try TestTenant.plugins()).list(for: book.id)
    }

    @Test func anAgreedCallBackIsATaskOfItsHourThoughTheCustomerWasSpokenWithThatWeek() async throws {
        try await LiveBook.with { book in
            _ = try await RecordCall(store: book.store).record(agreed("2026-03-11", minute: 15 * 60), for: book.id)
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 10 * 60)
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().map(\.stepKey) == ["call-back"])
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.planned])
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 14 * 60 + 31)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.taskOpen])
            #expect(try await waiting(book).map(\.words) == [""])
            #expect(try await waiting(book).map(\.agreed) == ["2026-03-11 15:00 (America/New_York)"])
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 15 * 60 + 31)
            #expect(try await waiting(book).map(\.mayCall) == [false])
        }
    }

    @Test func anAgreedHourNobodyWorkedInIsACallThatWasNotMade() async throws {
        try await LiveBook.with { book in
            _ = try await RecordCall(store: book.store).record(agreed("2026-03-11", minute: 15 * 60), for: book.id)
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 10 * 60)
            try await book.knowPayments()
            try await book.run()
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 15 * 60 + 31)
            try await book.work()
            let task = try #require(try await book.attempts().first)
            #expect(task.state == .taskLapsed)
            #expect(task.detail == "the call-back agreed for 2026-03-11 15:00 (America/New_York) was not made")
            #expect(try await book.sendingDecisions().first?.ruleID == "call-back.missed")
            try await book.moveClock(to: day("2026-03-13"))
            let counts = try await book.store.transaction(for: book.id) { tx in
                let moment = try tx.moment()
                return try tx.adherenceCounts(
                    in: ReportPeriod(day("2026-03-09")...moment.today, in: moment.zone),
                    attempts: [.noAnswer, .spoke])
            }
            #expect(counts.filter { $0.step == "call-back" }.map(\.notMade) == [1])
        }
    }

    @Test func aCallThatWaitsForAnAgreedHourNamesTheHour() async throws {
        try await LiveBook.with { book in
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            _ = try await RecordCall(store: book.store).record(agreed("2026-03-12", minute: 14 * 60), for: book.id)
            try await book.moveClock(to: day("2026-03-12"), minuteOfDay: 10 * 60)
            let words = try await waiting(book).map(\.words)
            #expect(words.allSatisfy { $0.contains("agreed for 2026-03-12 14:00") })
            #expect(!words.isEmpty)
        }
    }

    @Test func theHourIsOneOfTheCustomersClock() async throws {
        try await LiveBook.with { book in
            // Boise; the area code of Idaho lies in two zones.
            try await book.raw("UPDATE contact_points SET zip = '83702', state = 'ID' WHERE medium = 'post'")
            try await book.raw("UPDATE contact_points SET value = '+12085550142' WHERE medium = 'telephone'")
            _ = try await RecordCall(store: book.store).record(agreed("2026-03-11", minute: 10 * 60 + 30), for: book.id)
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 6 * 60)
            try await book.knowPayments()
            try await book.run()
            // Ten in Idaho is noon in New York.
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 11 * 60 + 55)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.planned])
            try await book.moveClock(to: day("2026-03-11"), minuteOfDay: 12 * 60 + 5)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.taskOpen])
            #expect(try await waiting(book).map(\.mayCall) == [true])
        }
    }

    private static let refused: [(String, Int?)] = [
        ("2026-03-11", 23 * 60), ("2026-03-11", 3 * 60), ("2026-03-11", 21 * 60), ("2026-03-14", 12 * 60),
        ("2026-03-14", nil), ("2026-03-09", 9 * 60),
    ]

    @Test(arguments: refused)
    func aTimeAtWhichNobodyMayCallIsRefused(date: String, minute: Int?) async throws {
        try await LiveBook.with { book in
            let report = agreed(date, minute: minute)
            #expect(
                await refusal { _ = try await RecordCall(store: book.store).record(report, for: book.id) }
                    == .badInput)
            let calls = try await book.tenant.facts().calls
            #expect(calls.isEmpty)
        }
    }

    @Test func aCallBackNoStepOfThePolicyMakesIsRefused() async throws {
        try await TestTenant.with { tenant, _ in
            let report = agreed("2026-03-11", minute: nil)
            #expect(
                await refusal { _ = try await RecordCall(store: tenant.store).record(report, for: tenant.id) }
                    == .notAllowed)
        }
    }
}
