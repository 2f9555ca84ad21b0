import DatabaseTesting
import Postgres
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

    @Test func aLaterReasonThatAsksForMoreIsFollowedAndAWeakerOneIsNot() async throws {
        try await TestTenant.with { tenant, _ in
            let (batch, letter) = try await batch(tenant)
            let mail = ConfirmMailing(store: tenant.store)
            _ = try await mail.confirm(batch, mailedOn: tenant.today, by: "Pat", for: tenant.id)
            _ = try await mail.returned(letter, reason: .attemptedNotKnown, by: "Pat", for: tenant.id)
            let weaker = try await mail.returned(letter, reason: .unclaimed, by: "Pat", for: tenant.id)
            #expect(!weaker.isNew && weaker.reason == .attemptedNotKnown)
            let stronger = try await mail.returned(letter, reason: .deceased, by: "Pat", for: tenant.id)
            #expect(stronger.isNew && stronger.effect == .deceased)
            #expect(try await tenant.facts().holds.map(\.reason) == [.deceased])
        }
    }

    @Test func aLetterIsFoundByWhatItPrints() async throws {
        try await TestTenant.with { tenant, _ in
            let (batch, letter) = try await batch(tenant)
            let find = FindLetter(store: tenant.store)
            func found(_ reference: String, in batch: Identifier<MailBatch>? = nil) async throws
                -> Identifier<ContactAttempt>
            { try await find.mailed(to: reference, in: batch, for: tenant.id) }
            #expect(await refusal { _ = try await found("C-1001") } == .unknown)
            _ = try await ConfirmMailing(store: tenant.store)
                .confirm(batch, mailedOn: tenant.today, by: "Pat", for: tenant.id)
            #expect(try await found("C-1001") == letter)
            #expect(try await found("C-1001", in: batch) == letter)
            #expect(await refusal { _ = try await found("C-9") } == .unknown)
            #expect(await refusal { _ = try await found("C-1001", in: Identifier()) } == .unknown)
            let letters = try await find.letters(in: batch, for: tenant.id)
            #expect(letters.map(\.letter.id) == [letter])
            #expect(letters.map(\.customer.reference) == ["C-1001"])
            _ = try await tenant.attempt(.post, state: .sent, ordinal: 2, batch: batch)
            #expect(await refusal { _ = try await found("C-1001", in: batch) } == .badInput)
        }
    }

    @Test func aConversationGoesOnFromItsLatestMails() async throws {
        try await TestTenant.with { tenant, database in
            for ordinal in 1...25 { _ = try await tenant.attempt(.email, state: .sent, ordinal: ordinal) }
            try await database.superuser.transaction {
                try $0.script(
                    """
                    UPDATE contact_attempts SET message_id = '<' || ordinal || '@northwind.example>',
                        sent_at = TIMESTAMPTZ '2026-03-09 12:00Z' + ordinal * INTERVAL '1 day'
                    """)
            }
            let ids = try await tenant.store.transaction(for: tenant.id) { try $0.messageIDs(of: tenant.caseID) }
            #expect(ids == (6...25).map { "<\($0)@northwind.example>" })
        }
    }
}
