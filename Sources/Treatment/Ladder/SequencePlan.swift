package import Receivables

/// Every contact one customer would get whom nobody ever reaches, in order: no answer, no payment, no event.
///
/// Made with the same decisions as a real run, so that it shows what the policy does and not what it seems to say.
package struct SequencePlan: Hashable, Sendable {
    /// One step as it would go.
    package struct Contact: Hashable, Sendable {
        package let day: CalendarDate
        /// Days since the due day; negative before it.
        package let daysSinceDue: Int
        package let step: String
        package let channel: StepChannel
        /// `nil` for a step without words.
        package let template: String?
        package let tone: Tone
        /// A second medium that gets the same words.
        package let copy: ContactMedium?
    }

    /// In the order they would go; ends with the decision, which a person takes.
    package let contacts: [Contact]
    package let dueOn: CalendarDate
    /// What is open: large enough that no step is left out for its size.
    package let amount: Money

    /// Days from the bill to the day it is due.
    package static let daysToPay = 20

    private static func monthly(_ kind: PolicyKind) -> Int64 { kind == .commercial ? 204_00 : 29_99 }

    /// What is open under a kind of policy.
    package static func amount(of kind: PolicyKind) -> Money {
        .usd(cents: kind == .oneOff ? 289_00 : monthly(kind) * 3)
    }

    /// Walks `policy` day by day from the bill on.
    ///
    /// - Parameters:
    ///   - media: Media that reach the customer.
    ///   - calendar: The business's days; every letter is taken as mailed on the day it is planned.
    package init(
        policy: Policy, dueOn: CalendarDate, language: Language, media: Set<ContactMedium>, calendar: BusinessCalendar
    ) {
        amount = Self.amount(of: policy.kind)
        self.dueOn = dueOn
        var customer = CustomerFacts(
            language: language, media: Dictionary(uniqueKeysWithValues: media.map { ($0, MediumState.usable) }))
        customer.billing = .here
        customer.lateCount12 = 1
        customer.monthlyAmount = .usd(cents: Self.monthly(policy.kind))
        customer.contractAllows = Set(ContractRight.allCases)
        let receivable = OpenReceivable(
            id: Identifier(), billedOn: dueOn.adding(days: -Self.daysToPay), dueOn: dueOn, open: amount,
            disputed: .usd(cents: 0))
        var walk = UnreachedWalk(
            policy: policy, calendar: calendar, snapshot: CaseSnapshot(receivables: [receivable], customer: customer))
        contacts = walk.contacts(dueOn: dueOn)
    }
}

/// The days of a customer who never answers.
private struct UnreachedWalk {
    let policy: Policy
    let calendar: BusinessCalendar
    var snapshot: CaseSnapshot

    /// Days after the due day on which every starter has come to its decision.
    private static let days = 180

    mutating func contacts(dueOn: CalendarDate) -> [SequencePlan.Contact] {
        var contacts: [SequencePlan.Contact] = []
        for offset in -20...Self.days {
            let today = dueOn.adding(days: offset)
            let view = CaseView(snapshot, policy: policy, calendar: calendar)
            guard case .act(let step) = view.glance(on: today).verdict else { continue }
            contacts.append(
                SequencePlan.Contact(
                    day: today, daysSinceDue: offset, step: step.step, channel: step.channel, template: step.template,
                    tone: step.tone, copy: step.copy))
            if step.channel == .decision { return contacts }
            record(step, on: today)
        }
        return contacts
    }

    private mutating func record(_ step: StepDecision, on today: CalendarDate) {
        let isCall = step.channel == .medium(.telephone)
        snapshot.steps.append(
            StepRecord(
                step: step.step, cycle: step.cycle, ordinal: step.ordinal, medium: step.channel.medium,
                state: isCall ? .planned : .sent, plannedOn: today, goneOn: isCall ? nil : today))
        if isCall {
            // Facts of later days are not known before their day.
            for attempt in 0..<(step.callWindow?.attempts ?? 1) {
                let day = calendar.adding(businessDays: 2 * attempt, to: today)
                snapshot.calls.append(CallFact(day: day, step: step.step, disposition: .noAnswer))
            }
        }
        if policy.fees.amountMinor != nil, step.channel == .medium(.post), step.firmness == .firm,
            snapshot.feeNotices.isEmpty
        {
            let first = FeeNotice.earliestDay(mailedOn: today, terms: policy.fees, calendar: calendar)
            snapshot.feeNotices.append(
                FeeNotice(
                    cycle: step.cycle, namedFrom: first.adding(days: 1),
                    receivables: Set(snapshot.receivables.map(\.id)), mailedOn: today))
        }
    }
}
