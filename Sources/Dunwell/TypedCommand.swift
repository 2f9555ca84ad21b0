import Foundation
import LocalPostgres

/// A command as it can be typed in another terminal, whatever its directory and environment are there.
struct TypedCommand {
    /// The data directory the command is for.
    let data: URL
    /// How this program was called.
    var called = ProcessInfo.processInfo.arguments.first ?? "dunwell"

    /// The whole line: the program, the command, and the data directory unless it is the one every command finds.
    func line(_ command: String) -> String {
        // Found on the path it is found there again.
        let program = called.contains("/") ? quoted(absolute(URL(filePath: called))) : "dunwell"
        return "\(program) \(command)" + (isFoundAnywhere ? "" : " --data \(quoted(absolute(data)))")
    }

    /// The same for a command that begins with the program's name.
    func whole(_ command: String) -> String {
        command.hasPrefix("dunwell ") ? line(String(command.dropFirst("dunwell ".count))) : command
    }

    private var isFoundAnywhere: Bool {
        let standard = LocalPostgresOptions.defaultDataDirectory
        return standard.path(percentEncoded: false).hasPrefix("/") && geteuid() == 0
            && absolute(data) == absolute(standard)
    }

    private func absolute(_ url: URL) -> String {
        let path = url.standardizedFileURL.path(percentEncoded: false)
        return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    private func quoted(_ path: String) -> String {
        let plain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+".contains($0)) }
        return plain ? path : "'\(path.replacing("'", with: "'\\''"))'"
    }
}
