import ArgumentParser

/// The command line: each subcommand reads its options, calls one operation and prints what it returned.
@main
struct DunwellCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dunwell", abstract: "A fair, lawful and patient process for when a customer does not pay.",
        subcommands: [])
}
