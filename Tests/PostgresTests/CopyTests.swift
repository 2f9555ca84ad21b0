import DatabaseTesting
import Postgres
import Testing

@Suite struct CopyTests {
    private struct BrokenFile: Error {}

    @Test func dataIsStreamedInAndOut() async throws {
        try await TestDatabase.withEmpty { pool in
            let (copied, bytes, lines) = try await pool.transaction { tx in
                try tx.script("CREATE TEMPORARY TABLE staged (line bigint, note text) ON COMMIT DROP")
                var next = 0
                let copied = try tx.copyIn(unsafeSQL: "COPY staged FROM STDIN (FORMAT csv)") {
                    next += 1
                    return next > 20_000 ? nil : Array("\(next),\"a, b\"\n".utf8)
                }
                var bytes = 0
                var lines = 0
                try tx.copyOut(unsafeSQL: "COPY (SELECT * FROM staged) TO STDOUT (FORMAT csv)") {
                    bytes += $0.count
                    lines += 1
                }
                return (copied, bytes, lines)
            }
            #expect(copied == 20_000)
            #expect(lines == 20_000)
            #expect(bytes == (1...20_000).reduce(0) { $0 + "\($1),\"a, b\"\n".utf8.count })
        }
    }

    @Test func aProducerThatFailsEndsTheCopyAndItsErrorIsThrownOn() async throws {
        try await TestDatabase.withEmpty { pool in
            let single = try await ErrorTests.single(like: pool)
            try await single.transaction { try $0.script("CREATE TABLE staged (line bigint)") }
            await #expect(throws: BrokenFile.self) {
                try await single.transaction { tx in
                    var sent = 0
                    _ = try tx.copyIn(unsafeSQL: "COPY staged FROM STDIN") {
                        sent += 1
                        if sent > 100 { throw BrokenFile() }
                        return Array("\(sent)\n".utf8)
                    }
                }
            }
            // The same connection goes on, and nothing was kept.
            let count = try await single.transaction { tx in
                try tx.row("SELECT count(*) AS n FROM staged") { try $0.get("n", as: Int.self) }
            }
            #expect(count == 0)
            await single.close()
        }
    }

    @Test func aRowTheServerRefusesIsAnError() async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in
                    try tx.script("CREATE TEMPORARY TABLE staged (line bigint) ON COMMIT DROP")
                    var pieces = [Array("1\n".utf8), Array("secret\n".utf8)].makeIterator()
                    _ = try tx.copyIn(unsafeSQL: "COPY staged FROM STDIN") { pieces.next() }
                }
            }
            #expect(error?.sqlState == "22P02")
            #expect(String(describing: error).contains("secret") == false)
        }
    }

    @Test func aSinkThatFailsLeavesTheTransactionUsable() async throws {
        try await TestDatabase.withEmpty { pool in
            let after = try await pool.transaction { tx in
                do {
                    try tx.copyOut(unsafeSQL: "COPY (SELECT generate_series(1, 5000)) TO STDOUT") { _ in
                        throw BrokenFile()
                    }
                } catch is BrokenFile {}
                return try tx.row("SELECT 1 AS n") { try $0.get("n", as: Int.self) }
            }
            #expect(after == 1)
        }
    }

    @Test func anotherStatementThanCopyIsRefused() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in _ = try tx.copyIn(unsafeSQL: "SELECT 1") { nil } }
            }
            await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in try tx.copyOut(unsafeSQL: "SELECT * FROM nowhere") { _ in } }
            }
        }
    }
}
