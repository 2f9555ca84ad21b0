import ArgumentParser
import Foundation
import LocalPostgres

/// A command as it can be typed in another terminal, whatever its directory and environment are there.
struct TypedCommand: Sendable {
    /// The data directory the command is for.
    let data: URL
    /// Short name of the tenant a command is for that does not name its own; `nil` when none is known.
    var tenant: String?
    /// How this program was called.
    var called = ProcessInfo.processInfo.arguments.first ?? "dunwell"

    /// What this process was asked about: the directory and the tenant that were typed, whether or not the rest of the
    /// line could be read.
    static let ofThisCall = TypedCommand(arguments: Array(CommandLine.arguments.dropFirst()))

    init(data: URL, tenant: String? = nil, called: String? = nil) {
        (self.data, self.tenant) = (data, tenant)
        if let called { self.called = called }
    }

    init(arguments: [String]) {
        func value(_ option: String) -> String? {
            let next = arguments.firstIndex(of: option).map { $0 + 1 }
            if let next, next < arguments.count { return arguments[next] }
            return arguments.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
        }
        // Settings that cannot be read are an error of their own, told by whoever needs them.
        let settings = try? Settings()
        data =
            value("--data").map { URL(filePath: $0, directoryHint: .isDirectory) } ?? settings?.dataDirectory
            ?? LocalPostgresOptions.defaultDataDirectory
        tenant = value("--tenant")
    }

    /// The whole line: the program, the command, and the data directory unless it is the one every command finds.
    func line(_ command: String) -> String {
        let options = Self.options(of: command)
        var line = "\(program) \(command)"
        if let tenant, options.contains("--tenant"), !Self.names("--tenant", command) {
            line += " --tenant \(quoted(tenant))"
        }
        if options.contains("--data"), !Self.names("--data", command), !isFoundAnywhere {
            line += " --data \(quoted(absolute(data)))"
        }
        return line
    }

    /// The same for a command that begins with the program's name.
    func whole(_ command: String) -> String {
        command.hasPrefix("dunwell ") ? line(String(command.dropFirst("dunwell ".count))) : command
    }

    /// A text with every command in it completed: those between backticks, and those that have a line to themselves.
    func completing(_ text: String) -> String {
        text.replacing(/`(dunwell [^`]+)`/) { "`\(whole(String($0.output.1)))`" }
            .split(separator: "\n", omittingEmptySubsequences: false).map { line in
                let indent = line.prefix { $0 == " " }
                return indent + whole(String(line.dropFirst(indent.count)))
            }.joined(separator: "\n")
    }

    /// A command's words, each whole: what stands in quotes is never parted, and keeps its quotes.
    static func words(_ command: String) -> [String] {
        var words = [""]
        var quote: Character?
        var isEscaped = false
        for character in command {
            if character == " ", quote == nil {
                words.append("")
                continue
            }
            if isEscaped {
                isEscaped = false
            } else if character == "\\", quote == nil {
                isEscaped = true
            } else if character == quote {
                quote = nil
            } else if quote == nil, character == "'" || character == "\"" {
                quote = character
            }
            words[words.count - 1].append(character)
        }
        return words.filter { !$0.isEmpty }
    }

    private static func names(_ option: String, _ command: String) -> Bool {
        words(command).contains { $0 == option || $0.hasPrefix(option + "=") }
    }

    /// Those of `--tenant` and `--data` the command takes; none for a question about its help and for what is no
    /// command.
    private static func options(of command: String) -> Set<String> {
        let words = words(command)
        guard !words.contains("--help") else { return [] }
        var found: any ParsableCommand.Type = DunwellCommand.self
        for word in words {
            guard let next = found.configuration.subcommands.first(where: { $0._commandName == word }) else { break }
            found = next
        }
        while let next = found.configuration.defaultSubcommand { found = next }
        guard found.configuration.subcommands.isEmpty else { return [] }
        let help = DunwellCommand.helpMessage(for: found, columns: 200)
        return Set(["--tenant", "--data"].filter { help.contains("\($0) <") })
    }

    // Found on the path it is found there again.
    private var program: String { called.contains("/") ? quoted(absolute(URL(filePath: called))) : "dunwell" }

    private var isFoundAnywhere: Bool {
        let standard = LocalPostgresOptions.defaultDataDirectory
        return standard.path(percentEncoded: false).hasPrefix("/") && geteuid() == 0
            && absolute(data) == absolute(standard)
    }

    private func absolute(_ url: URL) -> String {
        let path = url.standardizedFileURL.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func quoted(_ path: String) -> String { quotedWord(path) }
}

/// A text as a shell takes it for one word.
func quotedWord(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+:".contains($0)) }
    return isPlain && !text.isEmpty && !text.hasPrefix("-") ? text : "'\(text.replacing("'", with: "'\\''"))'"
}
