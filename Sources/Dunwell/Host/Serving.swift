import Foundation
import JobQueue
import Logging
import Postgres
import ServiceLifecycle
import Store
import Synchronization
import UnixSignals
import Web

/// The long-running host: pages, worker and the daily run, started together and stopped in turn.
struct Serving: Sendable {
    /// What a host does; all of it unless told otherwise.
    enum Part: String, CaseIterable, Sendable { case web, worker }

    let host: Host
    let parts: Set<Part>
    let address: String
    let port: Int
    let output: Output

    /// How long a stopping host waits for what it is doing.
    private static let shutdownSecondsMax = 20
    /// Whoever asks whether the host is ready asks again in some seconds.
    private static let readinessLimit: Duration = .seconds(3)

    /// Serves until the process is told to stop.
    ///
    /// - Parameter onReady: Called once, when requests are answered.
    func run(onReady: @escaping @Sendable () async -> Void) async throws {
        // Without pages the host is ready once its services run: only then a signal drains it.
        let hasPages = parts.contains(.web)
        let mark = DrainMark { if !hasPages { await onReady() } }
        let check = BoundedCheck(limit: Self.readinessLimit) { await database() }
        var services: [any Service] = []
        if parts.contains(.worker) {
            let listener = PostgresListener(configuration: host.database.direct, logger: host.logger)
            services.append(
                Worker(
                    pool: host.pool, handlers: try host.jobHandlers(), listener: listener, logger: host.logger))
            services.append(DailyRun(host: host))
        }
        if parts.contains(.web) {
            services.append(
                webServer(
                    WebCalls(
                        describeLink: host.describeLink, stopEmail: host.stopEmail,
                        readiness: { await readiness(mark, check) }), address: address,
                    port: port, logger: host.logger, onRunning: onReady))
        }
        // Stopped from the last to the first: not ready any more, then no requests, then no work.
        services.append(mark)
        var configuration = ServiceGroupConfiguration(
            services: services, gracefulShutdownSignals: [.sigterm, .sigint], logger: host.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(Self.shutdownSecondsMax)
        try await ServiceGroup(configuration: configuration).run()
    }

    private func readiness(_ mark: DrainMark, _ check: BoundedCheck) async -> Readiness {
        if mark.isDraining { return .notReady(reason: "draining", fix: "send requests to another host") }
        return await check.answer() ?? .notReady(reason: "database-silent", fix: "run `dunwell doctor`")
    }

    private func database() async -> Readiness {
        do {
            try await Migrator(directory: Store.migrations, pool: host.pool).verify()
            return .ready
        } catch is MigrationError {
            return .notReady(reason: "migrations-not-current", fix: "run `dunwell migrate up`")
        } catch {
            return .notReady(reason: "database-unreachable", fix: "run `dunwell doctor`")
        }
    }
}

/// Remembers that the host is stopping, from the first moment on.
private final class DrainMark: Service {
    private let draining = Atomic(false)
    private let onRunning: @Sendable () async -> Void

    init(onRunning: @escaping @Sendable () async -> Void) { self.onRunning = onRunning }

    var isDraining: Bool { draining.load(ordering: .relaxed) }

    func run() async throws {
        await onRunning()
        // Ends by being told to, gracefully or not.
        try? await gracefulShutdown()
        draining.store(true, ordering: .relaxed)
    }
}
