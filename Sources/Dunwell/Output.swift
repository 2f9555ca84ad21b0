import Foundation

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

    /// Rows under headings, at most 100 columns wide; as JSON an array of objects whose keys are the headings in
    /// snake case.
    func table(_ headings: [String], _ rows: [[String]]) throws {
        guard json else {
            guard !rows.isEmpty else { return message("nothing to list") }
            Self.write(TextTable(headings: headings, rows: rows, widthMax: Terminal.width).text, to: .standardOutput)
            return
        }
        let keys = headings.map { $0.lowercased().replacing(" ", with: "_") }
        let objects = rows.map { Dictionary(zip(keys, $0)) { first, _ in first } }
        try printJSON(objects)
    }

    /// One value: as JSON, or a line `key: value` for each of its parts.
    func object(_ value: some Encodable) throws {
        guard !json else { return try printJSON(value) }
        let data = try Self.encoder([.sortedKeys, .withoutEscapingSlashes]).encode(value)
        let found = try JSONSerialization.jsonObject(with: data, options: [.fragmentsAllowed])
        Self.write(Self.lines(found, indent: ""), to: .standardOutput)
    }

    /// Text for a reader. Left out with `--json`, where the same command prints an object.
    func text(_ text: String) {
        if !json { Self.write(text + "\n", to: .standardOutput) }
    }

    /// A sentence to whoever runs the command; never data.
    func message(_ text: String) {
        if !quiet { Self.write(text + "\n", to: .standardError) }
    }

    /// Writes a failure, whatever was asked to be quiet.
    static func failure(_ failure: CommandFailure) { write("dunwell: \(failure.message)\n", to: .standardError) }

    /// Writes raw bytes of data, such as a document asked for.
    func raw(_ data: Data) { Self.write(data, to: .standardOutput) }

    private func printJSON(_ value: some Encodable) throws {
        let data = try Self.encoder([.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]).encode(value)
        Self.write(data + Data("\n".utf8), to: .standardOutput)
    }

    private static func encoder(_ formatting: JSONEncoder.OutputFormatting) -> JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        encoder.keyEncodingStrategy = .convertToSnakeCase
        return encoder
    }

    private static func lines(_ value: Any, indent: String) -> String {
        switch value {
        case let object as [String: Any]:
            // What is one value comes first, so that a name is not buried under long lists.
            object.sorted { (Self.isNested($0.value) ? 1 : 0, $0.key) < (Self.isNested($1.value) ? 1 : 0, $1.key) }
                .map { key, value in
                    let name = indent + key.replacing("_", with: " ")
                    if let items = value as? [Any], items.isEmpty { return "\(name): none\n" }
                    return value is [String: Any] || value is [Any]
                        ? "\(name):\n" + lines(value, indent: indent + "  ")
                        : "\(name): \(lines(value, indent: ""))"
                }.joined()
        case let array as [Any]:
            array.map { item in
                item is [String: Any] ? lines(item, indent: indent) + "\n" : indent + lines(item, indent: "")
            }.joined()
        case is NSNull: "-\n"
        case let number as NSNumber where CFBooleanLike.isBoolean(number): number.boolValue ? "yes\n" : "no\n"
        default: "\(value)\n"
        }
    }

    private static func isNested(_ value: Any) -> Bool { value is [String: Any] || value is [Any] }

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
