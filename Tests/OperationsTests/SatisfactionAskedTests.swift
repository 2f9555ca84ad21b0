import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Whether something is amiss is asked of those who have not said so. 149.85 is due since 8 March 2026; the question would
/// go on 18 March.
struct SatisfactionAskedTests {
    private static let question = day("2026-03-18")

    private func asked(_ tell: (LiveBook) async throws -> Void) async throws -> [String] {
        var steps: [String] = []
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-11"))
            try await tell(book)
            try await book.live(from: day("2026-03-12"), to: day("2026-03-27"))
            steps = try await book.asked().map(\.stepKey)
        }
        return steps
    }

    @Test func whoHasSaidNothingIsAsked() async throws {
        let steps = try await asked { _ in }
        #expect(steps.prefix(3) == ["statement", "first-call", "satisfaction"], "\(steps)")
    }

    @Test func whoDisputesAPartIsNotAskedAndTheRestGoesOn() async throws {
        for decides in [false, true] {
            let steps = try await asked { book in
                let desk = DisputeReceivable(store: book.store)
                var claim = DisputeReceivable.Claim(
                    .amount, on: "INV-1", customer: "C-1001", reason: "too much", by: "Pat")
                claim.amount = .usd(cents: 20_00)
                let raised = try await desk.raise(claim, for: book.id)
                guard decides else { return }
                _ = try await desk.decide(
                    raised.dispute,
                    .init(
                        outcome: "rejected", explanation: "The price is that of the agreement.", reason: "checked",
                        by: "Dana"),
                    for: book.id)
            }
            #expect(!steps.contains("satisfaction") && steps.contains("nudge"), "\(steps)")
        }
    }

    @Test(arguments: [NonpaymentReason.confusingInvoice, .dissatisfied])
    func whoComplainedInWritingIsNotAskedAgainOnceItWasDealtWith(reason: NonpaymentReason) async throws {
        let steps = try await asked { book in
            let told = try await RecordReason(store: book.store).record(
                .init(reason, customer: "C-1001", way: .letter, by: "Pat", key: "1"), for: book.id)
            let task = try #require(told.consequence?.taskID)
            _ = try await CaseTaskDesk(store: book.store).done(task, words: "explained", by: "Lee", for: book.id)
            guard reason == .dissatisfied else { return }
            _ = try await RecordSatisfaction(store: book.store).record(
                .init(customer: "C-1001", answers: [.worksAsPromised: true], way: .letter, by: "Pat", key: "2"),
                for: book.id)
        }
        #expect(!steps.contains("satisfaction") && steps.contains("nudge"), "\(steps)")
    }
}
