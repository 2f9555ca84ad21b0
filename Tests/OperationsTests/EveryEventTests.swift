import DatabaseTesting
import Foundation
import JobQueue
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What may happen on any day, each from the outside to its effect. Source: starter policies §1.4.
/// Payments, promises and plans have suites of their own; what a customer says is in `ReasonConsequenceTests`.
struct EveryEventTests {
    private func run(on date: String, _ book: LiveBook, fresh: Bool = true) async throws {
        try await book.moveClock(to: day(date))
        if fresh { try await book.knowPayments() }
        try await book.run()
        try await book.work()
    }

    private func told(_ reason: NonpaymentReason) -> RecordCall.Report {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: reason.rawValue)
        report.customerReference = "C-1001"
        report.reason = reason
        return report
    }

    @Test func aCreditInFullEndsTheLadder() async throws {
        try await LiveBook.with { book in
            _ = try await GiveCredit(store: book.store).give(
                .usd(cents: 149_85), on: "INV-1", customer: "C-1001", business: nil, reason: "goodwill",
                role: .owner, by: "Dana", idempotencyKey: "c", for: book.id)
            for date in ["2026-03-09", "2026-03-12", "2026-03-30"] { try await run(on: date, book) }
            #expect(try await book.attempts().allSatisfy { $0.tone.asksForNothing })
        }
    }

    @Test(arguments: [
        HoldReason.bankruptcy, .deceased, .attorney, .activeDuty, .identityTheft, .cease,
    ])
    func aHoldByLawBindsUntilAPersonHasLooked(reason: HoldReason) async throws {
        try await LiveBook.with { book in
            let desk = HoldCustomer(store: book.store)
            let hold = try await desk.add(
                reason, customer: "C-1001", business: nil, until: nil, note: "", source: "Pat", for: book.id)
            let tasks = try await CaseTaskDesk(store: book.store).list(for: book.id)
            #expect(tasks.map(\.kind) == ["look-at-the-hold"] && tasks.map(\.role) == ["manager"])
            #expect(tasks.map(\.dueOn) == [day("2026-03-11")])
            // Looking is one thing, letting go another.
            _ = try await CaseTaskDesk(store: book.store).done(
                try #require(tasks.first).id, words: "seen", by: "Dana", for: book.id)
            for date in ["2026-03-09", "2026-06-09"] {
                try await run(on: date, book)
                #expect(try await book.attempts().isEmpty)
            }
            try await desk.lift(hold, reason: "ended", source: "Dana", role: .manager, for: book.id)
            try await run(on: "2026-06-09", book)
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func aHardshipRestsUntilSomebodyLookedAgain() async throws {
        try await LiveBook.with { book in
            let hold = try await HoldCustomer(store: book.store).add(
                .hardship, customer: "C-1001", business: nil, until: nil, note: "", source: "Pat", for: book.id)
            #expect(try await book.tenant.facts().holds.map(\.reviewOn) == [day("2026-04-08")])
            for date in ["2026-03-09", "2026-04-08", "2026-05-08"] {
                try await run(on: date, book)
                #expect(try await book.attempts().isEmpty)
            }
            try await HoldCustomer(store: book.store).lift(hold, reason: "works again", source: "Pat", for: book.id)
            try await run(on: "2026-05-08", book)
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func aDisputeIsOutAtOnceWithADayForEvidenceAndTheRestGoesOn() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-10"))
            var claim = DisputeReceivable.Claim(
                .doubleCharge, on: "INV-1", customer: "C-1001", reason: "charged twice", by: "Pat")
            claim.amount = .usd(cents: 100_00)
            _ = try await DisputeReceivable(store: book.store).raise(claim, for: book.id)
            #expect(try await book.tenant.facts().disputes.map(\.evidenceDueOn) == [day("2026-03-19")])
            // The first day asks for what shows it, the next one for the rest.
            for date in ["2026-03-09", "2026-03-10"] { try await run(on: date, book) }
            let mail = book.words(try #require(try await book.messages("statement").first))
            #expect(mail.contains("$49.85") && mail.contains("$40.00") && !mail.contains("$149.85"))
            let plan = PlanTheDay(store: book.store, registry: try TestTenant.plugins())
            try await book.moveClock(to: day("2026-03-18"))
            let tenant = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let item = try #require(try await plan.plan(for: tenant).items.first { $0.kind == .answerDispute })
            #expect(item.by == day("2026-03-23"))
        }
    }

    @Test func aReturnedLetterMakesTheAddressBadAndWhatWentThereCountsAsNotGiven() async throws {
        try await TestTenant.with { tenant, _ in
            let first = try await tenant.attempt(.post, step: "nudge", state: .sent)
            let later = try await tenant.attempt(.post, step: "formal-letter", state: .sent)
            let returned = try await ConfirmMailing(store: tenant.store).returned(
                first, reason: .noSuchNumber, by: "Pat", for: tenant.id)
            #expect(returned.isNew)
            #expect(try await tenant.state(of: later) == .returned)
            let needs = try await LocateAddresses(store: tenant.store).list(for: tenant.id)
            #expect(needs.map(\.customerReference) == ["C-1001"] && needs.map(\.medium) == [.post])
            #expect(needs.map(\.since) == [tenant.today])
            var correction = EditCustomer.Correction(by: "Pat", source: "customer-call")
            correction.address = .init(line1: "7 Oak Street", line2: "", city: "Brooklyn", state: "NY", zip: "11201")
            _ = try await EditCustomer(store: tenant.store).edit("C-1001", correction, for: tenant.id)
            #expect(try await LocateAddresses(store: tenant.store).list(for: tenant.id).isEmpty)
        }
    }

    @Test func aDeadNumberIsToBeFoundAndAnotherOneTakesItOffTheList() async throws {
        try await TestTenant.with { tenant, _ in
            var report = RecordCall.Report(disposition: .outOfService, recordedBy: "Pat", idempotencyKey: "1")
            report.customerReference = "C-1001"
            _ = try await RecordCall(store: tenant.store).record(report, for: tenant.id)
            let locate = LocateAddresses(store: tenant.store)
            #expect(try await locate.list(for: tenant.id).map(\.medium) == [.telephone])
            var correction = EditCustomer.Correction(by: "Pat", source: "customer-mail")
            correction.telephone = "718 555 0199"
            _ = try await EditCustomer(store: tenant.store).edit("C-1001", correction, for: tenant.id)
            #expect(try await locate.list(for: tenant.id).isEmpty)
        }
    }

    @Test func whoCannotBeReachedAtAllStandsFirst() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            try await book.raw("UPDATE contact_points SET is_current = false WHERE value NOT LIKE '%lena0%'")
            try await book.raw(
                "UPDATE contact_points SET is_bad = true, bad_reason = 'bounced', bad_since = '2026-03-01'")
            let needs = try await LocateAddresses(store: book.store).list(for: book.id)
            #expect(needs.map(\.customerReference) == ["C-1001", "C-20"])
            #expect(needs.map(\.medium) == [nil, .email])
        }
    }

    @Test func onAnOldPaymentFileNothingLeavesButReceipts() async throws {
        try await LiveBook.with { book in
            try await run(on: "2026-03-13", book, fresh: false)
            #expect(try await book.attempts().isEmpty)
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 49_85), paidOn: day("2026-03-13"), customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            try await book.raw("UPDATE data_feeds SET fresh_as_of = '2026-03-01'")
            try await run(on: "2026-03-13", book, fresh: false)
            #expect(try await book.attempts().map(\.stepKey) == ["receipt"])
            try await run(on: "2026-03-16", book)
            #expect(try await book.attempts().map(\.stepKey) == ["receipt", "statement"])
        }
    }

    @Test func anotherHoldOfTheSameDayCarriesTheEventsDaysSoThatLiftingItWakesTheCase() async throws {
        try await LiveBook.with { book in
            let done = try await RecordCall(store: book.store).record(told(.movedOrSold), for: book.id)
            let hold = try #require(done.consequence?.hold)
            try await HoldCustomer(store: book.store).lift(hold, reason: "found", source: "Dana", for: book.id)
            try await run(on: "2026-03-10", book)
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func notYetRestsTheLadderUntilItWasDealtWith() async throws {
        try await LiveBook.with { book in
            let desk = RecordSatisfaction(store: book.store)
            let reply = RecordSatisfaction.Reply(
                customer: "C-1001", answers: [.billClear: false, .worksAsPromised: true], way: .replySlip, by: "Pat",
                key: "slip-1")
            let done = try await desk.record(reply, for: book.id)
            #expect(done.consequences.map(\.reason) == [.confusingInvoice])
            // Explaining is owed in two days, and no day ends the rest before it is done.
            #expect(done.consequences.map(\.answerBy) == [day("2026-03-11")])
            #expect(done.consequences.map(\.heldUntil) == [nil])
            #expect(try await !desk.record(reply, for: book.id).isNew)
            for date in ["2026-03-09", "2026-03-20"] {
                try await run(on: date, book)
                #expect(try await book.attempts().isEmpty)
            }
            let task = try #require(try await CaseTaskDesk(store: book.store).list(for: book.id).first)
            _ = try await CaseTaskDesk(store: book.store).done(
                task.id, words: "explained, one line corrected", by: "Pat", for: book.id)
            try await run(on: "2026-03-20", book)
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test(arguments: SatisfactionQuestion.allCases)
    func eachQuestionHasItsPath(question: SatisfactionQuestion) async throws {
        try await LiveBook.with { book in
            let desk = RecordSatisfaction(store: book.store)
            let done = try await desk.record(
                .init(customer: "C-1001", answers: [question: false], way: .email, by: "Pat", key: "a"), for: book.id)
            #expect(done.consequences.count == 1 && done.consequences[0].hold != nil)
            try await run(on: "2026-03-30", book)
            // What would show it is asked for; money is not.
            #expect(try await book.attempts().allSatisfy(\.tone.asksForNothing))
            let yes = try await desk.record(
                .init(customer: "C-1001", answers: [question: true], way: .email, by: "Pat", key: "b"), for: book.id)
            #expect(yes.ended == 1)
            try await run(on: "2026-03-31", book)
            #expect(try await book.attempts().count { !$0.tone.asksForNothing } == 1)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func twoCollectorsWhoRecordOneCallLeaveOneAndTheSecondIsToldWhose() async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            _ = try await record.record(told(.paidAlready), for: book.id)
            var second = told(.refuses)
            (second.recordedBy, second.idempotencyKey) = ("Robin", "other")
            second.promise = (.usd(cents: 10_00), day("2026-03-12"))
            (second.note, second.agreedCallBackOn) = ("rang twice", day("2026-03-11"))
            let done = try await record.record(second, for: book.id)
            #expect(!done.isNew && done.promise == nil && done.consequence == nil)
            #expect(done.standing?.recorded == ["the reason paid-already"])
            #expect(
                done.standing?.notKept.map(\.what) == [
                    "the reason refuses", "a promise of 10.00 USD by 2026-03-12", "a call-back on 2026-03-11", "a note",
                ])
            #expect(
                done.standing?.notKept.map(\.command) == [
                    "dunwell customer said C-1001 --reason refuses --way telephone --by Robin --tenant northwind",
                    "dunwell promise record --customer C-1001 --amount '10.00 USD' --due 2026-03-12 --by Robin "
                        + "--tenant northwind",
                    "dunwell call record --another --customer C-1001 --disposition spoke --call-back-on 2026-03-11 "
                        + "--by Robin --tenant northwind",
                    "dunwell customer note C-1001 'rang twice' --by Robin --tenant northwind",
                ])
            (second.note, second.agreedCallBackOn) = ("", nil)
            #expect(done.standing?.recordedBy == "Pat" && done.standing?.reason == .paidAlready)
            let facts = try await book.tenant.facts()
            #expect(facts.calls.count == 1 && facts.promises.isEmpty)
            // An hour later it is another call.
            try await book.moveClock(to: day("2026-03-09"), minuteOfDay: 13 * 60)
            #expect(try await record.record(second, for: book.id).isNew)
        }
    }

    @Test func whatTheSecondSaidTooIsNotNamedAsLostAndAnotherCallIsKept() async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            _ = try await record.record(told(.paidAlready), for: book.id)
            var second = told(.paidAlready)
            (second.recordedBy, second.idempotencyKey) = ("Robin", "other")
            #expect(try await record.record(second, for: book.id).standing?.notKept.isEmpty == true)
            second.items = ["INV-1"]
            #expect(
                try await record.record(second, for: book.id).standing?.notKept.map(\.what)
                    == ["the reason paid-already about INV-1"])
            second.items = []
            second.isAnother = true
            #expect(try await record.record(second, for: book.id).isNew)
        }
    }

    @Test func aKeyIsOfOneReportAndAnotherReasonOrPromiseUnderItIsRefused() async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            _ = try await record.record(told(.paidAlready), for: book.id)
            var other = told(.refuses)
            other.idempotencyKey = told(.paidAlready).idempotencyKey
            let first = other
            await #expect(throws: ActRefused.self) { try await record.record(first, for: book.id) }
            other = told(.paidAlready)
            other.promise = (.usd(cents: 10_00), day("2026-03-12"))
            let second = other
            let refused = await #expect(throws: ActRefused.self) { try await record.record(second, for: book.id) }
            #expect(refused?.description.contains("recorded by Pat (spoke, the reason paid-already)") == true)
            #expect(refused?.description.contains("a promise of 10.00 USD by 2026-03-12") == true)
            #expect(try await book.tenant.facts().promises.isEmpty)
        }
    }

    @Test func whoReportsTheTalkThatClosedATaskLaterIsToldWhoseStands() async throws {
        try await LiveBook.with { book in
            let task = try await book.tenant.attempt(.telephone, step: "first-call", state: .taskOpen)
            let record = RecordCall(store: book.store)
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            report.task = task
            #expect(try await record.record(report, for: book.id).task == .taskDone)
            try await book.moveClock(to: day("2026-03-09"), minuteOfDay: 16 * 60)
            (report.recordedBy, report.idempotencyKey) = ("Robin", "2")
            let second = try await record.record(report, for: book.id)
            #expect(!second.isNew && second.standing?.recordedBy == "Pat" && second.task == .taskDone)
            #expect(try await book.tenant.facts().calls.count == 1)
        }
    }

    @Test func aReportThatIsRepeatedAfterItsAgreedHourChangesNothingAndIsNoError() async throws {
        try await LiveBook.with { book in
            var report = told(.other)
            (report.agreedCallBackOn, report.agreedCallBackMinute) = (day("2026-03-10"), 15 * 60)
            let record = RecordCall(store: book.store)
            #expect(try await record.record(report, for: book.id).isNew)
            try await book.moveClock(to: day("2026-03-12"))
            let again = try await record.record(report, for: book.id)
            #expect(!again.isNew && again.standing?.recordedBy == "Pat")
            report.disposition = .noAnswer
            let other = report
            #expect(await refusal { _ = try await record.record(other, for: book.id) } == .badInput)
        }
    }

    @Test func whatGivesWayLeavesNobodyElsesNextLookLate() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            try await book.raw(
                "UPDATE contact_points SET value = 'ana@customer.example' WHERE value = 'lena0@customer.example'")
            // One after the other, so that the second sees the first wait and keeps its distance.
            _ = try await book.book(chunk: 1).run(for: book.id)
            let jobs = try await book.store.transaction(for: book.id) { try $0.connection.jobs(limit: 5) }
            #expect(jobs.count == 1)
            #expect(try await book.nextLookFindings() == [])
            _ = try await CancelJob(store: book.store)(try #require(jobs.first).id, reason: "wrong bill")
            #expect(try await book.nextLookFindings() == [])
        }
    }
}
