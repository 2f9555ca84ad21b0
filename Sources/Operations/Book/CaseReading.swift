import Compliance
import Foundation
package import Receivables
package import Store
package import Treatment

/// Turns stored facts of a case into what the policy looks at.
package struct CaseReading: Sendable {
    package let facts: CaseFacts
    let day: TenantDay
    /// Media some enabled plugin serves.
    let liveMedia: Set<ContactMedium>

    package init(_ facts: CaseFacts, day: TenantDay, liveMedia: Set<ContactMedium>) {
        self.facts = facts
        self.day = day
        self.liveMedia = liveMedia
    }

    /// The address a message of this medium goes to: main before second, newest first; `nil` when none may be used.
    package func contactPoint(for medium: ContactMedium) -> ContactPointRecord? {
        let kind: ContactMedium = medium == .text ? .telephone : medium
        return facts.contactPoints.first { point in
            point.medium == kind && point.role != "service" && !point.isBad && facts.stoppedMedia[kind] == nil
                && !isTooLarge(point) && (medium != .text || point.textConsentAt != nil)
        }
    }

    /// Everything the policy may look at.
    ///
    /// - Parameter attempt: An attempt of the case to be left out, as if it had never been planned.
    package func snapshot(leavingOut attempt: Identifier<ContactAttempt>? = nil) -> CaseSnapshot {
        var snapshot = CaseSnapshot(receivables: openReceivables, customer: customer)
        snapshot.settledPastDue = facts.receivables.compactMap { item in
            guard item.open.isZero, let settled = item.settledOn, settled > item.dueOn else { return nil }
            return DayInterval(from: item.dueOn.adding(days: 1), until: settled)
        }
        snapshot.steps = facts.attempts.filter { $0.id != attempt && !$0.isBesideTheLadder }.compactMap(step)
        snapshot.steps += decidedSteps
        snapshot.decisions = decisions
        snapshot.reopenedOn = reopenedOn
        snapshot.reasons = reasons
        snapshot.priorSteps = facts.attempts.filter { $0.source == "history" }
            .map { PriorStep(step: $0.stepKey, day: $0.plannedOn) }
        snapshot.otherMessages = facts.attemptsElsewhere.filter { $0.isOrWillBeMessage && !$0.isBesideTheLadder }
            .map {
                MessageFact(day: soFar($0.sentOn ?? $0.plannedOn), medium: $0.medium, counts: !$0.tone.asksForNothing)
            }
        snapshot.calls = facts.calls.map(call) + facts.callsElsewhere.map(callElsewhere)
        snapshot.holds = holds
        snapshot.promises = promises
        snapshot.plans = plans.map(\.timeline.fact)
        snapshot.payments = facts.payments
        snapshot.lastPaidOn = facts.lastPaidOn.map(soFar)
        snapshot.events = facts.events + paymentEvents + autopayEvents + planEvents + disputeEvents + factEvents
        snapshot.announcedTries = announcedTries
        snapshot.untold = untoldPlans
        snapshot.feeNotices = feeNotices
        snapshot.tenantMuted = day.mutes.map { DayInterval(from: $0.from, until: $0.until) }
        return snapshot
    }

    /// What a message about the case leaves out because it keeps to the currency of the oldest item; `nil` for nothing.
    var wordsOnOtherCurrencies: String? {
        let due = facts.receivables.filter { $0.open.isPositive && $0.dueOn < day.moment.today }
        let others = due.filter { $0.open.currency != due.first?.open.currency }
        guard !others.isEmpty else { return nil }
        let items = others.prefix(5).map { "\($0.reference) \($0.open)" }.joined(separator: ", ")
        let more = others.count > 5 ? " and \(others.count - 5) more" : ""
        return "not asked for in it, because a message keeps to one currency: \(items)\(more)"
    }

    /// Disputed amount of one receivable: all of it, or the parts in dispute.
    func disputed(_ item: ReceivableRecord) -> Money {
        let open = facts.disputes.filter { $0.receivableID == item.id && isOpen($0) }
        if open.contains(where: { $0.amount == nil }) { return item.open }
        let sum = open.reduce(Int64(0)) { min(item.open.minorUnits, $0 + ($1.amount?.minorUnits ?? 0)) }
        return Money(minorUnits: sum, currency: item.open.currency)
    }

    private func isOpen(_ dispute: DisputeRecord) -> Bool {
        dispute.openedOn <= day.moment.today && (dispute.resolvedOn.map { day.moment.today < $0 } ?? true)
    }

    private var openReceivables: [Treatment.OpenReceivable] {
        let services = facts.agreements.flatMap(\.serviceKinds).joined(separator: "+")
        return facts.receivables.filter(\.open.isPositive).map { item in
            Treatment.OpenReceivable(
                id: item.id, billedOn: item.billedOn, dueOn: item.dueOn, open: item.open, disputed: disputed(item),
                serviceKind: services)
        }
    }

    private var holds: [HoldFact] {
        let stored = facts.holds.map { hold in
            HoldFact(
                reason: hold.reason, scope: hold.receivableID.map { .receivables([$0]) } ?? .wholeCase,
                days: DayInterval(from: hold.heldFrom, until: hold.heldUntil))
        }
        // An item disputed in full sleeps; one disputed in part goes on for the rest.
        let disputed = facts.disputes.filter { $0.amount == nil }.map { dispute in
            HoldFact(
                reason: .dispute, scope: .receivables([dispute.receivableID]),
                days: DayInterval(from: dispute.openedOn, until: dispute.resolvedOn))
        }
        return stored + disputed
    }

    private func step(_ attempt: AttemptRecord) -> StepRecord? {
        guard let cycle = CycleKey(attempt.cycle) else { return nil }  // history carries no cycle of ours
        return StepRecord(
            step: attempt.stepKey, cycle: cycle, ordinal: attempt.ordinal, medium: attempt.medium,
            state: attempt.stepState, plannedOn: soFar(attempt.plannedOn), goneOn: attempt.sentOn.map(soFar),
            tone: attempt.tone, template: attempt.templateKey, namesDay: attempt.namesDay)
    }

    /// What was done stays done when a test tenant's clock goes back behind it: it counts as of today.
    func soFar(_ done: CalendarDate) -> CalendarDate { min(done, day.moment.today) }

    func call(_ call: CallRecord) -> CallFact {
        CallFact(
            day: soFar(call.calledAt.day(in: day.moment.zone)),
            step: facts.attempts.first { $0.id == call.attempt }?.stepKey, disposition: call.disposition,
            agreedCallBackOn: call.agreedCallBackOn, willLookIntoIt: call.willLookIntoIt, wasAgreed: call.wasAgreed,
            isOutbound: call.isOutbound)
    }

    /// A talk with the same person about another customer's bill: it keeps its distance and agrees to nothing here.
    private func callElsewhere(_ call: CallRecord) -> CallFact {
        CallFact(
            day: soFar(call.calledAt.day(in: day.moment.zone)), step: nil, disposition: call.disposition,
            wasAgreed: call.wasAgreed, isOutbound: call.isOutbound)
    }

    /// What the customer stopped, by the medium a contact is made through: no text goes to a stopped telephone.
    var stoppedMedia: [ContactMedium: BusinessInstant] {
        var stopped = facts.stoppedMedia
        if let at = stopped[.telephone] { stopped[.text] = min(stopped[.text] ?? at, at) }
        return stopped
    }

    private var customer: Treatment.CustomerFacts {
        var customer = Treatment.CustomerFacts(
            language: facts.customer.language,
            media: Dictionary(uniqueKeysWithValues: ContactMedium.allCases.map { ($0, mediumState($0)) }))
        customer.kind = facts.customer.kind
        customer.autopay = AutopayState(rawValue: facts.customer.autopay) ?? .off  // the schema allows no other value
        if customer.autopay == .failed, isAutopayRescued { customer.autopay = .on }
        customer.isFirstBill = facts.firstBilledOn == facts.receivables.first { $0.open.isPositive }?.billedOn
        customer.lateCount12 = facts.receivables.count { item in
            guard let settled = item.settledOn else { return false }
            return settled > item.dueOn && item.dueOn >= day.moment.today.adding(days: -365)
        }
        customer.monthlyAmount = facts.agreements.compactMap(\.monthly).max { $0.minorUnits < $1.minorUnits }
        customer.lifeSafety = facts.agreements.isEmpty || facts.agreements.contains(where: \.guardsLife)
        customer.billing = day.businesses[facts.business]?.billsHere == true ? .here : .elsewhere
        customer.hasOpenTicket = hasOpenTicket
        customer.satisfaction = satisfaction
        customer.contractAllows = Set(facts.agreements.flatMap(\.allows).compactMap(ContractRight.init))
        customer.noticePeriodDays = facts.agreements.compactMap(\.noticeDays).max()
        return customer
    }

    private func mediumState(_ medium: ContactMedium) -> MediumState {
        guard liveMedia.contains(medium) else { return .notLive }
        if contactPoint(for: medium) != nil { return .usable }
        let kind: ContactMedium = medium == .text ? .telephone : medium
        let known = facts.contactPoints.filter { $0.medium == kind && $0.role != "service" }
        if facts.stoppedMedia[kind] != nil { return .optedOut }
        if known.contains(where: { $0.isBad || isTooLarge($0) }) { return .bad }
        if medium == .text, !known.isEmpty { return .noConsent }
        return .noAddress
    }
}

extension AgreementRecord {
    /// Services whose failure can cost a life; anything unknown counts as one. Source: starter policies §1.3.
    var guardsLife: Bool {
        let harmless: Set<String> = ["burglar", "video", "access"]
        return serviceKinds.isEmpty || !serviceKinds.allSatisfy(harmless.contains)
    }
}

extension AttemptRecord {
    /// Whether it is a message that went, may have gone or is about to go.
    var isOrWillBeMessage: Bool {
        guard medium != .telephone else { return false }
        switch state {
        case .planned, .talking, .sent, .prepared, .inDoubt, .returned: return true
        case .taskOpen, .taskDone, .taskLapsed, .refused, .cancelled: return false
        }
    }

    var stepState: StepState {
        switch state {
        case .planned, .talking, .prepared, .taskOpen: .planned
        case .sent, .taskDone: .sent
        case .taskLapsed: .lapsed
        case .inDoubt: .inDoubt
        case .returned: .returned
        case .cancelled: .cancelled
        // A message that cannot be written is left out for a recorded reason; anything else may go another day.
        case .refused: detail.hasPrefix("message:") ? .excused : .cancelled
        }
    }
}
