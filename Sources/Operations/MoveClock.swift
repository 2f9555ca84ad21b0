import JobQueue
import Postgres
package import Receivables
package import Store

/// Sets a test tenant's clock, forward or back.
///
/// Waiting jobs move with it in the same commit. Going back doubles nothing: a step that was sent stays sent, and the
/// database holds one (case, step, cycle, ordinal) once.
package struct MoveClock: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Where the clock goes.
    package enum Destination: Hashable, Sendable {
        /// A day and the minutes after the tenant's midnight.
        case moment(CalendarDate, minuteOfDay: Int)
        /// Seconds added to what the clock shows now; negative goes back.
        case by(seconds: Int64)
        /// The machines' own time.
        case real
    }

    /// Moves the clock.
    ///
    /// - Returns: The tenant's moment afterwards and how many jobs moved.
    /// - Throws: `ActRefused` for a tenant that is not a test tenant.
    package func move(_ tenant: Identifier<Tenant>, to destination: Destination) async throws -> (
        moment: TenantMoment, movedJobs: Int
    ) {
        try await store.transaction(for: tenant) { tx in
            let record = try tx.lockTenant()
            guard record.isTest else {
                throw ActRefused(.notAllowed, "the clock of \(record.slug) is real: only a test tenant's clock moves")
            }
            let present = try tx.moment()
            let offset = Self.offset(for: destination, from: present, record)
            try tx.setClockOffset(offset)
            let moved = try tx.connection.moveJobs(of: tenant, to: offset)
            let after = try tx.moment()
            try tx.lowerNextLookOfAllCases(to: min(present.today, after.today))
            return (after, moved)
        }
    }

    private static func offset(
        for destination: Destination, from present: TenantMoment, _ record: TenantRecord
    ) -> ClockOffset {
        switch destination {
        case .moment(let day, let minute):
            let target = day.instant(minuteOfDay: minute, in: present.zone)
            return ClockOffset(
                microseconds: record.offset.microseconds + target.microseconds - present.now.microseconds)
        case .by(let seconds): return ClockOffset(microseconds: record.offset.microseconds + seconds * 1_000_000)
        case .real: return .none
        }
    }
}
