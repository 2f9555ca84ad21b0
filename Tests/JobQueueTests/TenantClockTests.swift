import Foundation
import Postgres
import Receivables
import Testing

@testable import JobQueue

struct TenantClockTests {
    private static let day: Int64 = 86_400
    private let tenant = Identifier<Tenant>()

    private func now(_ queue: QueueFixture) async throws -> ServerInstant {
        let clock = queue.clock
        let stamp = try await queue.pool.transaction {
            try $0.row("SELECT \(clock.now) AS moment") { try $0.get("moment", as: PostgresTimestamp.self) }
        }
        return ServerInstant(microseconds: try #require(stamp).microseconds)
    }

    private func ahead(days: Int64) -> ClockOffset { ClockOffset(microseconds: days * Self.day * 1_000_000) }

    @Test func movingATenantsClockMovesItsBoundJobsInBothDirections() async throws {
        try await QueueFixture.with { queue in
            let due = BusinessInstant(try await now(queue), offset: .none).adding(seconds: 10 * Self.day)
            let ids = try await queue.enqueue(
                Trace.job("bound", tenant: tenant, at: .business(due, offset: .none)),
                Trace.job("unbound", tenant: tenant, at: .after(seconds: 10 * Self.day)),
                Trace.job("other tenant", tenant: Identifier(), at: .business(due, offset: .none)))
            let tenant = tenant
            for (days, isDue) in [(9, false), (5, false), (11, true), (3, false), (11, true)] as [(Int64, Bool)] {
                let offset = ahead(days: days)
                let moved = try await queue.pool.transaction { try $0.moveJobs(of: tenant, to: offset) }
                #expect(moved == 1)
                let runAt = try #require(try await queue.record(ids[0])).runAt
                #expect(runAt == due.server(offset: offset))
                #expect((runAt <= (try await now(queue))) == isDue)
            }
            #expect(try await queue.worker(.with()).workUntilIdle().succeeded == 1)
            #expect(try await queue.traces() == ["bound"])
        }
    }

    @Test func movingTheClockBackRollsBackWithItsTransaction() async throws {
        struct Refused: Error {}
        try await QueueFixture.with { queue in
            let due = BusinessInstant(try await now(queue), offset: .none).adding(seconds: Self.day)
            let id = try await queue.enqueue(Trace.job(tenant: tenant, at: .business(due, offset: .none)))[0]
            let (tenant, offset) = (tenant, ahead(days: 5))
            await #expect(throws: Refused.self) {
                try await queue.pool.transaction {
                    try $0.moveJobs(of: tenant, to: offset)
                    throw Refused()
                }
            }
            #expect(try await queue.record(id)?.runAt == due.server(offset: .none))
        }
    }

    @Test func aScheduleMakesOneJobALocalDayHoweverManyWorkersAskAndClocksMove() async throws {
        struct Nightly: LocalJob {
            struct Arguments: Codable, Sendable {
                var scheduledOn: CalendarDate?
                enum CodingKeys: String, CodingKey { case scheduledOn = "scheduled_on" }
            }
            static let kind = "nightly"
            func perform(_ arguments: Arguments, _: JobContext, in transaction: Transaction) throws -> LocalOutcome {
                try transaction.execute("INSERT INTO traces (note) VALUES (\(arguments.scheduledOn?.description))")
                return .done
            }
        }
        try await QueueFixture.with { queue in
            var handlers = JobHandlers()
            try handlers.register(Nightly())
            let zone = try #require(TimeZone(identifier: "America/New_York"))
            let start = try #require(CalendarDate("2026-03-06")).instant(minuteOfDay: 720, in: zone)
            let server = try await now(queue)
            let offset = ClockOffset(microseconds: start.microseconds - server.microseconds)
            let schedule = try JobSchedule(
                "nightly", Nightly.self, .init(), tenant: tenant, Recurrence(minuteOfDay: 150, zone: zone),
                catchUp: .once)
            try await queue.pool.transaction { try $0.setSchedule(schedule, now: start, offset: offset) }
            let (tenant, worker) = (tenant, queue.worker(handlers))
            // Noon to noon over the night without a 02:30, then back four days and over the same nights again.
            for days in [0, 1, 2, 3, -1, 0, 1, 2, 3] as [Int64] {
                let moved = ClockOffset(microseconds: offset.microseconds + days * Self.day * 1_000_000)
                _ = try await queue.pool.transaction { try $0.moveJobs(of: tenant, to: moved) }
                async let one = worker.workUntilIdle()
                async let two = worker.workUntilIdle()
                _ = try await (one, two)
            }
            #expect(try await queue.traces() == ["2026-03-07", "2026-03-08", "2026-03-09"])
            let removed = try await queue.pool.transaction { try $0.removeSchedule("nightly", tenant: tenant) }
            #expect(removed)
        }
    }
}
