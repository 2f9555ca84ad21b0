import Foundation
package import Postgres
package import Receivables

// How the shared nouns travel to and from the database.

extension CalendarDate: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { PostgresDate.postgresType }
    package func encodeBinary(into buffer: inout [UInt8]) throws {
        try PostgresDate(daysSinceEpoch: daysSinceEpoch).encodeBinary(into: &buffer)
    }
    package init(decoding cell: PostgresCell) throws {
        self.init(daysSinceEpoch: try PostgresDate(decoding: cell).daysSinceEpoch)
    }
}

extension BusinessInstant: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { PostgresTimestamp.postgresType }
    package func encodeBinary(into buffer: inout [UInt8]) throws {
        try PostgresTimestamp(microseconds: microseconds).encodeBinary(into: &buffer)
    }
    package init(decoding cell: PostgresCell) throws {
        self.init(microseconds: try PostgresTimestamp(decoding: cell).microseconds)
    }
}

extension ServerInstant: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { PostgresTimestamp.postgresType }
    package func encodeBinary(into buffer: inout [UInt8]) throws {
        try PostgresTimestamp(microseconds: microseconds).encodeBinary(into: &buffer)
    }
    package init(decoding cell: PostgresCell) throws {
        self.init(microseconds: try PostgresTimestamp(decoding: cell).microseconds)
    }
}

extension Identifier: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { UUID.postgresType }
    package func encodeBinary(into buffer: inout [UInt8]) throws { try uuid.encodeBinary(into: &buffer) }
    package init(decoding cell: PostgresCell) throws { self.init(try UUID(decoding: cell)) }
}

/// A column holds text that is not in its list: the schema and the code are of different versions.
package struct UnknownStoredValue: Error, CustomStringConvertible {
    let column: String
    package var description: String {
        "column \(column) holds a value this version does not know; run dunwell migrate status"
    }
}

extension Row {
    /// A text column whose values are the cases of an enumeration.
    func choice<Choice: RawRepresentable<String>>(_ column: String, as: Choice.Type = Choice.self) throws -> Choice {
        guard let choice = Choice(rawValue: try get(column, as: String.self)) else {
            throw UnknownStoredValue(column: column)
        }
        return choice
    }

    /// The same for a column that may be null.
    func optionalChoice<Choice: RawRepresentable<String>>(_ column: String) throws -> Choice? {
        guard let text = try getOptional(column, as: String.self) else { return nil }
        guard let choice = Choice(rawValue: text) else { throw UnknownStoredValue(column: column) }
        return choice
    }

    /// An amount from a `bigint` column of minor units and its currency column.
    func money(_ column: String, currency: String = "currency") throws -> Money {
        guard let known = Currency(try get(currency, as: String.self)) else {
            throw UnknownStoredValue(column: currency)
        }
        return Money(minorUnits: try get(column, as: Int64.self), currency: known)
    }
}
