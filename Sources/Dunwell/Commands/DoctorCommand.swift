import ArgumentParser
import Foundation
import Logging
import Postgres
import Store

/// `dunwell doctor`: looks at everything the host depends on and says how to put right what is wrong.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Check every dependency and setting; each finding with its fix.",
        discussion: "Ends with 0 when all is well, otherwise with the code of the worst finding.")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        var checks = SystemCheckup.local()
        do {
            let settings = try Settings()
            let data = common.dataDirectory(settings)
            checks.append(SystemCheckup.ok("settings", "every DUNWELL_ name is known"))
            checks += SystemCheckup.files(in: data)
            checks += try await common.withDatabase { database, _ in
                await DatabaseCheckup(
                    service: database.service, publicURL: try PublicAddress(data: data).beside(settings),
                    logger: CommonOptions.logger(.critical)
                ).checks()
            }
        } catch {
            let failure = CommandFailure(error)
            checks.append(
                Checkup(what: "database", found: "not reachable", fix: failure.message, status: failure.exitCode))
        }
        try common.output.table(
            ["check", "state", "found", "fix"],
            checks.map { [$0.what, $0.status == .success ? "ok" : "wrong", $0.found, $0.fix] })
        if let worst = checks.map(\.status).max(), worst != .success { throw ExitCode(worst.rawValue) }
    }
}
