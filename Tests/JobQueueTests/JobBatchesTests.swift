import Foundation
import Postgres
import Receivables
import Testing

@testable import JobQueue

struct JobBatchesTests {
    /// Leaves a trace with the number of rows each later `UPDATE` of `jobs` changed.
    private static func countRows(_ queue: QueueFixture) async throws {
        try await queue.superuser.transaction {
            try $0.script(
                """
                CREATE FUNCTION count_changed() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO traces (note) SELECT count(*)::text FROM changed; RETURN NULL; END';
                CREATE TRIGGER count_changed AFTER UPDATE ON jobs REFERENCING NEW TABLE AS changed
                    FOR EACH STATEMENT EXECUTE FUNCTION count_changed()
                """)
        }
    }

    @Test func resumingTouchesNoMoreThanABatchInOneStatement() async throws {
        try await QueueFixture.with { queue in
            let ids = try await queue.pool.transaction { transaction in
                try transaction.pauseJobs(.kind("trace"), reason: "looking into it")
                return try transaction.enqueue((1...5).map { try Trace.job("\($0)") }).map(\.id)
            }
            _ = try await queue.worker(.with()).workUntilIdle()
            for id in ids { #expect(try await queue.state(id) == .paused) }
            try await Self.countRows(queue)
            #expect(try await queue.pool.transaction { try $0.resumeJobs(.kind("trace"), batch: 2) } == 5)
            #expect(try await queue.traces() == ["2", "2", "1", "0"])
            for id in ids { #expect(try await queue.state(id) == .available) }
        }
    }

    @Test func movingATenantsClockTouchesNoMoreThanABatchInOneStatement() async throws {
        try await QueueFixture.with { queue in
            let (tenant, other) = (Identifier<Tenant>(), Identifier<Tenant>())
            let due = BusinessInstant(microseconds: 4_000_000_000_000_000)  // in the year 2096
            var ids: [JobID] = []
            for number in 1...5 {
                ids += try await queue.enqueue(
                    Trace.job("\(number)", tenant: tenant, at: .business(due, offset: .none)),
                    Trace.job("\(number)", tenant: other, at: .business(due, offset: .none)))
            }
            try await Self.countRows(queue)
            let offset = ClockOffset(microseconds: 86_400_000_000)
            #expect(try await queue.pool.transaction { try $0.moveJobs(of: tenant, to: offset, batch: 2) } == 5)
            #expect(try await queue.traces() == ["2", "2", "1", "0"])
            for (index, id) in ids.enumerated() {
                let isOurs = index.isMultiple(of: 2)
                #expect(try await queue.record(id)?.runAt == due.server(offset: isOurs ? offset : .none))
            }
        }
    }
}
