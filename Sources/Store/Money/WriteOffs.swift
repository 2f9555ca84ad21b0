import Postgres
package import Receivables

/// A receivable as far as writing it off is concerned.
package struct WriteOffRecord: Sendable {
    package let id: Identifier<Receivable>
    package let reference: String
    package let customer: Identifier<Customer>
    package let customerReference: String
    package let business: Identifier<Business>
    package let dueOn: CalendarDate
    package let open: Money
    /// Off the books and still owed.
    package let writtenOff: Money
    /// How often something of it was written off, undone or not.
    package let timesWrittenOff: Int
    /// Whether money of the customer lies unapplied.
    package let hasUnappliedMoney: Bool

    init(_ row: Row) throws {
        id = try row.get("id")
        reference = try row.get("reference")
        customer = try row.get("customer_id")
        customerReference = try row.get("customer_reference")
        business = try row.get("business_id")
        dueOn = try row.get("due_on")
        open = try row.money("open_minor")
        writtenOff = try row.money("written_off_minor")
        timesWrittenOff = Int(try row.get("times", as: Int64.self))
        hasUnappliedMoney = try row.get("has_unapplied")
    }
}

private let writeOffColumns: SQL = """
    r.id, r.reference, r.customer_id, u.reference AS customer_reference, r.business_id, r.due_on, b.open_minor,
    b.written_off_minor, b.currency,
    (SELECT count(*) FROM postings p JOIN journal_entries e ON e.tenant_id = p.tenant_id AND e.id = p.entry_id
        WHERE p.tenant_id = r.tenant_id AND p.credit_account_id = r.id AND e.kind = 'written-off') AS times,
    EXISTS (SELECT FROM customer_balances c WHERE c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id
        AND c.business_id = r.business_id AND c.unapplied_minor > 0) AS has_unapplied
    """

extension TenantTransaction {
    /// The receivables named, in the order of their ids, their balances locked until the transaction ends. At most 1,000.
    package func receivablesToWriteOff(_ ids: [Identifier<Receivable>]) throws -> [WriteOffRecord] {
        precondition(ids.count <= 1_000, "receivables are written off in chunks")
        return try rows(
            """
            SELECT \(writeOffColumns) FROM receivables r
            JOIN receivable_balances b ON b.tenant_id = r.tenant_id AND b.receivable_id = r.id
            JOIN customers u ON u.tenant_id = r.tenant_id AND u.id = r.customer_id
            WHERE r.tenant_id = \(tenantID) AND r.id = ANY(\(ids)) ORDER BY r.id FOR UPDATE OF b
            """, WriteOffRecord.init)
    }
}
