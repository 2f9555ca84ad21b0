import Compliance
import Receivables
import Store
import Treatment

/// Whether a case may have a promise, and over what of what is open.
struct PromiseGrounds {
    let facts: CaseFacts
    let today: CalendarDate

    init(_ facts: CaseFacts, today: CalendarDate) {
        self.facts = facts
        self.today = today
    }

    /// - Throws: `ActRefused` while a person or a court decides about the case.
    func check() throws {
        if let hold = PlanGrounds.barringHold(facts, today: today) {
            throw ActRefused(
                .notAllowed,
                "the case is held for \(hold.reason.rawValue), and no promise may be taken: `dunwell hold list` shows why"
            )
        }
    }

    /// What the promise is for, of the items it names: what is on a plan is paid by the plan. A promise that names
    /// nothing is for all that is on no plan; empty means the whole case.
    ///
    /// - Throws: `ActRefused` when it names something that is on a plan, or nothing else is open.
    func items(named: [ReceivableRecord], among open: [ReceivableRecord]) throws -> [ReceivableRecord] {
        let plans = facts.plans.filter { $0.isStanding(on: today) }
        guard !plans.isEmpty else { return named }
        let covered = { (item: ReceivableRecord) in
            plans.first { $0.items.contains { $0.receivable == item.id } }
        }
        if let (item, plan) = named.lazy.compactMap({ item in covered(item).map { (item, $0) } }).first {
            throw ActRefused(.notAllowed, "\(item.reference) is on plan \(plan.id): \(Self.fix(plan))")
        }
        let free = open.filter { covered($0) == nil }
        guard free.count < open.count else { return named }
        guard !free.isEmpty else {
            throw ActRefused(.notAllowed, "all that is open is on plan \(plans[0].id): \(Self.fix(plans[0]))")
        }
        return named.isEmpty ? free : named
    }

    private static func fix(_ plan: PlanRecord) -> String {
        "a payment counts on it; `dunwell plan show \(plan.id)` shows it, `dunwell plan amend --help` and "
            + "`dunwell plan cancel --help` say how it is changed and ended"
    }
}

extension PlanGrounds {
    /// The hold for which a person or a court decides, and neither a plan nor a promise.
    static func barringHold(_ facts: CaseFacts, today: CalendarDate) -> HoldRecord? {
        facts.holds.first { $0.binds(on: today) && barring.contains($0.reason) }
    }
}

extension TenantTransaction {
    /// Ends the promises a plan takes the place of: those open that share an item with it. What they promised is paid by
    /// the plan's parts from now on, so nobody is reminded of them and none is broken.
    func supersedePromises(
        of facts: CaseFacts, sharing items: [Identifier<Receivable>], on today: CalendarDate
    ) throws {
        let grace = (try pinnedPolicy(of: facts.id)?.promises ?? PromiseTerms()).graceBusinessDays
        let reading = CaseReading(facts, day: try TenantDay(self), liveMedia: [])
        let shared = facts.promises.filter { promise in
            let shares = promise.items.isEmpty || promise.items.contains(where: items.contains)
            return shares && reading.outcome(of: reading.fact(of: promise), on: today, grace) == .open
        }
        try supersede(shared.map(\.id), ofCase: facts.id, on: today, reason: "a payment plan")
    }
}
