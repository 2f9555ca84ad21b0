import DatabaseTesting
import JobQueue
import Postgres
import Receivables
import Store
import Testing

@testable import Operations

struct ResolveDoubtTests {
    private static func job(_ tenant: TestTenant, _ attempt: Identifier<ContactAttempt>) throws -> NewJob {
        try NewJob(SendContact.self, SendContact.Arguments(attempt: attempt), tenant: tenant.id)
    }

    /// An attempt and its job, both in doubt for two hours, as a worker that died while talking leaves them.
    private static func doubt(
        _ tenant: TestTenant, _ database: TestDatabase, attemptIs state: AttemptState = .inDoubt
    ) async throws -> (job: JobID, attempt: Identifier<ContactAttempt>) {
        let attempt = try await tenant.attempt(.email, state: state)
        let id = try await database.service.transaction { transaction in
            let id = try transaction.enqueue([Self.job(tenant, attempt)])[0].id
            try transaction.execute(
                """
                UPDATE jobs SET state = 'in_doubt', talking_since = now() - interval '2 hours' WHERE id = \(id.number)
                """)
            return id
        }
        return (id, attempt)
    }

    private static func jobState(_ id: JobID, _ database: TestDatabase) async throws -> JobState? {
        try await database.service.transaction { try $0.job(id)?.state }
    }

    @Test(arguments: [
        (ResolveDoubt.Finding.sent, AttemptState.inDoubt, AttemptState.sent, JobState.succeeded),
        (.notSent, .inDoubt, .refused, .cancelled), (.sent, .talking, .sent, .succeeded),
        (.notSent, .talking, .refused, .cancelled),
    ])
    func aPersonsWordSettlesTheAttemptAndItsJobAndWhyTellsIt(
        finding: ResolveDoubt.Finding, before: AttemptState, after: AttemptState, job: JobState
    ) async throws {
        try await TestTenant.with { tenant, database in
            let doubt = try await Self.doubt(tenant, database, attemptIs: before)
            try await ResolveDoubt(store: tenant.store)
                .resolve(doubt.job, as: finding, reason: "the relay's log of that hour")
            #expect(try await tenant.state(of: doubt.attempt) == after)
            #expect(try await Self.jobState(doubt.job, database) == job)
            let why = try await ExplainContact(store: tenant.store)
                .explain(customer: tenant.customerReference, upTo: nil, for: tenant.id)
            #expect(why.reasons.map(\.decision.attempt) == [doubt.attempt])
            #expect(why.reasons[0].decision.words.hasSuffix("the relay's log of that hour"))
        }
    }

    @Test func aDayThatCannotBeChangesNeitherTheAttemptNorItsJob() async throws {
        try await TestTenant.with { tenant, database in
            let doubt = try await Self.doubt(tenant, database)
            let resolve = ResolveDoubt(store: tenant.store)
            for (finding, day, reason) in [
                (ResolveDoubt.Finding.sent, tenant.today.adding(days: 1), "seen"),
                (.sent, tenant.today.adding(days: -1), "seen"), (.notSent, tenant.today, "seen"),
                (.sent, tenant.today, ""),
            ] {
                let refused = await refusal {
                    try await resolve.resolve(doubt.job, as: finding, on: day, reason: reason)
                }
                #expect(refused == .badInput, "\(finding) \(day)")
            }
            #expect(try await tenant.state(of: doubt.attempt) == .inDoubt)
            #expect(try await Self.jobState(doubt.job, database) == .inDoubt)
        }
    }

    @Test func onlyAJobInDoubtIsResolvedAndOnlyOnce() async throws {
        try await TestTenant.with { tenant, database in
            let doubt = try await Self.doubt(tenant, database)
            let resolve = ResolveDoubt(store: tenant.store)
            try await resolve.resolve(doubt.job, as: .notSent, reason: "not in the log")
            await #expect(throws: JobQueueError.wrongState(doubt.job, .cancelled, needed: "in doubt")) {
                try await resolve.resolve(doubt.job, as: .sent, reason: "found it")
            }
            #expect(try await tenant.state(of: doubt.attempt) == .refused)
            await #expect(throws: JobQueueError.noSuchJob(JobID(999_999))) {
                try await resolve.resolve(JobID(999_999), as: .sent, reason: "found it")
            }
        }
    }

    @Test func theListNamesTheOwnerAndTheAge() async throws {
        try await TestTenant.with { tenant, database in
            let doubt = try await Self.doubt(tenant, database)
            let listed = try await ResolveDoubt(store: tenant.store).list()
            #expect(listed.map(\.job.id) == [doubt.job])
            #expect(listed.map(\.owner) == [tenant.slug])
            #expect(listed.map(\.message?.customer) == [tenant.customerReference])
            #expect(listed.map(\.message?.medium) == ["email"])
            #expect(listed.allSatisfy { (7_200..<10_800).contains($0.ageSeconds) })
            #expect(try await ResolveDoubt(store: tenant.store).list(of: Identifier()).isEmpty)
        }
    }
}
