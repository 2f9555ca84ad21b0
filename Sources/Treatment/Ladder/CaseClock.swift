package import Receivables

/// The two clocks of a case on one day, computed from dated facts.
/// Source: starter policies §1.1.
package struct CaseClock: Hashable, Sendable {
    /// Days past due (D): calendar days since the due date of the oldest unpaid, undisputed receivable; never stops.
    package let daysPastDue: Int
    /// Policy day (P): D without the days on which the case slept or the tenant was muted.
    package let policyDay: Int
    /// The due date both are counted from.
    package let oldestDueOn: CalendarDate
}
