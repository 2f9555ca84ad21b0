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

    /// How far a clock may be from the machines' own, 50 years.
    package static let daysMax = 18_262
    private static let secondsMax = Int64(daysMax) * 86_400

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
    /// - Throws: `ActRefused` for a tenant that is not a test tenant, and for a time over `daysMax` away.
    package func move(_ tenant: Identifier<Tenant>, to destination: Destination) async throws -> (
        moment: TenantMoment, movedJobs: Int
    ) {
        try await store.transaction(for: tenant) { tx in
            let record = try tx.lockTenant()
            guard record.isTest else {
                throw ActRefused(.notAllowed, "the clock of \(record.slug) is real: only a test tenant's clock moves")
            }
            let present = try tx.moment()
            let offset = try Self.offset(for: destination, from: present, record)
            try tx.setClockOffset(offset)
            let moved = try tx.connection.moveJobs(of: tenant, to: offset)
            let after = try tx.moment()
            try tx.lowerNextLookOfAllCases(to: min(present.today, after.today))
            return (after, moved)
        }
    }

    private static func offset(
        for destination: Destination, from present: TenantMoment, _ record: TenantRecord
    ) throws -> ClockOffset {
        let microseconds: Int64
        switch destination {
        case .moment(let day, let minute):
            let target = day.instant(minuteOfDay: minute, in: present.zone)
            microseconds = record.offset.microseconds + target.microseconds - present.now.microseconds
        case .by(let seconds):
            // Bounded before it is multiplied, so that no number is too large to be counted.
            let bounded = max(-3 * secondsMax, min(3 * secondsMax, seconds))
            microseconds = record.offset.microseconds + bounded * 1_000_000
        case .real: microseconds = 0
        }
        guard (-secondsMax...secondsMax).contains(microseconds / 1_000_000) else {
            throw ActRefused(.badInput, "a clock goes at most 50 years from the machines' own: name a nearer day")
        }
        return ClockOffset(microseconds: microseconds)
    }
}
