import DatabaseTesting
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Write-offs the owner decided: books, letter, and what reopens them.
struct CloseAccountsTests {
    private func close(_ book: LiveBook, dryRun: Bool = false) async throws -> [CloseAccounts.Line] {
        try await CloseAccounts(store: book.store, registry: try TestTenant.plugins())
            .closeApproved(dryRun: dryRun, for: book.id)
    }

    private func pay(_ cents: Int64, _ book: LiveBook) async throws {
        _ = try await RecordPayment(store: book.store).record(
            .init(
                amount: .usd(cents: cents), paidOn: book.tenant.today, customerReference: "C-1001",
                idempotencyKey: "p:\(cents)"), for: book.id)
    }

    @Test func theBooksTheLetterAndNothingASecondTime() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await close(book).isEmpty)
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book, dryRun: true).map(\.outcome) == [.writtenOff])
            #expect(try await book.tenant.owed() == 149_85)
            let lines = try await close(book)
            #expect(lines.map(\.outcome) == [.writtenOff] && lines[0].letter == .post)
            #expect(lines[0].amount == .usd(cents: 149_85) && lines[0].entries.count == 1)
            #expect(try await book.tenant.owed() == 0)
            #expect(try await close(book).isEmpty)
            try await book.work()
            let letter = try #require(try await book.attempts().last)
            #expect(letter.stepKey == "write-off" && letter.state == .prepared && letter.tone == .grateful)
            let content = try #require(letter.contentJSON)
            #expect(content.contains("149.85") && content.contains("will not ask for it any more"))
            #expect(try await book.attempts().count { $0.stepKey == "write-off" } == 1)
            #expect(try await book.waiting().isEmpty)
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func whatChangedSinceIsLeftOutAndAskedAgain() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            try await pay(20_00, book)
            let lines = try await close(book)
            #expect(lines.map(\.outcome) == [.leftOut])
            #expect(lines[0].words.contains("129.85 USD is past due and 149.85 USD was decided"))
            #expect(try await book.tenant.owed() == 129_85)
            #expect(try await book.waiting().first?.why.contains("could not be carried out") == true)
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book).map(\.outcome) == [.writtenOff])
        }
    }

    @Test func whoPromisesOrTellsOfHardshipAfterTheDecisionIsNotWrittenOff() async throws {
        for promises in [true, false] {
            try await LiveBook.with { book in
                try await book.refuseToPay()
                #expect(try await book.decide(.writeOff) == .approved)
                if promises {
                    _ = try await RecordPromise(store: book.store).record(
                        .usd(cents: 50_00), by: book.tenant.today.adding(days: 3), customer: "C-1001", business: nil,
                        madeBy: "Pat", for: book.id)
                } else {
                    var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "lost work")
                    (report.customerReference, report.reason, report.isAnother) = ("C-1001", .changeOfMeans, true)
                    _ = try await RecordCall(store: book.store).record(report, for: book.id)
                }
                let lines = try await close(book)
                // Hardship holds the case for a while; a promise is decided about again.
                #expect(lines.map(\.outcome) == [promises ? .leftOut : .held])
                #expect(lines[0].words.contains(promises ? "works with us" : "hardship"), "\(lines[0].words)")
                #expect(try await book.tenant.owed() == 149_85)
            }
        }
    }

    @Test func whatWasPaidMeanwhileIsNotWrittenOffAndGetsNoLetter() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            try await pay(149_85, book)
            let lines = try await close(book)
            #expect(lines.map(\.outcome) == [.leftOut] && lines[0].words.contains("paid or credited meanwhile"))
            #expect(try await book.attempts().allSatisfy { $0.stepKey != "write-off" })
        }
    }

    @Test func aReversalReopensItStopsTheLetterAndIsDecidedAnew() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            let entry = try #require(try await close(book).first?.entries.first)
            _ = try await ReversePayment(store: book.store).reverse(
                entry, on: nil, reason: "reopened", idempotencyKey: "r", for: book.id)
            #expect(try await book.tenant.owed() == 149_85)
            try await book.work()
            let letter = try #require(try await book.attempts().last)
            #expect(letter.state == .cancelled && letter.detail.hasPrefix("account.not-closed"))
            #expect(try await book.waiting().map(\.customer) == ["C-1001"])
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book).map(\.letter) == [.post])
        }
    }

    @Test func aWriteOffUndoneInPartIsDecidedAnew() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 60_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-04"))
            // Not a refusal: nothing else brings the decision forward again.
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "c")
            report.customerReference = "C-1001"
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(try await book.decide(.writeOff) == .approved)
            let entries = try #require(try await close(book).first?.entries)
            #expect(entries.count == 2)
            #expect(try await book.waiting().isEmpty)
            _ = try await ReversePayment(store: book.store).reverse(
                entries[0], on: nil, reason: "reopened", idempotencyKey: "r", for: book.id)
            let waiting = try #require(try await book.waiting().first)
            #expect(
                waiting.customer == "C-1001"
                    && waiting.why.contains("what had been given up is owed again since 9 Mar 2026"))
            #expect(try await book.nextLookFindings() == [])
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await book.waiting().isEmpty)
            #expect(try await close(book).map(\.outcome) == [.writtenOff])
            #expect(try await book.waiting().isEmpty)
        }
    }

    @Test func theLetterOfAWriteOffThatWasUndoneDoesNotGoBesideThatOfTheNext() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            let entries = try #require(try await close(book).first?.entries)
            _ = try await ReversePayment(store: book.store).reverse(
                entries[0], on: nil, reason: "reopened", idempotencyKey: "r", for: book.id)
            try await book.moveClock(to: day("2026-03-10"))
            try await book.knowPayments()
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book).map(\.outcome) == [.writtenOff])
            try await book.work()
            let letters = try await book.attempts().filter(\.closesAccount).sorted { $0.plannedOn < $1.plannedOn }
            #expect(letters.map(\.plannedOn) == [day("2026-03-09"), day("2026-03-10")])
            #expect(letters.first?.state == .cancelled, "\(letters.map(\.detail))")
            #expect(letters.last.map { [.sent, .prepared].contains($0.state) } == true, "\(letters.map(\.detail))")
        }
    }

    @Test func aHoldPlacedAfterTheDecisionKeepsItWaitingUntilTheHoldEnds() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            try await book.hold(.deceased, until: day("2026-03-20"))
            let lines = try await close(book)
            #expect(lines.map(\.outcome) == [.held] && lines[0].words.contains("deceased until 2026-03-20"))
            #expect(try await book.tenant.owed() == 149_85)
            #expect(try await close(book).map(\.outcome) == [.held])
            try await book.moveClock(to: day("2026-03-20"))
            let later = try await close(book)
            #expect(later.map(\.outcome) == [.writtenOff] && later[0].letter == .post)
        }
    }

    @Test func moneyThatComesAfterwardsIsKeptAndReopensTheAccountByAPersonsActAlone() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            let entry = try #require(try await close(book).first?.entries.first)
            try await pay(50_00, book)
            #expect(try await book.tenant.facts().unapplied == .usd(cents: 50_00))
            let apply = ApplyUnapplied(store: book.store)
            let request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a")
            do {
                _ = try await apply.apply(request, for: book.id)
                Issue.record("money was set against what is closed")
            } catch let refusal as ActRefused {
                #expect(refusal.description.contains("dunwell payment reverse \(entry)"))
            }
            _ = try await ReversePayment(store: book.store).reverse(
                entry, on: nil, reason: "paid-after-all", idempotencyKey: "r", for: book.id)
            // What is open again takes up the money that lay there.
            #expect(try await book.tenant.owed() == 99_85)
            #expect(try await book.tenant.facts().unapplied?.isPositive != true)
        }
    }

    @Test func aLetterTakenBackWhileNothingMayLeaveGoesOnceItMay() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            try await MuteTenant(store: book.store).mute(book.id, reason: "a look")
            #expect(try await close(book).map(\.letter) == [.post])
            try await book.work()
            #expect(try await book.attempts().last?.state == .cancelled)
            #expect(try await close(book).isEmpty)
            try await MuteTenant(store: book.store).unmute(book.id)
            #expect(try await close(book).map(\.outcome) == [.letterAgain])
            try await book.work()
            #expect(try await book.attempts().last?.state == .prepared)
            #expect(try await close(book).isEmpty)
        }
    }

    @Test func aLetterDecidedOnASaturdayIsPlannedOnceForMonday() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            try await book.moveClock(to: day("2026-03-14"))
            try await book.knowPayments()
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book).map(\.letter) == [.post])
            try await book.work()
            #expect(try await close(book).isEmpty)
            try await book.moveClock(to: day("2026-03-15"))
            #expect(try await close(book).isEmpty)
            try await book.work()
            #expect(try await book.attempts().filter(\.closesAccount).map(\.state) == [.planned])
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: day("2026-03-16"))
            try await book.knowPayments()
            try await book.work()
            let letters = try await book.attempts().filter(\.closesAccount)
            #expect(letters.map(\.state) == [.prepared] && letters.map(\.plannedOn) == [day("2026-03-16")])
        }
    }

    @Test func aLetterDecidedOnAFridayAndLookedAtOnSaturdayWaitsForMonday() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            try await book.moveClock(to: day("2026-03-13"))
            try await book.knowPayments()
            #expect(try await book.decide(.writeOff) == .approved)
            #expect(try await close(book).map(\.letter) == [.post])
            try await book.moveClock(to: day("2026-03-14"))
            try await book.work()
            #expect(try await book.attempts().filter(\.closesAccount).map(\.state) == [.planned])
            try await book.moveClock(to: day("2026-03-16"))
            try await book.knowPayments()
            try await book.work()
            #expect(try await book.attempts().filter(\.closesAccount).map(\.state) == [.prepared])
        }
    }

    @Test func aLetterHeldBackForMonthsIsWrittenOnceItMay() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            try await MuteTenant(store: book.store).mute(book.id, reason: "a look")
            #expect(try await close(book).map(\.letter) == [.post])
            try await book.work()
            try await book.moveClock(to: day("2026-06-22"))
            try await book.knowPayments()
            try await MuteTenant(store: book.store).unmute(book.id)
            #expect(try await close(book).map(\.outcome) == [.letterAgain])
            try await book.work()
            let letter = try #require(try await book.attempts().last)
            #expect(letter.state == .prepared, "\(letter.detail)")
            #expect(letter.contentJSON?.contains("On March 9, 2026 we closed your account") == true)
        }
    }

    @Test func otherBillsGoOnAndThenNothingIsSaidToBeClosed() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            _ = try await book.tenant.bill(
                "INV-9", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-31"))
            #expect(try await book.decide(.writeOff) == .approved)
            let lines = try await close(book)
            #expect(lines[0].letter == nil && lines[0].words.contains("other bills"))
            #expect(try await book.tenant.owed() == 40_00)
        }
    }

    @Test func withoutAGoodAddressTheBooksAreClosedAndNoLetterGoes() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            try await book.raw(
                "UPDATE contact_points SET is_bad = true, bad_reason = 'returned', bad_since = now()::date")
            #expect(try await book.decide(.writeOff) == .approved)
            let lines = try await close(book)
            #expect(lines[0].outcome == .writtenOff && lines[0].letter == nil)
            #expect(lines[0].words.contains("no address"))
        }
    }
}
