import Foundation
import Testing

/// What every command of a day's work prints: tables that fit 100 columns, one JSON document however it ends, and
/// commands that work as they are printed.
@Suite(.timeLimit(.minutes(10))) struct TerminalContractTests {
    /// The commands with something to show, each with what it names of a customer.
    private func commands(_ book: LongNames) async throws -> [[String]] {
        let names = LongNames.references
        var all: [[String]] = [
            ["customer", "list"], ["customer", "list", "--find", "maximiliane"],
            ["customer", "list", "--owes", "1.00"],
            ["customer", "locate"], ["call", "list"], ["mail", "list"], ["hold", "list"], ["dispute", "list"],
            ["promise", "list"], ["plan", "list"], ["task", "list"], ["decide", "list"], ["fee", "list"],
            ["job", "list"], ["policy", "versions"], ["policy", "moves"], ["plugin", "list"],
            ["plugin", "describe", "email"], ["run", "--dry-run"], ["today"], ["today", "--minutes", "600"],
            ["tenant", "show"],
        ]
        for name in [names[0], names[1], names[5]] {
            all += [
                ["customer", "show", name], ["why", "--customer", name], ["decide", "show", name],
                ["plan", "list", "--customer", name], ["hold", "list", "--customer", name],
            ]
        }
        all += ["aging", "activity", "adherence", "promises", "reasons", "ninety-day"].map { ["report", $0] }
        all.append(["dispute", "show", try await book.first("dispute", of: "dispute", "list")])
        all.append(["plan", "show", try await book.first("plan", of: "plan", "list")])
        all.append(["mail", "show", try await book.first("batch", of: "mail", "list")])
        all.append(["call", "show", try await book.first("task", of: "call", "list")])
        return all
    }

    @Test func everythingFitsAHundredColumnsIsOneJSONDocumentAndFailsInOneShape() async throws {
        try await Dealer.with { dealer in
            let book = try await LongNames(dealer)
            for command in try await commands(book) {
                let shown = try await book.end(command)
                #expect(shown.end == .exit(0), "\(command): \(shown.messages)")
                for line in shown.output.split(separator: "\n") {
                    #expect(line.count <= 100, "\(command) prints \(line.count) columns: \(line)")
                }
                let json = try await book.end(command + ["--json"])
                #expect(json.end == .exit(0), "\(command): \(json.messages)")
                #expect(Self.isDocument(json.output), "\(command) --json: \(json.output)\(json.messages)")
                try Self.expectDocumentedKeys(json.output, command)

                let failed = try await dealer.start(command + ["--json", "--tenant", "nobody"]).finished()
                try Self.expectFailure(failed, 65, command)
                let misread = try await book.end(command + ["--json", "--no-such-option"])
                try Self.expectFailure(misread, 64, command)
            }
        }
    }

    /// The keys `Sources/Dunwell/JSON.md` names for a command, those that may be left out marked; `nil` for a command it
    /// does not name.
    private static func documentedKeys(_ command: [String]) throws -> [String]? {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Dunwell/JSON.md")
        for line in try String(contentsOf: page.standardized, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            guard cells.count == 3, cells[0].hasPrefix("`") else { continue }
            let words = cells[0].trimmingCharacters(in: ["`"]).split(separator: " ").map(String.init)
            if Array(command.prefix(words.count)) == words {
                return cells[2].split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
        return nil
    }

    private static func expectDocumentedKeys(_ output: String, _ command: [String]) throws {
        guard let documented = try documentedKeys(command) else { return }
        let found = try JSONSerialization.jsonObject(with: Data(output.utf8))
        let known = Set(documented.map { $0.replacing("?", with: "") })
        let always = Set(documented.filter { !$0.hasSuffix("?") })
        for object in found as? [[String: Any]] ?? [found as? [String: Any] ?? [:]] {
            let keys = Set(object.keys)
            #expect(keys.isSubset(of: known) && always.isSubset(of: keys), "\(command): \(keys.sorted())")
        }
    }

    private static func isDocument(_ text: String) -> Bool {
        // What cannot be read is no document.
        (try? JSONSerialization.jsonObject(with: Data(text.utf8))) != nil
    }

    private static func expectFailure(_ finished: Program.Finished, _ code: Int32, _ command: [String]) throws {
        #expect(finished.end == .exit(code), "\(command): \(finished.output)\(finished.messages)")
        let found = try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any]
        let error = try #require(found?["error"] as? [String: Any], "\(command): \(finished.output)")
        #expect(found?.keys.sorted() == ["error"] && error.keys.sorted() == ["exit_code", "message"])
        #expect(error["exit_code"] as? Int == Int(code))
        let message = try #require(error["message"] as? String)
        #expect(!message.isEmpty && finished.messages.contains(message), "\(command): \(finished.messages)")
    }

    @Test func aRefusalNamesACommandThatWorksAsItIsPrinted() async throws {
        try await Dealer.with { dealer in
            let book = try await LongNames(dealer)
            let batch = try await book.first("batch", of: "mail", "list")
            try await book.run(
                "hold", "add", "--customer", LongNames.references[5], "--reason", "attorney", "--by", "Pat")
            let refused = try await book.end(["mail", "confirm", batch, "--mailed-on", "2026-03-12", "--by", "Pat"])
            #expect(refused.end == .exit(77), "\(refused.messages)\(refused.output)")
            let line = try #require(
                refused.messages.split(separator: "\n").first { $0.contains("mail leave-out") }, "\(refused.messages)")
            let finished = try Self.shell(line.replacing("<your name>", with: "Pat"), dealer)
            #expect(finished.code == 0, "\(line): \(finished.text)")
            // What the day offers is whole in JSON as on the terminal.
            let day = try await book.end(["today", "--json", "--minutes", "600"])
            let plan = try #require(
                try JSONSerialization.jsonObject(with: Data(day.output.utf8)) as? [String: Any])
            let items = (plan["items"] as? [[String: Any]] ?? []) + (plan["if_there_is_time"] as? [[String: Any]] ?? [])
            #expect(items.count > 3)
            for command in items.compactMap({ $0["command"] as? String }) {
                #expect(
                    command.contains(" --data \(dealer.data.path(percentEncoded: false))".dropLast())
                        && command.contains(" --tenant \(LongNames.slug)"), "\(command)")
                guard !command.contains("'<"), command.contains(" show ") || command.contains(" list ") else {
                    continue
                }
                let done = try Self.shell(command[...], dealer)
                #expect(done.code == 0, "\(command): \(done.text)")
            }
        }
    }

    /// Runs a line as a person pastes it, from another directory.
    private static func shell(_ line: Substring, _ dealer: Dealer) throws -> (code: Int32, text: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", String(line)]
        process.currentDirectoryURL = URL(filePath: "/")
        process.environment = ProcessInfo.processInfo.environment
            .filter { !$0.key.hasPrefix("DUNWELL_") && !$0.key.hasPrefix("PG") }.merging(dealer.environment) { $1 }
        let pipe = Pipe()
        (process.standardOutput, process.standardError) = (pipe, pipe)
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
