import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct TypeTests {
    /// Sends a value, and reads what the server made of it as text and as the value again.
    private func roundTrip<Value: PostgresEncodable & PostgresDecodable & Sendable>(
        _ value: Value, in pool: PostgresPool
    ) async throws -> (text: String, back: Value) {
        let found = try await pool.transaction { tx in
            try tx.row("SELECT \(value) AS back, \(value)::text AS text") { row in
                (text: try row.get("text", as: String.self), back: try row.get("back", as: Value.self))
            }
        }
        return try #require(found)
    }

    @Test func everyValueComesBackAndTheServerReadsItAsMeant() async throws {
        try await TestDatabase.withEmpty { pool in
            func check<Value: PostgresEncodable & PostgresDecodable & Equatable & Sendable>(
                _ value: Value, _ text: String
            ) async throws {
                let found = try await roundTrip(value, in: pool)
                #expect(found.back == value)
                #expect(found.text == text)
            }
            try await check(true, "true")
            try await check(Int16.min, "-32768")
            try await check(Int32.max, "2147483647")
            try await check(Int64.min, "-9223372036854775808")
            try await check(Int.max, "9223372036854775807")
            try await check(-0.5, "-0.5")
            try await check("", "")
            try await check("naïve 🐎 'quoted' \\ \u{202E}", "naïve 🐎 'quoted' \\ \u{202E}")
            let uuid = UUID()
            try await check(uuid, uuid.uuidString.lowercased())
            try await check([UInt8]([0, 1, 255]), "\\x0001ff")
            try await check([UInt8](), "\\x")
            try await check(JSONText(text: #"{"a": [1, null]}"#), #"{"a": [1, null]}"#)
            try await check(PostgresDate(daysSinceEpoch: 0), "1970-01-01")
            try await check(PostgresDate(daysSinceEpoch: 15_885), "2013-06-29")
            try await check(PostgresDate(daysSinceEpoch: -1), "1969-12-31")
            try await check(PostgresTimestamp(microseconds: 1), "1970-01-01 00:00:00.000001+00")
        }
    }

    @Test func arraysComeBackWithTheirNulls() async throws {
        try await TestDatabase.withEmpty { pool in
            let found1 = try await roundTrip([1, 2, 3], in: pool).text
            #expect(found1 == "{1,2,3}")
            let found2 = try await roundTrip([Int](), in: pool).back
            #expect(found2 == [])
            let found3 = try await roundTrip(["a", "{", ""], in: pool).back
            #expect(found3 == ["a", "{", ""])
            let found4 = try await roundTrip(["a", nil, "c"] as [String?], in: pool).back
            #expect(found4 == ["a", nil, "c"])
            let found5 = try await roundTrip([nil, 2] as [Int?], in: pool).text
            #expect(found5 == "{NULL,2}")
            let found6 = try await roundTrip([[UInt8]]([[0, 1], []]), in: pool).back
            #expect(found6 == [[0, 1], []])
            let uuids = [UUID(), UUID()]
            let found7 = try await roundTrip(uuids, in: pool).back
            #expect(found7 == uuids)
            let dates = [PostgresDate(daysSinceEpoch: 1)]
            let found8 = try await roundTrip(dates, in: pool).back
            #expect(found8 == dates)
        }
    }

    @Test func anArrayWithANullIsNotReadAsOneWithout() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in
                    try tx.rows("SELECT ARRAY[1, NULL]::bigint[] AS numbers") { try $0.get("numbers", as: [Int].self) }
                }
            }
        }
    }

    @Test func anOptionalBindsNull() async throws {
        try await TestDatabase.withEmpty { pool in
            let missing: Int? = nil
            let found = try await pool.transaction { tx in
                try tx.row("SELECT \(missing) AS value, \(missing) IS NULL AS isNull") {
                    (try $0.getOptional("value", as: Int.self), try $0.get("isnull", as: Bool.self))
                }
            }
            #expect(found?.0 == nil)
            #expect(found?.1 == true)
        }
    }

    @Test(arguments: ["\0", "admin\0@evil.example", "ends with it\0"])
    func textWithU0000IsRefusedBeforeItIsSent(text: String) async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.invalidText) {
                try await pool.transaction { try $0.execute("SELECT \(text)") }
            }
            await #expect(throws: PostgresError.invalidText) {
                try await pool.transaction { try $0.execute("SELECT \([text])") }
            }
            await #expect(throws: PostgresError.invalidText) {
                try await pool.transaction { try $0.execute("SELECT \(JSONText(text: "\"\(text)\""))") }
            }
        }
    }

    @Test func aParameterOverTheLimitIsRefused() async throws {
        try await TestDatabase.withEmpty { pool in
            let large = [UInt8](repeating: 7, count: PostgresParameter.maximumBytes + 1)
            await #expect(throws: PostgresError.parameterTooLarge(limit: PostgresParameter.maximumBytes)) {
                try await pool.transaction { try $0.execute("SELECT \(large)") }
            }
        }
    }

    @Test func aWrongTypeNamesColumnAndTypesButNotTheValue() async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in
                    try tx.rows("SELECT 'secret'::text AS note") { try $0.get("note", as: Int.self) }
                }
            }
            #expect(error == .decoding(column: "note", expected: "bigint", found: "text"))
            #expect(String(describing: error).contains("secret") == false)
        }
    }

    @Test(arguments: [
        ("SELECT NULL::bigint AS n" as SQL, "NULL"), ("SELECT 1::bigint AS other", "not in the result"),
        ("SELECT 1::bigint AS n, 2::bigint AS n", "in the result more than once"), ("SELECT 1.5 AS n", "numeric"),
        ("SELECT 'infinity'::date AS n", "date"),
    ])
    func aColumnThatIsNotThereAsAskedIsAnError(sql: SQL, found: String) async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in try tx.rows(sql) { try $0.get("n", as: Int.self) } }
            }
            guard case .decoding(let column, _, let actual) = error else {
                Issue.record("expected a decoding error")
                return
            }
            #expect(column == "n")
            #expect(actual == found)
        }
    }

    @Test func infinityIsNoDate() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in
                    try tx.rows("SELECT 'infinity'::date AS day") { try $0.get("day", as: PostgresDate.self) }
                }
            }
        }
    }
}
