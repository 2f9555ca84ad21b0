import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

/// Every hold reason against every channel that is live and the exporter, in the running machinery: at planning, at
/// sending, and in the placement file. What each reason does to each purpose stands in the gate's own tables.
///
/// Source: compliance reference §§4, 5, 11, 13, 15 and 16; starter policies §1.4.
struct HoldBindingTests {
    /// Reasons of which the agency must know and which travel in the file; an attorney without a name does not.
    private static let travelling: Set<HoldReason> = [.cease, .refusal]

    private func hold(_ reason: HoldReason, _ book: LiveBook) async throws {
        try await book.store.transaction(for: book.id) { tx in
            _ = try tx.add(
                NewHold(
                    customerID: book.tenant.customer, caseID: book.tenant.caseID, reason: reason, source: "test",
                    from: book.tenant.today, until: nil))
        }
    }

    @Test(arguments: HoldReason.allCases)
    func aHoldStopsEveryChannelAtPlanningAndAgainAtSending(reason: HoldReason) async throws {
        try await LiveBook.with { book in
            // Planned before the hold was known: one for each medium that has a channel.
            var planned: [Identifier<ContactAttempt>] = []
            for (medium, step) in [(ContactMedium.email, "nudge"), (.post, "statement"), (.telephone, "first-call")] {
                planned.append(try await book.tenant.attempt(medium, step: step))
            }
            try await book.raw(
                """
                UPDATE contact_attempts SET plugin_kind = CASE medium WHEN 'email' THEN 'email' WHEN 'post'
                    THEN 'postal-mail' ELSE 'phone-log' END,
                    template_key = step_key, policy_version_id = (SELECT policy_version_id FROM collection_cases)
                """)
            try await hold(reason, book)
            #expect(try await book.run().planned == 0)
            try await book.deliver(planned)
            let decisions = try await book.sendingDecisions()
            #expect(decisions.count == 3)
            for decision in decisions {
                #expect(decision.ruleID == "hold.\(reason.rawValue)" && decision.verdict == .block, "\(decision.words)")
            }
            #expect(try await Set(book.attempts().map(\.state)) == [.cancelled])
            #expect(book.mails() == 0)
        }
    }

    @Test func withoutAHoldTheSameAttemptsAreStoppedByNone() async throws {
        try await LiveBook.with { book in
            let planned = try await book.tenant.attempt(.email, step: "nudge")
            try await book.raw(
                """
                UPDATE contact_attempts SET plugin_kind = 'email',
                    policy_version_id = (SELECT policy_version_id FROM collection_cases)
                """)
            try await book.deliver([planned])
            #expect(try await book.sendingDecisions().map(\.ruleID) == ["allowed"])
            #expect(book.mails() == 1)
        }
    }

    @Test(arguments: HoldReason.allCases)
    func aHoldStopsAnAgreedCallBackOrAPersonDecides(reason: HoldReason) async throws {
        try await LiveBook.with { book in
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            report.customerReference = "C-1001"
            report.willLookIntoIt = true
            report.agreedCallBackOn = book.tenant.today.adding(days: 2)
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            try await book.moveClock(to: book.tenant.today.adding(days: 2))
            try await book.knowPayments()
            try await book.run()
            try await book.work()
            let waiting = WaitingCalls(store: book.store, registry: try TestTenant.plugins())
            #expect(try await waiting.list(for: book.id).map(\.mayCall) == [true])
            try await hold(reason, book)
            let call = try await waiting.list(for: book.id).first
            #expect(call?.mayCall == false && call?.words.isEmpty == false)
        }
    }

    @Test(arguments: HoldReason.allCases)
    func aHoldAfterTheApprovalKeepsACaseOutOfTheFile(reason: HoldReason) async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            let reference = book.tenant.customerReference
            func preview() async throws -> PlaceCases.Exported {
                try await book.placing(book.spool).export(agency: "SUNCO", business: nil, dryRun: true, for: book.id)
            }
            #expect(try await preview().placed == [reference])
            try await hold(reason, book)
            let held = try await preview()
            if Self.travelling.contains(reason) {
                #expect(held.placed == [reference])
            } else {
                #expect(held.placed.isEmpty)
                let words = held.leftOut.flatMap(\.reasons).joined(separator: " ")
                #expect(words.contains(reason.rawValue), "\(words)")
            }
        }
    }

    @Test(arguments: HoldReason.allCases.filter(\.endsOnlyByAPerson))
    func whatTheLawKeepsEndsByAManagersRecordedActAlone(reason: HoldReason) async throws {
        try await TestTenant.with { tenant, _ in
            let desk = HoldCustomer(store: tenant.store)
            func add(until: CalendarDate?) async throws -> Identifier<Hold> {
                try await desk.add(
                    reason, customer: tenant.customerReference, business: nil, until: until, note: "", source: "letter",
                    for: tenant.id)
            }
            #expect(await refusal { _ = try await add(until: tenant.today.adding(days: 30)) } == .badInput)
            let id = try await add(until: nil)
            #expect(
                await refusal { try await desk.lift(id, reason: "x", source: "Pat", for: tenant.id) } == .notAllowed)
            #expect(try await tenant.facts().holds.map { $0.binds(on: tenant.today) } == [true])
            #expect(try await desk.lift(id, reason: "case dismissed", source: "Lee", role: .manager, for: tenant.id))
            #expect(try await tenant.facts().holds.map { $0.binds(on: tenant.today) } == [false])
            let role = try await tenant.store.transaction(for: tenant.id) { try $0.releaseRole(of: id) }
            #expect(role == .manager)
        }
    }

    @Test func aHoldHasADayToLookAgainAndSaysSoWhenItHasCome() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = HoldCustomer(store: tenant.store)
            func add(_ reason: HoldReason, review: CalendarDate? = nil) async throws -> Identifier<Hold> {
                try await desk.add(
                    reason, customer: tenant.customerReference, business: nil, until: nil, reviewOn: review, note: "",
                    source: "Pat", for: tenant.id)
            }
            #expect(await refusal { _ = try await add(.hardship, review: tenant.today) } == .badInput)
            let id = try await add(.hardship, review: day("2026-03-20"))
            _ = try await add(.bankruptcy)
            let listed = try await desk.inForce(for: tenant.id)
            #expect(Set(listed.map(\.hold.reviewOn)) == [day("2026-03-20"), tenant.today.adding(days: 90)])
            func due() async throws -> [String] {
                let record = try await tenant.store.transaction(for: tenant.id) { try $0.tenant() }
                let plan = try await PlanTheDay(store: tenant.store, registry: try TestTenant.plugins())
                    .plan(for: record)
                return plan.items.filter { $0.kind == .reviewHold }.map(\.why)
            }
            #expect(try await due().isEmpty)
            _ = try await MoveClock(store: tenant.store).move(
                tenant.id, to: .moment(day("2026-03-20"), minuteOfDay: 720))
            #expect(try await due() == ["held for hardship since 2026-03-09: does it still bind?"])
            try await desk.review(id, next: day("2026-04-20"), note: "still ill", by: "Pat", for: tenant.id)
            #expect(try await due().isEmpty)
            #expect(
                await refusal {
                    try await desk.review(id, next: day("2026-03-20"), note: "", by: "Pat", for: tenant.id)
                } == .badInput)
            try await desk.lift(id, reason: "well again", source: "Pat", for: tenant.id)
            #expect(
                await refusal {
                    try await desk.review(id, next: day("2026-05-20"), note: "", by: "Pat", for: tenant.id)
                } == .notAllowed)
        }
    }

    @Test func aHoldOnOneItemLeavesTheOthers() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-01-15"), dueOn: day("2026-02-01"))
            let desk = HoldCustomer(store: book.store)
            _ = try await desk.add(
                .manual, customer: "C-1001", business: nil, receivable: "INV-1", until: nil, note: "", source: "Pat",
                for: book.id)
            #expect(
                await refusal {
                    _ = try await desk.add(
                        .manual, customer: "C-1001", business: nil, receivable: "INV-9", until: nil, note: "",
                        source: "Pat", for: book.id)
                } == .unknown)
            try await book.deliver(from: book.tenant.today, to: book.tenant.today)
            let text = book.words(try #require(try await book.messages("statement").first))
            #expect(text.contains("INV-2") && text.contains("$40.00") && !text.contains("INV-1 "), "\(text)")
        }
    }

    @Test(arguments: [HoldReason.promise, .plan, .dispute, .placed])
    func whatHasItsOwnCommandIsNotAddedByHand(reason: HoldReason) async throws {
        try await TestTenant.with { tenant, _ in
            #expect(
                await refusal {
                    _ = try await HoldCustomer(store: tenant.store).add(
                        reason, customer: tenant.customerReference, business: nil, until: nil, note: "", source: "Pat",
                        for: tenant.id)
                } == .badInput)
        }
    }
}
