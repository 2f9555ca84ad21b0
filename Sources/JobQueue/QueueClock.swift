import Postgres
import Synchronization

/// The clock of leases and due times: the database's own, so that hosts need not agree on theirs.
///
/// A test moves it ahead instead of sleeping; in production it is `QueueClock()` and nothing moves it.
package final class QueueClock: Sendable {
    private let aheadMicroseconds = Mutex<Int64>(0)

    /// The database's clock as it is.
    package init() {}

    /// Moves this clock ahead (back when negative).
    package func advance(seconds: Int64) {
        aheadMicroseconds.withLock { $0 += seconds * 1_000_000 }
    }

    /// The start of the transaction on this clock; stable within a statement, so that an index can serve it.
    var now: SQL { "(now() + \(aheadMicroseconds.withLock { $0 }) * interval '1 microsecond')" }
    /// The moment of evaluation on this clock.
    var moment: SQL { "(clock_timestamp() + \(aheadMicroseconds.withLock { $0 }) * interval '1 microsecond')" }
}
