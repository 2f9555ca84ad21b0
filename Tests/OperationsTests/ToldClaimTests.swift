import DatabaseTesting
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A claim rests what it is about: no less when it is told of a second item, and no other claim ends it.
struct ToldClaimTests {
    private func withTwoItems(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 20_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-10"))
            try await body(book)
        }
    }

    private func say(
        _ reason: NonpaymentReason, _ items: [String], key: String, _ book: LiveBook
    ) async throws -> ReasonConsequence? {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: key)
        (report.customerReference, report.reason, report.items) = ("C-1001", reason, items)
        report.isAnother = true
        return try await RecordCall(store: book.store).record(report, for: book.id).consequence
    }

    @Test(arguments: [NonpaymentReason.doubleCharge, .paidAlready])
    func theSameReasonForAnotherItemRestsThatItemToo(reason: NonpaymentReason) async throws {
        try await withTwoItems { book in
            let one = try await say(reason, ["INV-1"], key: "1", book)
            let other = try await say(reason, ["INV-1", "INV-2"], key: "2", book)
            #expect(one?.items == ["INV-1"] && other?.items == ["INV-2"] && other?.isStanding == false)
            let again = try await say(reason, ["INV-2"], key: "3", book)
            #expect(again?.isStanding == true && Set(again?.items ?? []) == ["INV-1", "INV-2"])
            #expect(again?.heldFor == one?.heldFor)
            let facts = try await book.tenant.facts()
            let resting = Set(facts.disputes.map(\.receivableID) + facts.holds.compactMap(\.receivableID))
            #expect(resting.count == 2)
            #expect(facts.disputes.count + facts.holds.count == 2)
            #expect(facts.disputes.allSatisfy { $0.evidenceDueOn != nil })
            // The customer waits for an answer: what was found is told with it.
            let desk = CaseTaskDesk(store: book.store)
            let task = try #require(other?.taskID)
            #expect(
                await refusal { _ = try await desk.done(task, words: "none", by: "Pat", for: book.id) } == .notAllowed)
            let dispute = DisputeReceivable(store: book.store)
            for open in try await dispute.list(customer: nil, for: book.id) {
                let asked = DisputeReceivable.Decision(
                    outcome: "rejected", explanation: "No payment came for this item.", reason: "", by: "Lee")
                _ = try await dispute.decide(open.dispute, asked, for: book.id)
            }
            #expect(try await desk.list(for: book.id).isEmpty)
        }
    }

    @Test func aDisputeRaisedAfterTheDaysMessageHasLeftIsToldOfToo() async throws {
        try await withTwoItems { book in
            let dispute = DisputeReceivable(store: book.store)
            for (item, count) in [("INV-1", 1), ("INV-2", 2)] {
                _ = try await dispute.raise(
                    .init(.work, on: item, customer: "C-1001", reason: "not done", by: "Pat"), for: book.id)
                try await book.run()
                try await book.work()
                try await book.work()
                let told = try await book.attempts().filter { $0.stepKey == "dispute-received" }
                #expect(told.count == count && told.allSatisfy { $0.state == .sent }, "\(told.map(\.state))")
                #expect(told.last?.contentJSON?.contains(item) == true)
            }
        }
    }

    @Test func aClaimOfNoItemInParticularIsAskedAboutInWriting() async throws {
        try await LiveBook.with { book in
            _ = try await say(.paidAlready, [], key: "1", book)
            try await book.work()
            try await book.work()
            let asked = try await book.attempts()
            #expect(asked.map(\.stepKey) == ["evidence-request"] && asked.map(\.state) == [.sent])
            let words = try #require(asked.first?.contentJSON)
            for part in ["INV-1", "a bank statement or a receipt", "March 19, 2026"] {
                #expect(words.contains(part), "\(words)")
            }
            try await book.run()
            #expect(try await book.attempts().count == 1)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func anotherClaimLeavesWhatIsLookedFor() async throws {
        try await withTwoItems { book in
            _ = try await say(.paidAlready, [], key: "1", book)
            let dispute = DisputeReceivable(store: book.store)
            let work = try await dispute.raise(
                .init(.work, on: "INV-1", customer: "C-1001", reason: "not done", by: "Pat"), for: book.id)
            #expect(work.replacedHolds == 0)
            #expect(try await HoldCustomer(store: book.store).inForce(for: book.id).count == 1)
        }
    }

    @Test func aClaimInWritingIsNarrowedToItsItem() async throws {
        try await withTwoItems { book in
            _ = try await RecordReason(store: book.store).record(
                .init(.paidAlready, customer: "C-1001", way: .email, by: "Pat", key: "1"), for: book.id)
            let raised = try await DisputeReceivable(store: book.store).raise(
                .init(.paidAlready, on: "INV-1", customer: "C-1001", reason: "paid", by: "Pat"), for: book.id)
            #expect(raised.replacedHolds == 1)
            #expect(try await HoldCustomer(store: book.store).inForce(for: book.id).isEmpty)
        }
    }
}
