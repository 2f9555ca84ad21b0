import ArgumentParser
import Foundation

/// The command line: each subcommand reads its options, calls one operation and prints what it returned.
@main
struct DunwellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dunwell", abstract: "A fair, lawful and patient process for when a customer does not pay.",
        subcommands: [
            UpCommand.self, ServeCommand.self, MigrateCommand.self, DoctorCommand.self, WorkCommand.self,
            JobCommand.self, RunCommand.self, ImportCommand.self, TenantCommand.self, PluginCommand.self,
            PolicyCommand.self, PreviewCommand.self, TodayCommand.self, CustomerCommand.self, CallCommand.self,
            MailCommand.self, HoldCommand.self, DisputeCommand.self, PromiseCommand.self, TaskCommand.self,
            PlanCommand.self,
            PaymentCommand.self, CreditCommand.self, WaiveCommand.self, WriteOffCommand.self, FeeCommand.self,
            WhyCommand.self, DecideCommand.self, PlaceCommand.self, VerifyCommand.self, ReportCommand.self,
            DiagnoseCommand.self,
            DemoCommand.self,
        ])

    static func main() async {
        // Asked for before anything of the line was understood.
        let json = CommandLine.arguments.contains("--json")
        // Whatever this process makes holds customers' data: nobody but its own user reads it.
        umask(0o077)
        do {
            try Placeholder.refuse(in: Array(CommandLine.arguments.dropFirst()))
            var command = try parseAsRoot()
            try InstalledResources.require()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as ValidationError {
            // Thrown by a command that runs; the parser would print the usage of the whole program under it. Its own
            // refusals come wrapped, with the command they are about.
            Output.failure(CommandFailure(.usage, error.message), json: json)
            Foundation.exit(ExitStatus.usage.rawValue)
        } catch  where isAboutTheCommandLine(error) {
            if json, exitCode(for: error) != .success, !(error is ExitCode) {
                Output.failure(CommandFailure(.usage, fullMessage(for: error)), json: true)
                Foundation.exit(ExitStatus.usage.rawValue)
            }
            exit(withError: error)
        } catch {
            let failure = CommandFailure(error)
            Output.failure(failure, json: json)
            Foundation.exit(failure.exitCode.rawValue)
        }
    }

    /// Help, a wrong option, or an exit code a command chose: the parser prints and ends these itself.
    private static func isAboutTheCommandLine(_ error: any Error) -> Bool {
        error is ExitCode || error is CleanExit || exitCode(for: error) != .failure
    }
}
