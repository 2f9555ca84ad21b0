import ArgumentParser
import Foundation
import Operations
import Testing

@testable import Dunwell

/// What the program offers works where it is read: with the tenant and the data directory of the call that offers it.
struct CompletedCommandTests {
    private let typed = TypedCommand(data: URL(filePath: "/srv/books"), tenant: "northwind", called: "dunwell")

    @Test(arguments: [
        ("dunwell call list", "dunwell call list --tenant northwind --data /srv/books"),
        (
            "dunwell hold list --tenant contoso --limit 5",
            "dunwell hold list --tenant contoso --limit 5 --data /srv/books"
        ),
        ("dunwell doctor", "dunwell doctor --data /srv/books"),
        ("dunwell place --agency SUNCO", "dunwell place --agency SUNCO --tenant northwind --data /srv/books"),
        ("dunwell credit --help", "dunwell credit --help"), ("dunwell customer", "dunwell customer"),
        ("dunwell call reasons", "dunwell call reasons"),
        ("see `dunwell task list`; or not", "see `dunwell task list --tenant northwind --data /srv/books`; or not"),
        (
            "take it out:\n  dunwell task list\nand dunwell goes on",
            "take it out:\n  dunwell task list --tenant northwind --data /srv/books\nand dunwell goes on"
        ),
    ])
    func aCommandIsCompletedByWhatItTakesAndDoesNotName(text: String, completed: String) {
        #expect(typed.completing(text) == completed)
        #expect(typed.completing(completed) == completed)
    }

    @Test func theDirectoryAndTheTenantAreThoseThatWereTyped() {
        let typed = TypedCommand(arguments: ["call", "list", "--tenant=contoso", "--data", "/srv/x y"])
        #expect(typed.tenant == "contoso")
        #expect(typed.completing("`dunwell call list`").contains("call list --tenant contoso --data '/srv/x y'`"))
    }

    @Test func anOfferedCommandIsCompletedInJSON() throws {
        struct Shown: Encodable { @Offered var command: String }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        let typed = typed
        encoder.userInfo[.commandCompletion] = CommandCompletion { typed.completing($0) }
        let text = String(decoding: try encoder.encode(Shown(command: "dunwell doctor")), as: UTF8.self)
        #expect(text == #"{"command":"dunwell doctor --data /srv/books"}"#)
    }

    /// Every command between backticks in a text of the program, its values replaced by one that parses.
    static let quoted: [String] = {
        let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources").standardized
        var found: Set<String> = []
        for module in ["Operations", "Dunwell", "Treatment", "Store", "Compliance", "Ledger", "Postgres"] {
            let files = FileManager.default.enumerator(
                at: sources.appending(path: module), includingPropertiesForKeys: nil)
            while let file = files?.nextObject() as? URL {
                guard file.pathExtension == "swift" else { continue }
                // A text may go over lines: its pieces are one.
                let text = ((try? String(contentsOf: file, encoding: .utf8)) ?? "")  // the count is tested
                    .split(separator: "\n").filter { !$0.contains("//") }.joined(separator: "\n")
                    .replacing(/"\s*\n\s*\+ "/, with: "")
                for match in text.matches(of: /`(dunwell [^`]+)`/) { found.insert(String(match.output.1)) }
            }
        }
        return found.sorted()
    }()

    @Test func theProgramQuotesCommands() { #expect(Self.quoted.count >= 40) }

    @Test(arguments: quoted)
    func everyQuotedCommandIsWholeButForWhatTheCallNames(text: String) throws {
        let id = "31a0603c-93aa-46b1-bb34-2c0959818867"
        let values: [(Regex<Substring>, String)] = [
            (/--(?:on|to) \\\((?:[^()]|\([^()]*\))*\)/, "--on 2026-03-09"), (/--limit \\\([^`]*?\)\)/, "--limit 5"),
            (/--limit \\\(limit\)/, "--limit 5"), (/job (?:show|resolve) \\\((?:[^()]|\([^()]*\))*\)/, "job show 5"),
            (/--after \\\(last\.id\)/, "--after 5"),
        ]
        var command = text.replacing("'<day>'", with: "2026-03-09")
        if command.contains("tenant clock") { command = command.replacing(/--to \\\(day\)/, with: "--to 2026-03-09") }
        for (pattern, value) in values where !command.contains("tenant clock") {
            command = command.replacing(pattern, with: value)
        }
        // Optional parts first, then any other value.
        command = command.replacing(/(list|all)\\\(asked\)/) { String($0.output.1) }
            .replacing(/\\\((?:policy|own|day)\)/, with: "")
        while let match = command.firstMatch(of: /\\\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)/) {
            command.replaceSubrange(match.range, with: id)
        }
        let whole = typed.whole(command)
        let arguments = TypedCommand.words(whole).dropFirst().map { $0.trimmingCharacters(in: ["'"]) }
        do {
            _ = try DunwellCommand.parseAsRoot(Array(arguments))
        } catch {
            #expect(
                DunwellCommand.exitCode(for: error) == .success, "\(whole): \(DunwellCommand.message(for: error))")
        }
    }

    @Test func aPartedCommandAndAPartedPathAreOneForAShell() throws {
        let command =
            "echo 'a word with blanks' --data '/srv/our books/of the year' "
            + (1...30).map { "w\($0)" }
            .joined(separator: " ")
        let path = "/srv/our books/it's here/" + (1...20).map { "folder-\($0)" }.joined(separator: "/") + "/file.pdf"
        let lines = CommandText.command(command, indent: "   ", widthMax: 60)
        #expect(lines.count > 2 && lines.allSatisfy { $0.count <= 60 })
        let pieces = CommandText.path(path, widthMax: 60)
        #expect(pieces.count > 2 && pieces.allSatisfy { $0.count <= 60 })
        #expect(try Self.shell(lines.joined(separator: "\n")) == Self.shell(command))
        #expect(try Self.shell("printf %s " + pieces.joined(separator: "\n")) == path)
    }

    private static func shell(_ script: String) throws -> String {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}

/// A name of blanks is nobody's.
struct BlankNameTests {
    static let commands: [[String]] = leaves(DunwellCommand.self).filter { path, command in
        DunwellCommand.helpMessage(for: command, columns: 200).contains("--by <by>")
    }.map(\.0)

    private static func leaves(
        _ command: any ParsableCommand.Type, _ path: [String] = []
    ) -> [([String], any ParsableCommand.Type)] {
        let subcommands = command.configuration.subcommands
        guard !subcommands.isEmpty else { return [(path, command)] }
        return subcommands.flatMap { leaves($0, path + [$0._commandName]) }
    }

    @Test func manyCommandsAskWhoSaysSo() { #expect(Self.commands.count >= 30) }

    @Test(arguments: commands)
    func blanksAreNobody(command: [String]) {
        for name in ["", "  ", "\t"] {
            do {
                _ = try DunwellCommand.parseAsRoot(command + ["--by", name])
                Issue.record("\(command) takes the name “\(name)”")
            } catch {
                let message = DunwellCommand.message(for: error)
                #expect(message.contains("blanks say nothing"), "\(command): \(message)")
            }
        }
    }

    @Test func blanksAroundANameAreNotKept() throws { #expect(try written("  Pat Diaz ") == "Pat Diaz") }
}
