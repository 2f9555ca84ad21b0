import ArgumentParser
import JobQueue
import Logging
import Postgres
import ServiceLifecycle
import UnixSignals

/// `dunwell work`: works queued jobs in the foreground.
struct WorkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work", abstract: "Work queued jobs here, until stopped or until nothing is due.")

    @OptionGroup var common: CommonOptions

    @Flag(help: "End when nothing is due and nothing runs.")
    var untilIdle = false

    func run() async throws {
        let output = common.output
        let untilIdle = untilIdle
        try await common.withHost { host in
            try await host.requireTenantsApart()
            let handlers = try host.jobHandlers()
            guard untilIdle else {
                let listener = PostgresListener(configuration: host.database.direct, logger: host.logger)
                let worker = Worker(pool: host.pool, handlers: handlers, listener: listener, logger: host.logger)
                var configuration = ServiceGroupConfiguration(
                    services: [worker], gracefulShutdownSignals: [.sigterm, .sigint], logger: host.logger)
                configuration.maximumGracefulShutdownDuration = .seconds(20)
                return try await ServiceGroup(configuration: configuration).run()
            }
            let report = try await Worker(pool: host.pool, handlers: handlers, logger: host.logger).workUntilIdle()
            if output.json { return try output.object(report) }
            output.text(
                "\(report.succeeded) done, \(report.retried) to be tried again, \(report.snoozed) put off, "
                    + "\(report.failed) failed, \(report.cancelled) cancelled, \(report.inDoubt) in doubt")
        }
    }
}
