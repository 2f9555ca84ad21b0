import Correspondence
import DatabaseTesting
import Ledger
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A late fee from the letter that names it to the statement that explains it.
///
/// Monday 9 March 2026: one invoice is late since 1 February and every soft step is done, so the formal letter is next.
/// Mailed by 12 March and five business days under way, it leaves ten days to pay. They end on a Sunday, so
/// Monday is the last day without the fee, which begins on 31 March.
struct FeeActsTests {
    static let feeDay = day("2026-03-31")

    func book(
        fee: String = "5.00", allows: String = "{fee}", stateMax: Int64? = 5_00,
        _ body: (LiveBook) async throws -> Void
    ) async throws {
        try await LiveBook.with { book in
            try await book.raw(
                """
                INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, currency, allows)
                SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'AG-1', '{burglar}', 'USD', '{fee}'
                FROM collection_cases;
                UPDATE collection_cases SET policy_version_id = NULL;
                """)
            let text = try StarterPolicies.residential().replacing("late-fee: none", with: "late-fee: \(fee)")
            _ = try await PublishPolicy(
                store: book.store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn()
            ).publish(text, note: "", for: book.id, business: nil)
            try await book.raw("UPDATE agreements SET allows = '\(allows)'")
            if let stateMax {
                try await AllowLateFees(store: book.store).set(
                    .init(
                        businessReference: nil, state: "NY", max: .usd(cents: stateMax),
                        clauseEnglish: "clause 7 of your agreement", clauseSpanish: "", source: "counsel, 2026-01-04",
                        by: "Dana"), for: book.id)
            }
            for (number, step) in ["statement", "first-call", "satisfaction", "nudge", "second-call", "plan-offer"]
                .enumerated()
            {
                _ = try await book.tenant.attempt(.email, step: step, state: .sent)
                try await book.raw(
                    """
                    UPDATE contact_attempts SET planned_on = '2026-02-\(10 + 2 * number)', sent_on = DATE '2026-02-\(10 + 2 * number)',
                        sent_at = '2026-02-\(10 + 2 * number) 17:00Z' WHERE step_key = '\(step)'
                    """)
            }
            try await body(book)
        }
    }

    /// Writes the letter and prints it.
    @discardableResult
    func letter(_ book: LiveBook) async throws -> AttemptRecord {
        try await book.run()
        try await book.work()
        _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
        try await book.work()
        return try #require(try await book.attempts().first { $0.stepKey == "formal-letter" })
    }

    func mail(_ book: LiveBook, on day: CalendarDate) async throws {
        try await book.moveClock(to: day)
        let mailing = ConfirmMailing(store: book.store)
        for batch in try await mailing.list(book.id) where batch.state == "produced" {
            _ = try await mailing.confirm(batch.id, mailedOn: day, by: "Pat", for: book.id)
        }
    }

    /// Runs the book on a day, payments known.
    @discardableResult
    func run(_ book: LiveBook, on day: CalendarDate) async throws -> RunTheBook.Report {
        try await book.moveClock(to: day)
        try await book.knowPayments()
        return try await book.run()
    }

    func fees(_ book: LiveBook) async throws -> Int64 {
        try await book.count("journal_entries", where: "kind = 'fee-charged'")
    }

    @Test func aFeeIsChargedOnItsDayAfterTheLetterWasConfirmedMailedAndOnceForEachReceivable() async throws {
        try await book { book in
            let letter = try await letter(book)
            #expect(letter.state == .prepared)
            let words = try #require(letter.contentJSON)
            for part in ["March 31, 2026", "March 30, 2026", "$5.00", "INV-1", "clause 7 of your agreement"] {
                #expect(words.contains(part), "\(part)")
            }
            try await mail(book, on: day("2026-03-10"))
            #expect(try await run(book, on: Self.feeDay.adding(days: -1)).charged == 0)
            #expect(try await fees(book) == 0)
            #expect(try await run(book, on: Self.feeDay).charged == 1)
            #expect(try await book.tenant.owed() == 154_85)
            #expect(try await book.nextLookFindings() == [])
            for later in 1..<8 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 1)
            let facts = try await book.tenant.facts()
            let note = facts.receivables[0].feeNote(
                .english, among: facts.feeNotices, of: facts.attempts)
            #expect(note == "with a late fee of $5.00, named in our letter of March 9, 2026")
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
        }
    }

    @Test func withTheLetterNeverConfirmedNoFeePosts() async throws {
        try await book { book in
            try await letter(book)
            for later in 0..<10 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test func aLetterThatCameBackBeforeTheFeeDateCarriesNoFee() async throws {
        try await book { book in
            let letter = try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: day("2026-03-20"))
            _ = try await ConfirmMailing(store: book.store).returned(
                letter.id, reason: .attemptedNotKnown, by: "Pat", for: book.id)
            for later in 0..<5 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test func aLetterMailedTooLateForItsDayCarriesNoFee() async throws {
        try await book { book in
            let letter = try await letter(book)
            try await book.moveClock(to: day("2026-03-18"))
            try await book.knowPayments()
            // Its days are not true any more: it is not confirmed unless it has left all the same.
            let mailing = ConfirmMailing(store: book.store)
            let batch = try #require(try await mailing.list(book.id).first { $0.state == "produced" })
            do {
                _ = try await mailing.confirm(batch.id, mailedOn: day("2026-03-18"), by: "Pat", for: book.id)
                Issue.record("a letter with untrue days was confirmed")
            } catch let refused as ActRefused {
                #expect(refused.description.contains("it names a fee from 2026-03-31"), "\(refused)")
            }
            let gone = try await mailing.confirm(
                batch.id, mailedOn: day("2026-03-18"), gone: [letter.id], by: "Pat", for: book.id)
            #expect(gone == 1)
            for later in 0..<5 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test func aLetterWhoseDaysPassedInThePileIsWrittenAnewWithLaterOnes() async throws {
        try await book { book in
            let first = try await letter(book)
            try await book.moveClock(to: day("2026-03-19"))
            try await book.knowPayments()
            #expect(
                try await LeaveOutLetter(store: book.store).leaveOut(
                    first.id, reason: "late", by: "Pat", for: book.id))
            try await run(book, on: day("2026-03-20"))
            try await book.work()
            let again = try #require(
                try await book.attempts().last { $0.stepKey == "formal-letter" && $0.state == .prepared })
            #expect(again.id != first.id)
            let notice = try #require(try await book.tenant.facts().feeNotices.first { $0.attempt == again.id })
            #expect(notice.feeFrom > Self.feeDay)
        }
    }

    @Test func curedAndLateAgainTheOldLetterAllowsNoFee() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: day("2026-03-12"))
            var payment = RecordPayment.Payment(
                amount: .usd(cents: 149_85), paidOn: day("2026-03-12"), customerReference: "C-1001",
                idempotencyKey: "all")
            payment.businessReference = nil
            _ = try await RecordPayment(store: book.store).record(payment, for: book.id)
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-15"))
            for later in 0..<5 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test func nothingIsChargedOnOldPaymentFilesOrWhileMoneyLiesUnapplied() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await book.moveClock(to: Self.feeDay)
            #expect(try await book.run().charged == 0)
            try await book.tenant.lay(unapplied: 20_00, on: Self.feeDay)
            #expect(try await run(book, on: Self.feeDay.adding(days: 1)).charged == 0)
            #expect(try await fees(book) == 0)
        }
    }

    @Test(arguments: [
        ("none", "{fee}", Int64?(5_00)), ("5.00", "{}", 5_00), ("5.00", "{fee}", nil), ("5.00", "{fee}", 4_99),
    ])
    func withoutPolicyAgreementOrStateTheLetterNamesNoFee(fee: String, allows: String, max: Int64?) async throws {
        try await book(fee: fee, allows: allows, stateMax: max) { book in
            let letter = try await letter(book)
            #expect(letter.state == .prepared)
            let words = try #require(letter.contentJSON)
            #expect(!words.contains("late fee"))
            #expect(try await book.count("fee_notices") == 0)
            try await mail(book, on: day("2026-03-10"))
            for later in 0..<5 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 0)
        }
    }

    @Test func aCollectorWaivesTheFirstFeeAndTheNextIsForAManager() async throws {
        try await book { book in
            try await letter(book)
            try await mail(book, on: day("2026-03-10"))
            try await run(book, on: Self.feeDay)
            let waive = WaiveFees(store: book.store)
            var request = WaiveFees.Request(
                customerReference: "C-1001", role: .collector, by: "Pat", idempotencyKey: "w1")
            let first = try await waive.waive(request, for: book.id)
            #expect(first.map(\.amount) == [.usd(cents: 5_00)])
            #expect(try await book.tenant.owed() == 149_85)
            let again = try await waive.waive(request, for: book.id)
            #expect(again.map(\.isNew) == [false] && again.first?.entry == first.first?.entry)
            #expect(try await book.count("relief_approvals", where: "approved_by = 'Pat' AND role = 'collector'") == 1)
            request.idempotencyKey = "w2"
            #expect(await refusal { _ = try await waive.waive(request, for: book.id) } == .unknown)

            // A fee on another receivable, charged behind the rules' back.
            let second = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-02-15"), dueOn: day("2026-03-01"))
            try await book.store.transaction(for: book.id) { tx -> Void in
                let entry = try LedgerEntry.fee(
                    ReceivableAccount(second, of: book.tenant.customer, in: book.tenant.business.id), .usd(cents: 5_00),
                    EntryHeading(effectiveOn: Self.feeDay, idempotencyKey: "late-fee:\(second)"))
                _ = try tx.post([entry], today: Self.feeDay)
            }
            let error = await #expect(throws: ActRefused.self) { try await waive.waive(request, for: book.id) }
            #expect(error?.kind == .notAllowed)
            #expect(error?.description.contains("--role manager") == true)
            request.role = .manager
            #expect(try await waive.waive(request, for: book.id).map(\.receivable) == ["INV-2"])
            // Waived is still charged: one fee per receivable.
            for later in 1..<4 { try await run(book, on: Self.feeDay.adding(days: later)) }
            #expect(try await fees(book) == 2)
            #expect(try await VerifyLedger(store: book.store)(book.id).findings.isEmpty)
        }
    }
}

extension TestTenant {
    /// Money that nothing takes up, as a payment file may bring.
    func lay(unapplied cents: Int64, on day: CalendarDate) async throws {
        try await store.transaction(for: id) { tx -> Void in
            let entry = try LedgerEntry.payment(
                of: CustomerAccount(customer, in: business.id, .usd), applied: [], remainder: .usd(cents: cents),
                EntryHeading(effectiveOn: day, idempotencyKey: "unapplied:\(cents):\(day)"))
            _ = try tx.post([entry], today: day)
        }
    }
}
