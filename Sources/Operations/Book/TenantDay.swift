// Operations: one file per use case, named for what it does. Each reads facts, decides with pure rules, writes, and
// hands on by a job row in the same commit. No SQL text, no HTTP, no rules of law.

import Foundation
package import Receivables
package import Store

/// What every decision about a tenant's cases needs on one day, read once per transaction.
package struct TenantDay: Sendable {
    package let tenant: TenantRecord
    package let moment: TenantMoment
    /// The tenant's moment as it is, whatever day was asked for.
    package let decidedAt: BusinessInstant
    package let calendar: BusinessCalendar
    package let businesses: [Identifier<Business>: BusinessRecord]
    /// Day up to which payments are known, by business.
    package let freshness: [Identifier<Business>: CalendarDate]
    /// Whether nothing may leave.
    package let isMuted: Bool
    package let mutes: [(from: CalendarDate, until: CalendarDate?)]
    /// What states allow by way of late fees, by a person's word.
    package let feeSettings: [FeeSettingRecord]
    /// Kinds of the plugins switched on.
    package let enabledPlugins: Set<String>
    /// Settings of the plugins that are not secret, by kind, as JSON.
    let pluginSettings: [String: String]
    /// When each plugin's present settings last passed their test.
    package let pluginsTestedAt: [String: BusinessInstant]

    /// Reads it within the transaction of the work it is for.
    ///
    /// - Parameters:
    ///   - day: A day other than the tenant's today, for a run by hand; the moment is then its noon.
    ///   - asIfUnmuted: Whether to look as if the tenant's mute ended today, so that a dry run shows what would leave.
    package init(_ tx: TenantTransaction, on day: CalendarDate? = nil, asIfUnmuted: Bool = false) throws {
        tenant = try tx.tenant()
        let now = try tx.moment()
        decidedAt = now.now
        if let day, day != now.today {
            moment = TenantMoment(now: day.instant(minuteOfDay: 12 * 60, in: now.zone), today: day, zone: now.zone)
        } else {
            moment = now
        }
        calendar = BusinessCalendar(closedDays: try tx.closedDays())
        businesses = Dictionary(uniqueKeysWithValues: try tx.businesses().map { ($0.id, $0) })
        freshness = try tx.freshness()
        isMuted = tenant.isMuted && !asIfUnmuted
        let today = moment.today
        mutes = try tx.mutes().compactMap { mute in
            guard asIfUnmuted, mute.until == nil else { return mute }
            return mute.from < today ? (mute.from, today) : nil
        }
        feeSettings = try tx.feeSettings()
        let plugins = try tx.pluginSettings()
        enabledPlugins = Set(plugins.filter(\.isEnabled).map(\.kind))
        pluginSettings = Dictionary(uniqueKeysWithValues: plugins.map { ($0.kind, $0.settingsJSON) })
        pluginsTestedAt = Dictionary(uniqueKeysWithValues: plugins.map { ($0.kind, $0.testedAt) })
            .compactMapValues { $0 }
    }
}
