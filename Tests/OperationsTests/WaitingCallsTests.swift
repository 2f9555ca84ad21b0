import Foundation
import Receivables
import Store
import Testing

@testable import Operations

struct WaitingCallsTests {
    private func waiting(_ tenant: TestTenant) async throws -> [WaitingCalls.Call] {
        try await WaitingCalls(store: tenant.store, registry: try TestTenant.plugins()).list(for: tenant.id)
    }

    /// A tenant that may speak, whose payments are known up to today, with one open task.
    private func ready(_ tenant: TestTenant) async throws -> Identifier<ContactAttempt> {
        try await tenant.store.transaction(for: tenant.id) { tx in
            try tx.markDryRunSeen(at: try tx.moment().now)
            try tx.markFresh(
                tenant.business.id, kind: "payments", asOf: tenant.today, today: tenant.today)
            try tx.setPlugin("phone-log", enabled: true)
        }
        try await MuteTenant(store: tenant.store).unmute(tenant.id)
        return try await tenant.attempt(.telephone, step: "first-call", state: .taskOpen)
    }

    @Test func aTaskMayBeCalledWhileNothingStandsAgainstIt() async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await ready(tenant)
            let calls = try await waiting(tenant)
            #expect(calls.map(\.task.id) == [task])
            #expect(calls.map(\.words) == [""])
            #expect(calls.allSatisfy { $0.mayCall })
        }
    }

    @Test func whoHasPaidIsNotCalled() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await ready(tenant)
            _ = try await RecordPayment(store: tenant.store).record(
                RecordPayment.Payment(
                    amount: .usd(cents: 149_85), paidOn: tenant.today, customerReference: tenant.customerReference,
                    idempotencyKey: "k"), for: tenant.id)
            let calls = try await waiting(tenant)
            #expect(calls.map(\.mayCall) == [false])
            #expect(calls.map(\.words) == ["nothing is left to ask for"])
        }
    }

    @Test func whoIsHeldIsNotCalled() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await ready(tenant)
            _ = try await HoldCustomer(store: tenant.store).add(
                .attorney, customer: tenant.customerReference, business: nil, until: nil, note: "", source: "Pat",
                for: tenant.id)
            let calls = try await waiting(tenant)
            #expect(calls.map(\.mayCall) == [false])
            #expect(calls.allSatisfy { !$0.words.isEmpty })
        }
    }

    @Test func aMutedTenantCallsNobody() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await ready(tenant)
            try await MuteTenant(store: tenant.store).mute(tenant.id, reason: "a complaint")
            #expect(try await waiting(tenant).map(\.mayCall) == [false])
        }
    }

    @Test func aWindowThatEndedIsSaid() async throws {
        try await TestTenant.with { tenant, _ in
            _ = try await ready(tenant)
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 4 * 86_400))
            #expect(try await waiting(tenant).first?.words == "its window ended on 2026-03-12")
        }
    }
}
