import Receivables
import Store
import Testing

@testable import Operations

struct MailActsTests {
    /// A produced batch with one letter in it.
    private func batch(_ tenant: TestTenant) async throws -> (Identifier<MailBatch>, Identifier<ContactAttempt>) {
        let batch = try await tenant.store.transaction(for: tenant.id) { tx in
            let open = try tx.openMailBatch(of: tenant.business.id, on: tenant.today)
            _ = try tx.markProduced(
                open.id, path: "letters.pdf", sha256: "", letters: 1, sheets: 1, at: try tx.moment().now)
            return open.id
        }
        return (batch, try await tenant.attempt(.post, state: .prepared, batch: batch))
    }

    @Test func aLetterIsAMailingOnceItsBatchIsConfirmed() async throws {
        try await TestTenant.with { tenant, _ in
            let (batch, letter) = try await batch(tenant)
            let mail = ConfirmMailing(store: tenant.store)
            #expect(try await tenant.state(of: letter) == .prepared)
            #expect(try await mail.confirm(batch, mailedOn: tenant.today, by: "Pat", for: tenant.id) == 1)
            #expect(try await tenant.state(of: letter) == .sent)
            #expect(try await mail.confirm(batch, mailedOn: tenant.today, by: "Pat", for: tenant.id) == 0)
        }
    }

    @Test(arguments: [-1, 1])
    func aMailingDayLiesBetweenTheLettersAndToday(days: Int) async throws {
        try await TestTenant.with { tenant, _ in
            let (batch, letter) = try await batch(tenant)
            #expect(
                await refusal {
                    _ = try await ConfirmMailing(store: tenant.store)
                        .confirm(batch, mailedOn: tenant.today.adding(days: days), by: "Pat", for: tenant.id)
                } == .badInput)
            #expect(try await tenant.state(of: letter) == .prepared)
        }
    }

    @Test(arguments: [
        (MailReturnReason.noSuchNumber, true, [HoldReason]()), (.deceased, false, [.deceased]),
        (.refused, false, [.manual]), (.unclaimed, false, []),
    ])
    func aReturnedLetterHasItsReasonsEffect(reason: MailReturnReason, isBad: Bool, holds: [HoldReason]) async throws {
        try await TestTenant.with { tenant, _ in
            let (batch, letter) = try await batch(tenant)
            let mail = ConfirmMailing(store: tenant.store)
            #expect(
                await refusal { _ = try await mail.returned(letter, reason: reason, by: "Pat", for: tenant.id) }
                    == .notAllowed)
            _ = try await mail.confirm(batch, mailedOn: tenant.today, by: "Pat", for: tenant.id)
            for _ in 1...2 { _ = try await mail.returned(letter, reason: reason, by: "Pat", for: tenant.id) }
            let facts = try await tenant.facts()
            #expect(try await tenant.state(of: letter) == .returned)
            #expect(facts.contactPoints.first { $0.id == tenant.post }?.isBad == isBad)
            #expect(facts.holds.map(\.reason) == holds)
        }
    }
}
