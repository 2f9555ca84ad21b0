import Foundation
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// An automatic payment that fails on the due day, and what follows.
struct AutopayRescueTests {
    private let head = "Transaction ID,Customer number,Invoice number,Failed on,Code,Next try\n"

    @discardableResult
    private func take(_ text: String, _ book: LiveBook) async throws -> ImportReport {
        let file = FileManager.default.temporaryDirectory.appending(path: "autopay-\(UUID().uuidString).csv")
        try Data((head + text).utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        let mapping = try #require(ImportMapping.shipped(named: "plain-autopay"))
        return try await ImportFile(store: book.store).run(file, mapping: mapping, tenant: book.id)
    }

    /// The day after the due day; the bill was due yesterday.
    private func late(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with(today: day("2026-03-10"), billedOn: day("2026-02-17"), dueOn: day("2026-03-09"), body)
    }

    private func steps(_ book: LiveBook, through days: Int) async throws -> [String] {
        for offset in 0...days {
            try await book.moveClock(to: book.tenant.today.adding(days: offset))
            try await book.knowPayments()
            try await book.run()
            try await book.work()
        }
        return try await book.attempts().filter { $0.state == .sent }.map(\.stepKey)
    }

    @Test func theFailureIsToldWithItsReasonAndNextTryInPlaceOfTheStatement() async throws {
        try await late { book in
            let report = try await take("T-1,C-1001,INV-1,2026-03-09,R01,2026-03-13\n", book)
            #expect(report.new == 1 && report.refused == 0 && report.findingCount == 0)
            #expect(try await book.tenant.facts().customer.autopay == "failed")
            try await book.run()
            try await book.work()
            let mail = try #require(try await book.attempts().first)
            #expect(mail.stepKey == "autopay-failed" && mail.state == .sent)
            let words = try #require(mail.contentJSON)
            #expect(words.contains("March 13, 2026"))
            let steps = try await steps(book, through: 4)
            #expect(steps.first == "autopay-failed")
            #expect(!steps.contains("statement"))
            let again = try await take("T-1,C-1001,INV-1,2026-03-09,R01,2026-03-13\n", book)
            #expect(again.new == 0 && again.unchanged == 1)
        }
    }

    @Test func withAnExpiredCardTheLadderStartsFiveDaysLater() async throws {
        func firstRung(_ code: String) async throws -> CalendarDate? {
            var day: CalendarDate?
            try await late { book in
                try await take("T-1,C-1001,INV-1,2026-03-09,\(code),\n", book)
                for offset in 0...12 where day == nil {
                    try await book.moveClock(to: book.tenant.today.adding(days: offset))
                    try await book.knowPayments()
                    try await book.run()
                    try await book.work()
                    day = try await book.attempts().first { $0.stepKey != "autopay-failed" }?.plannedOn
                }
            }
            return day
        }
        let declined = try #require(try await firstRung("R01"))
        let expired = try #require(try await firstRung("54"))
        #expect(expired > declined)
        #expect(expired.days(since: day("2026-03-09")) >= 5)
    }

    @Test func aNewPaymentMethodStopsTheMessage() async throws {
        try await late { book in
            try await take("T-1,C-1001,INV-1,2026-03-09,54,\n", book)
            try await RenewAutopay(store: book.store).renew("C-1001", source: "Pat", for: book.id)
            try await book.run()
            #expect(try await book.attempts().allSatisfy { $0.stepKey != "autopay-failed" })
            #expect(try await book.tenant.facts().customer.autopay == "on")
        }
    }

    @Test func badRowsAreRefusedAndUnknownCodesNamed() async throws {
        try await late { book in
            let unknown = try await take("T-1,C-1001,INV-1,2026-03-09,ZZ9,\n", book)
            #expect(unknown.outcome == .written && unknown.findings.map(\.isError) == [false])
            #expect(unknown.findings.first?.fix.contains("taken as declined") == true)
            for row in [
                "T-2,C-1001,INV-1,2026-03-11,R01,", "T-3,C-1001,INV-1,2026-03-09,R01,2026-03-09",
                "T-4,C-9,,2026-03-09,R01,", "T-5,C-1001,INV-9,2026-03-09,R01,",
            ] {
                let report = try await take(row + "\n", book)
                #expect(report.outcome == .refused && report.refused == 1, "\(row)")
            }
            #expect(try await book.count("autopay_failures") == 1)
        }
    }

    @Test(arguments: [
        "T-1,C-1001,INV-1,2026-03-09,R10,", "T-1,C-1001,INV-1,2026-03-08,R01,2026-03-13",
        "T-1,C-1001,,2026-03-09,R01,2026-03-13", "T-1,C-1001,INV-1,2026-03-09,R01,2026-03-16",
        "T-1,C-1001,INV-1,2026-03-09,R01,",
    ])
    func aTryThatIsReportedAgainAsSomethingElseIsRefusedAndNotLost(row: String) async throws {
        try await late { book in
            let first = "T-1,C-1001,INV-1,2026-03-09,R01,2026-03-13\n"
            try await take(first, book)
            let other = try await take(row + "\n", book)
            #expect(other.outcome == .refused && other.refused == 1)
            #expect(
                other.findings.first?.expected
                    == "as it was recorded before: R01 of 2026-03-09, for INV-1, next try 2026-03-13")
            let same = try await take(first, book)
            #expect(same.unchanged == 1 && same.refused == 0)
        }
    }

    @Test func whatIsTooOldOrTriedAgainTooLateIsRefusedUnlessItIsRecordedAlready() async throws {
        try await late { book in
            try await take("T-1,C-1001,INV-1,2026-03-09,R01,\n", book)
            for (row, words) in [
                ("T-2,C-1001,INV-1,2011-03-09,R01,", "a day on or after 2025-09-11"),
                (
                    "T-3,C-1001,INV-1,2026-03-09,R01,2099-01-01",
                    "a day at most 180 days after the failure on 2026-03-09"
                ),
            ] {
                let report = try await take(row + "\n", book)
                #expect(report.outcome == .refused && report.findings.first?.expected == words, "\(report.findings)")
            }
            try await book.moveClock(to: day("2026-12-01"))
            let known = try await take("T-1,C-1001,INV-1,2026-03-09,R01,\n", book)
            #expect(known.unchanged == 1 && known.refused == 0)
        }
    }

    @Test func aNextTryOfWhatCannotWorkAgainIsNamedAndNotAnnounced() async throws {
        try await late { book in
            let report = try await take("T-1,C-1001,INV-1,2026-03-09,R02,2026-03-13\n", book)
            #expect(report.new == 1 && report.findings.map(\.isError) == [false])
            #expect(report.findings.first?.expected == "no next try: R02 cannot work again as it is")
            try await book.run()
            try await book.work()
            let words = try #require(try await book.attempts().first?.contentJSON)
            #expect(!words.contains("March 13, 2026") && words.contains("new card or bank details"))
        }
    }

    @Test(arguments: [("INV-1", ["INV-1"]), ("", ["INV-1", "INV-2"])])
    func theMailAsksForWhatFailedAndForNothingElse(named: String, asked: [String]) async throws {
        try await late { book in
            for (number, billed, due) in [
                ("INV-2", "2026-03-01", "2026-03-20"), ("INV-3", "2026-03-10", "2026-03-30"),
            ] {
                _ = try await book.tenant.bill(
                    number, .usd(cents: 40_00), billedOn: day(billed), dueOn: day(due))
            }
            try await take("T-1,C-1001,\(named),2026-03-09,R01,2026-03-13\n", book)
            try await book.run()
            try await book.work()
            let mail = book.words(try #require(try await book.messages("autopay-failed").first))
            #expect(["INV-1", "INV-2", "INV-3"].filter { mail.contains($0) } == asked, "\(mail)")
        }
    }

    @Test func aFailureOfADisputedBillIsNotWrittenAbout() async throws {
        try await late { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-02-17"), dueOn: day("2026-03-09"))
            try await take("T-1,C-1001,INV-1,2026-03-09,R01,2026-03-13\n", book)
            try await book.store.transaction(for: book.id) { tx -> Void in
                _ = try tx.openDispute(
                    on: book.tenant.receivable, amount: nil, currency: .usd, reason: "price",
                    openedOn: day("2026-03-10"),
                    evidenceDueOn: nil, source: "test")
            }
            try await book.run()
            try await book.work()
            let steps = try await book.attempts().map(\.stepKey)
            #expect(!steps.contains("autopay-failed"), "\(steps)")
        }
    }

    @Test func theLadderWaitsUntilTheTryThatWasAnnouncedIsOver() async throws {
        try await late { book in
            try await take("T-1,C-1001,INV-1,2026-03-09,R01,2026-03-19\n", book)
            #expect(try await steps(book, through: 9) == ["autopay-failed"])
            let said = try await book.store.transaction(for: book.id) { tx in
                try tx.decisions(about: book.tenant.customer, onOrBefore: day("2026-03-19"), limit: 50).map(\.words)
            }
            #expect(said.contains { $0.contains("the automatic payment is tried again on") }, "\(said)")
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: day("2026-03-20"))
            try await book.knowPayments()
            try await book.run()
            let planned = try await book.attempts().filter { $0.stepKey != "autopay-failed" }.map(\.plannedOn)
            #expect(planned.min() == day("2026-03-20"), "\(planned)")
        }
    }

    @Test func whatFailsOnceMoreBeforeItsNextTryIsNotWaitedForAnyLonger() async throws {
        try await late { book in
            try await take("T-1,C-1001,INV-1,2026-03-09,R01,2026-03-19\n", book)
            try await book.run()
            try await book.work()
            try await book.moveClock(to: day("2026-03-12"))
            try await take("T-2,C-1001,INV-1,2026-03-12,R02,\n", book)
            let reading = CaseReading(
                try await book.tenant.facts(),
                day: try await book.store.transaction(for: book.id) { try TenantDay($0) }, liveMedia: [])
            #expect(reading.announcedTries.isEmpty)
        }
    }

    @Test(arguments: [("2026-03-09", "on"), ("2026-03-11", "failed")])
    func aFailureThatIsToldLateDoesNotUndoARenewal(failedOn: String, autopay: String) async throws {
        try await late { book in
            try await RenewAutopay(store: book.store).renew("C-1001", source: "Pat", for: book.id)
            try await book.moveClock(to: day("2026-03-12"))
            let report = try await take("T-1,C-1001,INV-1,\(failedOn),R01,\n", book)
            #expect(report.new == 1)
            #expect(try await book.tenant.facts().customer.autopay == autopay)
        }
    }
}
