package import Receivables

/// What one reason comes to for one case: dated, so that nobody has to count.
package struct ReasonDuties: Hashable, Sendable {
    package let reason: NonpaymentReason
    /// The day the customer said it.
    package let saidOn: CalendarDate
    /// The event to record; `nil` when the policy knows none for it.
    package let event: CaseEvent?
    /// The hold to open; `nil` when the ladder goes on.
    package let hold: HoldFact?
    package let task: ReasonTask?
    /// Last day for the task; `nil` when no answer is owed.
    package let answerBy: CalendarDate?
    package let evidence: [AskedEvidence]
    /// Last day for the evidence; `nil` when none is asked.
    package let evidenceBy: CalendarDate?
    package let template: String?
    package let offers: [ReasonOffer]
}

extension Policy {
    /// What follows from a reason given on a day. Where the policy gives its event numbers of its own, those count.
    ///
    /// - Parameters:
    ///   - questioned: The receivables the customer spoke of; empty for all, and then the whole case rests.
    ///   - inWriting: Whether it was written: a refusal by telephone opens no hold.
    package func duties(
        for reason: NonpaymentReason, saidOn day: CalendarDate, questioned: Set<Identifier<Receivable>> = [],
        inWriting: Bool = false, calendar: BusinessCalendar
    ) -> ReasonDuties {
        let path = ReasonPath(for: reason)
        let effect = path.event.flatMap { events[$0] }
        let evidenceDays = path.evidence.isEmpty ? 0 : effect?.evidenceDays.nonZero ?? path.evidenceDays
        let answerDays = effect?.answerBusinessDays.nonZero ?? path.answerBusinessDays
        var hold: HoldFact?
        if let rests = path.hold, inWriting || !rests.onlyInWriting {
            var until = rests.length.end(from: day, calendar: calendar)
            switch effect?.sleeps {
            case .days(let days)?: until = day.adding(days: days)
            case .businessDays(let days)?: until = calendar.adding(businessDays: days, to: day)
            case .untilReleased?, nil: break
            }
            let scope: CaseScope =
                rests.breadth == .wholeCase || questioned.isEmpty ? .wholeCase : .receivables(questioned)
            hold = HoldFact(reason: rests.kind, scope: scope, days: DayInterval(from: day, until: until))
        }
        return ReasonDuties(
            reason: reason, saidOn: day, event: path.event.map { CaseEvent(kind: $0, day: day) }, hold: hold,
            task: path.task, answerBy: answerDays > 0 ? calendar.adding(businessDays: answerDays, to: day) : nil,
            evidence: path.evidence,
            evidenceBy: evidenceDays > 0 ? calendar.businessDay(onOrAfter: day.adding(days: evidenceDays)) : nil,
            template: path.template, offers: path.offers)
    }
}

extension ReasonHold.Length {
    /// The first day that is free again.
    package func end(from day: CalendarDate, calendar: BusinessCalendar) -> CalendarDate {
        switch self {
        case .days(let days): day.adding(days: days)
        case .businessDays(let days): calendar.adding(businessDays: days, to: day)
        }
    }
}

extension Int {
    /// The number, or `nil` for zero.
    fileprivate var nonZero: Int? { self == 0 ? nil : self }
}
