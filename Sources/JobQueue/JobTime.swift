import Foundation
import Postgres
package import Receivables

/// When a job may first run.
package enum JobTime: Hashable, Sendable {
    /// As soon as the transaction has committed.
    case now
    /// So many seconds from now on the server's clock; not moved with a tenant's clock.
    case after(seconds: Int64)
    /// At a moment of the server's clock; not moved with a tenant's clock.
    case server(ServerInstant)
    /// At a moment a customer could notice. Moving the tenant's clock moves the job.
    case business(BusinessInstant, offset: ClockOffset)

    /// The value of `run_at`, as SQL over the moment `now`.
    func runAt(now: SQL) -> SQL {
        switch self {
        case .now: now
        case .after(let seconds): "(\(now) + \(seconds) * interval '1 second')"
        case .server(let instant): "\(PostgresTimestamp(microseconds: instant.microseconds))"
        case .business(let instant, let offset):
            "\(PostgresTimestamp(microseconds: instant.server(offset: offset).microseconds))"
        }
    }

    /// The value of `business_run_at`.
    var businessRunAt: PostgresTimestamp? {
        guard case .business(let instant, _) = self else { return nil }
        return PostgresTimestamp(microseconds: instant.microseconds)
    }

    /// The fixed moment, for bulk statements; `nil` when it counts from now.
    var fixed: PostgresTimestamp? {
        switch self {
        case .now, .after: nil
        case .server(let instant): PostgresTimestamp(microseconds: instant.microseconds)
        case .business(let instant, let offset):
            PostgresTimestamp(microseconds: instant.server(offset: offset).microseconds)
        }
    }

    /// Seconds from now where the moment is not fixed.
    var delaySeconds: Int64 {
        if case .after(let seconds) = self { seconds } else { 0 }
    }
}
