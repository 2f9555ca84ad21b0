// Operations: one file per use case, named for what it does. Each reads facts, decides with pure rules, writes, and
// hands on by a job row in the same commit. No SQL text, no HTTP, no rules of law.

import Foundation
package import Receivables
package import Store

/// What every decision about a tenant's cases needs on one day, read once per transaction.
package struct TenantDay: Sendable {
    package let tenant: TenantRecord
    package let moment: TenantMoment
    package let calendar: BusinessCalendar
    package let businesses: [Identifier<Business>: BusinessRecord]
    /// Day up to which payments are known, by business.
    package let freshness: [Identifier<Business>: CalendarDate]
    package let mutes: [(from: CalendarDate, until: CalendarDate?)]
    /// Kinds of the plugins switched on.
    package let enabledPlugins: Set<String>
    /// Settings of the plugins that are not secret, by kind, as JSON.
    let pluginSettings: [String: String]
    /// When each plugin's present settings last passed their test.
    package let pluginsTestedAt: [String: BusinessInstant]

    /// Reads it within the transaction of the work it is for.
    ///
    /// - Parameter day: A day other than the tenant's today, for a run by hand; the moment is then its noon.
    package init(_ tx: TenantTransaction, on day: CalendarDate? = nil) throws {
        tenant = try tx.tenant()
        let now = try tx.moment()
        if let day, day != now.today {
            moment = TenantMoment(now: day.instant(minuteOfDay: 12 * 60, in: now.zone), today: day, zone: now.zone)
        } else {
            moment = now
        }
        calendar = BusinessCalendar(closedDays: try tx.closedDays())
        businesses = Dictionary(uniqueKeysWithValues: try tx.businesses().map { ($0.id, $0) })
        freshness = try tx.freshness()
        mutes = try tx.mutes()
        let plugins = try tx.pluginSettings()
        enabledPlugins = Set(plugins.filter(\.isEnabled).map(\.kind))
        pluginSettings = Dictionary(uniqueKeysWithValues: plugins.map { ($0.kind, $0.settingsJSON) })
        pluginsTestedAt = Dictionary(uniqueKeysWithValues: plugins.map { ($0.kind, $0.testedAt) })
            .compactMapValues { $0 }
    }
}
