import Foundation
import Ledger
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

/// Letters that tell the customer what a person did for them.
struct ActLetterTests {
    private func words(_ attempt: AttemptRecord?) throws -> String { try #require(attempt?.contentJSON) }

    @Test(arguments: Language.allCases)
    func aFeeTakenOffIsToldByMailWithWhatIsStillOpen(language: Language) async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE customers SET language = '\(language.rawValue)'")
            try await book.charge(5_00)
            let request = WaiveFees.Request(
                customerReference: "C-1001", role: .owner, by: "Dana", idempotencyKey: "w")
            _ = try await WaiveFees(store: book.store).waive(request, for: book.id)
            _ = try await WaiveFees(store: book.store).waive(request, for: book.id)
            try await book.work()
            let told = try await book.attempts().filter { $0.stepKey == "waiver" }
            #expect(told.map(\.medium) == [.email] && told.map(\.state) == [.sent])
            let mail = try words(told.first)
            #expect(mail.contains("$5.00") && mail.contains("$149.85"))
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func withoutAnyAddressNothingIsWrittenAndTheActStands() async throws {
        try await LiveBook.with { book in
            try await book.store.transaction(for: book.id) { tx in
                for point in [book.tenant.email, book.tenant.post] {
                    try tx.markContactPointBad(point, reason: "returned", at: try tx.moment(), source: "test")
                }
            }
            try await book.charge(5_00)
            let request = WaiveFees.Request(customerReference: "C-1001", role: .owner, by: "Dana", idempotencyKey: "w")
            let waived = try await WaiveFees(store: book.store).waive(request, for: book.id)
            try await book.work()
            #expect(waived.map(\.isNew) == [true])
            #expect(try await book.attempts().isEmpty)
        }
    }
}

/// Ways of paying in parts that a message offers.
struct PlanOfferMessageTests {
    /// Everything softer than the offer is done; the offer is next.
    private func offer(_ book: LiveBook) async throws {
        try await book.raw(
            """
            INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor, currency)
            SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'AG-1', '{burglar}', 4995, 'USD'
            FROM collection_cases
            """)
        for (number, step) in ["statement", "first-call", "satisfaction", "nudge", "second-call"].enumerated() {
            _ = try await book.tenant.attempt(.email, step: step, state: .sent)
            let day = "2026-02-\(10 + 3 * number)"
            try await book.raw(
                """
                UPDATE contact_attempts SET planned_on = '\(day)', sent_on = DATE '\(day)', sent_at = '\(day) 17:00Z'
                WHERE step_key = '\(step)'
                """)
        }
        try await book.run()
        try await book.work()
    }

    @Test func onlyWhatTheEngineComputedIsOfferedAndEachCanBeAccepted() async throws {
        try await LiveBook.with { book in
            try await offer(book)
            let sent = try #require(try await book.attempts().first { $0.stepKey == "plan-offer" })
            #expect(sent.state == .sent, "\(sent.detail)")
            let quotes = try await book.store.transaction(for: book.id) {
                try $0.planQuotes(ofCase: book.tenant.caseID)
            }
            #expect(quotes.count == 2, "a collector may grant two parts or three")
            let asking = PlanAsking(
                store: book.store, registry: try TestTenant.plugins(), sealer: .init(book.keyring), spool: book.spool,
                logger: TestTenant.quiet)
            let offer = try PlanText.value(PlanOffer.self, quotes[1].offerJSON)
            let words = try #require(sent.contentJSON)
            for part in offer.installments { #expect(words.contains(part.amount.decimalText)) }
            _ = try await AcceptPlan(asking).accept(quotes[1].id, how: "mail", by: "Pat", reviewedBy: nil, for: book.id)
        }
    }

    @Test func withoutAPlanProviderTheStepIsLeftOutWithItsReasonAndTheLadderGoesOn() async throws {
        try await LiveBook.with { book in
            try await book.store.transaction(for: book.id) { tx -> Void in
                try tx.setPlugin("installments", enabled: false)
            }
            try await offer(book)
            let left = try #require(try await book.attempts().first { $0.stepKey == "plan-offer" })
            #expect(left.state == .refused && left.detail.contains("no plan provider"), "\(left.detail)")
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().contains { $0.stepKey == "formal-letter" })
        }
    }
}

extension LiveBook {
    /// A late fee behind every rule's back.
    fileprivate func charge(_ cents: Int64) async throws {
        try await store.transaction(for: id) { tx -> Void in
            let today = try tx.moment().today
            let entry = try LedgerEntry.fee(
                ReceivableAccount(tenant.receivable, of: tenant.customer, in: tenant.business.id), .usd(cents: cents),
                EntryHeading(effectiveOn: today, idempotencyKey: "late-fee:test"))
            _ = try tx.post([entry], today: today)
        }
    }
}
