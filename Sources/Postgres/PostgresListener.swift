import CPostgres
import Foundation
package import Logging

/// What a listener hears.
package enum PostgresEvent: Hashable, Sendable {
    /// The first connection listens now; notifications sent from here on arrive.
    case listening
    /// The connection was lost and is back. Notifications in between are lost: look at the tables again.
    case reconnected
    /// Somebody ran NOTIFY and committed.
    case notification(channel: String, payload: String)
}

/// Listens on channels over a connection of its own, which must be a direct one (no pooler in transaction mode).
/// A notification is a hint to look, never the only road: events may be dropped when nobody reads them.
package struct PostgresListener: Sendable {
    private let configuration: PostgresConfiguration
    private let logger: Logger

    package init(configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Listens until the stream is dropped or its task cancelled, connecting again as often as needed. At most the
    /// newest 1024 unread events are kept.
    ///
    /// Channels are names from the source code: lower-case letters, digits and underscores.
    package func listen(to channels: [String]) -> AsyncStream<PostgresEvent> {
        for channel in channels {
            precondition(
                !channel.isEmpty && channel.utf8.count <= 63
                    && channel.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 95 },
                "a channel is named with lower-case letters, digits and underscores")
        }
        return AsyncStream(bufferingPolicy: .bufferingNewest(1_024)) { continuation in
            guard let wake = WakeDescriptor() else {
                logger.error("no descriptor left to listen for database notifications")
                continuation.finish()
                return
            }
            let loop = ListenLoop(
                configuration: configuration, channels: channels, logger: logger, wake: wake,
                yield: { continuation.yield($0) })
            continuation.onTermination = { _ in wake.signal() }
            let thread = Thread {
                loop.run()
                continuation.finish()
            }
            thread.name = "postgres-listen"
            thread.start()
        }
    }
}

/// A pipe whose read end becomes ready once, for good, when `signal` is called.
private final class WakeDescriptor: Sendable {
    let readEnd: Int32
    private let writeEnd: Int32

    init?() {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        readEnd = ends[0]
        writeEnd = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }  // fails only for a descriptor that is not open
    }

    deinit {
        close(readEnd)
        close(writeEnd)
    }

    func signal() {
        var byte: UInt8 = 1
        // One byte always fits an empty pipe; a second call changes nothing.
        _ = write(writeEnd, &byte, 1)
    }
}

private struct ListenLoop: Sendable {
    let configuration: PostgresConfiguration
    let channels: [String]
    let logger: Logger
    let wake: WakeDescriptor
    let yield: @Sendable (PostgresEvent) -> Void

    func run() {
        var hasListened = false
        var pauseMilliseconds: Int32 = 0
        while !wait(milliseconds: pauseMilliseconds) {
            do {
                let session = try Session(configuration, logger: logger)
                for channel in channels { try session.run("LISTEN \(channel)") }
                yield(hasListened ? .reconnected : .listening)
                hasListened = true
                pauseMilliseconds = 0
                try readUntilWoken(session)
                return
            } catch {
                logger.debug("listening connection lost", metadata: ["error": "\(error)"])
                pauseMilliseconds = min(5_000, pauseMilliseconds * 2 + 50)
            }
        }
    }

    private func readUntilWoken(_ session: Session) throws {
        while true {
            session.takeNotifications { yield(.notification(channel: $0, payload: $1)) }
            var descriptors = [
                pollfd(fd: session.socket, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0),
            ]
            // No time-out: keepalives of the connection find a server that is gone.
            guard poll(&descriptors, 2, -1) >= 0 || errno == EINTR else { throw session.lost("poll failed") }
            if descriptors[1].revents != 0 { return }
            if descriptors[0].revents != 0 { try session.takeInput() }
        }
    }

    /// Waits; true when woken.
    private func wait(milliseconds: Int32) -> Bool {
        var descriptor = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, milliseconds) > 0
    }
}
