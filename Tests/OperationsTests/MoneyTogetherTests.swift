import DatabaseTesting
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Two people at once on the same customer's money: what one does is done once, what both do adds up.
struct MoneyTogetherTests {
    /// Runs an act several times at once and tells what each came to.
    private func together<Result: Sendable>(
        _ count: Int = 6, _ act: @escaping @Sendable (Int) async throws -> Result
    ) async -> (results: [Result], refused: [any Error]) {
        await withTaskGroup(of: Swift.Result<Result, any Error>.self) { group in
            for number in 0..<count {
                group.addTask {
                    do { return .success(try await act(number)) } catch { return .failure(error) }
                }
            }
            var results: [Result] = [], refused: [any Error] = []
            for await outcome in group {
                switch outcome {
                case .success(let result): results.append(result)
                case .failure(let error): refused.append(error)
                }
            }
            return (results, refused)
        }
    }

    private func isSound(_ tenant: TestTenant, owed: Int64) async throws {
        #expect(try await tenant.owed() == owed)
        #expect(try await VerifyLedger(store: tenant.store)(tenant.id).findings.isEmpty)
    }

    private func payment(_ tenant: TestTenant, _ cents: Int64, key: String) -> RecordPayment.Payment {
        RecordPayment.Payment(
            amount: .usd(cents: cents), paidOn: tenant.today, customerReference: "C-1001", idempotencyKey: key)
    }

    @Test func onePaymentTypedByAllIsRecordedOnceAndAllHearTheSameEntry() async throws {
        try await TestTenant.with { tenant, _ in
            let done = await together { _ in
                try await RecordPayment(store: tenant.store).record(payment(tenant, 10_00, key: "k"), for: tenant.id)
            }
            #expect(done.refused.isEmpty)
            #expect(done.results.count { $0.isNew } == 1 && Set(done.results.map(\.entry)).count == 1)
            try await isSound(tenant, owed: 139_85)
        }
    }

    @Test func differentPaymentsAddUpAndWhatIsTooMuchLiesUnapplied() async throws {
        try await TestTenant.with { tenant, _ in
            let done = await together { number in
                try await RecordPayment(store: tenant.store).record(
                    payment(tenant, 30_00, key: "k\(number)"), for: tenant.id)
            }
            #expect(done.refused.isEmpty && done.results.allSatisfy(\.isNew))
            let lying = try done.results.map(\.unapplied).total(in: .usd)
            #expect(lying == .usd(cents: 180_00 - 149_85))
            try await isSound(tenant, owed: 0)
        }
    }

    @Test func anEntryIsReversedOnceWhoeverAsks() async throws {
        try await TestTenant.with { tenant, _ in
            let paid = try await RecordPayment(store: tenant.store).record(
                payment(tenant, 200_00, key: "k"), for: tenant.id)
            let done = await together { number in
                try await ReversePayment(store: tenant.store).reverse(
                    paid.entry, on: nil, reason: "returned", idempotencyKey: "r\(number)", for: tenant.id
                ).entry
            }
            #expect(done.results.count == 1)
            #expect(done.refused.count == 5)
            for error in done.refused { #expect("\(error)".contains("already reversed"), "\(error)") }
            try await isSound(tenant, owed: 149_85)
        }
    }

    @Test func lyingMoneyIsSpentOnceBetweenApplyingAndGivingItBack() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.lay(unapplied: 20_00, on: tenant.today)
            let done = await together { number in
                if number.isMultiple(of: 2) {
                    var request = ApplyUnapplied.Request(customerReference: "C-1001", idempotencyKey: "a\(number)")
                    request.amount = .usd(cents: 20_00)
                    _ = try await ApplyUnapplied(store: tenant.store).apply(request, for: tenant.id)
                } else {
                    _ = try await RefundUnapplied(store: tenant.store).refund(
                        .usd(cents: 20_00), customer: "C-1001", business: nil, on: nil, reason: "asked-for",
                        idempotencyKey: "f\(number)", for: tenant.id)
                }
            }
            #expect(done.results.count == 1)
            for error in done.refused { #expect(error is ActRefused, "\(error)") }
            let owed = try await tenant.owed()
            #expect(owed == 149_85 || owed == 129_85)
            try await isSound(tenant, owed: owed)
        }
    }

    @Test func paymentsCreditsAndReversalsAtOnceNeverMeetHalfway() async throws {
        try await TestTenant.with { tenant, _ in
            let first = try await RecordPayment(store: tenant.store).record(
                payment(tenant, 160_00, key: "first"), for: tenant.id)
            _ = try await tenant.bill(
                "INV-2", .usd(cents: 50_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            let done = await together(9) { number in
                switch number % 3 {
                case 0:
                    _ = try await RecordPayment(store: tenant.store).record(
                        payment(tenant, 1_00, key: "p\(number)"), for: tenant.id)
                case 1:
                    _ = try await GiveCredit(store: tenant.store).give(
                        .usd(cents: 1_00), on: "INV-2", customer: "C-1001", business: nil, reason: "goodwill",
                        role: .owner, by: "Dana", idempotencyKey: "c\(number)", for: tenant.id)
                default:
                    _ = try await ReversePayment(store: tenant.store).reverse(
                        first.entry, on: nil, reason: "returned", idempotencyKey: "r", for: tenant.id)
                }
            }
            #expect(done.refused.isEmpty, "\(done.refused)")
            try await isSound(tenant, owed: 149_85 + 50_00 - 3_00 - 3_00)
        }
    }
}
