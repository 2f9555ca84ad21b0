import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What people write is looked at before it is kept, at every door.
struct WrittenWordsTests {
    private static let card = "card 4111 1111 1111 1111"

    /// Each door with an act that only the card number stands in the way of.
    static let doors: [(name: String, act: @Sendable (LiveBook) async throws -> Void)] = [
        (
            "call",
            { book in
                var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
                (report.customerReference, report.note) = ("C-1001", card)
                _ = try await RecordCall(store: book.store).record(report, for: book.id)
            }
        ),
        (
            "note",
            { book in
                _ = try await NoteCustomer(store: book.store).note(
                    card, on: "C-1001", by: "Pat", key: "n", for: book.id)
            }
        ),
        (
            "reason",
            { book in
                var told = RecordReason.Told(.other, customer: "C-1001", way: .email, by: "Pat", key: "r")
                told.words = card
                _ = try await RecordReason(store: book.store).record(told, for: book.id)
            }
        ),
        (
            "payment",
            { book in
                _ = try await RecordPayment(store: book.store).record(
                    .init(
                        amount: .usd(cents: 10_00), paidOn: book.tenant.today, customerReference: "C-1001",
                        idempotencyKey: card), for: book.id)
            }
        ),
        (
            "credit",
            { book in
                _ = try await GiveCredit(store: book.store).give(
                    .usd(cents: 10_00), on: "INV-1", customer: "C-1001", business: nil, reason: "goodwill",
                    role: .owner, by: "Dana", idempotencyKey: card, for: book.id)
            }
        ),
        (
            "dispute",
            { book in
                _ = try await DisputeReceivable(store: book.store).raise(
                    .init(.other, on: "INV-1", customer: "C-1001", reason: card, by: "Pat"), for: book.id)
            }
        ),
        (
            "hold",
            { book in
                _ = try await HoldCustomer(store: book.store).add(
                    .hardship, customer: "C-1001", business: nil, until: nil, note: card, source: "Pat", for: book.id)
            }
        ),
        (
            "promise",
            { book in
                _ = try await RecordPromise(store: book.store).record(
                    .usd(cents: 10_00), by: book.tenant.today, customer: "C-1001", business: nil, madeBy: card,
                    for: book.id)
            }
        ),
        (
            "autopay",
            { book in
                _ = try await RecordAutopayDecline(store: book.store).record(
                    .init(customerReference: "C-1001", code: "R01", failedOn: book.tenant.today, reference: card),
                    for: book.id)
            }
        ),
    ]

    @Test(arguments: 0..<doors.count) func noDoorKeepsACardNumber(index: Int) async throws {
        try await LiveBook.with { book in
            let error = await #expect(throws: ActRefused.self, "\(Self.doors[index].name)") {
                try await Self.doors[index].act(book)
            }
            #expect(error?.kind == .badInput && error?.description.contains("payment card") == true)
            #expect(error?.description.contains("4111") == false)
        }
    }

    @Test(arguments: ["", "He is ill", "Goodwill", "good_will", "goodwill!"])
    func theReasonOfMoneyIsAStableWord(reason: String) async throws {
        try await LiveBook.with { book in
            let kind = await refusal {
                _ = try await GiveCredit(store: book.store).give(
                    .usd(cents: 10_00), on: "INV-1", customer: "C-1001", business: nil, reason: reason, role: .owner,
                    by: "Dana", idempotencyKey: "c", for: book.id)
            }
            #expect(kind == .badInput)
        }
    }

    @Test func aCreditLiesWithinTheAllowanceOfTheRole() async throws {
        try await LiveBook.with { book in
            func give(_ cents: Int64, _ role: GrantingRole, key: String) async -> ActRefused.Kind? {
                await refusal {
                    _ = try await GiveCredit(store: book.store).give(
                        .usd(cents: cents), on: "INV-1", customer: "C-1001", business: nil, reason: "poor-service",
                        role: role, by: "Dana", idempotencyKey: key, for: book.id)
                }
            }
            try await book.raw(
                """
                INSERT INTO agreements (tenant_id, id, business_id, customer_id, reference, service_kinds, monthly_minor,
                    currency)
                SELECT tenant_id, gen_random_uuid(), business_id, customer_id, 'NW-1', '{burglar}', 4995, 'USD'
                FROM collection_cases
                """)
            let monthly = Money.usd(cents: 49_95)
            #expect(await give(1_00, .collector, key: "a") == .notAllowed)
            #expect(await give(monthly.minorUnits + 1, .manager, key: "b") == .notAllowed)
            #expect(await give(monthly.minorUnits, .manager, key: "c") == nil)
            #expect(await give(1_00, .manager, key: "d") == .notAllowed)
            #expect(await give(1_00, .owner, key: "e") == nil)
            #expect(try await book.count("relief_approvals", where: "approved_by = 'Dana'") == 2)
            #expect(try await book.count("journal_entries", where: "recorded_by = 'Dana'") == 2)
        }
    }

    @Test func whoRecordedAndReversedAPaymentStandsInTheBooks() async throws {
        try await LiveBook.with { book in
            var payment = RecordPayment.Payment(
                amount: .usd(cents: 10_00), paidOn: book.tenant.today, customerReference: "C-1001", idempotencyKey: "p")
            payment.by = "Pat"
            let paid = try await RecordPayment(store: book.store).record(payment, for: book.id)
            _ = try await ReversePayment(store: book.store).reverse(
                paid.entry, on: nil, reason: "returned-cheque", by: "Dana", idempotencyKey: "r", for: book.id)
            #expect(try await book.count("journal_entries", where: "recorded_by = 'Pat'") == 1)
            #expect(try await book.count("journal_entries", where: "recorded_by = 'Dana' AND kind = 'reversed'") == 1)
        }
    }
}
