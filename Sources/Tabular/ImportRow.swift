/// One row of a file as canonical values of its kind's fields, ready to be staged.
///
/// Values are texts in the form `FieldType` states; money is in the smallest units of the row's `currency`.
package struct ImportRow: Sendable, Hashable {
    package let kind: ImportKind
    /// Physical line of the file where the row begins.
    package let line: Int
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var present: UInt64 = 0

    /// A row without values; `append` follows once for each field, in the kind's order.
    init(kind: ImportKind, line: Int) {
        self.kind = kind
        self.line = line
        bytes.reserveCapacity(128)
        ends.reserveCapacity(kind.fields.count)
    }

    /// Gives the next field its value.
    mutating func append(_ value: (some Collection<UInt8>)?) {
        if let value {
            bytes.append(contentsOf: value)
            present |= 1 << UInt64(ends.count)
        }
        ends.append(bytes.count)
    }

    /// Gives the next field no value.
    mutating func appendNone() { append(nil as ArraySlice<UInt8>?) }

    /// The value of the field at a position of `kind.fields`; `nil` where the file had none.
    package subscript(index: Int) -> String? {
        bytes(at: index).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The value of a field by name. Naming a field the kind does not have is a mistake of the programmer.
    package subscript(field: String) -> String? {
        guard let index = kind.index(of: field) else { preconditionFailure("no field of this name in this kind") }
        return self[index]
    }

    /// The UTF-8 bytes of a value, without making a `String`.
    package func bytes(at index: Int) -> ArraySlice<UInt8>? {
        guard present & (1 << UInt64(index)) != 0 else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Columns of the staged row: `line`, then the kind's fields.
    package static func stagingColumns(of kind: ImportKind) -> [String] { ["line"] + kind.fields.map(\.name) }

    /// Appends the row as one line of COPY's text form, in the order of `stagingColumns`: tabs between values, `\N` for
    /// none, backslash, tab, CR and LF escaped, LF at the end.
    ///
    /// Source: PostgreSQL 15, COPY, "Text Format".
    package func appendCopyText(to output: inout [UInt8]) {
        output.append(contentsOf: String(line).utf8)
        for index in kind.fields.indices {
            output.append(UInt8(ascii: "\t"))
            if let value = bytes(at: index) {
                CopyText.append(value, to: &output)
            } else {
                output.append(contentsOf: CopyText.null)
            }
        }
        output.append(UInt8(ascii: "\n"))
    }

    /// `appendCopyText` as one text.
    package var copyTextLine: String {
        var output: [UInt8] = []
        appendCopyText(to: &output)
        return String(decoding: output, as: UTF8.self)
    }
}

/// The escapes of COPY's text form. Source: PostgreSQL 15, COPY, "Text Format".
package enum CopyText {
    /// What stands for no value.
    package static let null: [UInt8] = [UInt8(ascii: "\\"), UInt8(ascii: "N")]

    /// Appends one value with its escapes.
    package static func append(_ value: some Collection<UInt8>, to output: inout [UInt8]) {
        for byte in value {
            switch byte {
            case UInt8(ascii: "\\"): output.append(contentsOf: [byte, byte])
            case UInt8(ascii: "\t"): output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "t")])
            case UInt8(ascii: "\n"): output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "n")])
            case UInt8(ascii: "\r"): output.append(contentsOf: [UInt8(ascii: "\\"), UInt8(ascii: "r")])
            default: output.append(byte)
            }
        }
    }
}
