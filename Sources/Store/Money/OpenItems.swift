import Foundation
package import Ledger
import Postgres
package import Receivables

extension TenantTransaction {
    /// What customers owe a business, disputed parts marked, oldest first; for spreading a payment.
    ///
    /// The rows stay locked until the transaction ends, so that two payments cannot both take the same open amount.
    package func openReceivables(
        of customers: [Identifier<Customer>], business: Identifier<Business>
    ) throws -> [Identifier<Customer>: [OpenReceivable]] {
        let found = try rows(
            """
            SELECT r.customer_id, r.id, r.reference, r.billed_on, r.due_on, b.open_minor, b.currency,
                coalesce((
                    SELECT sum(least(coalesce(d.amount_minor, b.open_minor), b.open_minor))::bigint FROM disputes d
                    WHERE d.tenant_id = r.tenant_id AND d.receivable_id = r.id AND NOT EXISTS (
                        SELECT 1 FROM dispute_resolutions x WHERE x.tenant_id = d.tenant_id AND x.dispute_id = d.id)
                ), 0) AS disputed_minor
            FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            WHERE r.tenant_id = \(tenantID) AND r.business_id = \(business) AND r.customer_id = ANY(\(customers))
                AND b.open_minor > 0
            ORDER BY r.due_on, r.id
            FOR UPDATE OF b
            """
        ) { row in
            let open = try row.money("open_minor")
            let disputed = min(try row.get("disputed_minor", as: Int64.self), open.minorUnits)
            return (
                customer: try row.get("customer_id", as: Identifier<Customer>.self),
                item: OpenReceivable(
                    id: try row.get("id"), reference: try row.get("reference"), billedOn: try row.get("billed_on"),
                    dueOn: try row.get("due_on"), open: open,
                    disputed: Money(minorUnits: disputed, currency: open.currency))
            )
        }
        return Dictionary(grouping: found, by: \.customer).mapValues { $0.map(\.item) }
    }

    /// One entry with its postings, for reversing it; `nil` when there is none.
    package func entry(_ id: Identifier<JournalEntry>) throws -> (
        entry: LedgerEntry, reversedBy: Identifier<JournalEntry>?
    )? {
        guard let entry = try entries(matching: "e.id = \(id)", limit: 1).first else { return nil }
        let reversal = try row(
            "SELECT id FROM journal_entries WHERE tenant_id = \(tenantID) AND reverses_entry_id = \(id)"
        ) { try $0.get("id", as: Identifier<JournalEntry>.self) }
        return (entry, reversal)
    }

    /// The customer's entries of one business, oldest first.
    package func entries(
        of customer: Identifier<Customer>, business: Identifier<Business>, limit: Int = 10_000
    ) throws -> [LedgerEntry] {
        try entries(matching: "e.customer_id = \(customer) AND e.business_id = \(business)", limit: limit)
    }

    /// Entries of the tenant in the order of their ids, after `id`; for proofs that walk all of them.
    package func entries(after id: Identifier<JournalEntry>?, limit: Int) throws -> [LedgerEntry] {
        try entries(matching: "(\(id)::uuid IS NULL OR e.id > \(id)::uuid)", limit: limit, byID: true)
    }

    private func entries(matching condition: SQL, limit: Int, byID: Bool = false) throws -> [LedgerEntry] {
        let order: SQL = byID ? "e.id" : "e.effective_on, e.posted_at, e.id"
        let lines = try rows(
            """
            SELECT e.id, e.kind, e.effective_on, e.idempotency_key, e.reverses_entry_id, e.memo, e.recorded_by, e.business_id,
                p.amount_minor, p.currency, d.kind AS debit_kind, d.subject_id AS debit_subject,
                c.kind AS credit_kind, c.subject_id AS credit_subject,
                coalesce(rd.customer_id, CASE WHEN d.kind = 'unapplied-cash' THEN d.subject_id END) AS debit_customer,
                coalesce(rc.customer_id, CASE WHEN c.kind = 'unapplied-cash' THEN c.subject_id END) AS credit_customer
            FROM (
                SELECT e.* FROM journal_entries e WHERE e.tenant_id = \(tenantID) AND \(condition)
                ORDER BY \(order) LIMIT \(limit)
            ) AS e
            JOIN postings p ON p.tenant_id = \(tenantID) AND p.entry_id = e.id
            JOIN ledger_accounts d ON d.tenant_id = \(tenantID) AND d.id = p.debit_account_id
            JOIN ledger_accounts c ON c.tenant_id = \(tenantID) AND c.id = p.credit_account_id
            LEFT JOIN receivables rd ON rd.tenant_id = \(tenantID) AND rd.id = d.subject_id AND d.kind = 'receivable'
            LEFT JOIN receivables rc ON rc.tenant_id = \(tenantID) AND rc.id = c.subject_id AND c.kind = 'receivable'
            ORDER BY \(order), p.ordinal
            """, EntryLine.init)
        var entries: [LedgerEntry] = []
        var index = 0
        while index < lines.count {
            let first = lines[index]
            var postings: [Posting] = []
            while index < lines.count, lines[index].id == first.id {
                postings.append(lines[index].posting)
                index += 1
            }
            entries.append(
                try LedgerEntry(first.heading, kind: first.kind, postings: postings, reverses: first.reverses))
        }
        return entries
    }
}

/// One posting with the heading of its entry, as the join returns it.
private struct EntryLine {
    let id: Identifier<JournalEntry>
    let heading: EntryHeading
    let kind: EntryKind
    let reverses: Identifier<JournalEntry>?
    let posting: Posting

    init(_ row: Row) throws {
        id = try row.get("id")
        let memo = try row.get("memo", as: String.self)
        let author = try row.get("recorded_by", as: String.self)
        heading = EntryHeading(
            id: id, effectiveOn: try row.get("effective_on"), idempotencyKey: try row.get("idempotency_key"),
            memo: memo.isEmpty ? nil : memo, recordedBy: author.isEmpty ? nil : author)
        kind = try row.choice("kind")
        reverses = try row.getOptional("reverses_entry_id")
        let amount = try row.money("amount_minor")
        posting = try Posting(
            debit: try Self.account(row, "debit", amount.currency),
            credit: try Self.account(row, "credit", amount.currency),
            amount: amount)
    }

    private static func account(_ row: Row, _ side: String, _ currency: Currency) throws -> LedgerAccountKey {
        let kind: LedgerAccountKind = try row.choice("\(side)_kind")
        let subject = try row.get("\(side)_subject", as: UUID.self)
        return try LedgerAccountKey(
            business: try row.get("business_id"), kind: kind, customer: try row.getOptional("\(side)_customer"),
            receivable: kind == .receivable ? Identifier(subject) : nil, currency: currency)
    }
}
