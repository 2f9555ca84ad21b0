package import Receivables

/// What a message to this customer may say happened. Source: starter policies §1.2 rule 3 and §7 statement 1.
package struct RecordedContacts: Hashable, Sendable {
    /// Call attempts of the cycle; at 0 nothing may say or suggest that somebody called.
    package let callAttempts: Int
    /// The last conversation of the cycle.
    package let spokenOn: CalendarDate?
    /// Letters of the cycle with a confirmed mailing that did not come back, by the day of it.
    package let lettersMailedOn: [CalendarDate]

    package var mayMentionCalls: Bool { callAttempts > 0 }
}

extension CaseSnapshot {
    /// What is on record for the cycle of `today`.
    package func recordedContacts(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar)
        -> RecordedContacts
    {
        guard let start = cycle(on: today, policy: policy, calendar: calendar)?.startedOn else {
            return RecordedContacts(callAttempts: 0, spokenOn: nil, lettersMailedOn: [])
        }
        let calls = calls.filter { $0.day >= start && $0.day <= today }
        let letters = steps.filter { $0.medium == .post && $0.state == .sent && $0.plannedOn >= start }
        return RecordedContacts(
            callAttempts: calls.count { $0.isAttempt },
            spokenOn: calls.filter { $0.disposition == .spoke }.map(\.day).max(),
            lettersMailedOn: letters.compactMap(\.goneOn).filter { $0 <= today }.sorted())
    }
}
