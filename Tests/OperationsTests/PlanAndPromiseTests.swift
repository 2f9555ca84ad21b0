import Compliance
import Foundation
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Plans beside promises, disputes and credits. The customer owes 149.85, due on 5 March; today is Monday 9 March 2026.
struct PlanAndPromiseTests {
    private func withBook(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05")) { book in
            try await book.tenant.enable("installments")
            try await body(book)
        }
    }

    @discardableResult
    private func promise(
        _ cents: Int64, by due: String, _ book: LiveBook, _ change: (inout PromiseTermsGiven) -> Void = { _ in }
    ) async throws -> Identifier<PromiseToPay> {
        var terms = PromiseTermsGiven()
        change(&terms)
        return try await RecordPromise(store: book.store).record(
            .usd(cents: cents), by: day(due), customer: "C-1001", business: nil, terms: terms, madeBy: "Pat",
            for: book.id)
    }

    private func refused(_ book: LiveBook, _ act: () async throws -> Void) async throws -> ActRefused? {
        do {
            try await act()
            return nil
        } catch let refused as ActRefused {
            return refused
        }
    }

    private func states(_ book: LiveBook) async throws -> [String] {
        try await RecordPromise(store: book.store).list(customer: "C-1001", for: book.id).map(\.state)
    }

    private func standing(_ book: LiveBook) async throws -> [String] {
        try await ShowPlans(store: book.store).list(customer: "C-1001", for: book.id).map(\.standing)
    }

    private func dispute(_ book: LiveBook) async throws -> DisputeReceivable.Raised {
        try await DisputeReceivable(store: book.store).raise(
            .init(.work, on: "INV-1", customer: "C-1001", reason: "not done", by: "Pat"), for: book.id)
    }

    private func credit(_ cents: Int64, _ book: LiveBook) async throws {
        _ = try await GiveCredit(store: book.store).give(
            .usd(cents: cents), on: "INV-1", customer: "C-1001", business: nil, reason: "goodwill", role: .owner,
            by: "Pat", idempotencyKey: "credit \(cents)", for: book.id)
    }

    @Test func aPlanTakesThePlaceOfAPromiseOnTheSameItems() async throws {
        try await withBook { book in
            try await promise(149_85, by: "2026-03-13", book) { $0.wantsReminder = true }
            _ = try await book.agree()
            #expect(try await states(book) == ["superseded"])
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-14"))
            #expect(try await !book.attempts().map(\.stepKey).contains("promise-reminder"))
            try await book.moveClock(to: day("2026-03-20"))
            #expect(try await states(book) == ["superseded"])
        }
    }

    @Test func whatIsOnAPlanIsNotPromisedBesideIt() async throws {
        try await withBook { book in
            let plan = try await book.agree()
            for items in [[], ["INV-1"]] {
                let refusal = try await refused(book) {
                    try await promise(20_00, by: "2026-03-12", book) { $0.items = items }
                }
                #expect(refusal?.kind == .notAllowed)
                #expect(refusal?.description.contains("\(plan)") == true)
            }
            try await CancelPlan(store: book.store).cancel(plan, reason: "pays at once", by: "Pat", for: book.id)
            try await promise(20_00, by: "2026-03-12", book)
            #expect(try await states(book) == ["open"])
        }
    }

    @Test(arguments: [HoldReason.bankruptcy, .deceased])
    func noPromiseIsTakenWhileACourtOrAnEstateDecides(reason: HoldReason) async throws {
        try await withBook { book in
            _ = try await HoldCustomer(store: book.store).add(
                reason, customer: "C-1001", business: nil, until: nil, note: "", source: "letter", for: book.id)
            let refusal = try await refused(book) { try await promise(20_00, by: "2026-03-12", book) }
            #expect(refusal?.kind == .notAllowed)
            #expect(refusal?.description.contains(reason.rawValue) == true)
        }
    }

    @Test func thePromiseSaidAgainChangesNothing() async throws {
        try await withBook { book in
            let first = try await promise(50_00, by: "2026-03-12", book)
            #expect(try await promise(50_00, by: "2026-03-12", book) == first)
            #expect(try await states(book) == ["open"])
        }
    }

    @Test func aPromiseReplacedBeforeTheMoneyCameIsNotKeptByIt() async throws {
        try await withBook { book in
            try await promise(50_00, by: "2026-03-12", book)
            try await promise(80_00, by: "2026-03-12", book)
            _ = try await book.pay(100_00, on: "2026-03-09")
            #expect(try await states(book) == ["superseded", "kept"])
        }
    }

    @Test func moneyBeforeThePromiseWasTakenBackKeepsItAndMoneyAfterDoesNot() async throws {
        for paysFirst in [true, false] {
            try await withBook { book in
                let id = try await promise(50_00, by: "2026-03-12", book)
                if paysFirst { _ = try await book.pay(50_00, on: "2026-03-09") }
                let desk = RecordPromise(store: book.store)
                let refusal = try await refused(book) {
                    _ = try await desk.withdraw(id, reason: "no", by: "Pat", for: book.id)
                }
                #expect((refusal != nil) == paysFirst)
                if !paysFirst { _ = try await book.pay(50_00, on: "2026-03-09") }
                #expect(try await states(book) == [paysFirst ? "kept" : "withdrawn"])
            }
        }
    }

    @Test func whoOwesNothingAnyMoreHasBrokenNoPromise() async throws {
        try await withBook { book in
            try await promise(149_85, by: "2026-03-12", book)
            try await credit(30_00, book)
            _ = try await book.pay(119_85, on: "2026-03-09")
            #expect(try await states(book) == ["released"])
            try await book.moveClock(to: day("2026-03-20"))
            #expect(try await states(book) == ["released"])
            let day = try await book.store.transaction(for: book.id) { tx in
                try DayOfCases(day: try TenantDay(tx), slug: "t", registry: try TestTenant.plugins()).items(tx)
            }
            #expect(!day.contains { $0.kind == .brokenPromise || $0.kind == .promiseDue })
            let figures = try await book.store.transaction(for: book.id) { try PromiseFigures($0) }
            #expect(figures.released == 1 && figures.broken == 0 && figures.partlyKept == 0)
        }
    }

    @Test func whatIsDisputedOnThePromisedDayIsNotBroken() async throws {
        try await withBook { book in
            try await promise(50_00, by: "2026-03-12", book)
            _ = try await dispute(book)
            try await book.moveClock(to: day("2026-03-20"))
            #expect(try await states(book) == ["released"])
        }
    }

    @Test func aCreditThatLeavesSomethingOwedReleasesNothing() async throws {
        try await withBook { book in
            try await promise(149_85, by: "2026-03-12", book)
            try await credit(30_00, book)
            try await book.moveClock(to: day("2026-03-20"))
            #expect(try await states(book) == ["broken"])
        }
    }

    @Test func aPlanRestsWhileAllThatIsLeftOfItIsDisputed() async throws {
        try await withBook { book in
            let plan = try await book.agree(reminds: true)
            try await book.moveClock(to: day("2026-03-10"))
            _ = try await book.pay(49_95, on: "2026-03-10")
            let first = try await ShowPlans(store: book.store).show(plan, for: book.id).parts[1]
            let raised = try await dispute(book)
            #expect(raised.plan == plan && !raised.planHasMore)
            let refusal = try await refused(book) {
                _ = try await AmendPlan(book.planAsking()).amend(
                    plan, .init(wish: PlanWish(size: .parts(2)), reason: "disputed", role: .collector, by: "Pat"),
                    for: book.id)
            }
            #expect(refusal?.description.contains("disputed") == true)
            try await book.deliver(from: day("2026-03-10"), to: first.dueOn.adding(days: 8))
            #expect(try await standing(book) == ["current"])
            let steps = Set(try await book.attempts().map(\.stepKey))
            #expect(!steps.contains("plan-reminder") && !steps.contains("plan-missed"), "\(steps)")
            let items = try await book.store.transaction(for: book.id) { tx in
                try DayOfCases(day: try TenantDay(tx), slug: "t", registry: try TestTenant.plugins()).items(tx)
            }
            #expect(!items.contains { $0.kind == .missedPart })
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aPartMadeUpIsNoReasonToCallAnyMore() async throws {
        try await withBook { book in
            _ = try await book.agree()
            try await book.moveClock(to: day("2026-03-13"))
            _ = try await book.pay(49_95, on: "2026-03-13")
            // The second part is due on the 27th or later; it is paid a day after it was found missed.
            try await book.moveClock(to: day("2026-03-28"))
            let today = try await book.today()
            let due = try await ShowPlans(store: book.store).list(customer: "C-1001", for: book.id)[0].nextDueOn
            let missedOn = try #require(due).adding(days: 1)
            try await book.moveClock(to: missedOn)
            #expect(try await missedEvents(book) == [missedOn])
            _ = try await book.pay(49_95, on: "\(missedOn)")
            #expect(try await missedEvents(book).filter { $0 <= missedOn } == [])
            #expect(today <= missedOn)
        }
    }

    private func missedEvents(_ book: LiveBook) async throws -> [CalendarDate] {
        try await book.store.transaction(for: book.id) { tx in
            let day = try TenantDay(tx)
            let facts = try tx.caseFacts([book.tenant.caseID], today: day.moment.today)[0]
            return CaseReading(facts, day: day, liveMedia: []).planEvents
                .filter { $0.kind == .planMissed && $0.day <= day.moment.today }.map(\.day)
        }
    }

    @Test func changesDoNotStretchAPlanBeyondWhatItsRoleMayGrant() async throws {
        try await withBook { book in
            let plan = try await book.agree()
            _ = try await book.pay(49_95, on: "2026-03-09")
            let amend = AmendPlan(try book.planAsking())
            func change(_ parts: Int, first: String, _ role: GrantingRole = .collector) async throws -> ActRefused? {
                var wish = PlanWish(size: .parts(parts))
                wish.firstPaymentOn = day(first)
                let asked = AmendPlan.Change(wish: wish, reason: "later", role: role, by: "Pat")
                return try await refused(book) { _ = try await amend.amend(plan, asked, for: book.id) }
            }
            // Sixty days after the 9th of March is the 8th of May, whatever day it is changed on.
            try await book.moveClock(to: day("2026-03-16"))
            #expect(try await change(1, first: "2026-04-20")?.kind == .notAllowed)
            #expect(try await change(1, first: "2026-03-30") == nil)
            try await book.moveClock(to: day("2026-03-30"))
            _ = try await change(1, first: "2026-04-13")
            try await book.moveClock(to: day("2026-04-13"))
            _ = try await change(1, first: "2026-04-27")
            try await book.moveClock(to: day("2026-04-27"))
            let late = try await change(1, first: "2026-05-11")
            #expect(late?.kind == .notAllowed)
            #expect(try await change(2, first: "2026-05-11", .manager) == nil)
            // What a manager granted a collector does not change.
            let junior = try await change(1, first: "2026-05-04")
            #expect(junior?.kind == .notAllowed && junior?.description.contains("manager") == true)
        }
    }

    @Test func aCancelledPlanSaysWhyAndByWhom() async throws {
        try await withBook { book in
            let plan = try await book.agree()
            try await CancelPlan(store: book.store).cancel(plan, reason: "pays at once", by: "Lee", for: book.id)
            let sheet = try await ShowPlans(store: book.store).show(plan, for: book.id)
            #expect(sheet.cancelled?.words == "cancelled on 2026-03-09 by Lee: pays at once")
        }
    }

    @Test func theAgreementPrintsTheTelephoneAsMessagesDo() async throws {
        try await withBook { book in
            let plan = try await book.agree()
            let text = try await ShowPlans(store: book.store).show(plan, for: book.id).documents.joined()
            #expect(!text.contains("+1"), "\(text)")
        }
    }

    @Test func takingMoneyBackNamesThePlanPartItLeavesOpen() async throws {
        try await withBook { book in
            let plan = try await book.agree()
            let entry = try await book.pay(49_95, on: "2026-03-09")
            try await book.moveClock(to: day("2026-03-24"))
            let back = try await ReversePayment(store: book.store).reverse(
                entry, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: book.id)
            #expect(back.plans.map(\.plan) == [plan] && back.plans.first?.became == "missed")
            #expect(back.plans.first?.missed?.ordinal == 1)
            #expect(back.plans.first?.missed?.unpaid == .usd(cents: 49_95))
        }
    }

    @Test func whoTakesAPromiseIsNamedAndWhatWasAgreedCanBeRead() async throws {
        try await withBook { book in
            let nobody = try await refused(book) {
                _ = try await RecordPromise(store: book.store).record(
                    .usd(cents: 20_00), by: day("2026-03-12"), customer: "C-1001", business: nil, madeBy: "",
                    for: book.id)
            }
            #expect(nobody?.kind == .badInput)
            try await promise(20_00, by: "2026-03-12", book) {
                ($0.items, $0.way, $0.wantsReminder) = (["INV-1"], .check, true)
            }
            let line = try await RecordPromise(store: book.store).list(customer: "C-1001", for: book.id)[0]
            #expect(line.items == ["INV-1"] && line.way == "check" && line.wantsReminder && line.madeBy == "Pat")
            let sheet = try await ShowCustomer(store: book.store).show("C-1001", for: book.id)
            #expect(
                sheet.cases[0].promises[0].words.contains("for INV-1, by check, to be reminded, taken by Pat: open"))
        }
    }
}
