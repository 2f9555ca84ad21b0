package import Receivables

/// What a customer says is wrong with a receivable. Each takes the same path: the part rests, evidence is asked for
/// once where it would help, somebody looks and the business answers.
///
/// Source: starter policies §1.4 and §5.2.
package enum DisputeClaim: String, CaseIterable, Hashable, Sendable {
    /// The amount, or part of it, is not right.
    case amount
    /// The same thing was billed or taken twice.
    case doubleCharge = "double-charge"
    /// It was paid before.
    case paidAlready = "paid-already"
    /// It is somebody else's, or was never ordered.
    case notMine = "not-mine"
    /// What was billed was not done, or not as agreed.
    case work
    case other

    /// What would show it; empty where the business has to look by itself.
    package var evidence: [AskedEvidence] {
        switch self {
        case .doubleCharge: [.bothCharges]
        case .paidAlready: [.paymentReference]
        case .amount, .notMine, .work, .other: []
        }
    }

    /// The event of the policy whose numbers count for it.
    package var event: PolicyEvent { self == .paidAlready ? .claimsPaid : .dispute }
}

/// The days a dispute comes to. Source: starter policies §1.4.
package struct DisputeDays: Hashable, Sendable {
    /// Last day on which evidence helps, a business day unless a person named it; `nil` when none is asked for.
    package var evidenceBy: CalendarDate?
    /// Last day for the answer of the business.
    package let answerBy: CalendarDate

    /// Counts from the day a dispute is opened.
    ///
    /// - Parameters:
    ///   - policy: The one the case pins; `nil` counts 10 days for evidence and 10 business days for the answer.
    ///   - asksEvidence: Whether anything is asked for.
    package init(
        openedOn day: CalendarDate, claim: DisputeClaim, policy: Policy?, asksEvidence: Bool, calendar: BusinessCalendar
    ) {
        let effect = policy?.events[claim.event]
        let days = effect.map(\.evidenceDays) ?? 0
        let answerDays = effect.map(\.answerBusinessDays) ?? 0
        evidenceBy = asksEvidence ? calendar.businessDay(onOrAfter: day.adding(days: days > 0 ? days : 10)) : nil
        answerBy = calendar.adding(businessDays: answerDays > 0 ? answerDays : 10, to: day)
    }
}
