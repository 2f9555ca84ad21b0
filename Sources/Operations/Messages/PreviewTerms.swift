import Correspondence
package import PluginKit
import Receivables
import Treatment

/// Asks the plan provider of this installation for its ready choices; empty when it offers none.
package typealias PlanQuoting = @Sendable (PlanSituation) async -> [PlanOffer]

/// What the messages to an invented customer state beyond the items: every day as the platform itself would give it.
struct PreviewTerms {
    let policy: Treatment.Policy
    let calendar: BusinessCalendar
    let quoting: PlanQuoting
    /// The due day of the oldest bill; the case never slept.
    let dueOn: CalendarDate
    /// What the final letter named, once it is written.
    var demanded: DeadlineFacts?

    init(policy: Treatment.Policy, calendar: BusinessCalendar, quoting: @escaping PlanQuoting, dueOn: CalendarDate) {
        self.policy = policy
        self.calendar = calendar
        self.quoting = quoting
        self.dueOn = dueOn
    }

    func terms(for template: String, by medium: ContactMedium?, facts: MessageFacts) async -> MessageTerms {
        let written = facts.writtenOn
        let days = LetterDays(policy: policy, calendar: calendar)
        let policyDay = written.days(since: dueOn)
        // A message no live step sends is shown as if all it may name were live.
        let isLive = policy.steps.contains { $0.live && $0.template == template }
        let live = isLive ? policy.liveConsequences : Set(Correspondence.Consequence.allCases)
        let deadline = days.deadline(writtenOn: written, policyDay: policyDay)
        var example = ExampleTerms(
            language: facts.language, writtenOn: written, items: facts.items, total: facts.total,
            fee: live.contains(.lateFee) ? policy.fees.amountMinor.map { Money.usd(cents: $0) } : nil,
            deadline: deadline.payBy, consequences: live)
        example.decides = deadline.decides
        example.newWorkIsPrepaid = deadline.newWorkIsPrepaid
        example.nextLetterOn = days.nextLetterOn(from: written, policyDay: policyDay)
        example.planGraceDays = policy.plans.graceDays
        if let quotedOn = quoteDay(of: template, by: medium, on: written) {
            example.offer = await offer(on: quotedOn, facts: facts, stopsFees: live.contains(.lateFee))
        }
        var terms = example.terms(for: template)
        terms.isOneJob = policy.kind == .oneOff
        terms.enclosed = Enclosures.goWith(template, by: medium)
        terms.work?.doneOn = dueOn.adding(days: -SequencePlan.daysToPay)
        terms.nothingAdded = template == "formal-letter"
        if template == "formal-letter", terms.fee == nil {
            terms.answerBy = days.answerBy(writtenOn: written, nextLetterOn: terms.nextLetterOn)
        }
        if template == "owner-call" { terms.deadline = demanded.flatMap { $0.payBy > written ? $0 : nil } }
        if terms.deadline != nil { terms.nextLetterOn = nil }
        if var fee = terms.fee {
            fee.arrivesOn = calendar.adding(businessDays: policy.fees.transitBusinessDays, to: written)
            fee.payBy = calendar.businessDay(onOrAfter: fee.arrivesOn.adding(days: policy.fees.daysAfterArrival))
            fee.beginsOn = fee.payBy.adding(days: 1)
            terms.fee = fee
        }
        if var dispute = terms.dispute, dispute.answerBy != nil {
            let days = policy.events[.dispute]?.answerBusinessDays ?? 0
            dispute.answerBy = calendar.adding(businessDays: days > 0 ? days : 10, to: written)
            dispute.evidenceBy = dispute.evidenceBy.map { calendar.businessDay(onOrAfter: $0) }
            terms.dispute = dispute
        }
        return terms
    }

    // MARK: Plans

    /// The day a plan a message speaks of was offered on: a reminder comes the day before its first part, and a call
    /// about a missed one some days after it.
    private func quoteDay(of template: String, by medium: ContactMedium?, on day: CalendarDate) -> CalendarDate? {
        switch template {
        case "plan-offer" where medium == .post:
            PlanOfferQuotes.startOfLetter(on: day, policy: policy, calendar: calendar)
        case "plan-offer", "plan-confirmation": day
        case "plan-reminder": day.adding(days: 1 - policy.plans.offerDays)
        case "plan-missed": day.adding(days: -3 - policy.plans.offerDays)
        default: nil
        }
    }

    private func offer(on day: CalendarDate, facts: MessageFacts, stopsFees: Bool) async -> PlanOfferFacts? {
        let allowance = policy.allowances.collector
        let situation = PlanSituation(
            day: day,
            items: facts.items.map { PlanItem(receivable: Identifier(), reference: $0.reference, open: $0.amount) },
            calendar: calendar,
            allowance: PlanAllowance(partsMax: allowance.planParts, daysMax: allowance.planDays),
            terms: PlanSettings(
                provisionalDays: policy.plans.provisionalDays, graceDays: policy.plans.graceDays,
                offerDays: policy.plans.offerDays),
            parties: PlanParties(
                businessName: facts.sender.registeredName, businessPhone: facts.sender.phone,
                customerName: facts.customer.name, customerReference: facts.customer.reference,
                language: facts.language))
        let offers = await quoting(situation).filter { !$0.needsReview }.prefix(3)
        guard let first = offers.first, let ends = offers.map(\.expiresOn).min() else { return nil }
        return PlanOfferFacts(
            choices: offers.map { offer in
                PlanChoiceFacts(parts: offer.installments.map { .init(dueOn: $0.dueOn, amount: $0.amount) })
            },
            cost: first.cost, offerEndsOn: ends, graceDays: first.settings.graceDays, newBillsToo: false,
            stopsFees: stopsFees)
    }
}
