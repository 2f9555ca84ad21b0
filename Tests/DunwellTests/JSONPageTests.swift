import ArgumentParser
import Foundation
import Testing

@testable import Dunwell

/// `Sources/Dunwell/JSON.md` tells programs what they may rely on: it names every command that takes `--json`, and none
/// that is not there.
struct JSONPageTests {
    /// Commands that serve until stopped, or play the demo: what they print is for whoever looks.
    private static let others: Set<String> = ["up", "serve", "demo setup", "demo check"]

    /// Every command without commands of its own, as it is typed, with its help.
    private static func leaves(
        of type: any ParsableCommand.Type, path: [String] = []
    ) -> [(name: String, help: String)] {
        let own = type.configuration.subcommands
        guard own.isEmpty else { return own.flatMap { leaves(of: $0, path: path + [$0._commandName]) } }
        return [(path.joined(separator: " "), DunwellCommand.helpMessage(for: type, columns: 200))]
    }

    private static func named() throws -> [String] {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Dunwell/JSON.md")
        return try String(contentsOf: page.standardized, encoding: .utf8).split(separator: "\n").compactMap { line in
            line.firstMatch(of: /^\| `([a-z -]+)` \|/).map { String($0.output.1) }
        }
    }

    @Test func everyCommandThatPrintsJSONIsNamedAndNoOther() throws {
        let known = Set(Self.leaves(of: DunwellCommand.self).filter { $0.help.contains("--json") }.map(\.name))
        #expect(known.count > 80)
        let named = try Self.named()
        #expect(Set(named).count == named.count, "each stands there once")
        #expect(known.subtracting(named).subtracting(Self.others) == [])
        #expect(Set(named).subtracting(known) == [])
    }

    @Test func everyRowSaysWhatIsPrintedAndWithWhichKeys() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Dunwell/JSON.md")
        for line in try String(contentsOf: page.standardized, encoding: .utf8).split(separator: "\n")
        where line.hasPrefix("| `") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            #expect(cells.count == 3 && ["object", "list", "table"].contains(cells[1]), "\(line)")
        }
    }
}
