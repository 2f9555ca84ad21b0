import DatabaseTesting
import JobQueue
import Receivables
import Store
import Testing

@testable import Operations

struct TenantActsTests {
    @Test func aNewTenantIsMutedAndItsSlugIsItsOwn() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { database in
            let onboard = OnboardTenant(store: Store(pool: database.service))
            let made = try await onboard.create(slug: "acme", name: "Acme", timeZone: "America/Denver", isTest: false)
            #expect(made.isMuted && !made.dryRunSeen)
            #expect(
                await refusal {
                    _ = try await onboard.create(slug: "acme", name: "Other", timeZone: "America/Denver", isTest: false)
                } == .badInput)
        }
    }

    @Test(arguments: [("Acme", "America/Denver"), ("acme", "America/Nowhere"), ("", "America/Denver")])
    func aSlugOrZoneThatCannotBeUsedIsRefused(slug: String, zone: String) async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { database in
            let onboard = OnboardTenant(store: Store(pool: database.service))
            #expect(
                await refusal { _ = try await onboard.create(slug: slug, name: "Acme", timeZone: zone, isTest: false) }
                    == .badInput)
        }
    }

    /// What every message prints is refused where it is given, not when the first message is written.
    @Test(arguments: ["Monday to Friday, 9 to 5", "", "5-1 09:00-17:00", "1-5 17:00-09:00", "1-5 09:00-25:00", ";"])
    func hoursThatNoMessageCanPrintAreRefused(hours: String) async throws {
        try await TestTenant.with { tenant, _ in
            let onboard = OnboardTenant(store: tenant.store)
            func business(_ reference: String, _ hours: String) -> BusinessRecord {
                BusinessRecord(
                    id: Identifier(), reference: reference, legalName: "Contoso Alarm LLC", brandName: "Contoso",
                    addressLines: ["1 Main St", "Brooklyn NY 11201"], phone: "+17185550101", phoneHours: hours,
                    fromEmail: "billing@contoso.example", replyEmail: "billing@contoso.example", payURL: nil,
                    remittanceLines: ["PO Box 1"])
            }
            #expect(
                await refusal { try await onboard.addBusiness(business("second", hours), to: tenant.id) } == .badInput)
            try await onboard.addBusiness(business("second", "1-5 09:00-17:00; 6 09:00-12:00"), to: tenant.id)
        }
    }

    @Test func aTenantSpeaksOnlyAfterADryRunWasLookedAt() async throws {
        try await TestTenant.with { tenant, _ in
            let mute = MuteTenant(store: tenant.store)
            #expect(await refusal { try await mute.unmute(tenant.id) } == .notAllowed)
            try await tenant.store.transaction(for: tenant.id) { try $0.markDryRunSeen(at: try $0.moment().now) }
            try await mute.unmute(tenant.id)
            #expect(try await tenant.store.transaction(for: tenant.id) { try $0.tenant().isMuted } == false)
            try await mute.mute(tenant.id, reason: "a complaint")
            #expect(try await tenant.store.transaction(for: tenant.id) { try $0.tenant().isMuted })
        }
    }

    @Test func theClockGoesToADayAndBackAgain() async throws {
        try await TestTenant.with { tenant, _ in
            let clock = MoveClock(store: tenant.store)
            let ahead = try await clock.move(tenant.id, to: .moment(day("2026-06-01"), minuteOfDay: 9 * 60))
            #expect(ahead.moment.today == day("2026-06-01"))
            let back = try await clock.move(tenant.id, to: .moment(day("2026-03-01"), minuteOfDay: 9 * 60))
            #expect(back.moment.today == day("2026-03-01"))
            #expect(try await tenant.facts().nextLookOn <= day("2026-03-01"))
            let next = try await clock.move(tenant.id, to: .by(seconds: 86_400))
            #expect(next.moment.today == day("2026-03-02"))
        }
    }

    @Test(arguments: [
        MoveClock.Destination.by(seconds: 999_999_999_999 * 86_400), .by(seconds: .max), .by(seconds: .min),
        .moment(CalendarDate("2101-01-01")!, minuteOfDay: 0), .moment(CalendarDate("1970-01-01")!, minuteOfDay: 0),
    ])
    func aClockIsNotMovedFurtherThanFiftyYears(destination: MoveClock.Destination) async throws {
        try await TestTenant.with { tenant, _ in
            let clock = MoveClock(store: tenant.store)
            let before = try await tenant.store.transaction(for: tenant.id) { try $0.tenant().offset }
            #expect(await refusal { _ = try await clock.move(tenant.id, to: destination) } == .badInput)
            #expect(try await tenant.store.transaction(for: tenant.id) { try $0.tenant().offset } == before)
        }
    }

    @Test func aRealTenantsClockDoesNotMove() async throws {
        try await TestDatabase.withMigrated(migrations: Store.migrations) { database in
            let store = Store(pool: database.service)
            let made = try await OnboardTenant(store: store)
                .create(slug: "acme", name: "Acme", timeZone: "America/Denver", isTest: false)
            #expect(
                await refusal { _ = try await MoveClock(store: store).move(made.id, to: .by(seconds: 60)) }
                    == .notAllowed)
        }
    }
}
