import Receivables
import Store
import Testing

@testable import Operations

struct DryRunTests {
    private func forgetTheLook(_ book: LiveBook) async throws {
        try await MuteTenant(store: book.store).mute(book.id, reason: "restored")
        try await book.raw("UPDATE tenants SET dry_run_seen_at = NULL")
    }

    @Test func aDryRunOfAMutedTenantShowsWhatWouldLeave() async throws {
        try await LiveBook.with { book in
            try await forgetTheLook(book)
            let report = try await book.run(dryRun: true)
            #expect(report.isMuted && report.planned == 1)
            #expect(report.lines.first?.verdict == "send" && report.lines.first?.business == "Northwind Alarm")
            try await MuteTenant(store: book.store).unmute(book.id)
            #expect(try await book.run().planned == 1)
        }
    }

    @Test func aMutedTenantIsBlockedInTruth() async throws {
        try await LiveBook.with { book in
            try await MuteTenant(store: book.store).mute(book.id, reason: "restored")
            let report = try await book.run()
            #expect(report.isMuted && report.planned == 0)
        }
    }

    @Test(arguments: [
        "UPDATE collection_cases SET policy_version_id = NULL",
        "UPDATE collection_cases SET next_look_on = '2027-01-01'",
    ])
    func aDryRunOverNothingIsNoLook(nothing: String) async throws {
        try await LiveBook.with { book in
            try await forgetTheLook(book)
            try await book.raw(nothing)
            let report = try await book.run(dryRun: true)
            #expect(report.looked == 0 && report.cases == 1)
            #expect(await refusal { try await MuteTenant(store: book.store).unmute(book.id) } == .notAllowed)
        }
    }

    @Test func everyCaseStandsInOneColumn() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08"), furtherCustomers: 2) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE value LIKE '%1@%' OR value LIKE '1 Elm%'")
            let report = try await book.run(dryRun: true)
            let columns = [
                report.planned, report.blocked, report.waiting, report.asleep, report.nothing, report.locate,
            ]
            #expect(report.looked == 3 && columns.reduce(0, +) == 3)
        }
    }

    @Test func aBalanceTooSmallIsNamed() async throws {
        try await LiveBook.with(today: day("2026-03-09")) { book in
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 149_85 - 14_99), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            try await book.run()
            #expect(try await book.attempts().map(\.stepKey) == ["receipt"])
            try await book.moveClock(to: day("2026-03-10"))
            try await book.knowPayments()
            let words = try await book.run(dryRun: true).lines.first?.words
            #expect(words?.contains("balance") == true, "\(words ?? "")")
        }
    }
}
