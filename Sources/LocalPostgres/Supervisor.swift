import Foundation
import Logging

/// Watches the server on a thread of its own and starts it again when it dies.
///
/// `@unchecked Sendable`: everything that changes is touched only while `condition` is locked.
final class Supervisor: @unchecked Sendable {
    private let launch: ServerLaunch
    private let logger: Logger
    private let condition = NSCondition()
    private var process: ServerProcess
    private var order = Order.keepRunning
    private var ended = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    private enum Order: Equatable { case keepRunning, stopServer, letGo }

    init(_ launch: ServerLaunch, process: ServerProcess, logger: Logger) {
        self.launch = launch
        self.process = process
        self.logger = logger
        let thread = Thread { [self] in watch() }
        thread.name = "postgres-watch"
        thread.start()
    }

    var pid: pid_t { condition.withLock { process.pid } }

    /// Stops the server and returns when it is gone.
    func stop() async { await finish(.stopServer) }

    /// Stops watching and leaves the server running.
    func letGo() async { await finish(.letGo) }

    /// Stops the server; blocks the calling thread until it is gone.
    func stopBlocking() {
        condition.lock()
        defer { condition.unlock() }
        order = .stopServer
        condition.broadcast()
        while !ended { condition.wait() }
    }

    private func finish(_ order: Order) async {
        await withCheckedContinuation { continuation in
            condition.lock()
            defer { condition.unlock() }
            if ended {
                continuation.resume()
                return
            }
            self.order = order
            waiting.append(continuation)
            condition.broadcast()
        }
    }

    private func watch() {
        var pause = Duration.zero
        while true {
            switch waitForEndOrOrder() {
            case .letGo: return end()
            case .stopServer:
                stopServer()
                return end()
            case .keepRunning: break
            }
            logger.warning("the database server ended unexpectedly; starting it again")
            let began = ContinuousClock.now
            do {
                if sleepUnlessOrdered(pause) { continue }
                let started = try launch.run().process
                condition.withLock { process = started }
                logger.info("the database server runs again", metadata: ["postgres.pid": "\(started.pid)"])
            } catch {
                logger.error("the database server cannot be started again", metadata: ["error": "\(error)"])
            }
            // A server that keeps dying is tried less and less often, up to every 30 s.
            pause =
                ContinuousClock.now - began > .seconds(60) ? .zero : min(.seconds(30), pause * 2 + .milliseconds(100))
        }
    }

    private func waitForEndOrOrder() -> Order {
        condition.lock()
        defer { condition.unlock() }
        while order == .keepRunning {
            if process.hasEnded(clusterDirectory: launch.directory.cluster) { return .keepRunning }
            pauseForOrder()
        }
        return order
    }

    private func sleepUnlessOrdered(_ pause: Duration) -> Bool {
        condition.lock()
        defer { condition.unlock() }
        let deadline = ContinuousClock.now + pause
        while order == .keepRunning && ContinuousClock.now < deadline {
            pauseForOrder()
        }
        return order != .keepRunning
    }

    /// A tenth of a second, or less when an order comes. Called with `condition` locked.
    private func pauseForOrder() {
        // The system's clock only paces the looks; whether an order came is asked again by the caller.
        _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
    }

    private func stopServer() {
        condition.withLock { process }.stop(clusterDirectory: launch.directory.cluster, logger: logger)
    }

    private func end() {
        condition.lock()
        defer { condition.unlock() }
        ended = true
        for continuation in waiting { continuation.resume() }
        waiting = []
        condition.broadcast()
    }
}
