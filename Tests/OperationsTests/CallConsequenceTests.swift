import Receivables
import Store
import Testing

@testable import Operations

/// What a customer says on a call changes what happens next. Source: starter policies §1.4.
struct CallConsequenceTests {
    private func told(_ reason: NonpaymentReason?, key: String = "1") -> RecordCall.Report {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: key)
        report.customerReference = "C-1001"
        report.reason = reason
        return report
    }

    private static let reasons: [(NonpaymentReason, HoldReason, String?)] = [
        (.paidAlready, .paymentInFlight, "2026-03-23"), (.doubleCharge, .dispute, "2026-03-23"),
        (.cancelled, .cancellationClaim, "2026-03-23"), (.movedOrSold, .cancellationClaim, "2026-03-23"),
        (.switchedProvider, .cancellationClaim, "2026-03-23"), (.dissatisfied, .complaint, nil),
        (.systemDoesNotWork, .openTicket, nil),
    ]

    @Test(arguments: reasons)
    func aReasonHoldsTheCaseAndNamesTheWork(reason: NonpaymentReason, hold: HoldReason, until: String?) async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            let done = try await record.record(told(reason), for: book.id)
            #expect(done.consequence?.heldFor == hold)
            #expect(done.consequence?.heldUntil == until.map(day))
            #expect(done.consequence?.task.isEmpty == false)
            #expect(try await record.record(told(reason), for: book.id).consequence == nil)
            let listed = try await HoldCustomer(store: book.store).inForce(for: book.id)
            #expect(listed.map(\.customer) == ["C-1001"])
            #expect(listed.map(\.hold.source) == ["call"])
            #expect(listed.map(\.hold.heldUntil) == [until.map(day)])
        }
    }

    @Test func nothingIsSentWhileAPaymentIsLookedFor() async throws {
        try await LiveBook.with { book in
            _ = try await RecordCall(store: book.store).record(told(.paidAlready), for: book.id)
            for date in ["2026-03-09", "2026-03-12", "2026-03-20"] {
                try await book.moveClock(to: day(date))
                try await book.knowPayments()
                try await book.run()
                #expect(try await book.attempts().isEmpty)
                #expect(try await book.nextLookFindings() == [])
            }
            try await book.moveClock(to: day("2026-03-23"))
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func aHoldFromACallIsLiftedByAPerson() async throws {
        try await LiveBook.with { book in
            let done = try await RecordCall(store: book.store).record(told(.dissatisfied), for: book.id)
            try await book.run()
            #expect(try await book.attempts().isEmpty)
            let hold = try #require(done.consequence?.hold)
            try await book.moveClock(to: day("2026-03-30"))
            try await book.knowPayments()
            try await HoldCustomer(store: book.store).lift(hold, reason: "put right", source: "Pat", for: book.id)
            #expect(try await HoldCustomer(store: book.store).inForce(for: book.id).isEmpty)
            try await book.run()
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test(arguments: [NonpaymentReason.forgot, .changeOfMeans, .other])
    func otherReasonsHoldNothing(reason: NonpaymentReason) async throws {
        try await TestTenant.with { tenant, _ in
            let done = try await RecordCall(store: tenant.store).record(told(reason), for: tenant.id)
            #expect(done.isNew && done.consequence?.hold == nil)
            #expect(try await tenant.facts().holds.isEmpty)
        }
    }

    @Test func onlyWhoWasSpokenWithGivesAReason() async throws {
        try await TestTenant.with { tenant, _ in
            var silent = told(.paidAlready)
            silent.disposition = .noAnswer
            let report = silent
            #expect(
                await refusal { _ = try await RecordCall(store: tenant.store).record(report, for: tenant.id) }
                    == .badInput)
            let holds = try await tenant.facts().holds
            #expect(holds.isEmpty)
        }
    }
}
