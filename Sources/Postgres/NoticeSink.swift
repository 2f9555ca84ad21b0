import CPostgres
import Logging

/// Takes the server's notices, which libpq would print to standard error with whatever text they hold.
/// Only the kind is logged, at debug.
final class NoticeSink {
    private let logger: Logger

    init(logger: Logger) { self.logger = logger }

    /// Attaches to a connection; the sink must outlive it.
    func attach(to connection: OpaquePointer) {
        let receiver: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            let state = PQresultErrorField(result, 67).map { String(cString: $0) } ?? "none"  // 67: 'C', SQLSTATE
            Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().note(sqlState: state)
        }
        PQsetNoticeReceiver(connection, receiver, Unmanaged.passUnretained(self).toOpaque())
        // Texts libpq makes itself pass through the receiver; the processor is silenced for good measure.
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
    }

    private func note(sqlState: String) {
        logger.debug("database notice", metadata: ["postgres.sqlstate": "\(sqlState)"])
    }
}
