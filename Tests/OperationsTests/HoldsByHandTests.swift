import DatabaseTesting
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Holds a person adds and lifts.
struct HoldsByHandTests {
    private func add(_ reason: HoldReason, until: CalendarDate? = nil, _ tenant: TestTenant) async throws -> Identifier<
        Hold
    > {
        try await HoldCustomer(store: tenant.store).add(
            reason, customer: tenant.customerReference, business: nil, until: until, note: "", source: "letter",
            for: tenant.id)
    }

    @Test func noHoldIsLiftedWithoutAReasonAndAPerson() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = HoldCustomer(store: tenant.store)
            let id = try await add(.bankruptcy, tenant)
            for (reason, person) in [("", "Lee"), ("  ", "Lee"), ("dismissed", "")] {
                let found = await refusal {
                    try await desk.lift(id, reason: reason, source: person, role: .manager, for: tenant.id)
                }
                #expect(found == .badInput)
            }
            #expect(try await tenant.facts().holds.map { $0.binds(on: tenant.today) } == [true])
        }
    }

    @Test func whatStandsIsNotAddedTwiceAndMayBeMadeLonger() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await add(.hardship, until: tenant.today.adding(days: 10), tenant)
            #expect(
                await refusal { _ = try await add(.hardship, until: tenant.today.adding(days: 9), tenant) }
                    == .notAllowed)
            _ = try await add(.hardship, until: tenant.today.adding(days: 20), tenant)
            _ = try await add(.bankruptcy, tenant)
            #expect(await refusal { _ = try await add(.bankruptcy, tenant) } == .notAllowed)
            #expect(try await CaseTaskDesk(store: tenant.store).list(for: tenant.id).count == 1)
        }
    }

    @Test func liftingEndsTheLookAndTellsWhatStillBinds() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = HoldCustomer(store: tenant.store)
            let id = try await add(.bankruptcy, tenant)
            let other = try await add(.hardship, tenant)
            #expect(try await desk.lift(id, reason: "dismissed", source: "Lee", role: .manager, for: tenant.id))
            #expect(try await CaseTaskDesk(store: tenant.store).list(for: tenant.id).isEmpty)
            #expect(try await desk.binding(beside: id, for: tenant.id).map(\.id) == [other])
        }
    }

    @Test func aCancellationAddedByHandRestsUntilTheOwnerHasLooked() async throws {
        try await LiveBook.with { book in
            _ = try await add(.cancellationClaim, book.tenant)
            let hold = try #require(try await book.tenant.facts().holds.first)
            #expect(hold.heldUntil == nil && hold.reviewOn == day("2026-03-23"))
            let tasks = try await CaseTaskDesk(store: book.store).list(for: book.id)
            #expect(tasks.map(\.kind) == ["find-the-cancellation"] && tasks.map(\.role) == ["owner"])
            #expect(tasks.first?.dueOn == day("2026-03-23"))
        }
    }
}
