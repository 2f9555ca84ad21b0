import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Treatment

/// One choice held against the books of the moment. Writes nothing before every objection was asked.
struct ApprovalDesk {
    let choice: ApproveDecisions.Choice
    let approval: ApproveDecisions.Approval
    let business: BusinessRecord
    let agencies: [String: Identifier<Agency>]
    let day: TenantDay
    let registry: PluginRegistry
    let tx: TenantTransaction

    private var today: CalendarDate { day.moment.today }

    func decide() throws -> ApproveDecisions.Line {
        let customer = try tx.customer(named: choice.customer)
        let caseID = try tx.caseOf(customer.id, with: business)
        _ = try tx.lockCase(caseID)  // it was found a line above
        guard let one = try DecisionCase.read([caseID], day: day, registry: registry, tx).first else {
            throw ActRefused(
                .configuration, "the case has no policy: publish one as `dunwell policy publish --help` says")
        }
        if one.facts.isPlaced {
            throw ActRefused(
                .notAllowed,
                "it is with an agency: ask for it back before deciding again, as `dunwell place recall --help` says")
        }
        guard let sheet = one.sheet, let owed = sheet.owed.max(by: { $0.minorUnits < $1.minorUnits }) else {
            return choice.line(.moot, mootWords(one))
        }
        if let standing = one.standing, standing.isSame(as: choice, agency: choice.agency.flatMap { agencies[$0] }),
            standing.until.map({ $0 > today }) ?? true
        {
            return choice.line(.already, "decided on \(standing.decidedOn) by \(standing.decidedBy): nothing was added")
        }
        try objections(one, sheet, owed)
        return try keep(one, sheet, owed)
    }

    /// Nothing can be decided about what is not owed any more.
    private func mootWords(_ one: DecisionCase) -> String {
        let open = one.facts.receivables.filter(\.open.isPositive)
        if open.isEmpty {
            let settled = one.facts.receivables.compactMap(\.settledOn).max()
            return "nothing is owed any more" + (settled.map { ", since \($0)" } ?? "") + ": there is nothing to decide"
        }
        if open.allSatisfy({ $0.dueOn >= today }) { return "nothing is past due any more: there is nothing to decide" }
        return "all that is past due is disputed: answer the dispute first"
    }

    private func objections(_ one: DecisionCase, _ sheet: DecisionSheet, _ owed: Money) throws {
        try refuseCardNumbers(in: choice.reason)
        if let until = choice.until, until <= today {
            throw ActRefused(.badInput, "the day \(until) has come already: name one after \(today)")
        }
        if let until = choice.until, until > today.adding(days: Self.daysMax) {
            throw ActRefused(.badInput, "\(until) is too far: name a day up to \(today.adding(days: Self.daysMax))")
        }
        if choice.agency != nil, choice.path != .agency, choice.path != .counsel {
            throw ActRefused(.badInput, "an agency goes with the decisions agency and counsel only")
        }
        if choice.amount != nil, choice.path != .settle {
            throw ActRefused(.badInput, "an amount goes with the decision settle only")
        }
        switch choice.path {
        case .carryOn:
            guard choice.until != nil else {
                throw ActRefused(
                    .badInput, "to go on needs the day it is asked about again: until \(today.adding(days: 14))")
            }
            guard !choice.reason.isBlank else { throw ActRefused(.badInput, "to go on needs a reason") }
        case .plan: break
        case .settle: try settleObjections(owed)
        case .withdraw:
            throw ActRefused(
                .notAllowed,
                "service cannot be ended from here yet: the safeguards that must stand before it (authority notified, "
                    + "a good notice, two approvals, asked again at the moment) do not exist. Decide something else")
        case .counsel, .agency: try handOverObjections(one, sheet, owed)
        case .writeOff: try needOwner("a write-off")
        }
    }

    /// The longest a decision may be put off.
    private static let daysMax = 180

    private func needOwner(_ what: String) throws {
        guard approval.role == .owner else {
            throw ActRefused(.notAllowed, "\(what) is the owner's to decide: --role owner")
        }
    }

    private func settleObjections(_ owed: Money) throws {
        try needOwner("a settlement")
        guard let amount = choice.amount else {
            throw ActRefused(.badInput, "a settlement names what it asks for: amount \(owed)")
        }
        guard amount.currency == owed.currency, amount.isPositive, amount.minorUnits < owed.minorUnits else {
            throw ActRefused(.badInput, "a settlement asks for less than the \(owed) owed and for more than nothing")
        }
    }

    /// What must hold before somebody else gets the case. It is asked again when the file is written.
    private func handOverObjections(_ one: DecisionCase, _ sheet: DecisionSheet, _ owed: Money) throws {
        try needOwner("handing a case over")
        guard let reference = choice.agency else {
            throw ActRefused(
                .badInput, "name who gets it: agency NORTHCO; `dunwell place agency --help` says how one is added")
        }
        guard agencies[reference] != nil else {
            throw ActRefused(
                .unknown,
                "there is no agency \(reference): add it with `dunwell place agency \(PlanTheDay.typed(reference)) --name '<name>'`"
            )
        }
        // Changing what was decided in this round needs no new cause; jumping the ladder does.
        if sheet.cause == nil, one.standing == nil {
            let decision = one.policy.decision(for: one.snapshot, on: today, calendar: day.calendar)
            throw ActRefused(
                .notAllowed, "no decision is due, so nothing as hard as this: \(decision.words)")
        }
        if sheet.cooperation.staysInHouse {
            throw ActRefused(
                .notAllowed, "\(sheet.cooperation.sentence): such a case stays in-house")
        }
        if let last = one.lastDayOpen {
            throw ActRefused(
                .notAllowed,
                "the final letter names \(last) as the last day to pay or to agree how: decide this after that day")
        }
        let small = one.policy.rules.smallBalance.placement
        guard owed.minorUnits >= small else {
            throw ActRefused(
                .notAllowed,
                "\(owed) is below the \(Money(minorUnits: small, currency: owed.currency)) worth handing over: "
                    + "write it off instead")
        }
        if choice.path == .counsel, let limitation = sheet.limitationOn, limitation <= today {
            throw ActRefused(.notAllowed, "a suit was timely until \(limitation): counsel comes too late")
        }
        guard one.inputs.hasPostalAddress else {
            throw ActRefused(
                .notAllowed,
                "no good postal address is on file, and whoever gets the case must send its notice there: find one and "
                    + "enter it with `dunwell customer edit \(PlanTheDay.typed(choice.customer)) --help`")
        }
        let missing = one.missingPapers(for: choice.path)
        guard missing.isEmpty else {
            throw ActRefused(
                .notAllowed,
                "papers are missing: \(missing.map(\.rawValue).joined(separator: ", ")); note where they are, see "
                    + "`dunwell decide note --help`")
        }
        guard choice.path != .counsel || sheet.limitationOn != nil else {
            throw ActRefused(
                .notAllowed,
                "the last day for a suit is not known: note it with `dunwell decide note "
                    + "\(PlanTheDay.typed(choice.customer)) --limitation '<day>' --source '<whose word>' --by '<your name>'`"
            )
        }
    }

    private func keep(_ one: DecisionCase, _ sheet: DecisionSheet, _ owed: Money) throws -> ApproveDecisions.Line {
        let cycle = one.snapshot.cycle(on: today, policy: one.policy, calendar: day.calendar)
        var decision = CaseDecisionRecord(
            caseID: one.facts.id, ordinal: (one.facts.decisions.last?.ordinal ?? 0) + 1, path: choice.path,
            steps: steps(one), cycle: cycle?.description ?? "", decidedOn: today, decidedAt: day.moment.now,
            decidedBy: approval.by, role: approval.role,
            reason: reason(sheet.proposal), owed: owed, sheet: one.lines)
        decision.until = choice.until ?? askedAgainOn(one.policy)
        decision.settlesFor = choice.amount
        // What may still be refused comes before the first row is written.
        if let agency = choice.agency.flatMap({ agencies[$0] }) {
            decision.agency = agency
            decision.placement = try tx.place(
                one.facts.id, with: agency, of: business, in: owed.currency, by: approval.by, at: day.moment.now,
                exporter: exporter())
        }
        if let standing = one.standing, standing.ending == nil {
            if let placement = standing.placement, placement != decision.placement {
                try tx.settlePlacement(placement, exported: nil, leftOutBecause: "decided otherwise")
            }
            // It stood a line above, and the case is locked.
            _ = try tx.end(standing.id, as: .changed, words: "\(choice.path.rawValue) was decided instead", on: today)
        }
        try tx.add(decision)
        try record(decision, one.facts.customer.id)
        return choice.line(.approved, follows(decision))
    }

    /// What was said for it. The sheet speaks for what it proposes and for nothing else.
    private func reason(_ proposal: DecisionProposal) -> String {
        if !choice.reason.isEmpty { return choice.reason }
        return proposal.option == choice.path
            ? proposal.because : "no reason was given; the sheet proposed \(proposal.option.rawValue)"
    }

    /// A plan or a settlement that comes to nothing is asked about again.
    private func askedAgainOn(_ policy: Treatment.Policy) -> CalendarDate? {
        switch choice.path {
        case .plan: today.adding(days: policy.plans.offerDays)
        case .settle: today.adding(days: policy.promises.daysMax)
        case .carryOn, .withdraw, .counsel, .agency, .writeOff: nil
        }
    }

    /// The sheet the ladder lies open at; with a last word every sheet there is.
    private func steps(_ one: DecisionCase) -> [String] {
        let sheets = one.policy.steps.filter { $0.live && $0.channels.contains { $0.channel == .decision } }.map(\.key)
        switch choice.path {
        case .counsel, .agency, .writeOff: return sheets
        case .carryOn, .plan, .settle, .withdraw:
            let decision = one.policy.decision(for: one.snapshot, on: today, calendar: day.calendar)
            // What the word it takes the place of answered stays answered.
            let before = one.standing?.steps ?? []
            guard let step = decision.decisionStep, !before.contains(step) else { return before }
            return before + [step]
        }
    }

    private func exporter() throws -> String {
        let enabled = day.enabledPlugins
        guard let kind = registry.manifests.first(where: { $0.role == .placementExporter && enabled.contains($0.kind) })
        else {
            throw ActRefused(
                .configuration,
                "no placement exporter is switched on: run `dunwell plugin test placement-csv` and `dunwell plugin enable placement-csv`"
            )
        }
        return kind.kind
    }

    private func follows(_ decision: CaseDecisionRecord) -> String {
        switch decision.path {
        case .carryOn: "nothing is sent before \(decision.until.map { "\($0)" } ?? ""), then it is asked again"
        case .plan:
            "offer one, as `dunwell plan quote --help` says; asked again on \(decision.until.map { "\($0)" } ?? "")"
        case .settle:
            "agree on \(decision.settlesFor.map { "\($0)" } ?? "") with the customer; once that has arrived, by "
                + "\(decision.until.map { "\($0)" } ?? ""), the rest is given up by itself; else asked again that day"
        case .counsel, .agency:
            "goes with the next file: `dunwell place export --agency \(PlanTheDay.typed(choice.agency ?? "")) --dry-run`"
        case .writeOff: "is taken off the books by `dunwell write-off approved`"
        case .withdraw: ""
        }
    }

    private func record(_ decision: CaseDecisionRecord, _ customer: Identifier<Customer>) throws {
        let words = "\(decision.role.rawValue) \(decision.decidedBy) decided: \(decision.path.rawValue)"
        // Written when it says something new, as every decision of the day.
        _ = try tx.record([
            DecisionRecord(
                caseID: decision.caseID, customerID: customer, attempt: nil, decidedOn: today,
                decidedAt: day.decidedAt, stepKey: decision.steps.first ?? "", cycle: decision.cycle,
                moment: .planning, verdict: decision.path == .carryOn ? .asleep : .wait, ruleID: "person.decided",
                citation: "", facts: ["decision": decision.id.description], words: words,
                until: decision.until?.instant(minuteOfDay: 0, in: day.moment.zone), packVersion: "",
                cause: Digest.sha256(Array("decided/\(decision.id)".utf8)))
        ])
    }
}

extension DecisionCase {
    /// Papers that must be at hand and are not.
    func missingPapers(for path: DecisionPath) -> [EvidenceKind] {
        let needed = inputs.terms[path]?.needs ?? []
        return EvidenceKind.allCases.filter { needed.contains($0) && !inputs.evidence.contains($0) }
    }
}

extension CaseDecisionRecord {
    /// Whether a choice says nothing new.
    fileprivate func isSame(as choice: ApproveDecisions.Choice, agency wanted: Identifier<Agency>?) -> Bool {
        guard path == choice.path, agency == wanted else { return false }
        return (choice.until == nil || choice.until == until) && (choice.amount == nil || choice.amount == settlesFor)
    }
}
