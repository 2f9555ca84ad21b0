import DatabaseTesting
import Postgres
import Testing

@Suite struct TransactionTests {
    private struct Refusal: Error {}

    @Test func anErrorOfTheBodyRollsBackAndIsThrownOn() async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction { try $0.script("CREATE TABLE notes (id bigint)") }
            await #expect(throws: Refusal.self) {
                try await pool.transaction { tx in
                    try tx.execute("INSERT INTO notes VALUES (1)")
                    throw Refusal()
                }
            }
            let found1 = try await count("notes", pool)
            #expect(found1 == 0)
        }
    }

    @Test func aSwallowedFailureIsNotCommittedAsIfNothingHadHappened() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.transactionAborted) {
                try await pool.transaction { tx in
                    do { try tx.execute("SELECT 1/0") } catch {}
                }
            }
        }
    }

    @Test func twoTransactionsThatCannotBeOrderedAreRepeatedAndBothCount() async throws {
        try await TestDatabase.withEmpty { pool in
            try await pool.transaction { try $0.script("CREATE TABLE sums (n bigint); INSERT INTO sums VALUES (0)") }
            let runs = Tally()
            // Both first runs have read before either writes, so one of them must be repeated.
            let bothHaveRead = Meeting(of: 2)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<2 {
                    group.addTask {
                        try await pool.transaction(isolation: .serializable) { tx in
                            let run = runs.next()
                            let n = try tx.row("SELECT n FROM sums") { try $0.get("n", as: Int.self) }
                            if run <= 2 { bothHaveRead.wait() }
                            try tx.execute("UPDATE sums SET n = \((n ?? 0) + 1)")
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(runs.value >= 3)
            let sum = try await pool.transaction { try $0.row("SELECT n FROM sums") { try $0.get("n", as: Int.self) } }
            #expect(sum == 2)
        }
    }

    @Test func aRepetitionThatNeverSucceedsEndsWithTheServersError() async throws {
        try await TestDatabase.withEmpty { pool in
            let runs = Tally()
            await #expect(throws: PostgresError.serializationFailure) {
                try await pool.transaction { tx in
                    runs.next()
                    try tx.execute("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(runs.value == PostgresPool.attemptsMax)
        }
    }

    @Test func moreThanOneRowIsAnErrorWhereOneIsExpected() async throws {
        try await TestDatabase.withEmpty { pool in
            await #expect(throws: PostgresError.unexpectedRowCount(expected: "at most one row", found: "2 rows")) {
                try await pool.transaction { tx in
                    try tx.row("SELECT generate_series(1, 2) AS n") { try $0.get("n", as: Int.self) }
                }
            }
        }
    }

    @Test func executeSaysHowManyRowsItTouched() async throws {
        try await TestDatabase.withEmpty { pool in
            let touched = try await pool.transaction { tx in
                try tx.script("CREATE TEMPORARY TABLE numbers (n bigint) ON COMMIT DROP")
                try tx.execute("INSERT INTO numbers SELECT unnest(\([1, 2, 3]))")
                return try tx.execute("DELETE FROM numbers WHERE n > \(1)")
            }
            #expect(touched == 2)
        }
    }

    @Test func aSavepointUndoesOnlyItsOwnPart() async throws {
        try await TestDatabase.withEmpty { pool in
            let left = try await pool.transaction { tx in
                try tx.script("CREATE TABLE numbers (n bigint PRIMARY KEY)")
                for n in [1, 1, 2] {
                    do { try tx.savepoint { try tx.execute("INSERT INTO numbers VALUES (\(n))") } } catch {}
                }
                return try tx.rows("SELECT n FROM numbers ORDER BY n") { try $0.get("n", as: Int.self) }
            }
            #expect(left == [1, 2])
        }
    }

    @Test func rowsCanBeTakenOneByOneAndLeftHalfWay() async throws {
        try await TestDatabase.withEmpty { pool in
            let sum = try await pool.transaction { tx in
                var sum = 0
                try tx.forEach("SELECT generate_series(1, 10000)::bigint AS n") { sum += try $0.get("n", as: Int.self) }
                return sum
            }
            #expect(sum == 50_005_000)
            let after = try await pool.transaction { tx in
                do {
                    try tx.forEach("SELECT generate_series(1, 10000) AS n") { _ in throw Refusal() }
                } catch is Refusal {}
                return try tx.row("SELECT 7 AS n") { try $0.get("n", as: Int.self) }
            }
            #expect(after == 7)
        }
    }

    @Test func anErrorInTheMiddleOfRowsIsThrown() async throws {
        try await TestDatabase.withEmpty { pool in
            let error = await #expect(throws: PostgresError.self) {
                try await pool.transaction { tx in
                    try tx.forEach("SELECT 100 / (5000 - n) AS n FROM generate_series(1, 10000) AS n") { _ in }
                }
            }
            #expect(error?.sqlState == "22012")
        }
    }

    private func count(_ table: String, _ pool: PostgresPool) async throws -> Int? {
        try await pool.transaction { tx in
            try tx.row("SELECT count(*) AS n FROM \(unsafeSQL: table)") { try $0.get("n", as: Int.self) }
        }
    }
}
