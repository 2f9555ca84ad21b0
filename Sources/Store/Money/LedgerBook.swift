import Foundation
package import Ledger
import Postgres
package import Receivables

/// What became of entries handed to the books.
package struct PostingResult: Sendable {
    /// Entries recorded now, in the order given.
    package let recorded: [Identifier<JournalEntry>]
    /// Idempotency keys that were already in the books; nothing was done for them.
    package let repeated: [String]
}

extension TenantTransaction {
    /// Most entries one call takes.
    package static var postingsChunk: Int { 1_000 }

    /// Records entries and keeps every balance in step, in this transaction.
    ///
    /// Safe to repeat: an entry whose idempotency key is in the books already is left out and named in the result.
    ///
    /// - Parameter today: The tenant's day; the cases touched are looked at from then on.
    /// - Throws: `PostgresError.checkViolation` (`receivable_never_overpaid`, `customer_unapplied_not_negative`) when the
    ///   entries would take away more than there is; `.uniqueViolation` (`journal_entry_reversed_once`) for a second
    ///   reversal. Nothing is recorded then.
    package func post(_ entries: [LedgerEntry], today: CalendarDate) throws -> PostingResult {
        precondition(entries.count <= Self.postingsChunk, "entries are posted in chunks")
        guard !entries.isEmpty else { return PostingResult(recorded: [], repeated: []) }
        let accounts = try ledgerAccounts(for: entries)
        let recorded = try insertHeadings(entries)
        let fresh = entries.filter { recorded.contains($0.id) }
        try insertPostings(fresh, accounts)
        try applyDeltas(of: fresh, today: today)
        return PostingResult(
            recorded: fresh.map(\.id),
            repeated: entries.filter { !recorded.contains($0.id) }.map(\.heading.idempotencyKey))
    }

    private func ledgerAccounts(for entries: [LedgerEntry]) throws -> [LedgerAccountKey: UUID] {
        let keys = Array(Set(entries.flatMap(\.postings).flatMap { [$0.debit, $0.credit] }))
            .sorted { ($0.kind.rawValue, $0.subject.uuidString) < ($1.kind.rawValue, $1.subject.uuidString) }
        let ids = keys.map { $0.receivable?.uuid ?? UUID() }
        try execute(
            """
            INSERT INTO ledger_accounts (tenant_id, id, business_id, kind, subject_id, currency)
            SELECT \(tenantID), id, business_id, kind, subject_id, currency
            FROM unnest(\(ids), \(keys.map(\.business)), \(keys.map(\.kind.rawValue)), \(keys.map(\.subject)),
                \(keys.map(\.currency.code))) AS account (id, business_id, kind, subject_id, currency)
            ON CONFLICT DO NOTHING
            """)  // no target: a racing writer may be met at the primary key first
        let stored = try rows(
            """
            SELECT account.id, key.ordinal FROM unnest(\(keys.map(\.business)), \(keys.map(\.kind.rawValue)),
                \(keys.map(\.subject)), \(keys.map(\.currency.code))) WITH ORDINALITY
                AS key (business_id, kind, subject_id, currency, ordinal)
            JOIN ledger_accounts account ON account.tenant_id = \(tenantID) AND account.business_id = key.business_id
                AND account.kind = key.kind AND account.subject_id = key.subject_id AND account.currency = key.currency
            """
        ) { (id: try $0.get("id", as: UUID.self), index: Int(try $0.get("ordinal", as: Int64.self)) - 1) }
        return Dictionary(uniqueKeysWithValues: stored.map { (keys[$0.index], $0.id) })
    }

    private func insertHeadings(_ entries: [LedgerEntry]) throws -> Set<Identifier<JournalEntry>> {
        let customers = try entries.map { entry in
            guard let customer = entry.customers.first else { throw EntryWithoutCustomer() }
            return customer
        }
        let headings = zip(entries, customers).map { (entry: $0, customer: $1) }
        let recorded = try insert(headings, unlessPresent: true)
        let left = headings.filter { !recorded.contains($0.entry.id) }
        let repeated = try idempotencyKeysPresent(among: left.map(\.entry))
        // What neither went in nor is a repeat breaks another constraint, which this names.
        _ = try insert(left.filter { !repeated.contains($0.entry.repeatKey) }, unlessPresent: false)
        return recorded
    }

    /// - Parameter unlessPresent: Leaves out what meets any unique constraint. The constraint cannot be named: of two
    ///   writers of one entry the later may be stopped at the primary key, before its idempotency key is looked at.
    private func insert(
        _ headings: [(entry: LedgerEntry, customer: Identifier<Customer>)], unlessPresent: Bool
    ) throws -> Set<Identifier<JournalEntry>> {
        guard !headings.isEmpty else { return [] }
        let entries = headings.map(\.entry)
        let inserted = try rows(
            """
            INSERT INTO journal_entries (tenant_id, id, business_id, customer_id, kind, effective_on, idempotency_key,
                reverses_entry_id, memo, recorded_by, posted_at)
            SELECT \(tenantID), id, business_id, customer_id, kind, effective_on, key, reverses, memo, author,
                clock_timestamp()
            FROM unnest(\(entries.map(\.id)), \(entries.map(\.business)), \(headings.map(\.customer)),
                \(entries.map(\.kind.rawValue)), \(entries.map(\.effectiveOn)),
                \(entries.map(\.heading.idempotencyKey)), \(entries.map(\.reverses)),
                \(entries.map { $0.heading.memo ?? "" }), \(entries.map { $0.heading.recordedBy ?? "" }))
                AS entry (id, business_id, customer_id, kind, effective_on, key, reverses, memo, author)
            \(unlessPresent ? "ON CONFLICT DO NOTHING" as SQL : "")
            RETURNING id
            """
        ) { try $0.get("id", as: Identifier<JournalEntry>.self) }
        return Set(inserted)
    }

    private func idempotencyKeysPresent(among entries: [LedgerEntry]) throws -> Set<RepeatKey> {
        guard !entries.isEmpty else { return [] }
        let present = try rows(
            """
            SELECT business_id, idempotency_key FROM journal_entries
            WHERE tenant_id = \(tenantID) AND (business_id, idempotency_key) IN (
                SELECT business_id, key FROM unnest(\(entries.map(\.business)),
                    \(entries.map(\.heading.idempotencyKey))) AS entry (business_id, key))
            """
        ) {
            RepeatKey(
                business: try $0.get("business_id", as: Identifier<Business>.self),
                key: try $0.get("idempotency_key", as: String.self))
        }
        return Set(present)
    }

    private func insertPostings(_ entries: [LedgerEntry], _ accounts: [LedgerAccountKey: UUID]) throws {
        let lines = entries.flatMap { entry in entry.postings.enumerated().map { (entry, $0.offset, $0.element) } }
        guard !lines.isEmpty else { return }
        try execute(
            """
            INSERT INTO postings (tenant_id, entry_id, ordinal, debit_account_id, credit_account_id, amount_minor, currency)
            SELECT \(tenantID), entry_id, ordinal, debit, credit, amount, currency
            FROM unnest(\(lines.map(\.0.id)), \(lines.map { Int16($0.1) }), \(lines.map { accounts[$0.2.debit]! }),
                \(lines.map { accounts[$0.2.credit]! }), \(lines.map(\.2.amount.minorUnits)),
                \(lines.map(\.2.amount.currency.code)))
                AS line (entry_id, ordinal, debit, credit, amount, currency)
            ON CONFLICT (tenant_id, entry_id, ordinal) DO NOTHING
            """)  // every account was found or made above
    }

    private func applyDeltas(of entries: [LedgerEntry], today: CalendarDate) throws {
        var total = Balances()
        for entry in entries { total = try total.including(entry) }
        try applyReceivableDeltas(total.receivables, today: today)
        try applyCustomerDeltas(total.customers)
    }

    private func applyReceivableDeltas(
        _ deltas: [ReceivableAccount: ReceivableBalance], today: CalendarDate
    ) throws {
        guard !deltas.isEmpty else { return }
        // Rows are locked in one order, whoever posts.
        let ordered = deltas.sorted { $0.key.id.description < $1.key.id.description }
        let ids = ordered.map(\.key.id)
        try execute(
            """
            INSERT INTO receivable_balances (tenant_id, receivable_id, case_id, currency)
            SELECT \(tenantID), r.id, r.case_id, r.currency FROM receivables r
            WHERE r.tenant_id = \(tenantID) AND r.id = ANY(\(ids)) ORDER BY r.id
            ON CONFLICT (tenant_id, receivable_id) DO NOTHING
            """)
        let minor = { (figure: BalanceFigure) in ordered.map { $0.value[figure].minorUnits } }
        let cases = try rows(
            """
            UPDATE receivable_balances AS b SET
                billed_minor = b.billed_minor + d.billed, fees_minor = b.fees_minor + d.fees,
                interest_minor = b.interest_minor + d.interest, paid_minor = b.paid_minor + d.paid,
                credited_minor = b.credited_minor + d.credited, discounted_minor = b.discounted_minor + d.discounted,
                written_off_minor = b.written_off_minor + d.written_off,
                settled_on = CASE WHEN b.open_minor + d.open = 0 THEN (
                    SELECT max(e.effective_on) FROM postings p
                    JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
                    WHERE p.tenant_id = \(tenantID)
                        AND (p.debit_account_id = d.id OR p.credit_account_id = d.id)) END
            FROM unnest(\(ids), \(minor(.billed)), \(minor(.fees)), \(minor(.interest)), \(minor(.paid)),
                \(minor(.credited)), \(minor(.discounted)), \(minor(.writtenOff)), \(minor(.open)))
                AS d (id, billed, fees, interest, paid, credited, discounted, written_off, open)
            WHERE b.tenant_id = \(tenantID) AND b.receivable_id = d.id
            RETURNING b.case_id
            """
        ) { try $0.get("case_id", as: Identifier<CollectionCase>.self) }
        try lowerNextLook(of: Array(Set(cases)), to: today)
    }

    private func applyCustomerDeltas(_ deltas: [CustomerAccount: CustomerBalance]) throws {
        guard !deltas.isEmpty else { return }
        let ordered = deltas.sorted { $0.key.customer.description < $1.key.customer.description }
        let businesses = ordered.map(\.key.business), customers = ordered.map(\.key.customer)
        let currencies = ordered.map(\.key.currency.code)
        try execute(
            """
            INSERT INTO customer_balances (tenant_id, business_id, customer_id, currency)
            SELECT \(tenantID), business_id, customer_id, currency
            FROM unnest(\(businesses), \(customers), \(currencies)) AS d (business_id, customer_id, currency)
            ORDER BY customer_id
            ON CONFLICT (tenant_id, business_id, customer_id, currency) DO NOTHING
            """)
        try execute(
            """
            UPDATE customer_balances AS b SET
                open_minor = b.open_minor + d.open, unapplied_minor = b.unapplied_minor + d.unapplied
            FROM unnest(\(businesses), \(customers), \(currencies), \(ordered.map(\.value.open.minorUnits)),
                \(ordered.map(\.value.unapplied.minorUnits)))
                AS d (business_id, customer_id, currency, open, unapplied)
            WHERE b.tenant_id = \(tenantID) AND b.business_id = d.business_id AND b.customer_id = d.customer_id
                AND b.currency = d.currency
            """)
    }
}

/// Every entry concerns a customer; one between a business and an agency only has its own way in.
struct EntryWithoutCustomer: Error, CustomStringConvertible {
    var description: String { "an entry without a customer cannot be posted here" }
}

/// What makes two entries the same one.
private struct RepeatKey: Hashable {
    let business: Identifier<Business>
    let key: String
}

extension LedgerEntry {
    fileprivate var repeatKey: RepeatKey { RepeatKey(business: business, key: heading.idempotencyKey) }
}

extension LedgerAccountKey {
    /// The receivable, the customer, or the business itself: what the account is about.
    var subject: UUID { receivable?.uuid ?? customer?.uuid ?? business.uuid }
}

extension Balances {
    /// Sums changes, which may be below zero, without the limits of real balances.
    func including(_ entry: LedgerEntry) throws -> Balances {
        let delta = try entry.balanceDelta()
        var receivables = self.receivables
        var customers = self.customers
        for part in delta.receivables {
            receivables[part.account] = try (receivables[part.account] ?? .zero(part.change.currency)).adding(
                part.change)
        }
        for part in delta.customers {
            customers[part.account] = try (customers[part.account] ?? .zero(part.change.currency)).adding(part.change)
        }
        return Balances(receivables: receivables, customers: customers)
    }
}
