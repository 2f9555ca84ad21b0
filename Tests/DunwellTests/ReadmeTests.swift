import ArgumentParser
import Foundation
import Testing

@testable import Dunwell

struct ReadmeTests {
    /// What the README tells people to type, and what the program itself suggests after a start.
    static let examples: [String] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md").standardized
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }  // the count is tested
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("dunwell ") }
    }()

    @Test func theREADMEShowsCommands() { #expect(Self.examples.count >= 10) }

    /// Each works once those before it have run; of a tenant that is new the next would be refused without them.
    @Test func theFirstStepsStandInTheOrderInWhichTheyWork() {
        let steps = [
            "tenant create", "tenant business add", "plugin test email", "plugin enable email",
            "plugin enable postal-mail", "plugin enable phone-log", "plugin enable placement-csv", "policy publish",
            "import customers", "import receivables", "import payments", "run --tenant acme --dry-run", "tenant unmute",
            "run --tenant acme", "today",
        ]
        var from = 0
        for step in steps {
            let found = Self.examples[from...].firstIndex { $0.hasPrefix("dunwell \(step)") }
            #expect(found != nil, "\(step) does not stand behind those it needs")
            from = found.map { $0 + 1 } ?? from
        }
    }

    @Test(arguments: examples)
    func everyExampleIsACommandAsItStands(line: String) {
        let arguments = line.split(separator: " ").dropFirst().map(String.init)
        do {
            _ = try DunwellCommand.parseAsRoot(arguments)
        } catch {
            // Asking for help ends with 0 and is as good as a command.
            #expect(DunwellCommand.exitCode(for: error) == .success, "\(DunwellCommand.message(for: error))")
        }
    }

    /// Every command that does something, with the words that lead to it.
    private static func leaves(
        _ command: any ParsableCommand.Type, _ path: [String] = []
    ) -> [(path: [String], command: any ParsableCommand.Type)] {
        let subcommands = command.configuration.subcommands
        guard !subcommands.isEmpty else { return [(path, command)] }
        return subcommands.flatMap { leaves($0, path + [$0._commandName]) }
    }

    @Test func everyCommandPrintsJSONAndSaysWhatItsOptionsMean() {
        let all = Self.leaves(DunwellCommand.self)
        #expect(all.count >= 50)
        for (path, command) in all {
            let help = DunwellCommand.helpMessage(for: command, columns: 100)
            #expect(help.contains("--json"), "\(path) has no --json")
            #expect(!command.configuration.abstract.isEmpty, "\(path) does not say what it does")
            for line in help.split(separator: "\n") {
                // An option without a word of explanation is a line that ends with its value.
                #expect(!line.contains(/^  --[a-z-]+ <[a-z-]+>$/) || Self.goesOn(line, in: help), "\(path):\(line)")
            }
        }
    }

    /// Whether the explanation stands on the next line, because the option's name is long.
    private static func goesOn(_ line: Substring, in help: String) -> Bool {
        let lines = help.split(separator: "\n")
        guard let index = lines.firstIndex(of: line), index + 1 < lines.count else { return false }
        return lines[index + 1].hasPrefix("          ")
    }

    @Test func anApprovedBatchIsExportedByPlaceAlone() throws {
        let command = try DunwellCommand.parseAsRoot([
            "place", "--tenant", "northwind", "--agency", "SUNCO", "--dry-run",
        ])
        let export = try #require(command as? PlaceCommand.Export)
        #expect(export.dryRun)
    }
}
