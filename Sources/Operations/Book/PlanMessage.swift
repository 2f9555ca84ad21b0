import Correspondence
import Receivables
import Store
import Treatment

/// What a message or a call of a plan is about.
enum PlanMessage {
    /// The agreement itself, or one of its changes: the customer's copy, with the next part to be paid.
    case agreement(PlanRecord, PlanVersionRecord, next: PlanInstallmentFact)
    /// A part that is due soon, or missed and not made up yet.
    case part(PlanRecord, PlanVersionRecord, PlanInstallmentFact, goodUntil: CalendarDate?)

    /// Templates whose messages are about a plan and nothing else of the case.
    static let templates: Set<String> = ["plan-confirmation", "plan-reminder", "plan-missed"]

    /// Whether what was agreed was agreed after a letter was planned, which says what stood before.
    func isLater(than letter: AttemptRecord) -> Bool {
        guard case .agreement(_, let version, _) = self, let recorded = version.recordedAt else { return false }
        return recorded > letter.recordedAt
    }
}

extension AttemptRecord {
    /// Whether it says what a plan itself announced.
    var isOfPlan: Bool { cycle.hasPrefix("event:") && PlanMessage.templates.contains(templateKey) }
}

extension StepDecision {
    /// Whether it says what a plan itself announced.
    var isOfPlan: Bool { cycle.kind == .event && PlanMessage.templates.contains(template ?? step) }
}

extension CaseReading {
    /// The plan a message is about, as it stands today; `nil` when there is nothing left to say: the part was paid, the
    /// plan is over or was changed since.
    func planMessage(_ template: String, cycle: CycleKey?) -> PlanMessage? {
        guard let on = cycle?.startedOn else { return nil }
        let today = day.moment.today
        for (record, timeline) in plans.reversed() {
            switch template {
            case "plan-confirmation":
                // Of two changes on one day the last is the one that binds.
                guard let version = record.versions.last(where: { $0.fact.agreedOn == on }) else { continue }
                return agreement(record, version, timeline)
            case "plan-reminder":
                guard let found = reminders(of: record, timeline).first(where: { $0.on == on }),
                    timeline.standing(on: today).isStanding, today <= found.part.dueOn,
                    isOpen(found.part, timeline), let version = version(of: record)
                else { continue }
                return .part(record, version, found.part, goodUntil: nil)
            default:
                guard case .missed(_, let callBy) = timeline.standing(on: today), let version = version(of: record),
                    let part = missed(on: on, timeline, version), isOpen(part, timeline)
                else { continue }
                return .part(record, version, part, goodUntil: callBy)
            }
        }
        return nil
    }

    /// What a message of a plan lists: what was open when it was agreed for the agreement, and what is open of the
    /// plan's items today for a part.
    func items(of message: PlanMessage) -> [MessageWriting.Item] {
        let items: [(receivable: Identifier<Receivable>, open: Money)]
        switch message {
        case .agreement(_, let version, _): items = version.items
        case .part(let plan, _, _, _):
            items = plan.items.compactMap { item in
                guard let receivable = facts.receivables.first(where: { $0.id == item.receivable }),
                    // The disputed part never exceeds what is open, so the difference always fits.
                    let open = try? receivable.open.subtracting(disputed(receivable)), open.isPositive
                else { return nil }
                return (item.receivable, open)
            }
        }
        let amounts = Dictionary(items.map { ($0.receivable, $0.open) }) { first, _ in first }
        return facts.receivables.compactMap { receivable in
            amounts[receivable.id].map { MessageWriting.Item(receivable: receivable, amount: $0) }
        }
    }

    /// The copy of a version; `nil` once another took its place, the plan is over or was paid in full, or the day it would
    /// name for the next part has passed.
    private func agreement(
        _ record: PlanRecord, _ version: PlanVersionRecord, _ timeline: PlanTimeline
    ) -> PlanMessage? {
        let today = day.moment.today
        guard version.fact.number == record.versions.last?.fact.number else { return nil }
        guard timeline.standing(on: today).isStanding,
            let next = version.fact.installments.first(where: { isAwaited($0, timeline) }), next.dueOn >= today
        else { return nil }
        return .agreement(record, version, next: next)
    }

    /// Agreements and changes that have no copy any more.
    var untoldPlans: Set<CaseEvent> {
        let days = Set(facts.plans.flatMap { $0.versions.map(\.fact.agreedOn) })
        return Set(
            days.filter { planMessage("plan-confirmation", cycle: CycleKey(kind: .event, startedOn: $0)) == nil }
                .map { CaseEvent(kind: .planAccepted, day: $0) })
    }

    private func version(of plan: PlanRecord) -> PlanVersionRecord? {
        let number = plan.history.version(on: day.moment.today).number
        return plan.versions.first { $0.fact.number == number }
    }

    /// Whether the part is still to be paid, in dispute or not.
    private func isAwaited(_ part: PlanInstallmentFact, _ timeline: PlanTimeline) -> Bool {
        switch timeline.installments(on: day.moment.today).first(where: { $0.part == part })?.standing {
        case .upcoming, .due, .missed, .disputed: true
        case .paid, .paidLate, .unpaid, nil: false
        }
    }

    private func isOpen(_ part: PlanInstallmentFact, _ timeline: PlanTimeline) -> Bool {
        switch timeline.installments(on: day.moment.today).first(where: { $0.part == part })?.standing {
        case .upcoming, .due, .missed: true
        case .disputed, .paid, .paidLate, .unpaid, nil: false
        }
    }

    private func missed(
        on day: CalendarDate, _ timeline: PlanTimeline, _ version: PlanVersionRecord
    ) -> PlanInstallmentFact? {
        let keys = timeline.missedParts(on: self.day.moment.today).filter { $0.value == day }.keys
        return version.fact.installments.first { part in
            keys.contains { $0.version == version.fact.number && $0.ordinal == part.ordinal }
        }
    }
}

extension MessageTerms {
    /// What a message of a plan states.
    ///
    /// - Parameter copies: The days of the agreements whose copies the customer has.
    mutating func state(
        _ message: PlanMessage, policy: Treatment.Policy, today: CalendarDate, copies: Set<CalendarDate>
    ) {
        switch message {
        case .agreement(let record, let version, let next):
            var facts = Self.facts(record, version, policy)
            // A copy takes the place of what the customer has, and of nothing else.
            facts.replaces =
                record.versions.last { $0.fact.number < version.fact.number && copies.contains($0.fact.agreedOn) }?
                .fact.agreedOn
            facts.nextDueOn = next.dueOn
            facts.hasBegun = record.timeline(on: today).hasBegun(by: today)
            plan = facts
        case .part(let record, let version, let part, let goodUntil):
            plan = Self.facts(record, version, policy)
            planPart = PlanPartFacts(
                ordinal: part.ordinal, dueOn: part.dueOn,
                amount: record.timeline(on: today).unpaid(of: part, on: today), goodUntil: goodUntil)
        }
    }

    private static func facts(
        _ record: PlanRecord, _ version: PlanVersionRecord, _ policy: Treatment.Policy
    ) -> PlanOfferFacts {
        let parts = version.fact.installments.map { PlanChoiceFacts.Part(dueOn: $0.dueOn, amount: $0.amount) }
        return PlanOfferFacts(
            choices: [PlanChoiceFacts(parts: parts)], cost: .zero(version.fact.paidBefore.currency),
            offerEndsOn: version.fact.agreedOn, graceDays: record.graceDays, newBillsToo: false,
            // A fee that no rule charges is not promised away.
            stopsFees: policy.fees.amountMinor != nil && policy.liveConsequences.contains(.lateFee),
            isReviewed: record.reviewedBy != nil || version.fact.number > 1)
    }
}

extension CaseReading {
    /// The days of the agreements whose copies left and did not come back.
    var planCopies: Set<CalendarDate> {
        Set(
            facts.attempts.filter { $0.templateKey == "plan-confirmation" && $0.state == .sent }
                .compactMap { CycleKey($0.cycle)?.startedOn })
    }
}
