import Compliance
import DatabaseTesting
import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

/// The customer owes 149.85 since February; today is Monday, 9 March 2026.
struct PlanActsTests {
    /// Runs a test on a tenant whose installments are switched on.
    private func withPlans(
        _ body: (TestTenant, PlanAsking, TestDatabase) async throws -> Void
    ) async throws {
        try await TestTenant.with { tenant, database in
            try await tenant.enable("installments")
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            try await body(tenant, try asking(tenant, spool: spool), database)
        }
    }

    private func asking(_ tenant: TestTenant, spool: URL = TestTenant.spool()) throws -> PlanAsking {
        PlanAsking(
            store: tenant.store, registry: try TestTenant.plugins(), sealer: Sealer(Keyring()), spool: spool,
            logger: TestTenant.quiet)
    }

    private func request(
        _ tenant: TestTenant, parts: Int? = nil, as role: GrantingRole = .collector,
        _ change: (inout QuotePlan.Request) -> Void = { _ in }
    ) -> QuotePlan.Request {
        var request = QuotePlan.Request(customer: tenant.customerReference, role: role, quotedBy: "Pat")
        request.wish = parts.map { PlanWish(size: .parts($0)) }
        change(&request)
        return request
    }

    /// Three parts of 49.95, due on 13 and 27 March and 10 April.
    private func accepted(_ tenant: TestTenant, _ asking: PlanAsking) async throws -> Identifier<PaymentPlan> {
        let quotes = try await QuotePlan(asking).quote(request(tenant, parts: 3), for: tenant.id)
        return try await AcceptPlan(asking).accept(
            quotes[0].id, how: "call", by: "Pat", reviewedBy: nil, for: tenant.id
        ).plan
    }

    private func move(_ tenant: TestTenant, to text: String) async throws {
        _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .moment(day(text), minuteOfDay: 720))
    }

    private func pay(_ tenant: TestTenant, _ cents: Int64, on text: String) async throws -> Identifier<JournalEntry> {
        try await RecordPayment(store: tenant.store).record(
            RecordPayment.Payment(
                amount: .usd(cents: cents), paidOn: day(text), customerReference: tenant.customerReference,
                idempotencyKey: "paid \(text)"),
            for: tenant.id
        ).entry
    }

    private func standing(_ tenant: TestTenant) async throws -> [String] {
        try await ShowPlans(store: tenant.store).list(customer: tenant.customerReference, for: tenant.id)
            .map(\.standing)
    }

    /// What the policy and the gate say of the case today.
    private func look(_ tenant: TestTenant) async throws -> (decision: TreatmentDecision, gate: GateDecision) {
        // The ladder alone, without the steps that answer a payment or a plan: those go whatever sleeps.
        let text = try StarterPolicies.residential()
        let ladder = text[..<(try #require(text.firstRange(of: "  # Thanks.")).lowerBound)]
        let policy = try #require(PolicyDocument.parse(String(ladder)).policy)
        return try await tenant.store.transaction(for: tenant.id) { tx in
            let today = try TenantDay(tx)
            let facts = try tx.caseFacts([tenant.caseID], today: today.moment.today)[0]
            let reading = CaseReading(facts, day: today, liveMedia: [.email, .post, .telephone])
            var request = reading.gateRequest(
                ContactIntent(
                    medium: .email, contactPoint: facts.contactPoints.first { $0.medium == .email }!,
                    receivables: [tenant.receivable], isFirm: false, isAgreedCallBack: false, attempt: nil),
                promiseGraceDays: 2, caps: policy.rules.caps)
            // Only the plan is asked about here.
            request.tenant.isMuted = false
            request.tenant.dataFreshAsOf = today.moment.today
            return (
                policy.decision(for: reading.snapshot(), on: today.moment.today, calendar: today.calendar),
                Gate.decide(request, pack: .federalFirstParty)
            )
        }
    }

    @Test func anOfferBecomesAPlanThatHoldsTheCaseProvisionally() async throws {
        try await withPlans { tenant, asking, _ in
            let quotes = try await QuotePlan(asking).quote(request(tenant), for: tenant.id)
            #expect(quotes.map(\.offer.installments.count) == [2, 3])
            #expect(try await look(tenant).gate.ruleID != "hold.plan")
            let accept = AcceptPlan(asking)
            let first = try await accept.accept(
                quotes[1].id, how: "call", by: "Pat", reviewedBy: nil, for: tenant.id)
            let again = try await accept.accept(
                quotes[1].id, how: "call", by: "Pat", reviewedBy: nil, for: tenant.id)
            #expect(first.isNew && !again.isNew && first.plan == again.plan)
            #expect(again.documents == first.documents && first.documents.count == 1)
            let facts = try await tenant.facts()
            #expect(facts.plans.count == 1 && facts.nextLookOn == tenant.today)
            #expect(try await standing(tenant) == ["provisional"])
            let now = try await look(tenant)
            guard case .asleep(let until, .planProvisional) = now.decision.verdict else {
                Issue.record("\(now.decision.verdict)")
                return
            }
            // Accepted on its first day, it rests until its first payment's day, the tenth, has passed.
            #expect(until == tenant.today.adding(days: 11))
            #expect(now.gate.ruleID == "hold.plan" && now.gate.verdict == .block)
        }
    }

    @Test func withoutItsFirstPaymentThePlanLapsesAndTheLadderGoesOn() async throws {
        try await withPlans { tenant, asking, _ in
            let before = try await look(tenant).decision.policyDay
            _ = try await accepted(tenant, asking)
            try await move(tenant, to: "2026-03-16")
            let awake = try await look(tenant)
            // The seven days it slept do not count.
            #expect(before != nil && awake.decision.policyDay == before)
            if case .asleep = awake.decision.verdict { Issue.record("the ladder goes on") }
            #expect(awake.gate.ruleID != "hold.plan")
            #expect(try await standing(tenant) == ["awaiting-first-payment"])
            try await move(tenant, to: "2026-03-19")
            #expect(try await standing(tenant) == ["never-begun"])
        }
    }

    @Test func theFirstPaymentMakesAFullHoldAndItsReturnATryToMakeItGood() async throws {
        try await withPlans { tenant, asking, _ in
            let plan = try await accepted(tenant, asking)
            try await move(tenant, to: "2026-03-12")
            let entry = try await pay(tenant, 49_95, on: "2026-03-12")
            #expect(try await standing(tenant) == ["current"])
            try await move(tenant, to: "2026-03-20")
            let held = try await look(tenant)
            guard case .asleep(let until, .plan) = held.decision.verdict else {
                Issue.record("\(held.decision.verdict)")
                return
            }
            // Due on the 27th, five days of grace, and the next day it would be broken.
            #expect(until == day("2026-04-02"))
            #expect(held.gate.ruleID == "hold.plan")
            _ = try await ReversePayment(store: tenant.store).reverse(
                entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
            #expect(try await standing(tenant) == ["missed"])
            let sheet = try await ShowPlans(store: tenant.store).show(plan, for: tenant.id)
            #expect(sheet.events.map(\.words).contains("2026-03-20 part 1 missed"))
            #expect(sheet.events.last?.words == "2026-03-25 broken unless more is paid")
            try await move(tenant, to: "2026-03-25")
            #expect(try await standing(tenant) == ["broken"])
            #expect(try await look(tenant).gate.ruleID != "hold.plan")
        }
    }

    @Test func everyPartPaidCompletesThePlan() async throws {
        try await withPlans { tenant, asking, _ in
            let plan = try await accepted(tenant, asking)
            for text in ["2026-03-13", "2026-03-30", "2026-04-10"] {
                try await move(tenant, to: text)
                _ = try await pay(tenant, 49_95, on: text)
            }
            #expect(try await standing(tenant) == ["completed"])
            let sheet = try await ShowPlans(store: tenant.store).show(plan, for: tenant.id)
            #expect(
                sheet.parts.map(\.words) == [
                    "1. 49.95 USD by 2026-03-13: paid 2026-03-13",
                    "2. 49.95 USD by 2026-03-27: paid late 2026-03-30",
                    "3. 49.95 USD by 2026-04-10: paid 2026-04-10",
                ])
            #expect(sheet.covers.map(\.words) == ["INV-1: 149.85 USD"])
        }
    }

    @Test(arguments: [
        (1, GrantingRole.collector, ActRefused.Kind.badInput), (400, .collector, .notAllowed),
        (400, .owner, .notAllowed), (4, .collector, .notAllowed), (7, .manager, .notAllowed),
    ])
    func aPlanBeyondTheAllowanceIsRefused(parts: Int, role: GrantingRole, kind: ActRefused.Kind) async throws {
        try await withPlans { tenant, asking, _ in
            let error = await #expect(throws: ActRefused.self) {
                try await QuotePlan(asking).quote(request(tenant, parts: parts, as: role), for: tenant.id)
            }
            #expect(error?.kind == kind)
            if kind == .notAllowed { #expect(error?.description.contains("manager 6 parts") == true) }
            let quotes = try await tenant.store.transaction(for: tenant.id) { try $0.planQuotes(ofCase: tenant.caseID) }
            #expect(quotes.isEmpty)
        }
    }

    @Test func aManagerMayGrantWhatACollectorMayNotAndFiveNeedAReview() async throws {
        try await withPlans { tenant, asking, _ in
            let quote = try await QuotePlan(asking).quote(request(tenant, parts: 5, as: .manager), for: tenant.id)[0]
            #expect(quote.offer.needsReview)
            let accept = AcceptPlan(asking)
            #expect(
                await refusal {
                    _ = try await accept.accept(quote.id, how: "call", by: "Pat", reviewedBy: nil, for: tenant.id)
                } == .notAllowed)
            let done = try await accept.accept(quote.id, how: "call", by: "Pat", reviewedBy: "Lee", for: tenant.id)
            #expect(done.isNew)
            #expect(try await tenant.facts().plans[0].reviewedBy == "Lee")
        }
    }

    @Test func whatCannotBeCoveredIsRefused() async throws {
        try await withPlans { tenant, asking, _ in
            let quote = QuotePlan(asking)
            func kind(_ change: (inout QuotePlan.Request) -> Void) async -> ActRefused.Kind? {
                let asked = request(tenant, parts: 2, change)
                return await refusal { _ = try await quote.quote(asked, for: tenant.id) }
            }
            #expect(await kind { $0.amount = .usd(cents: 149_86) } == .badInput)
            #expect(await kind { $0.amount = .usd(cents: 149_84) } == .badInput)
            #expect(await kind { $0.amount = Money(minorUnits: 149_85, currency: .cad) } == .badInput)
            #expect(await kind { $0.amount = .usd(cents: 149_85) } == nil)
            #expect(await kind { $0.receivables = ["INV-9"] } == .unknown)
            #expect(await kind { $0.receivables = ["INV-1", "INV-1"] } == .badInput)
            #expect(await kind { $0.customer = "C-9" } == .unknown)
            #expect(await kind { $0.provider = "hardship" } == .configuration)
            let asked = request(tenant, parts: 2) { $0.provider = "hardship" }
            let unknown = await #expect(throws: ActRefused.self) { try await quote.quote(asked, for: tenant.id) }
            #expect(unknown?.description.contains("there is no plan provider hardship: use installments") == true)
            _ = try await tenant.bill(
                "INV-CAD", Money(minorUnits: 50_00, currency: .cad), billedOn: day("2026-01-15"),
                dueOn: day("2026-02-01"))
            #expect(await kind { _ in } == .badInput)
            #expect(await kind { $0.receivables = ["INV-1"] } == nil)
            _ = try await DisputeReceivable(store: tenant.store).open(
                "INV-1", amount: nil, customer: tenant.customerReference, business: nil, reason: "double",
                evidenceDueOn: nil, source: "call", for: tenant.id)
            #expect(await kind { $0.receivables = ["INV-1"] } == .notAllowed)
            _ = try await HoldCustomer(store: tenant.store).add(
                .bankruptcy, customer: tenant.customerReference, business: nil, until: nil, note: "", source: "call",
                for: tenant.id)
            #expect(await kind { $0.receivables = ["INV-CAD"] } == .notAllowed)
        }
    }

    @Test func withoutAProviderSwitchedOnThereIsNoPlan() async throws {
        try await TestTenant.with { tenant, _ in
            let asked = request(tenant)
            let asking = try asking(tenant)
            #expect(
                await refusal { _ = try await QuotePlan(asking).quote(asked, for: tenant.id) } == .configuration)
        }
    }

    @Test func anOfferEndsWithItsDayAndWhenMoneyComesInBetween() async throws {
        try await withPlans { tenant, asking, _ in
            let quotes = try await QuotePlan(asking).quote(request(tenant), for: tenant.id)
            let accept = AcceptPlan(asking)
            _ = try await pay(tenant, 10_00, on: "2026-03-09")
            #expect(
                await refusal {
                    _ = try await accept.accept(quotes[0].id, how: "call", by: "P", reviewedBy: nil, for: tenant.id)
                } == .notAllowed)
            let fresh = try await QuotePlan(asking).quote(request(tenant), for: tenant.id)
            // A ready offer stands for the policy's ten days.
            #expect(fresh[0].offer.expiresOn == day("2026-03-19"))
            try await move(tenant, to: "2026-03-20")
            #expect(
                await refusal {
                    _ = try await accept.accept(fresh[0].id, how: "call", by: "P", reviewedBy: nil, for: tenant.id)
                } == .notAllowed)
            #expect(try await tenant.facts().plans.isEmpty)
        }
    }

    @Test func nothingIsOnTwoPlansHoweverManyAcceptAtOnce() async throws {
        try await withPlans { tenant, asking, _ in
            let quotes = try await QuotePlan(asking).quote(request(tenant), for: tenant.id)
            let ids = quotes.map(\.id) + quotes.map(\.id)
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for id in ids {
                    group.addTask {
                        do {
                            return try await AcceptPlan(asking)
                                .accept(id, how: "call", by: "P", reviewedBy: nil, for: tenant.id).isNew
                        } catch {
                            return false
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 1)
            #expect(try await tenant.facts().plans.count == 1)
            #expect(
                await refusal { _ = try await QuotePlan(asking).quote(request(tenant), for: tenant.id) } == .notAllowed)
        }
    }

    @Test func aChangeMakesTheNextVersionOverWhatIsStillOpen() async throws {
        try await withPlans { tenant, asking, _ in
            let plan = try await accepted(tenant, asking)
            try await move(tenant, to: "2026-03-13")
            _ = try await pay(tenant, 49_95, on: "2026-03-13")
            try await move(tenant, to: "2026-03-30")
            #expect(try await standing(tenant) == ["missed"])
            let amend = AmendPlan(asking)
            var change = AmendPlan.Change(
                wish: PlanWish(size: .parts(2), rhythm: .everyTwoWeeks, firstPaymentOn: day("2026-04-06")),
                reason: "paid on the 1st", role: .collector, by: "Pat")
            let amended = try await amend.amend(plan, change, for: tenant.id)
            #expect(amended.version == 2)
            #expect(amended.schedule.installments.map(\.amount.minorUnits) == [49_95, 49_95])
            #expect(amended.schedule.installments.map(\.dueOn) == [day("2026-04-06"), day("2026-04-20")])
            #expect(try await standing(tenant) == ["current"])
            change.reason = ""
            let silent = change
            #expect(await refusal { _ = try await amend.amend(plan, silent, for: tenant.id) } == .badInput)
            change.reason = "more time"
            change.wish = PlanWish(size: .parts(9))
            let tooMany = change
            #expect(await refusal { _ = try await amend.amend(plan, tooMany, for: tenant.id) } == .notAllowed)
            for text in ["2026-04-06", "2026-04-20"] {
                try await move(tenant, to: text)
                _ = try await pay(tenant, 49_95, on: text)
            }
            #expect(try await standing(tenant) == ["completed"])
            #expect(await refusal { _ = try await amend.amend(plan, tooMany, for: tenant.id) } == .notAllowed)
        }
    }

    @Test func aCancelledPlanLetsTheLadderGoOnAndLeavesRoomForAnother() async throws {
        try await withPlans { tenant, asking, _ in
            let plan = try await accepted(tenant, asking)
            let cancel = CancelPlan(store: tenant.store)
            #expect(
                await refusal { try await cancel.cancel(plan, reason: "", by: "Pat", for: tenant.id) } == .badInput)
            for _ in 1...2 { try await cancel.cancel(plan, reason: "pays at once", by: "Pat", for: tenant.id) }
            #expect(try await standing(tenant) == ["cancelled"])
            #expect(try await look(tenant).gate.ruleID != "hold.plan")
            let quotes = try await QuotePlan(asking).quote(request(tenant), for: tenant.id)
            #expect(!quotes.isEmpty)
        }
    }

    @Test func anotherTenantsOffersAndPlansDoNotExistHere() async throws {
        try await withPlans { tenant, asking, database in
            let other = try await TestTenant.make(in: Store(pool: database.service), slug: "contoso")
            try await other.enable("installments")
            let quote = try await QuotePlan(asking).quote(request(tenant, parts: 2), for: tenant.id)[0]
            let plan = try await accepted(tenant, asking)
            #expect(
                await refusal {
                    _ = try await AcceptPlan(asking).accept(
                        quote.id, how: "call", by: "P", reviewedBy: nil, for: other.id)
                } == .unknown)
            #expect(
                await refusal {
                    try await CancelPlan(store: other.store).cancel(plan, reason: "x", by: "P", for: other.id)
                } == .unknown)
            #expect(
                await refusal { _ = try await ShowPlans(store: other.store).show(plan, for: other.id) } == .unknown)
            #expect(try await ShowPlans(store: other.store).list(customer: nil, for: other.id).isEmpty)
            #expect(try await ShowPlans(store: tenant.store).list(customer: nil, for: tenant.id).count == 1)
        }
    }

    @Test func aPlanKeepsACaseOutOfAPlacementFile() async throws {
        try await withPlans { tenant, asking, _ in
            try await tenant.enable("placement-csv")
            _ = try await accepted(tenant, asking)
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            let place = PlaceCases(
                AgencyFiles(
                    store: tenant.store, registry: try TestTenant.plugins(), sealer: Sealer(Keyring()), spool: spool,
                    logger: TestTenant.quiet))
            try await place.addAgency("SUNCO", name: "Sun Collections")
            let agency = try await tenant.store.withoutTenantScope(reason: "agencies serve many tenants") {
                try $0.agency(reference: "SUNCO")?.id
            }
            let wanted = try #require(agency)
            _ = try await tenant.store.transaction(for: tenant.id) { tx in
                try tx.place(
                    tenant.caseID, with: wanted, of: tenant.business, in: .usd, by: "Pat", at: try tx.moment().now,
                    exporter: "placement-csv")
            }
            let preview = try await place.export(agency: "SUNCO", business: nil, dryRun: true, for: tenant.id)
            #expect(preview.placed.isEmpty)
            #expect(preview.leftOut.contains { $0.reasons.contains { $0.contains("plan") } })
        }
    }
}
