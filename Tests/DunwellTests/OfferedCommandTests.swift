import ArgumentParser
import Foundation
import Operations
import Testing

@testable import Dunwell

/// What the program offers to be typed.
struct OfferedCommandTests {
    /// Every command in a text of the program, as `words` and the options named after it.
    static let offered: [String] = {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        var found: Set<String> = []
        for module in ["Operations", "Dunwell", "Treatment", "Store", "Compliance"] {
            let files = FileManager.default.enumerator(
                at: sources.appending(path: module), includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""  // the count is tested
                for line in text.split(separator: "\n")
                where !line.contains("//") && !line.contains("generator") && !line.contains(".dunwell ") {
                    for match in line.matches(of: /dunwell ([a-z][a-z -]*[a-z].*)/) {
                        found.insert(String(match.output.1))
                    }
                }
            }
        }
        return found.sorted()
    }()

    @Test func theProgramOffersCommands() { #expect(Self.offered.count >= 40) }

    @Test(arguments: offered)
    func whatIsOfferedIsACommandWithTheOptionsItNames(text: String) {
        let words = text.split(whereSeparator: { " ,;:.\"`)(".contains($0) }).map(String.init)
        var command: any ParsableCommand.Type = DunwellCommand.self
        for (index, word) in words.enumerated() {
            let subcommands = command.configuration.subcommands
            if let next = subcommands.first(where: { $0._commandName == word }) {
                command = next
            } else if index == 0 {
                Issue.record("there is no command \(word): \(text)")
            } else {
                break
            }
        }
        let help = DunwellCommand.helpMessage(for: command, columns: 200)
        let ownPart = text.split(separator: "dunwell ").first ?? ""
        for match in ownPart.matches(of: /--[a-z][a-z-]+/) where match.output != "--help" {
            let isKnown =
                help.contains(match.output)
                || command.configuration.subcommands.contains {
                    DunwellCommand.helpMessage(for: $0, columns: 200).contains(match.output)
                }
            #expect(isKnown, "\(command._commandName) has no \(match.output): \(text)")
        }
    }

    @Test(arguments: [
        (["fee", "allow", "--clause", "<where the agreement says so>"], "<where the agreement says so>"),
        (["task", "done", "x", "--found", "WHAT"], "WHAT"), (["task", "done", "--by=NAME"], "NAME"),
        (["import", "payments", "<file>"], "<file>"),
    ])
    func aPlaceholderIsRefusedWhateverTheCommand(arguments: [String], found: String) {
        #expect(Placeholder.first(in: arguments) == found)
        #expect(throws: CommandFailure.self) { try Placeholder.refuse(in: arguments) }
    }

    @Test(arguments: [
        ["customer", "show", "NAME"], ["customer", "note", "C-1", "owes < 5 and > 3"],
        ["task", "done", "--by", "Ana <3"],
        ["report", "aging", "--tenant", "northwind"],
    ])
    func whatPeopleTypeIsNone(arguments: [String]) { #expect(Placeholder.first(in: arguments) == nil) }

    @Test func aCommandOfTheDayIsPartedBetweenItsWordsAndNeverInsideQuotes() {
        #expect(
            TypedCommand.words("dunwell task done 1 --found 'what was found' --by 'O'\\''Neil x'")
                == ["dunwell", "task", "done", "1", "--found", "'what was found'", "--by", "'O'\\''Neil x'"])
    }
}
