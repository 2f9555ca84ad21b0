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
}
