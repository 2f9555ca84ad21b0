package import Foundation
package import Receivables

/// Some days of a tenant, both ends included, and when they begin and end for what carries a moment.
package struct ReportPeriod: Hashable, Sendable {
    package let days: ClosedRange<CalendarDate>
    let zoneName: String
    let begins: BusinessInstant
    /// First moment after the last day.
    let ends: BusinessInstant

    /// - Parameter zone: Of the tenant's calendar.
    package init(_ days: ClosedRange<CalendarDate>, in zone: TimeZone) {
        self.days = days
        zoneName = zone.identifier
        begins = days.lowerBound.instant(minuteOfDay: 0, in: zone)
        ends = days.upperBound.adding(days: 1).instant(minuteOfDay: 0, in: zone)
    }

    var first: CalendarDate { days.lowerBound }
    var last: CalendarDate { days.upperBound }
}
