import Foundation
import Operations
import Receivables
import Synchronization

/// What a command prints: data to standard output, messages to standard error.
struct Output: Sendable {
    /// Whether data is printed as JSON.
    let json: Bool
    /// Whether messages are held back.
    let quiet: Bool

    init(json: Bool, quiet: Bool = false) {
        self.json = json
        self.quiet = quiet
    }

    /// Rows under headings, at most 100 columns wide, figures set right; as JSON an array of objects whose keys are the
    /// headings in snake case.
    ///
    /// - Parameter empty: What is said, as a message, where there are no rows.
    func table(_ headings: [String], _ rows: [[TableCell]], empty: String = "nothing to list") throws {
        guard json else {
            guard !rows.isEmpty else { return message(empty) }
            let figures = headings.indices.filter { column in
                let kinds = rows.compactMap { column < $0.count ? $0[column].isFigure : nil }
                return !kinds.isEmpty && kinds.allSatisfy { $0 }
            }
            let table = TextTable(
                headings: headings, rows: rows.map { $0.map(\.words) }, widthMax: Terminal.width,
                rightAligned: Set(figures))
            return Self.write(table.text, to: .standardOutput)
        }
        try printJSON(rows.map { TableRow(headings: headings, cells: $0) })
    }

    /// Rows of words only.
    func table(_ headings: [String], _ rows: [[String]], empty: String = "nothing to list") throws {
        try table(headings, rows.map { $0.map { TableCell.text($0) } }, empty: empty)
    }

    /// One value: as JSON, or a line `key: value` for each of its parts.
    func object(_ value: some Encodable) throws {
        guard !json else { return try printJSON(value) }
        let data = try Self.encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
        let found = try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
        let width = Terminal.width
        let lines = Self.lines(found, indent: "").split(separator: "\n", omittingEmptySubsequences: false).map { line in
            // What is one word is copied: it is not parted.
            let isParted = line.count > width && !line.split(separator: " ").contains { $0.count > width - 20 }
            return isParted ? TextTable.indented(String(line), width) : String(line)
        }
        Self.write(lines.joined(separator: "\n"), to: .standardOutput)
    }

    /// Text for a reader. Left out with `--json`, where the same command prints an object.
    func text(_ text: String) {
        if !json { Self.write(text + "\n", to: .standardOutput) }
    }

    /// Text for a reader, lines wider than the terminal parted; what is indented stays so. Left out with `--json`.
    func lines(_ text: String) {
        let width = Terminal.width
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // What fits keeps its blanks: columns stand under each other.
            self.text(line.count <= width ? String(line) : TextTable.indented(String(line), width))
        }
    }

    /// Words for a reader with commands in them, in lines of the terminal's width; a command is never parted, and stands
    /// on a line of its own where it is too long for one.
    func offer(_ words: String, indent: String = "") {
        if !json { Self.write(CommandText.lines(words, indent: indent, widthMax: Terminal.width), to: .standardOutput) }
    }

    /// A sentence to whoever runs the command; never data. A command in it, between backticks or on a line of its own,
    /// is printed so that it works as it stands.
    func message(_ text: String) {
        if !quiet { Self.write(TypedCommand.ofThisCall.completing(text) + "\n", to: .standardError) }
    }

    /// What `--json` prints in place of data when a command fails.
    private struct Failed: Encodable {
        struct Error: Encodable {
            let exitCode: Int32
            let message: String
        }

        let error: Error
    }

    /// Whether this process has printed its JSON: it prints one document and no more.
    private static let hasPrintedJSON = Atomic(false)

    /// Writes a failure, whatever was asked to be quiet.
    ///
    /// - Parameter json: Whether an object with the same words goes to standard output, which holds one document however
    ///   the command ends. What was printed before the failure stays that document.
    static func failure(_ failure: CommandFailure, json: Bool) {
        let message = TypedCommand.ofThisCall.completing(failure.message)
        write("dunwell: \(message)\n", to: .standardError)
        guard json, !hasPrintedJSON.load(ordering: .relaxed) else { return }
        // Two numbers and a text always encode.
        try? Output(json: true).object(Failed(error: .init(exitCode: failure.exitCode.rawValue, message: message)))
    }

    /// Writes raw bytes of data, such as a document asked for.
    func raw(_ data: Data) { Self.write(data, to: .standardOutput) }

    private func printJSON(_ value: some Encodable) throws {
        Self.hasPrintedJSON.store(true, ordering: .relaxed)
        let data = try Self.encoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]).encode(value)
        Self.write(data + Data("\n".utf8), to: .standardOutput)
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.userInfo[.commandCompletion] = CommandCompletion { TypedCommand.ofThisCall.completing($0) }
        return encoder
    }

    private static func lines(_ value: Any, indent: String) -> String {
        switch value {
        case let object as [String: Any]:
            // What is one value comes first, so that a name is not buried under long lists.
            Self.amount(object).map { $0 + "\n" }
                ?? object.sorted {
                    (Self.isNested($0.value) ? 1 : 0, $0.key) < (Self.isNested($1.value) ? 1 : 0, $1.key)
                }
                .map { key, value in
                    let name = indent + key.replacing("_", with: " ")
                    if let items = value as? [Any], items.isEmpty { return "\(name): none\n" }
                    return Self.isNested(value)
                        ? "\(name):\n" + lines(value, indent: indent + "  ")
                        : "\(name): \(lines(value, indent: ""))"
                }.joined()
        case let array as [Any]:
            array.map { item in
                Self.isNested(item) ? lines(item, indent: indent) + "\n" : indent + lines(item, indent: "")
            }.joined()
        case is NSNull: "-\n"
        case let number as NSNumber where CFBooleanLike.isBoolean(number): number.boolValue ? "yes\n" : "no\n"
        default: "\(value)\n"
        }
    }

    private static func isNested(_ value: Any) -> Bool {
        value is [Any] || (value as? [String: Any]).map { amount($0) == nil } ?? false
    }

    /// `49.95 USD` where an object is an amount.
    private static func amount(_ object: [String: Any]) -> String? {
        guard object.count == 2, let minor = (object["amount_minor"] as? NSNumber)?.int64Value,
            let currency = (object["currency"] as? String).flatMap({ Currency($0) })
        else { return nil }
        return "\(Money(minorUnits: minor, currency: currency))"
    }

    private static func write(_ text: String, to handle: FileHandle) { write(Data(text.utf8), to: handle) }

    private static func write(_ data: Data, to handle: FileHandle) {
        // Whoever reads may have gone, as `head` does; there is nobody left to tell.
        try? handle.write(contentsOf: data)
    }
}

/// Tells JSON's true from its 1: both arrive as numbers.
private enum CFBooleanLike {
    static func isBoolean(_ number: NSNumber) -> Bool { String(cString: number.objCType) == "c" }
}
