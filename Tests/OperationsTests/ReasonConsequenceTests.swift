import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What a customer says on a call changes what happens next. Source: starter policies §1.4.
struct ReasonConsequenceTests {
    private func told(_ reason: NonpaymentReason?, key: String = "1") -> RecordCall.Report {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: key)
        report.customerReference = "C-1001"
        report.reason = reason
        return report
    }

    /// Said on Monday 9 March 2026. What somebody looks into rests until they have; a hardship has a day of its own.
    private static let reasons: [(NonpaymentReason, HoldReason?, String?, ReasonTask?, GrantingRole?)] = [
        (.confusingInvoice, .manual, nil, .explainTheBill, .collector),
        (.surprisedByTotal, .manual, nil, .explainTheBill, .collector),
        (.nameNotRecognised, .manual, nil, .explainTheName, .collector),
        (.doubleCharge, .dispute, nil, .findTheDoubleCharge, .collector),
        (.dissatisfied, .complaint, nil, .putTheServiceRight, .collector),
        (.changeOfMeans, .hardship, "2026-04-08", .agreeOnParts, .collector),
        (.otherDebtsFirst, nil, nil, .agreeOnParts, .collector),
        (.neverReceived, .manual, nil, .correctTheAddress, .collector),
        (.forgot, nil, nil, nil, nil),
        (.paidAlready, .paymentInFlight, nil, .findThePayment, .collector),
        (.refuses, nil, nil, .layBeforeTheOwner, .owner),
        (.cancelled, .cancellationClaim, nil, .findTheCancellation, .owner),
        (.movedOrSold, .cancellationClaim, nil, .offerTheMove, .owner),
        (.switchedProvider, .cancellationClaim, nil, .findTheCancellation, .owner),
        (.systemDoesNotWork, .openTicket, nil, .sendATechnician, .collector),
        (.cardExpired, nil, nil, nil, nil),
        (.renewalUnknown, .cancellationClaim, nil, .findTheRenewal, .owner),
        (.other, nil, nil, .readAndAnswer, .collector),
    ]

    @Test func theTableIsWhole() { #expect(Self.reasons.map(\.0) == NonpaymentReason.allCases) }

    @Test(arguments: reasons)
    func aReasonHoldsTheCaseAndNamesTheWork(
        reason: NonpaymentReason, hold: HoldReason?, until: String?, task: ReasonTask?, role: GrantingRole?
    ) async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            let done = try await record.record(told(reason), for: book.id)
            #expect(done.consequence?.heldFor == hold)
            #expect(done.consequence?.heldUntil == until.map(day))
            let again = try await record.record(told(reason), for: book.id)
            #expect(again.consequence == nil && again.standing?.recordedBy == "Pat")
            let listed = try await HoldCustomer(store: book.store).inForce(for: book.id)
            #expect(listed.map(\.hold.reason) == [hold].compactMap(\.self))
            #expect(listed.allSatisfy { $0.customer == "C-1001" && $0.hold.source == "call" })
            // Whatever its own day, it lasts until somebody has looked.
            #expect(listed.map(\.hold.heldUntil) == (hold == nil ? [] : [nil]))
            let tasks = try await CaseTaskDesk(store: book.store).list(for: book.id)
            #expect(tasks.map(\.kind) == [task?.rawValue].compactMap(\.self))
            #expect(tasks.map(\.role) == [role?.rawValue].compactMap(\.self))
            // Nobody is left without a next step: something to do, or something to offer.
            #expect(done.consequence.map { !$0.task.isEmpty || !$0.offers.isEmpty } == true)
            // The ladder rests exactly where the reason rests it, and goes on the next day where it does not.
            try await book.moveClock(to: day("2026-03-10"))
            try await book.knowPayments()
            try await book.run()
            let asking = try await book.attempts().filter { !$0.tone.asksForNothing }
            #expect(asking.isEmpty == (hold != nil || reason == .cardExpired))
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func anExpiredCardPutsTheLadderOffFiveDays() async throws {
        try await LiveBook.with { book in
            _ = try await RecordCall(store: book.store).record(told(.cardExpired), for: book.id)
            for (date, count) in [("2026-03-13", 0), ("2026-03-14", 1)] {
                try await book.moveClock(to: day(date))
                try await book.knowPayments()
                try await book.run()
                #expect(try await book.attempts().count == count)
            }
        }
    }

    @Test func onlyWhatIsQuestionedRestsAndTheRestGoesOn() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 20_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-10"))
            var double = told(.doubleCharge)
            double.items = ["INV-1"]
            let done = try await RecordCall(store: book.store).record(double, for: book.id)
            #expect(done.consequence?.items == ["INV-1"] && done.consequence?.hold == nil)
            #expect(done.consequence?.evidenceBy == day("2026-03-19"))
            #expect(try await book.tenant.facts().disputes.map(\.evidenceDueOn) == [day("2026-03-19")])
            var paid = told(.paidAlready, key: "2")
            (paid.items, paid.isAnother) = (["INV-9"], true)
            let wrong = paid
            #expect(
                await refusal { _ = try await RecordCall(store: book.store).record(wrong, for: book.id) } == .unknown)
            // The first day asks for what shows it, the next one for the rest.
            for date in ["2026-03-10", "2026-03-11"] {
                try await book.moveClock(to: day(date))
                try await book.knowPayments()
                try await book.run()
                try await book.work()
            }
            let mail = book.words(try #require(try await book.messages("statement").first))
            #expect(mail.contains("INV-2") && !mail.contains("INV-1"))
        }
    }

    @Test func whatIsAskedForIsAskedOnce() async throws {
        try await LiveBook.with { book in
            let record = RecordCall(store: book.store)
            let first = try await record.record(told(.cancelled), for: book.id).consequence
            try await book.moveClock(to: day("2026-03-17"))
            let again = try await record.record(told(.cancelled, key: "2"), for: book.id).consequence
            #expect(again?.isStanding == true && again?.taskID == first?.taskID && again?.evidence == [])
            #expect(again?.heldUntil == nil && again?.heldFor == .cancellationClaim)
            #expect(try await book.tenant.facts().holds.count == 1)
            #expect(try await CaseTaskDesk(store: book.store).list(for: book.id).count == 1)
        }
    }

    @Test func aClaimThatIsAnsweredWakesTheCaseAtOnce() async throws {
        try await LiveBook.with { book in
            let done = try await RecordCall(store: book.store).record(told(.cancelled), for: book.id)
            let task = try #require(done.consequence?.taskID)
            let desk = CaseTaskDesk(store: book.store)
            try await book.moveClock(to: day("2026-03-11"))
            try await book.knowPayments()
            #expect(try await desk.done(task, words: "no request was found", by: "Dana", for: book.id).isAwake)
            #expect(try await !desk.done(task, words: "no request was found", by: "Dana", for: book.id).isNew)
            #expect(try await desk.list(for: book.id).isEmpty)
            try await book.run()
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func theServiceRestsTheLadderUntilItWasAskedAgain() async throws {
        try await LiveBook.with { book in
            let done = try await RecordCall(store: book.store).record(told(.systemDoesNotWork), for: book.id)
            let task = try #require(done.consequence?.taskID)
            let desk = CaseTaskDesk(store: book.store)
            let visited = try await desk.done(task, words: "sensor replaced", by: "Tech", for: book.id)
            #expect(!visited.isAwake && !visited.next.isEmpty)
            let again = try #require(try await desk.list(for: book.id).first)
            #expect(again.kind == "ask-again" && again.dueOn == day("2026-03-11"))
            #expect(
                await refusal { _ = try await desk.done(again.id, words: "fine", by: "Pat", for: book.id) }
                    == .notAllowed)
            try await book.moveClock(to: day("2026-03-11"))
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().isEmpty)
            let answered = try await RecordSatisfaction(store: book.store).record(
                .init(customer: "C-1001", answers: [.worksAsPromised: true], way: .telephone, by: "Pat", key: "a"),
                for: book.id)
            #expect(answered.ended == 1)
            #expect(try await desk.list(for: book.id).isEmpty)
            try await book.run()
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func whoAnswersNotYetIsAskedOnceAndWhatIsToBeDoneStandsOnce() async throws {
        try await LiveBook.with { book in
            let done = try await RecordCall(store: book.store).record(told(.systemDoesNotWork), for: book.id)
            let desk = CaseTaskDesk(store: book.store)
            _ = try await desk.done(
                try #require(done.consequence?.taskID), words: "sensor replaced", by: "Tech", for: book.id)
            func answer(_ isYes: Bool, key: String) async throws -> RecordSatisfaction.Recorded {
                try await RecordSatisfaction(store: book.store).record(
                    .init(
                        customer: "C-1001", answers: [.worksAsPromised: isYes], way: .telephone, by: "Pat", key: key),
                    for: book.id)
            }
            _ = try await answer(false, key: "a")
            let tasks = try await desk.list(for: book.id)
            #expect(tasks.map(\.kind) == ["send-a-technician"])
            let holds = try await HoldCustomer(store: book.store).inForce(for: book.id)
            #expect(holds.map(\.hold.reason) == [.openTicket])
            _ = try await desk.done(try #require(tasks.first?.id), words: "panel replaced", by: "Tech", for: book.id)
            #expect(try await desk.list(for: book.id).map(\.kind) == ["ask-again"])
            try await book.moveClock(to: day("2026-03-11"))
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().isEmpty)
            #expect(try await answer(true, key: "b").ended == 1)
            #expect(try await HoldCustomer(store: book.store).inForce(for: book.id).isEmpty)
            try await book.run()
            #expect(try await book.attempts().count == 1)
        }
    }

    @Test func onlyAWrittenRefusalStopsContact() async throws {
        try await LiveBook.with { book in
            let record = RecordReason(store: book.store)
            let ways: [(ReasonStatement.Way, String, HoldReason?)] = [(.inPerson, "1", nil), (.letter, "2", .refusal)]
            for (way, key, held) in ways {
                let done = try await record.record(
                    .init(.refuses, customer: "C-1001", way: way, by: "Pat", key: key), for: book.id)
                #expect(done.isNew && done.consequence?.heldFor == held)
            }
            let again = try await record.record(
                .init(.refuses, customer: "C-1001", way: .letter, by: "Pat", key: "2"), for: book.id)
            #expect(!again.isNew && again.consequence == nil)
            // The same key with another reason, or another way, would lose it.
            let others: [RecordReason.Told] = [
                .init(.forgot, customer: "C-1001", way: .letter, by: "Pat", key: "2"),
                .init(.refuses, customer: "C-1001", way: .email, by: "Pat", key: "2"),
            ]
            for other in others {
                #expect(await refusal { _ = try await record.record(other, for: book.id) } == .badInput)
            }
            #expect(try await book.tenant.facts().holds.map(\.reason) == [.refusal])
            try await book.run()
            #expect(try await book.attempts().isEmpty)
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

    @Test func whoNamesADayInTheSameBreathNeedsNoHold() async throws {
        try await LiveBook.with { book in
            var report = told(.changeOfMeans)
            report.promise = (.usd(cents: 50_00), day("2026-03-20"))
            let done = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(done.promise != nil && done.consequence?.hold == nil)
            #expect(try await book.tenant.facts().holds.isEmpty)
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
