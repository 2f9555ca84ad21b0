package import Receivables

/// How well a business did what its policy says it does, over some days.
///
/// Only what is on record counts: a call nobody recorded was not made, a letter nobody confirmed was not mailed.
package struct Adherence: Hashable, Sendable {
    /// Call tasks whose first day lies in the days asked about.
    package private(set) var callsDue = 0
    /// Of those, the customer was spoken with or called as often as asked.
    package private(set) var callsMade = 0
    /// Of those, nobody called often enough before the window ended.
    package private(set) var callsLapsed = 0
    /// Of those, the window still runs.
    package private(set) var callsOpen = 0
    /// Letters planned in the days asked about.
    package private(set) var lettersPlanned = 0
    /// Of those, the mailing was confirmed, whether they came back or not.
    package private(set) var lettersConfirmed = 0
    /// Of those, came back.
    package private(set) var lettersReturned = 0

    package init() {}

    /// Adds the records of one case that were planned in `days`, as they stand on `today`. Cancelled ones were called
    /// off for a reason and are not counted.
    package mutating func add(
        _ snapshot: CaseSnapshot, plannedIn days: ClosedRange<CalendarDate>, policy: Policy, on today: CalendarDate,
        calendar: BusinessCalendar
    ) {
        let view = CaseView(snapshot, policy: policy, calendar: calendar)
        for record in snapshot.steps where days.contains(record.plannedOn) && record.plannedOn <= today {
            switch (record.medium, record.state) {
            case (_, .cancelled), (_, .excused): continue
            case (.telephone, _): add(call: record, in: view, on: today)
            case (.post, let state):
                lettersPlanned += 1
                if state == .sent || state == .returned, record.goneOn.map({ $0 <= today }) ?? false {
                    lettersConfirmed += 1
                }
                if state == .returned { lettersReturned += 1 }
            case (.email, _), (.text, _), (nil, _): continue
            }
        }
    }

    private mutating func add(call record: StepRecord, in view: CaseView, on today: CalendarDate) {
        callsDue += 1
        let step = view.policy.step(record.step)
        switch step.flatMap({ $0.window == nil ? nil : view.progress(of: $0, record: record, on: today) }) {
        case .done: callsMade += 1
        case .lapsed: callsLapsed += 1
        case .underWay, .open, .inDoubt, .excused: callsOpen += 1
        case nil:
            // A step of another version: what it was recorded as is all there is to go by.
            switch record.state {
            case .sent: callsMade += 1
            case .lapsed: callsLapsed += 1
            case .planned, .inDoubt, .excused, .returned, .cancelled: callsOpen += 1
            }
        }
    }

    /// Calls made of those whose window is over, in whole percent, rounded down; `nil` when none is over.
    package var callPercent: Int? {
        let over = callsMade + callsLapsed
        return over > 0 ? callsMade * 100 / over : nil
    }
}

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
