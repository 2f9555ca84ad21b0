/// A `jsonb` value as the text the server gives for it.
package struct JSONText: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
    /// One JSON value. The server refuses text that is not (22P02) and keeps its own order of keys.
    package var text: String

    package init(text: String) { self.text = text }

    package static var postgresType: PostgresType { .jsonb }

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        // Source: PostgreSQL, src/backend/utils/adt/jsonb.c, `jsonb_recv`: a version byte, then the text.
        buffer.append(1)
        try text.encodeBinary(into: &buffer)
    }

    package init(decoding cell: PostgresCell) throws {
        switch cell.oid {
        case PostgresType.jsonb.oid:
            guard cell.bytes.first == 1 else { throw cell.unreadable("jsonb", because: "in an unknown version") }
            text = String(decoding: cell.bytes.dropFirst(), as: UTF8.self)
        case PostgresType.json.oid: text = String(decoding: cell.bytes, as: UTF8.self)
        default: throw cell.mismatch(expected: "jsonb")
        }
    }
}

/// A `timestamptz` value: a moment, in microseconds since 1970-01-01T00:00:00Z.
package struct PostgresTimestamp: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
    package var microseconds: Int64

    package init(microseconds: Int64) { self.microseconds = microseconds }

    package static var postgresType: PostgresType { .timestamptz }

    // The server counts from 2000-01-01T00:00:00Z.
    private static let epochOffset: Int64 = 946_684_800_000_000

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        let (value, overflow) = microseconds.subtractingReportingOverflow(Self.epochOffset)
        guard !overflow else { throw PostgresError.unsupportedParameter("a moment outside the server's range") }
        buffer.appendBigEndian(value)
    }

    /// Refuses `infinity`, which is no moment.
    package init(decoding cell: PostgresCell) throws {
        guard cell.oid == PostgresType.timestamptz.oid else { throw cell.mismatch(expected: "timestamptz") }
        let value = try cell.integer(Int64.self, expected: "timestamptz")
        let (shifted, overflow) = value.addingReportingOverflow(Self.epochOffset)
        guard value != .min, value != .max, !overflow else {
            throw cell.unreadable("timestamptz", because: "infinite")
        }
        microseconds = shifted
    }
}

/// A `date` value: a calendar day without a zone, in days since 1970-01-01.
package struct PostgresDate: Hashable, Sendable, PostgresEncodable, PostgresDecodable {
    package var daysSinceEpoch: Int

    package init(daysSinceEpoch: Int) { self.daysSinceEpoch = daysSinceEpoch }

    package static var postgresType: PostgresType { .date }

    // The server counts from 2000-01-01.
    private static let epochOffset = 10_957

    package func encodeBinary(into buffer: inout [UInt8]) throws {
        let (shifted, overflow) = daysSinceEpoch.subtractingReportingOverflow(Self.epochOffset)
        guard !overflow, let value = Int32(exactly: shifted) else {
            throw PostgresError.unsupportedParameter("a date outside the server's range")
        }
        buffer.appendBigEndian(value)
    }

    /// Refuses `infinity`, which is no day.
    package init(decoding cell: PostgresCell) throws {
        guard cell.oid == PostgresType.date.oid else { throw cell.mismatch(expected: "date") }
        let value = try cell.integer(Int32.self, expected: "date")
        guard value != .min, value != .max else { throw cell.unreadable("date", because: "infinite") }
        daysSinceEpoch = Int(value) + Self.epochOffset
    }
}
