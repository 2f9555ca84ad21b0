import DatabaseTesting
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// The path of a dispute, from the customer's word to the answer. Owed: INV-1 over 149.85 since 5 March 2026, a Thursday.
struct DisputePathTests {
    private func withBook(_ body: (LiveBook, DisputeReceivable) async throws -> Void) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await body(book, DisputeReceivable(store: book.store))
        }
    }

    private func claim(
        _ claim: DisputeClaim, _ change: (inout DisputeReceivable.Claim) -> Void = { _ in }
    ) -> DisputeReceivable.Claim {
        var asked = DisputeReceivable.Claim(claim, on: "INV-1", customer: "C-1001", reason: "said so", by: "Pat")
        change(&asked)
        return asked
    }

    private func decision(
        _ outcome: String, _ explanation: String = "The visit in May was billed twice. It was our mistake.",
        credit: Money? = nil
    ) -> DisputeReceivable.Decision {
        var decision = DisputeReceivable.Decision(
            outcome: outcome, explanation: explanation, reason: "checked", by: "Lee")
        decision.credit = credit
        return decision
    }

    @Test(arguments: [Int64(9_999_00), 0, -5_00])
    func aPartThatCannotBeInDisputeIsRefusedAlthoughTheItemIsInDisputeAlready(cents: Int64) async throws {
        try await withBook { book, dispute in
            for round in 1...2 {
                do {
                    _ = try await dispute.raise(claim(.work) { $0.amount = .usd(cents: cents) }, for: book.id)
                    Issue.record("taken in round \(round)")
                } catch let refused as ActRefused {
                    #expect(refused.kind == .badInput && refused.description.contains("149.85 USD open on INV-1"))
                }
                _ = try await dispute.raise(claim(.work), for: book.id)
            }
        }
    }

    @Test(arguments: [DisputeClaim.doubleCharge, .paidAlready])
    func evidenceIsAskedForOnceThankedForAndAnsweredWithACredit(what: DisputeClaim) async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(what), for: book.id)
            #expect(raised.evidenceBy == day("2026-03-19") && raised.answerBy == day("2026-03-23"))
            #expect(try await dispute.raise(claim(what), for: book.id).isNew == false)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-11"))
            #expect(try await book.attempts().map(\.stepKey) == ["evidence-request"])
            let asked = book.words(try await book.messages("evidence-request")[0])
            for words in ["by Thursday, March 19, 2026", "answer in writing by Monday, March 23, 2026", "statement"] {
                #expect(asked.contains(words), "\(asked)")
            }
            func send() async throws -> Bool {
                try await dispute.addEvidence(
                    to: raised.dispute, what: "bank statement of March", receivedOn: nil, keptAt: "folder D-17",
                    by: "Pat", for: book.id)
            }
            #expect(try await send())
            #expect(try await send() == false)
            try await book.deliver(from: day("2026-03-11"), to: day("2026-03-12"))
            let thanks = book.words(try #require(try await book.messages("evidence-received").first))
            #expect(thanks.contains("Thank you for what you sent about INV-1"), "\(thanks)")
            let line = try await dispute.list(customer: nil, for: book.id)[0]
            #expect(line.evidence == ["2026-03-11: bank statement of March, kept at folder D-17"])
            #expect(!line.isOverdue && line.answerBy == day("2026-03-23"))
            try await book.moveClock(to: day("2026-03-16"))
            let decided = try await dispute.decide(
                raised.dispute, decision("upheld", credit: .usd(cents: 149_85)), for: book.id)
            #expect(decided.isNew && decided.credited == .usd(cents: 149_85) && decided.entry != nil)
            #expect(try await dispute.decide(raised.dispute, decision("upheld"), for: book.id).isNew == false)
            #expect(try await book.tenant.owed() == 0)
            #expect(try await book.count("journal_entries", where: "kind = 'credited'") == 1)
            try await book.deliver(from: day("2026-03-16"), to: day("2026-03-17"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            for words in ["billed twice", "You were right, and we have taken $149.85 off", "Nothing is open now"] {
                #expect(answer.contains(words), "\(answer)")
            }
            #expect(try await book.attempts().count { $0.stepKey == "evidence-request" } == 1)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aPartRestsTheRestGoesOnAndTheAnswerExplains() async throws {
        try await withBook { book, dispute in
            try await book.raw("UPDATE customers SET language = 'es'")
            let raised = try await dispute.raise(claim(.amount) { $0.amount = .usd(cents: 49_85) }, for: book.id)
            #expect(raised.evidenceBy == nil)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-13"))
            let received = book.words(try #require(try await book.messages("dispute-received").first))
            for words in ["lunes 23 de marzo de 2026", "no pedimos nada por los $49.85", "$100.00"] {
                #expect(received.contains(words), "\(received)")
            }
            // The ladder goes on for the rest.
            let statement = book.words(try #require(try await book.messages("statement").first))
            #expect(statement.contains("$100.00") && !statement.contains("$149.85"), "\(statement)")
            let decided = try await dispute.decide(
                raised.dispute, decision("rejected", "La visita del 3 de mayo se hizo como se acordó."), for: book.id)
            #expect(decided.credited == nil)
            #expect(try await book.tenant.owed() == 149_85)
            try await book.deliver(from: day("2026-03-13"), to: day("2026-03-14"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            #expect(answer.contains("se hizo como se acordó") && answer.contains("queda como se facturó"), "\(answer)")
        }
    }

    @Test(arguments: [
        (Language.english, "We found that part of it was wrong, and we have taken $20.00 off your account. The rest"),
        (.spanish, "Encontramos que una parte no estaba bien, y quitamos $20.00 de su cuenta. El resto"),
    ])
    func whoeverWasRightInPartIsToldWhichAndIsNotToldToBeRightInAll(language: Language, words: String) async throws {
        try await withBook { book, dispute in
            try await book.raw("UPDATE customers SET language = '\(language.rawValue)'")
            let raised = try await dispute.raise(claim(.amount) { $0.amount = .usd(cents: 49_85) }, for: book.id)
            let explanation = "One of the two visits was billed twice / Una visita se facturó dos veces."
            _ = try await dispute.decide(
                raised.dispute, decision("partly-upheld", explanation, credit: .usd(cents: 20_00)), for: book.id)
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-12"))
            let answer = book.words(try #require(try await book.messages("dispute-answer").first))
            #expect(answer.contains(words), "\(answer)")
            #expect(!answer.contains("You were right") && !answer.contains("tenía razón"), "\(answer)")
        }
    }

    @Test func whatWasDecidedBeforeItsMessageLeftIsAnsweredAtOnce() async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.work), for: book.id)
            try await book.run()
            _ = try await dispute.decide(raised.dispute, decision("upheld"), for: book.id)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            #expect(try await book.sendingDecisions().map(\.ruleID) == ["dispute.decided"])
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-12"))
            #expect(try await book.attempts().count { $0.stepKey == "dispute-answer" && $0.state == .sent } == 1)
        }
    }

    @Test func evidenceIsNotAskedForASecondTime() async throws {
        try await withBook { book, dispute in
            let first = try await dispute.raise(claim(.doubleCharge), for: book.id)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-10"))
            _ = try await dispute.decide(
                first.dispute, decision("rejected", "There is one charge, of March 3."), for: book.id)
            let again = try await dispute.raise(claim(.doubleCharge), for: book.id)
            #expect(again.isNew && again.dispute != first.dispute)
            #expect(again.evidenceBy == nil && again.answerBy != nil)
        }
    }

    @Test func aPaymentThatIsFoundIsRecordedAndNotAskedForAgain() async throws {
        try await withBook { book, dispute in
            let raised = try await dispute.raise(claim(.paidAlready), for: book.id)
            #expect(
                await refusal {
                    _ = try await dispute.decide(raised.dispute, decision("upheld"), for: book.id)
                } == .notAllowed)
            // While the item is disputed the money waits; the decision sets it against the item.
            _ = try await book.pay(149_85, on: "2026-03-06")
            #expect(try await book.tenant.owed() == 149_85)
            let decided = try await dispute.decide(
                raised.dispute, decision("upheld", "We found your payment of March 6."), for: book.id)
            #expect(decided.credited == .usd(cents: 149_85) && decided.isNew)
            #expect(try await book.tenant.owed() == 0)
            #expect(try await book.tenant.facts().unapplied?.isPositive != true)
            #expect(try await book.count("journal_entries", where: "kind = 'credited'") == 0)
        }
    }

    @Test func aClaimOnACallRestsTheWholeCaseUntilItsItemIsKnown() async throws {
        try await withBook { book, dispute in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-05"))
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            (report.customerReference, report.reason) = ("C-1001", .paidAlready)
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            let raised = try await dispute.raise(claim(.paidAlready), for: book.id)
            #expect(raised.replacedHolds == 1)
            #expect(try await HoldCustomer(store: book.store).inForce(for: book.id).isEmpty)
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-12"))
            let text = book.words(try #require(try await book.messages("statement").first))
            #expect(text.contains("INV-2") && !text.contains("INV-1 "), "\(text)")
        }
    }

    @Test func anAnswerThatIsOwedAndLateIsShown() async throws {
        try await withBook { book, dispute in
            _ = try await dispute.raise(claim(.amount), for: book.id)
            try await book.moveClock(to: day("2026-03-24"))
            #expect(try await dispute.list(customer: nil, for: book.id).map(\.isOverdue) == [true])
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record)
            let item = plan.items.first { $0.kind == .answerDispute }
            #expect(item?.by == day("2026-03-23") && item?.why.contains("which has passed") == true)
        }
    }

    /// Starter policies §7, statement 3.
    @Test func statement3_aDisputeOfFiftyDaysWakesTheCaseAtTheNextStepAndDShowsSeventy() async throws {
        try await withBook { book, dispute in
            // P20 is 25 March; fifty days later is 14 May.
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-24"))
            try await book.moveClock(to: day("2026-03-25"))
            #expect(try await book.decision().policyDay == 20)
            let before = try await book.attempts().map(\.stepKey)
            let raised = try await dispute.raise(claim(.amount), for: book.id)
            try await book.deliver(from: day("2026-03-25"), to: day("2026-05-13"))
            let meanwhile = Set(try await book.attempts().map(\.stepKey)).subtracting(before)
            #expect(meanwhile == ["dispute-received"])
            try await book.moveClock(to: day("2026-05-14"))
            try await book.knowPayments()
            _ = try await dispute.decide(
                raised.dispute, decision("rejected", "The price is the one of your agreement."), for: book.id)
            let awake = try await book.decision()
            #expect(awake.daysPastDue == 70 && awake.policyDay == 20)
            try await book.deliver(from: day("2026-05-14"), to: day("2026-05-24"))
            // One that was called off before it left may be planned again: what counts is what went.
            let told = try await book.attempts()
            let isCalledOff: (AttemptRecord) -> Bool = { [.cancelled, .refused].contains($0.state) }
            let all = told.filter { !isCalledOff($0) }.map(\.stepKey)
            let done = told.prefix(before.count).filter { !isCalledOff($0) }.map(\.stepKey)
            let later = told.dropFirst(before.count).filter { !isCalledOff($0) }.map(\.stepKey)
            let ladder = [
                "statement", "first-call", "satisfaction", "nudge", "second-call", "plan-offer", "formal-letter",
            ]
            let last = try #require(done.compactMap { ladder.firstIndex(of: $0) }.max())
            let next = later.compactMap { ladder.firstIndex(of: $0) }
            #expect(next.min() ?? 0 > last, "\(all)")
            #expect(!next.isEmpty && !next.contains(6), "no firm letter for the days it slept: \(all)")
            #expect(
                Set(all).count == all.count,
                "a step goes once: \(told.map { "\($0.stepKey) \($0.state) \($0.plannedOn) \($0.detail)" })")
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func whatCannotBeIsRefusedAndNothingIsKept() async throws {
        try await withBook { book, dispute in
            let wrong: [(asked: DisputeReceivable.Claim, kind: ActRefused.Kind)] = [
                (claim(.amount) { $0.receivable = "INV-9" }, .unknown),
                (claim(.amount) { $0.customer = "C-9" }, .unknown),
                (claim(.amount) { $0.reason = "" }, .badInput),
                (claim(.amount) { $0.amount = .usd(cents: 149_86) }, .badInput),
                (claim(.amount) { $0.amount = .usd(cents: 0) }, .badInput),
                (claim(.amount) { $0.amount = Money(minorUnits: 1, currency: .cad) }, .badInput),
                (claim(.amount) { $0.evidenceBy = day("2026-03-08") }, .badInput),
            ]
            for (asked, kind) in wrong {
                let found = await refusal { _ = try await dispute.raise(asked, for: book.id) }
                #expect(found == kind, "\(asked)")
            }
            #expect(try await book.tenant.facts().disputes.isEmpty)
            let part = try await dispute.raise(claim(.amount) { $0.amount = .usd(cents: 100_00) }, for: book.id)
            // Another part fits beside it, and no more than what is left.
            let tooMuch = claim(.work) { $0.amount = .usd(cents: 49_86) }
            let over = await refusal { _ = try await dispute.raise(tooMuch, for: book.id) }
            #expect(over == .badInput)
            _ = try await dispute.raise(claim(.work) { $0.amount = .usd(cents: 49_85) }, for: book.id)
            let undecidable = [
                decision("maybe"), decision("rejected", ""), decision("rejected", "You are wrong, and that is it!"),
                decision("rejected", credit: .usd(cents: 1)), decision("partly-upheld"),
                decision("partly-upheld", credit: .usd(cents: 100_00)), decision("upheld", credit: .usd(cents: 100_01)),
                decision("upheld", credit: .usd(cents: 5_00)),
            ]
            for asked in undecidable {
                let found = await refusal { _ = try await dispute.decide(part.dispute, asked, for: book.id) }
                #expect(found == .badInput, "\(asked)")
            }
            #expect(try await book.tenant.facts().disputes.allSatisfy { $0.outcome == nil })
            let later = await refusal {
                _ = try await dispute.addEvidence(
                    to: part.dispute, what: "x", receivedOn: day("2026-03-10"), keptAt: "y", by: "Pat", for: book.id)
            }
            #expect(later == .badInput)
            _ = try await dispute.decide(
                part.dispute, decision("partly-upheld", credit: .usd(cents: 30_00)), for: book.id)
            #expect(try await book.tenant.owed() == 119_85)
            let upheld = decision("upheld")
            let again = await refusal { _ = try await dispute.decide(part.dispute, upheld, for: book.id) }
            #expect(again == .notAllowed)
            let closed = await refusal {
                _ = try await dispute.addEvidence(
                    to: part.dispute, what: "x", receivedOn: nil, keptAt: "y", by: "Pat", for: book.id)
            }
            #expect(closed == .notAllowed)
        }
    }

    @Test func aDisputedItemGoesOnNoPlanAndAPartOfItLeavesTheRest() async throws {
        try await withBook { book, dispute in
            try await book.tenant.enable("installments")
            _ = try await dispute.raise(claim(.amount) { $0.amount = .usd(cents: 49_85) }, for: book.id)
            var request = QuotePlan.Request(customer: "C-1001", role: .collector, quotedBy: "Pat")
            request.wish = PlanWish(size: .parts(2))
            let quote = try await QuotePlan(book.planAsking()).quote(request, for: book.id)[0]
            #expect(quote.offer.total == .usd(cents: 100_00))
            _ = try await dispute.raise(claim(.work), for: book.id)
            let asked = request
            #expect(
                await refusal { _ = try await QuotePlan(book.planAsking()).quote(asked, for: book.id) } == .notAllowed)
            #expect(
                await refusal {
                    _ = try await AcceptPlan(book.planAsking()).accept(
                        quote.id, how: "call", by: "Pat", reviewedBy: nil, for: book.id)
                } == .notAllowed)
        }
    }

    @Test func aPlanOnTheItemIsNamedSoThatSomebodyChangesIt() async throws {
        try await withBook { book, dispute in
            try await book.tenant.enable("installments")
            let plan = try await book.agree()
            #expect(try await dispute.raise(claim(.work), for: book.id).plan == plan)
        }
    }

    @Test func anotherTenantsDisputesDoNotExistHere() async throws {
        try await withBook { book, dispute in
            let other = try await TestTenant.make(in: Store(pool: book.database.service), slug: "contoso")
            let raised = try await dispute.raise(claim(.amount), for: book.id)
            #expect(try await dispute.list(customer: nil, for: other.id).isEmpty)
            #expect(await refusal { _ = try await dispute.show(raised.dispute, for: other.id) } == .unknown)
            #expect(
                await refusal {
                    _ = try await dispute.decide(raised.dispute, decision("upheld"), for: other.id)
                } == .unknown)
            #expect(
                await refusal {
                    _ = try await dispute.addEvidence(
                        to: raised.dispute, what: "x", receivedOn: nil, keptAt: "y", by: "P", for: other.id)
                } == .unknown)
        }
    }
}
