package import Foundation

extension Bool: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .bool }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.append(self ? 1 : 0) }

    package init(decoding cell: PostgresCell) throws {
        guard cell.oid == PostgresType.bool.oid else { throw cell.mismatch(expected: "boolean") }
        self = try cell.integer(UInt8.self, expected: "boolean") != 0
    }
}

extension Int16: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int2 }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.appendBigEndian(self) }

    package init(decoding cell: PostgresCell) throws {
        guard cell.oid == PostgresType.int2.oid else { throw cell.mismatch(expected: "smallint") }
        self = try cell.integer(Int16.self, expected: "smallint")
    }
}

extension Int32: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int4 }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.appendBigEndian(self) }

    package init(decoding cell: PostgresCell) throws {
        switch cell.oid {
        case PostgresType.int4.oid: self = try cell.integer(Int32.self, expected: "integer")
        case PostgresType.int2.oid: self = Int32(try cell.integer(Int16.self, expected: "integer"))
        default: throw cell.mismatch(expected: "integer")
        }
    }
}

extension Int64: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.appendBigEndian(self) }

    /// Reads any whole-number type. The sum of a `bigint` column is `numeric`: write `sum(…)::bigint`.
    package init(decoding cell: PostgresCell) throws {
        switch cell.oid {
        case PostgresType.int8.oid: self = try cell.integer(Int64.self, expected: "bigint")
        case PostgresType.int4.oid: self = Int64(try cell.integer(Int32.self, expected: "bigint"))
        case PostgresType.int2.oid: self = Int64(try cell.integer(Int16.self, expected: "bigint"))
        case PostgresType.numeric.oid: throw cell.mismatch(expected: "bigint (cast the expression with ::bigint)")
        default: throw cell.mismatch(expected: "bigint")
        }
    }
}

extension Int: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .int8 }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.appendBigEndian(Int64(self)) }

    package init(decoding cell: PostgresCell) throws { self = Int(try Int64(decoding: cell)) }
}

/// For measurements and statistics only; amounts are whole numbers of minor units.
extension Double: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .float8 }

    package func encodeBinary(into buffer: inout [UInt8]) throws { buffer.appendBigEndian(bitPattern) }

    package init(decoding cell: PostgresCell) throws {
        switch cell.oid {
        case PostgresType.float8.oid:
            self = Double(bitPattern: try cell.integer(UInt64.self, expected: "double precision"))
        case PostgresType.float4.oid:
            self = Double(Float(bitPattern: try cell.integer(UInt32.self, expected: "double precision")))
        default: throw cell.mismatch(expected: "double precision")
        }
    }
}

/// U+0000 is refused before binding: the server cannot hold it, and a C client would cut the text there unseen.
extension String: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .text }

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        let start = buffer.count
        buffer.append(contentsOf: utf8)
        guard !buffer[start...].contains(0) else { throw PostgresError.invalidText }
    }

    /// Reads `text`, `varchar`, `char(n)` (with its padding) and `name`.
    package init(decoding cell: PostgresCell) throws {
        switch cell.oid {
        case PostgresType.text.oid, PostgresType.varchar.oid, PostgresType.bpchar.oid, PostgresType.characterName.oid:
            self = String(decoding: cell.bytes, as: UTF8.self)
        default: throw cell.mismatch(expected: "text")
        }
    }
}

extension UUID: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .uuid }

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        withUnsafeBytes(of: uuid) { buffer.append(contentsOf: $0) }
    }

    package init(decoding cell: PostgresCell) throws {
        guard cell.oid == PostgresType.uuid.oid, cell.bytes.count == 16 else { throw cell.mismatch(expected: "uuid") }
        self.init(uuid: cell.bytes.loadUnaligned(as: uuid_t.self))
    }
}
