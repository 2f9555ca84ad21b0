import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Statements 1 and 8 of the starter policies §7 through the database, and everything else that keeps a fee from being
/// charged or takes it off again. The days are those of `FeeActsTests`.
extension FeeActsTests {
    @Test func statement1WithNoCallAndNoMailingNoTextTellsOfOneAndNoFeeAndNoWithdrawalComes() async throws {
        try await book { book in
            try await letter(book)
            for later in stride(from: 2, to: 60, by: 2) {
                try await run(book, on: book.tenant.today.adding(days: later))
                try await book.work()
            }
            let attempts = try await book.attempts()
            let words = attempts.filter { $0.medium != .telephone }.compactMap(\.contentJSON)
            #expect(!words.isEmpty, "something was written, so something was looked at")
            let tells = [
                "we called", "we have called", "tried to call", "tried to reach you", "when we spoke", "left a",
            ]
            for text in words { #expect(!tells.contains { text.lowercased().contains($0) }) }
            #expect(try await fees(book) == 0)
            #expect(!attempts.contains { ["withdrawal-notice", "withdraw"].contains($0.stepKey) })
        }
    }

    @Test func statement8AfterALetterCameBackANewLetterWithANewDayIsNeededAndCarriesTheFee() async throws {
        try await book { book in
            let first = try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: day("2026-03-20"))
            _ = try await ConfirmMailing(store: book.store).returned(
                first.id, reason: .attemptedNotKnown, by: "Pat", for: book.id)
            var correction = EditCustomer.Correction(by: "Pat", source: "returned-mail")
            correction.address = .init(line1: "9 Oak Street", line2: "", city: "Brooklyn", state: "NY", zip: "11215")
            _ = try await EditCustomer(store: book.store).edit("C-1001", correction, for: book.id)
            var letters: [AttemptRecord] = []
            var today = day("2026-03-20")
            while letters.count < 2, today < day("2026-05-01") {
                try await run(book, on: today)
                try await book.work()
                letters = try await book.attempts().filter { $0.stepKey == "formal-letter" && $0.contentJSON != nil }
                today = today.adding(days: 1)
            }
            try #require(letters.count == 2)
            _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
            try await book.work()
            try await mail(book, on: letters[1].plannedOn.adding(days: 1))
            let notices = try await book.tenant.facts().feeNotices
            let second = try #require(notices.first { $0.attempt == letters[1].id })
            #expect(second.feeFrom > Self.feeDay)
            try await run(book, on: second.feeFrom.adding(days: -1))
            #expect(try await fees(book) == 0)
            try await run(book, on: second.feeFrom)
            #expect(try await fees(book) == 1)
        }
    }

    @Test func aDisputeOfPartOfTheItemEndsWhatTheLetterAnnouncedForItHoweverItEnds() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            let dispute = DisputeReceivable(store: book.store)
            let id = try await dispute.open(
                "INV-1", amount: .usd(cents: 10_00), customer: "C-1001", business: nil, reason: "too high",
                evidenceDueOn: nil, source: "letter", for: book.id)
            try await book.moveClock(to: day("2026-03-16"))
            try await dispute.resolve(id, outcome: "rejected", reason: "as agreed", for: book.id)
            for later in 0..<6 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aHoldSinceTheMailingEndsWhatTheLetterAnnounced() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            let hold = HoldCustomer(store: book.store)
            let id = try await hold.add(
                .hardship, customer: "C-1001", business: nil, until: day("2026-03-20"), note: "", source: "call",
                for: book.id)
            try await book.moveClock(to: day("2026-03-16"))
            _ = try await hold.lift(id, reason: "over", source: "call", for: book.id)
            for later in 0..<8 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test(arguments: ["2026-03-12", "2026-03-19"])
    func moneyThatSettledTheItemsAndCameBackHasCuredWhatTheLetterAnnounced(cameBackOn: String) async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: day("2026-03-12"))
            let payment = RecordPayment.Payment(
                amount: .usd(cents: 149_85), paidOn: day("2026-03-12"), customerReference: "C-1001",
                idempotencyKey: "check")
            let paid = try await RecordPayment(store: book.store).record(payment, for: book.id)
            try await book.moveClock(to: day("2026-03-19"))
            _ = try await ReversePayment(store: book.store).reverse(
                paid.entry, on: day(cameBackOn), reason: "returned-cheque", idempotencyKey: "back", for: book.id)
            #expect(try await book.tenant.owed() == 149_85)
            for later in 0..<6 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aPartOfTheMoneyThatCameBackCuredNothing() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: day("2026-03-12"))
            let payment = RecordPayment.Payment(
                amount: .usd(cents: 40_00), paidOn: day("2026-03-12"), customerReference: "C-1001",
                idempotencyKey: "part")
            let paid = try await RecordPayment(store: book.store).record(payment, for: book.id)
            _ = try await ReversePayment(store: book.store).reverse(
                paid.entry, on: nil, reason: "returned-cheque", idempotencyKey: "back", for: book.id)
            #expect(try await run(book, on: Self.feeDay).charged == 1)
        }
    }

    @Test func theRunTellsEachFeeItChargedAndOnlyOnceAndOnlyForItemsTheLetterNamed() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-02-20"), dueOn: day("2026-03-11"))
            let report = try await run(book, on: Self.feeDay)
            #expect(report.charges.map(\.receivable) == ["INV-1"])
            #expect(report.charges.map(\.amount) == [.usd(cents: 5_00)])
            #expect(report.charges.map(\.letterOf) == [day("2026-03-10")])
            #expect(report.charges.map(\.customer) == ["C-1001"])
            #expect(try await run(book, on: Self.feeDay.adding(days: 1)).charges.isEmpty)
        }
    }

    @Test func aWaiverIsToldOnceWithItsReasonAndAnUndoneOneIsNot() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await run(book, on: Self.feeDay)
            let request = WaiveFees.Request(
                customerReference: "C-1001", role: .collector, by: "Pat", idempotencyKey: "w1")
            let waived = try await WaiveFees(store: book.store).waive(request, for: book.id)
            for later in 0..<4 {
                try await run(book, on: Self.feeDay.adding(days: later))
                try await book.work()
            }
            let told = try await book.attempts().filter { $0.stepKey == "waiver" }
            #expect(told.map(\.state) == [.sent])
            let words = try #require(told.first?.contentJSON)
            for part in ["$5.00 in late fees", "the first in 12 months", "$149.85"] {
                #expect(words.contains(part), "\(part)")
            }
            #expect(try await book.nextLookFindings() == [])
            _ = try await ReversePayment(store: book.store).reverse(
                try #require(waived.first?.entry), on: nil, reason: "mistake", idempotencyKey: "r", for: book.id)
            #expect(try await book.tenant.owed() == 154_85)
            #expect(try await book.tenant.facts().feeWaivers.isEmpty)
        }
    }

    @Test func aKeyOfAWaiverBelongsToTheFeesItWaived() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await run(book, on: Self.feeDay)
            var request = WaiveFees.Request(
                customerReference: "C-1001", role: .collector, by: "Pat", idempotencyKey: "w1")
            _ = try await WaiveFees(store: book.store).waive(request, for: book.id)
            request.receivables = ["INV-2"]
            let other = request
            #expect(
                await refusal { _ = try await WaiveFees(store: book.store).waive(other, for: book.id) } == .notAllowed)
        }
    }
}
