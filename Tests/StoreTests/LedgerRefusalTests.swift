import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing

/// L-04: the database itself refuses what would falsify the books, asked in SQL as the service role.
@Suite struct LedgerRefusalTests {
    @Test(
        arguments: ["postings", "journal_entries", "ledger_accounts"],
        ["UPDATE %T SET tenant_id = tenant_id", "DELETE FROM %T", "TRUNCATE %T CASCADE", "DROP TABLE %T"])
    func recordedRowsAreNeverChangedOrRemoved(table: String, command: String) async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db)
            let sql = command.replacing("%T", with: table)
            let refused = await #expect(throws: PostgresError.self) {
                try await shop.write(db) { try $0.connection.script(sql) }
            }
            #expect(refused?.sqlState == "42501")
        }
    }

    /// Values of a posting, in SQL, and what refuses them. Accounts are `(debit)` and `(credit)` of a recorded posting.
    static let badPostings: [(values: String, state: String, constraint: String?)] = [
        ("(debit), (credit), 0, 'USD'", "23514", "posting_amount_positive"),
        ("(debit), (credit), -1, 'USD'", "23514", "posting_amount_positive"),
        ("(debit), (credit), 100000000000001, 'USD'", "23514", "posting_amount_in_range"),
        ("(debit), (credit), 9223372036854775808, 'USD'", "22003", nil),
        ("(debit), (credit), '1.5', 'USD'", "22P02", nil),
        ("(debit), (credit), 'NaN', 'USD'", "22P02", nil),
        ("(debit), (credit), NULL, 'USD'", "23502", nil),
        ("(debit), (credit), 1, 'CAD'", "23503", nil),
        ("(debit), (debit), 1, 'USD'", "23514", "posting_moves_money"),
        ("(debit), gen_random_uuid(), 1, 'USD'", "23503", nil),
    ]

    @Test(arguments: badPostings.indices)
    func aPostingThatMovesNoMoneyOrTheWrongMoneyIsRefused(number: Int) async throws {
        let (values, state, constraint) = Self.badPostings[number]
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db)
            let sql = Self.insert(values)
            let refused = await #expect(throws: PostgresError.self) {
                try await shop.write(db) { try $0.connection.script(sql) }
            }
            #expect(refused?.sqlState == state)
            if let constraint { #expect(refused == .checkViolation(constraint: constraint)) }
        }
    }

    private static func insert(_ values: String) -> String {
        let filled = values.replacing("(debit)", with: "p.debit_account_id")
            .replacing("(credit)", with: "p.credit_account_id")
        return """
            INSERT INTO postings (tenant_id, entry_id, ordinal, debit_account_id, credit_account_id, amount_minor, currency)
            SELECT p.tenant_id, p.entry_id, 9, \(filled) FROM (SELECT * FROM postings LIMIT 1) p
            """
    }

    /// A numeric literal is rounded by the assignment to `bigint`, half away from zero, before any constraint sees it:
    /// 1.5 is stored as 2 and no CHECK can tell. Parameters of this program are typed `int8`, so no fraction is ever sent;
    /// SQL written by hand is on its own.
    @Test func aFractionWrittenAsALiteralIsRoundedByTheServer() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db)
            let stored = try await shop.write(db) { tx in
                try tx.connection.script(
                    """
                    INSERT INTO postings
                        (tenant_id, entry_id, ordinal, debit_account_id, credit_account_id, amount_minor, currency)
                    SELECT tenant_id, entry_id, 9, debit_account_id, credit_account_id, 1.5, currency
                    FROM (SELECT * FROM postings LIMIT 1) p
                    """)
                return try tx.connection.row("SELECT amount_minor FROM postings WHERE ordinal = 9") {
                    try $0.get("amount_minor", as: Int64.self)
                }
            }
            #expect(stored == 2)
        }
    }

    @Test func payingMoreThanIsOpenIsRefusedAndRecordsNothing() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db, cents: 10_000)
            let before = try await shop.read(db) { try Books(of: $0) }
            await #expect(throws: PostgresError.checkViolation(constraint: "receivable_never_overpaid")) {
                try await shop.write(db) { tx in
                    let fine = try LedgerEntry.payment(
                        of: shop.account, applied: [AppliedAmount(shop.receivable(0), .usd(cents: 100))],
                        remainder: .usd(cents: 0), shop.heading("fine"))
                    let tooMuch = try LedgerEntry.payment(
                        of: shop.account, applied: [AppliedAmount(shop.receivable(1), .usd(cents: 10_001))],
                        remainder: .usd(cents: 0), shop.heading("too much"))
                    return try tx.post([fine, tooMuch], today: Shop.today)
                }
            }
            await #expect(throws: PostgresError.checkViolation(constraint: "customer_unapplied_not_negative")) {
                try await shop.write(db) { tx in
                    let refund = try LedgerEntry.refund(to: shop.account, .usd(cents: 1), shop.heading("refund"))
                    return try tx.post([refund], today: Shop.today)
                }
            }
            #expect(try await shop.read(db) { try Books(of: $0) } == before)
        }
    }

    @Test func takingBackMoreThanWasPaidIsRefused() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db, cents: 10_000)
            await #expect(throws: PostgresError.checkViolation(constraint: "receivable_figures_not_negative")) {
                try await shop.write(db) { tx in
                    let entry = try LedgerEntry.unapply(shop.receivable(0), .usd(cents: 1), shop.heading("unapply"))
                    return try tx.post([entry], today: Shop.today)
                }
            }
        }
    }

    @Test func theSameKeyTwiceIsOneEntry() async throws {
        try await Shop.withTwo { db, shop, other in
            for _ in 0..<2 { try await shop.bill(db) }
            let books = try await shop.read(db) { try Books(of: $0) }
            #expect(books.allSatisfy { $0.entries == 2 && $0.postings == 2 })
            let again = try await shop.write(db) { tx in
                let entry = try LedgerEntry.invoice(shop.receivable(0), .usd(cents: 7), shop.heading("bill:0"))
                return try tx.post([entry], today: Shop.today)
            }
            #expect(again.recorded == [])
            #expect(again.repeated == ["bill:0"])
            // The key is free in another tenant.
            try await other.bill(db)
            #expect(try await other.read(db) { try Books(of: $0) }.allSatisfy { $0.entries == 2 })
        }
    }

    @Test func aSecondReversalIsRefusedByItsConstraint() async throws {
        try await Shop.withTwo { db, shop, _ in
            let original = try LedgerEntry.invoice(shop.receivable(0), .usd(cents: 500), shop.heading("bill"))
            try await shop.write(db) { _ = try $0.post([original], today: Shop.today) }
            for attempt in 1...2 {
                let reversal = try LedgerEntry.reversal(
                    of: original, alreadyReversedBy: nil, shop.heading("reversal:\(attempt)"))
                if attempt == 1 {
                    try await shop.write(db) { _ = try $0.post([reversal], today: Shop.today) }
                } else {
                    await #expect(throws: PostgresError.uniqueViolation(constraint: "journal_entry_reversed_once")) {
                        try await shop.write(db) { try $0.post([reversal], today: Shop.today) }
                    }
                }
            }
            let stored = try await shop.read(db) { try $0.entry(original.id) }
            #expect(stored.allSatisfy { $0?.entry == original && $0?.reversedBy != nil })
        }
    }
}

/// Rows in a tenant's books and the balances beside them.
struct Books: Equatable, Sendable {
    let entries: Int
    let postings: Int
    let balances: Balances

    init(of tx: TenantTransaction) throws {
        var entries = 0, postings = 0
        try tx.forEachEntry(page: 7) { entry in
            entries += 1
            postings += entry.postings.count
        }
        self.entries = entries
        self.postings = postings
        balances = try tx.storedBalances()
    }
}
