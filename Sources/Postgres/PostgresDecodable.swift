/// A value that can be read from one column of a row.
///
/// Conform a type of your own by delegating: `init(decoding cell:)` reads one of the types here and wraps it.
package protocol PostgresDecodable: PostgresArrayDecodable {
    /// Reads a cell that is not NULL. Throws `cell.mismatch(expected:)` for a type or content it does not read.
    init(decoding cell: PostgresCell) throws
}

/// A value that can be read from an array column; every `PostgresDecodable` can, as can its optional.
package protocol PostgresArrayDecodable {
    /// Reads a whole array of one dimension.
    static func decodeBinaryArray(_ cell: PostgresCell) throws -> [Self]
}

/// One column of one row as the server sent it, in binary form. Usable only while it is being decoded.
package struct PostgresCell {
    /// The column's name, for messages.
    package let column: String
    /// `pg_type.oid` of the column, or of the element for the parts of an array.
    package let oid: UInt32
    /// The server's binary form; points into the result and must not be kept.
    package let bytes: UnsafeRawBufferPointer

    /// The error for a cell that is not what the caller asked for; names column and types, never the content.
    package func mismatch(expected: String) -> PostgresError {
        .decoding(column: column, expected: expected, found: PostgresType.name(of: oid))
    }

    /// The error for a cell of the right type whose content cannot be represented, such as an infinite date.
    package func unreadable(_ expected: String, because reason: String) -> PostgresError {
        .decoding(column: column, expected: expected, found: "\(PostgresType.name(of: oid)) that is \(reason)")
    }

    /// Reads an integer of exactly the cell's width, in network order.
    package func integer<Value: FixedWidthInteger>(_ type: Value.Type, expected: String) throws -> Value {
        guard bytes.count == MemoryLayout<Value>.size else {
            throw unreadable(expected, because: "\(bytes.count) bytes long")
        }
        return Value(bigEndian: bytes.loadUnaligned(as: Value.self))
    }
}

extension PostgresDecodable {
    package static func decodeBinaryArray(_ cell: PostgresCell) throws -> [Self] {
        try BinaryArray.elements(of: cell, expected: "an array of \(Self.self)") { element in
            guard let element else {
                throw cell.unreadable(
                    "an array of \(Self.self)", because: "holding a NULL (read an array of optionals)")
            }
            return try Self(decoding: element)
        }
    }
}

extension Optional: PostgresArrayDecodable where Wrapped: PostgresDecodable {
    package static func decodeBinaryArray(_ cell: PostgresCell) throws -> [Wrapped?] {
        try BinaryArray.elements(of: cell, expected: "an array of \(Wrapped.self)") { element in
            guard let element else { return nil }
            return try Wrapped(decoding: element)
        }
    }
}

extension UInt8: PostgresArrayDecodable {
    package static func decodeBinaryArray(_ cell: PostgresCell) throws -> [UInt8] {
        guard cell.oid == PostgresType.bytea.oid else { throw cell.mismatch(expected: "bytea") }
        return Array(cell.bytes)
    }
}

extension Array: PostgresArrayDecodable where Element: PostgresArrayDecodable {}

extension Array: PostgresDecodable where Element: PostgresArrayDecodable {
    package init(decoding cell: PostgresCell) throws { self = try Element.decodeBinaryArray(cell) }
}
