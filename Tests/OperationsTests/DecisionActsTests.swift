import DatabaseTesting
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Decisions as a person takes them: dated, with who and why, and nothing happens without one.
struct DecisionActsTests {
    private func today(_ book: LiveBook) async throws -> DayPlan {
        let tenant = try await book.store.transaction(for: book.id) { try $0.tenant() }
        return try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: tenant)
    }

    @Test func whoRefusesIsLaidBeforeSomebodyEveryDayAndNothingHappensWithoutAnAnswer() async throws {
        try await LiveBook.with { book in
            #expect(try await book.waiting().isEmpty)
            try await book.refuseToPay()
            let waiting = try #require(try await book.waiting().first)
            #expect(waiting.customer == "C-1001" && waiting.owed == [.usd(cents: 149_85)])
            #expect(waiting.why.contains("will not pay"))
            #expect(waiting.daysPastDue == 36 && waiting.daysToLoss == 54)
            for later in 0...2 {
                try await book.moveClock(to: book.tenant.today.adding(days: later))
                let items = try await today(book).items.filter { $0.kind == .decide }
                #expect(items.map(\.customer) == ["C-1001"])
                #expect(items[0].command == "dunwell decide show C-1001 --tenant northwind")
            }
            #expect(try await book.count("case_decisions") == 0)
            #expect(try await book.count("placements") == 0)
            #expect(try await book.count("journal_entries", where: "kind = 'written-off'") == 0)
        }
    }

    @Test func theSheetShowsWhatIsNotedAndReckonsWithIt() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let desk = NoteForDecision(store: book.store)
            var note = NoteForDecision.Note(customer: "C-1001", source: "cabinet 3", by: "Pat")
            note.evidence = [.agreement]
            note.limitationOn = day("2031-05-04")
            note.funding = .sold(guaranteeEnds: day("2026-12-31"), refund: .usd(cents: 900_00))
            try await desk.keep(note, for: book.id)
            let multiple = try #require(ContractMultiple(tenths: 300))
            try await desk.set(multiple, business: nil, source: "the last offer", by: "Pat", for: book.id)
            try await book.raw(
                """
                INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor,
                    currency) SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'AG-1', '{burglar}', 4000, 'USD'
                FROM collection_cases
                """)
            let sheet = try await ShowDecisions(store: book.store, registry: try TestTenant.plugins())
                .show("C-1001", business: nil, for: book.id)
            let text = sheet.sheet.joined(separator: "\n")
            #expect(text.contains("evidence: agreement, invoices, statement-of-account, call-records"))
            #expect(text.contains("suit timely until 4 May 2031"))
            #expect(text.contains("40.00 USD a month x 30 + 900.00 USD a funder may ask back = 2,100.00 USD"))
            #expect(text.contains("54 days left"))
            #expect(
                text.contains("the contract is sold: the funder may ask for another in its place until 31 Dec 2026"))
            // What somebody decides from names nobody.
            #expect(!text.contains("Nunez") && !text.contains("Ana") && !text.contains("Pine Street"))
            #expect(sheet.sheet.allSatisfy { $0.count <= 100 })
        }
    }

    @Test func aLimitationDateThatHasPassedIsNotedOnlyWhenThatIsMeant() async throws {
        try await LiveBook.with { book in
            let desk = NoteForDecision(store: book.store)
            var note = NoteForDecision.Note(customer: "C-1001", source: "a lawyer", by: "Pat")
            note.limitationOn = day("1990-01-01")
            let mistyped = note
            #expect(await refusal { try await desk.keep(mistyped, for: book.id) } == .badInput)
            note.limitationHasPassed = true
            try await desk.keep(note, for: book.id)
            note.limitationOn = day("2031-05-04")
            let ahead = note
            #expect(await refusal { try await desk.keep(ahead, for: book.id) } == .badInput)
            #expect(try await book.count("decision_notes") == 1)
        }
    }

    @Test func counselAndAgencyNeedWhatTheyCannotDoWithout() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            var note = NoteForDecision.Note(customer: "C-1001", source: "cabinet 3", by: "Pat")
            note.evidence = EvidenceKind.allCases
            try await NoteForDecision(store: book.store).keep(note, for: book.id)
            let counsel = try await book.decision(.counsel)
            #expect(counsel.outcome == .refused && counsel.words.contains("dunwell decide note C-1001 --limitation"))
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium = 'post'")
            let agency = try await book.decision(.agency)
            #expect(agency.outcome == .refused && agency.words.contains("no good postal address"), "\(agency.words)")
            let sheet = try await ShowDecisions(store: book.store, registry: try TestTenant.plugins())
                .show("C-1001", business: nil, for: book.id).sheet
            #expect(sheet.contains { $0.contains("not agency: no good postal address") }, "\(sheet)")
        }
    }

    @Test func whatTheSheetProposesIsNoReasonForAnotherPath() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let proposed = try #require(try await book.waiting().first)
            let other: DecisionPath = proposed.proposal == "write-off" ? .plan : .writeOff
            _ = try await book.decide([ApproveDecisions.Choice(customer: "C-1001", path: other)])
            let kept = try #require(try await book.tenant.facts().decisions.last)
            #expect(kept.reason == "no reason was given; the sheet proposed \(proposed.proposal)")
        }
    }

    @Test func aCardNumberIsNoReason() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            var choice = ApproveDecisions.Choice(customer: "C-1001", path: .writeOff)
            choice.reason = "paid with 4111 1111 1111 1111, they say"
            let line = try #require(try await book.decide([choice]).first)
            #expect(line.outcome == .refused && line.words.contains("payment card"))
            #expect(try await book.count("case_decisions") == 0)
        }
    }

    @Test func whatCouldNotBeCarriedOutIsNamedThoughTheLadderWentBack() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            // The customer talks again: nothing brings the decision forward any more.
            try await book.raw("UPDATE calls SET nonpayment_reason = NULL")
            try await book.raw("DELETE FROM holds WHERE reason = 'refusal'")
            #expect(try await book.waiting().isEmpty)
            _ = try await book.pay(20_00, on: "\(book.tenant.today)")
            _ = try await book.placing(book.spool).export(
                agency: "SUNCO", business: nil, dryRun: false, for: book.id)
            let named = try #require(try await book.waiting().first)
            #expect(named.why.contains("agency could not be carried out: 129.85 USD is past due"), "\(named.why)")
            #expect(named.why.contains("the ladder goes on"), "\(named.why)")
            let until = book.tenant.today.adding(days: 14)
            #expect(try await book.decision(.carryOn, until: until).outcome == .approved)
            #expect(try await book.waiting().isEmpty)
        }
    }

    @Test func toGoOnSleepsUntilItsDayAndIsThenAskedAgain() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let until = book.tenant.today.adding(days: 14)
            let line = try await book.decision(.carryOn, until: until, role: .manager)
            #expect(line.outcome == .approved && line.words.contains("\(until)"))
            #expect(try await book.decision(.carryOn, until: until, role: .manager).outcome == .already)
            #expect(try await book.waiting().isEmpty)
            let report = try await book.run()
            #expect(report.asleep == 1 && report.planned == 0)
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: until.adding(days: -1))
            #expect(try await book.run().planned == 0)
            #expect(try await book.waiting().isEmpty)
            try await book.moveClock(to: until)
            #expect(try await book.waiting().map(\.why) == ["the day it was put off to has come: 23 Mar 2026"])
            let why = try await ExplainContact(store: book.store)
                .explain(customer: "C-1001", upTo: nil, for: book.id)
            #expect(why.reasons.contains { $0.decision.ruleID == "person.decided" })
        }
    }

    @Test func aDecisionMarksItsStepOfTheLadderDone() async throws {
        try await LiveBook.with(today: day("2026-05-04")) { book in
            let tenant = book.tenant
            _ = try await tenant.attempt(.telephone, step: "owner-call", state: .taskLapsed)
            _ = try await tenant.attempt(.post, step: "final-demand", state: .sent)
            try await book.raw(
                """
                UPDATE contact_attempts SET planned_on = '2026-04-20', sent_on = '2026-04-20', names_day = '2026-05-08'
                WHERE step_key = 'final-demand'
                """)
            try await tenant.enable("placement-csv")
            try await book.moveClock(to: day("2026-05-11"))
            try await book.knowPayments()
            let report = try await book.run()
            #expect(report.planned == 0 && report.waiting == 1)
            #expect(try await book.waiting().first?.why.contains("came to its decision") == true)
            #expect(try await book.decision(.plan, role: .manager).outcome == .approved)
            #expect(try await book.waiting().isEmpty)
            let steps = try await book.store.transaction(for: book.id) { tx in
                let facts = try tx.caseFacts([tenant.caseID], today: try tx.moment().today)[0]
                return CaseReading(facts, day: try TenantDay(tx), liveMedia: []).snapshot().steps
                    .filter { $0.state == .sent && $0.medium == nil }.map(\.step)
            }
            #expect(steps == ["decision"])

            // A plan that came to nothing is asked about again, and later the ladder asks line by line.
            try await book.moveClock(to: day("2026-05-21"))
            #expect(try await book.waiting().count == 1)
            let settled = try await book.decision(.settle, until: day("2026-06-30"), amount: .usd(cents: 100_00))
            #expect(settled.outcome == .approved)
            #expect(try await book.waiting().isEmpty)
            try await book.moveClock(to: day("2026-05-27"))
            #expect(try await book.waiting().first?.why.contains("came to its decision") == true)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func whatCannotStandIsRefusedWithTheFixAndKeepsNothing() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let past = book.tenant.today
            let cases: [(ApproveDecisions.Line, String)] = [
                (try await book.decision(.carryOn), "needs the day"),
                (try await book.decision(.carryOn, until: past), "has come already"),
                (try await book.decision(.carryOn, until: past.adding(days: 400)), "is too far"),
                (try await book.decision(.withdraw), "safeguards"),
                (try await book.decision(.settle, amount: .usd(cents: 50_00), role: .manager), "owner"),
                (try await book.decision(.settle), "names what it asks for"),
                (try await book.decision(.settle, amount: .usd(cents: 149_85)), "less than"),
                (try await book.decision(.plan, amount: .usd(cents: 50_00)), "settle only"),
                (try await book.decision(.writeOff, role: .manager), "owner"),
                (try await book.decision(.agency, role: .manager), "owner"),
                (try await book.decision(.counsel), "papers are missing: agreement, proof-of-mailing"),
                (try await book.decision(.plan, about: "X-404"), "no customer X-404"),
            ]
            for (line, words) in cases {
                #expect(line.outcome == .refused)
                #expect(line.words.contains(words), "\(line.words)")
            }
            #expect(try await book.count("case_decisions") == 0)
            #expect(try await book.count("placements") == 0)
            let line = ApproveDecisions.Choice(customer: "C-1001", path: .plan)
            #expect(await refusal { _ = try await book.decide([line, line]) } == .badInput)
            #expect(await refusal { _ = try await book.decide([]) } == .badInput)
        }
    }

    @Test func nothingHardJumpsTheLadder() async throws {
        try await LiveBook.with { book in
            try await book.tenant.enable("placement-csv")
            let line = try await book.decision(.agency)
            #expect(line.outcome == .refused && line.words.contains("no decision is due"))
        }
    }

    @Test func whoPaidMeanwhileIsMootAndTheRestOfTheListGoesOn() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            try await book.refuseToPay()
            try await book.refuseToPay("C-20")
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            try await book.placing(book.spool).addAgency("SUNCO", name: "Sun Collections")
            let choices = ["C-1001", "X-404", "C-20"].map { customer in
                var choice = ApproveDecisions.Choice(customer: customer, path: .agency)
                choice.agency = "SUNCO"
                return choice
            }
            let lines = try await book.decide(choices)
            #expect(lines.map(\.outcome) == [.moot, .refused, .approved])
            #expect(lines[0].words.contains("nothing is owed any more, since 2026-03-09"))
            #expect(try await book.decide(choices).map(\.outcome) == [.moot, .refused, .already])
            #expect(try await book.count("case_decisions") == 1)
        }
    }

    @Test func aLaterDecisionTakesThePlaceOfOneThatWaits() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            #expect(try await book.decide(.plan) == .approved)
            #expect(try await book.count("placements", where: "state = 'left-out'") == 1)
            let decisions = try await book.tenant.facts().decisions
            #expect(decisions.map(\.path) == [.agency, .plan])
            #expect(decisions.map(\.ending) == [.changed, nil])
            #expect(
                await refusal {
                    _ = try await book.placing(book.spool).export(
                        agency: "SUNCO", business: nil, dryRun: false, for: book.id)
                } == .notAllowed)
            // Back to the agency: the same batch takes the case again.
            #expect(try await book.decide(.agency) == .approved)
            let done = try await book.placing(book.spool).export(
                agency: "SUNCO", business: nil, dryRun: false, for: book.id)
            #expect(done.placed == ["C-1001"])
            #expect(try await book.tenant.facts().decisions.last?.ending == .carriedOut)
        }
    }

    @Test func anotherTenantsDecisionsAreNotSeen() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.writeOff) == .approved)
            var note = NoteForDecision.Note(customer: "C-1001", source: "cabinet", by: "Pat")
            note.evidence = [.agreement]
            try await NoteForDecision(store: book.store).keep(note, for: book.id)
            let other = try await TestTenant.make(in: book.store, slug: "contoso")
            let caseID = book.tenant.caseID
            let seen = try await other.store.transaction(for: other.id) { tx in
                try tx.caseDecisions(ofCases: [caseID]).count + tx.decisionsToCarryOut(.writeOff, limit: 10).count
                    + tx.decisionNotes(ofCases: [caseID]).count + tx.contractMultiples().count
            }
            #expect(seen == 0)
            let lines = try await CloseAccounts(store: other.store, registry: try TestTenant.plugins())
                .closeApproved(for: other.id)
            #expect(lines.isEmpty)
        }
    }
}
