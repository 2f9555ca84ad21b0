/// A value that can be bound as one parameter of a statement.
///
/// Conform a type of your own by delegating to one of the types here: the same `postgresType`, and `encodeBinary`
/// of the value it wraps.
package protocol PostgresEncodable: PostgresArrayEncodable {
    /// The type the parameter is declared with; the server does not guess.
    static var postgresType: PostgresType { get }

    /// Appends the server's binary form, without a length in front.
    ///
    /// Throws for a value the server cannot hold, such as text with U+0000; the error names no value.
    func encodeBinary(into buffer: inout [UInt8]) throws
}

/// A value that can stand in an array parameter. Every `PostgresEncodable` can, as can its optional (a NULL element);
/// bytes alone differ: an array of them is one `bytea`.
package protocol PostgresArrayEncodable: Sendable {
    /// The type of a whole array of these.
    static var postgresArrayType: PostgresType { get }

    /// Appends the binary form of a whole array.
    static func encodeBinaryArray(_ elements: [Self], into buffer: inout [UInt8]) throws
}

extension PostgresEncodable {
    package static var postgresArrayType: PostgresType { postgresType.array }

    package static func encodeBinaryArray(_ elements: [Self], into buffer: inout [UInt8]) throws {
        try BinaryArray.append(
            elements.count, of: postgresType, hasNulls: false, into: &buffer
        ) { index, buffer in
            try elements[index].encodeBinary(into: &buffer)
            return true
        }
    }
}

extension Optional: PostgresArrayEncodable where Wrapped: PostgresEncodable {
    package static var postgresArrayType: PostgresType { Wrapped.postgresType.array }

    package static func encodeBinaryArray(_ elements: [Wrapped?], into buffer: inout [UInt8]) throws {
        let hasNulls = elements.contains { $0 == nil }
        try BinaryArray.append(
            elements.count, of: Wrapped.postgresType, hasNulls: hasNulls, into: &buffer
        ) { index, buffer in
            guard let element = elements[index] else { return false }
            try element.encodeBinary(into: &buffer)
            return true
        }
    }
}

extension UInt8: PostgresArrayEncodable {
    package static var postgresArrayType: PostgresType { .bytea }

    package static func encodeBinaryArray(_ elements: [UInt8], into buffer: inout [UInt8]) throws {
        buffer.append(contentsOf: elements)
    }
}

extension Array: PostgresArrayEncodable where Element: PostgresArrayEncodable {}

extension Array: PostgresEncodable where Element: PostgresArrayEncodable {
    package static var postgresType: PostgresType { Element.postgresArrayType }

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        try Element.encodeBinaryArray(self, into: &buffer)
    }
}

extension [UInt8] {
    /// Appends an integer in network order, as every binary form of the server has it.
    package mutating func appendBigEndian<Value: FixedWidthInteger>(_ value: Value) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }

    mutating func overwriteBigEndian(_ value: Int32, at position: Int) {
        Swift.withUnsafeBytes(of: value.bigEndian) { bytes in
            for (offset, byte) in bytes.enumerated() { self[position + offset] = byte }
        }
    }
}
