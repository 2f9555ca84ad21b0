package import Foundation
import Postgres
package import Receivables

/// A tenant as stored.
package struct TenantRecord: Sendable, Codable {
    package let id: Identifier<Tenant>
    package let slug: String
    package let name: String
    /// IANA name; the tenant's "today" is the day there.
    package let timeZoneName: String
    package let isTest: Bool
    package let offset: ClockOffset
    /// While muted nothing leaves.
    package let isMuted: Bool
    /// Whether a dry run was ever looked at; before that a tenant cannot be unmuted.
    package let dryRunSeen: Bool
    /// The day of the first dry run that was looked at: the opening import lies before it.
    package let dryRunSeenOn: CalendarDate?
    /// Business days a payments file stays fresh.
    package let freshDataLimitDays: Int
    /// First day of each band of the tenant's aging, ascending from 1 or later.
    package let agingFirstDays: [Int]

    init(_ row: Row) throws {
        id = try row.get("id")
        slug = try row.get("slug")
        name = try row.get("name")
        timeZoneName = try row.get("time_zone")
        isTest = try row.get("is_test")
        offset = ClockOffset(microseconds: try row.get("clock_offset_us"))
        isMuted = try row.get("is_muted")
        let seenAt = try row.getOptional("dry_run_seen_at", as: BusinessInstant.self)
        dryRunSeen = seenAt != nil
        dryRunSeenOn = seenAt?.day(in: .gmt)
        freshDataLimitDays = Int(try row.get("fresh_data_limit_days", as: Int16.self))
        agingFirstDays = try row.get("aging_first_days", as: [Int32].self).map(Int.init)
    }

    /// The zone of the tenant's calendar.
    ///
    /// - Throws: `UnknownTimeZone` when the machine's zone data lacks a zone that was valid at onboarding.
    package func timeZone() throws -> TimeZone {
        guard let zone = TimeZone(identifier: timeZoneName) else { throw UnknownTimeZone(name: timeZoneName) }
        return zone
    }

    /// The tenant's moment and day while the machines' clock shows `server`.
    package func moment(at server: ServerInstant) throws -> TenantMoment {
        let zone = try timeZone()
        let now = BusinessInstant(server, offset: offset)
        return TenantMoment(now: now, today: now.day(in: zone), zone: zone)
    }
}

/// The tenant's own now, today and zone, read once and passed to every rule.
package struct TenantMoment: Sendable {
    package let now: BusinessInstant
    package let today: CalendarDate
    package let zone: TimeZone

    package init(now: BusinessInstant, today: CalendarDate, zone: TimeZone) {
        self.now = now
        self.today = today
        self.zone = zone
    }
}

/// A zone name the machine's zone data does not have.
package struct UnknownTimeZone: Error, CustomStringConvertible {
    package let name: String
    package init(name: String) { self.name = name }
    package var description: String {
        "time zone \(name) is not known here: use an IANA name such as America/New_York, or install tzdata"
    }
}

private let tenantColumns: SQL = """
    id, slug, name, time_zone, is_test, clock_offset_us, is_muted, dry_run_seen_at, fresh_data_limit_days,
    aging_first_days
    """

extension PlatformTransaction {
    /// Adds a tenant, muted until a dry run was looked at.
    ///
    /// - Throws: `PostgresError.uniqueViolation` on `tenant_slug_unique` when the slug is taken.
    package func createTenant(
        _ id: Identifier<Tenant>, slug: String, name: String, timeZoneName: String, isTest: Bool
    ) throws {
        try execute(
            """
            INSERT INTO tenants (id, slug, name, time_zone, is_test)
            VALUES (\(id), \(slug), \(name), \(timeZoneName), \(isTest))
            """)
    }

    /// All tenants by slug, at most `limit`.
    package func tenants(limit: Int) throws -> [TenantRecord] {
        try rows("SELECT \(tenantColumns) FROM tenants ORDER BY slug LIMIT \(limit)", TenantRecord.init)
    }

    /// The tenant with this slug; `nil` when there is none.
    package func tenant(slug: String) throws -> TenantRecord? {
        try row("SELECT \(tenantColumns) FROM tenants WHERE slug = \(slug)", TenantRecord.init)
    }

    /// The tenant with this key; `nil` when there is none.
    package func tenant(_ id: Identifier<Tenant>) throws -> TenantRecord? {
        try row("SELECT \(tenantColumns) FROM tenants WHERE id = \(id)", TenantRecord.init)
    }

    /// Tenants whose earliest next look is on or before `day` in UTC terms; a lower bound, so a few may have nothing to do.
    package func tenantsToLookAt(onOrBefore day: CalendarDate, limit: Int) throws -> [Identifier<Tenant>] {
        try rows(
            """
            SELECT tenant_id FROM tenant_next_looks
            WHERE next_look_on <= \(day) ORDER BY next_look_on, tenant_id LIMIT \(limit)
            """
        ) { try $0.get("tenant_id") }
    }

    /// The database's clock, the only one leases and offsets are measured by.
    package func serverNow() throws -> ServerInstant {
        guard let now = try row("SELECT clock_timestamp() AS now", { try $0.get("now", as: ServerInstant.self) }) else {
            preconditionFailure("a SELECT without FROM returns one row")
        }
        return now
    }
}

extension TenantTransaction {
    /// This tenant's own record.
    package func tenant() throws -> TenantRecord {
        guard let record = try row("SELECT \(tenantColumns) FROM tenants WHERE id = \(tenantID)", TenantRecord.init)
        else {
            throw TenantGone(tenant: tenantID)
        }
        return record
    }

    /// The tenant's now and today, by the database's clock at the transaction's start.
    package func moment() throws -> TenantMoment {
        let server = try row("SELECT now() AS now") { try $0.get("now", as: ServerInstant.self) }
        return try tenant().moment(at: server!)  // a SELECT without FROM returns one row
    }

    /// Sets the tenant's clock ahead or back. Refused by the database for a tenant that is not a test tenant.
    package func setClockOffset(_ offset: ClockOffset) throws {
        try execute("UPDATE tenants SET clock_offset_us = \(offset.microseconds) WHERE id = \(tenantID)")
    }

    /// Sets the bands of the tenant's aging by the first day of each, ascending from 1 or later.
    package func setAging(firstDays: [Int]) throws {
        try execute(
            "UPDATE tenants SET aging_first_days = \(firstDays.map(Int32.init)) WHERE id = \(tenantID)")
    }

    /// Remembers that a dry run was looked at.
    package func markDryRunSeen(at moment: BusinessInstant) throws {
        try execute(
            "UPDATE tenants SET dry_run_seen_at = coalesce(dry_run_seen_at, \(moment)) WHERE id = \(tenantID)")
    }

    /// Mutes or unmutes the tenant and keeps the span as a fact.
    package func setMuted(_ muted: Bool, on day: CalendarDate, reason: String) throws {
        try execute("UPDATE tenants SET is_muted = \(muted) WHERE id = \(tenantID)")
        if muted {
            try execute(
                """
                INSERT INTO mutes (tenant_id, id, muted_from, reason)
                VALUES (\(tenantID), \(UUID()), \(day), \(reason)) ON CONFLICT (tenant_id, id) DO NOTHING
                """)
        } else {
            try execute(
                """
                UPDATE mutes SET muted_until = greatest(muted_from, \(day))
                WHERE tenant_id = \(tenantID) AND muted_until IS NULL
                """)
        }
    }

    /// Spans during which the tenant was muted, oldest first; an open one has no end.
    package func mutes() throws -> [(from: CalendarDate, until: CalendarDate?)] {
        try rows(
            "SELECT muted_from, muted_until FROM mutes WHERE tenant_id = \(tenantID) ORDER BY muted_from, id LIMIT 1000"
        ) { (try $0.get("muted_from"), try $0.getOptional("muted_until")) }
    }

    /// Days the tenant is closed besides weekends and federal holidays.
    package func closedDays() throws -> Set<CalendarDate> {
        Set(
            try rows(
                "SELECT closed_on FROM closed_days WHERE tenant_id = \(tenantID) ORDER BY closed_on LIMIT 10000"
            ) { try $0.get("closed_on", as: CalendarDate.self) })
    }
}

/// The tenant was there when the work began and is not any more.
package struct TenantGone: Error, CustomStringConvertible {
    package let tenant: Identifier<Tenant>
    package var description: String { "tenant \(tenant) does not exist" }
}
