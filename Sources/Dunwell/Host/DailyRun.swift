import Foundation
import JobQueue
import Logging
import Operations
import Receivables
import ServiceLifecycle
import Store

/// Runs the book of every live tenant once its day has begun there, hour by hour, so that nobody has to.
///
/// A run that finds its work done does nothing, so looking again every hour costs little and misses nothing.
struct DailyRun: Service {
    let host: Host

    /// Before this hour of the tenant's day its payments file of the night may not be in yet.
    private static let firstMinute = 5 * 60
    private static let tenantsMax = 10_000

    func run() async throws {
        while true {
            await lookAtAll()
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(3_600)) }
            } catch is CancellationError { return }
            if Task.isShuttingDownGracefully { return }
        }
    }

    private func lookAtAll() async {
        do {
            let tenants = try await host.store.withoutTenantScope(reason: "every tenant has a book to run") {
                try $0.tenants(limit: Self.tenantsMax)
            }
            let now = try await host.serverNow()
            for tenant in tenants where !tenant.isMuted && !tenant.isTest {
                if Task.isShuttingDownGracefully || Task.isCancelled { return }
                await run(tenant, at: now)
            }
        } catch {
            host.logger.error("The daily run could not read the tenants", metadata: ["error": "\(error)"])
        }
    }

    private func run(_ tenant: TenantRecord, at now: ServerInstant) async {
        do {
            let moment = try tenant.moment(at: now)
            guard moment.now.minuteOfDay(in: moment.zone) >= Self.firstMinute else { return }
            // The report is in the log and in the records.
            _ = try await host.runBook(of: tenant)
        } catch {
            // One tenant's trouble must not keep the others waiting.
            host.logger.error(
                "The daily run of a tenant failed", metadata: ["tenant.id": "\(tenant.id)", "error": "\(error)"])
        }
    }
}
