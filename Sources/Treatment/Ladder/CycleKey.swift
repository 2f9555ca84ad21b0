package import Receivables

/// Which round of treatment a step belongs to. A step goes once per case and cycle key; a resend is the next ordinal.
///
/// The key is derived from dated facts and never stored apart from the attempts that carry it, so it is the same
/// however often and in whatever order the facts are read.
package struct CycleKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// What began the round.
    package enum Kind: String, CaseIterable, Sendable {
        /// Before anything is late: the receivables due on one day. Carries `bill` and `courtesy`.
        case billing
        /// From the first day something was past due until nothing is. Carries the ladder.
        case pastDue = "past-due"
        /// One event, such as a declined automatic payment or a conversation that asked for a call-back.
        case event
        /// The withdrawal moment of one notice; a new date is a new round.
        case withdrawal
    }

    package let kind: Kind
    /// The due day, the first day past due, the day of the event, or the day of withdrawal.
    package let startedOn: CalendarDate

    package init(kind: Kind, startedOn: CalendarDate) {
        self.kind = kind
        self.startedOn = startedOn
    }

    /// Reads the form of `description`; `nil` for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = Kind(rawValue: String(parts[0])), let day = CalendarDate(String(parts[1]))
        else { return nil }
        self.init(kind: kind, startedOn: day)
    }

    /// `past-due:2026-07-03`, the form kept in a text column.
    package var description: String { "\(kind.rawValue):\(startedOn)" }

    package static func < (left: CycleKey, right: CycleKey) -> Bool {
        (left.startedOn, left.kind.rawValue) < (right.startedOn, right.kind.rawValue)
    }
}

/// A run of days; the end is not part of it, and none means that it still goes on.
package struct DayInterval: Hashable, Sendable {
    package let from: CalendarDate
    /// First day after the run; `nil` while it is open.
    package let until: CalendarDate?

    package init(from: CalendarDate, until: CalendarDate?) {
        self.from = from
        self.until = until
    }

    /// Whether `day` lies in the run.
    package func contains(_ day: CalendarDate) -> Bool { from <= day && until.map { day < $0 } ?? true }
}
