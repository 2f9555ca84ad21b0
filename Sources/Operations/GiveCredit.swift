import Ledger
import Postgres
package import Receivables
package import Store

/// Gives up part of what a customer is asked for.
package struct GiveCredit: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Credits an amount on one receivable. The same key again records nothing.
    ///
    /// - Parameter reason: A stable word such as `goodwill`; never free text about a person.
    /// - Throws: `ActRefused` for an unknown or settled receivable or an amount above what is open.
    package func give(
        _ amount: Money, on receivable: String, customer reference: String, business businessReference: String?,
        reason: String, idempotencyKey: String, for tenant: Identifier<Tenant>
    ) async throws -> (entry: Identifier<JournalEntry>, isNew: Bool) {
        guard !idempotencyKey.isEmpty else { throw ActRefused(.badInput, "give the credit a key of its own (--key)") }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let business = try tx.business(named: businessReference)
            let customer = try tx.customer(named: reference)
            let asked = KeyedEntry(kind: .credited, customer: customer.id, amount: amount, effectiveOn: nil)
            if let known = try tx.entry(key: idempotencyKey, business: business.id, asks: asked) {
                return (known, false)
            }
            let open = try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
            guard let item = open.first(where: { $0.reference == receivable }) else {
                throw ActRefused(.unknown, "the customer has no open receivable \(receivable)")
            }
            guard item.open.currency == amount.currency, amount.minorUnits <= item.open.minorUnits else {
                throw ActRefused(
                    .badInput, "\(amount) is more than the \(item.open) open on \(receivable): lower the amount")
            }
            let entry = try LedgerEntry.credit(
                ReceivableAccount(item.id, of: customer.id, in: business.id), amount,
                EntryHeading(effectiveOn: moment.today, idempotencyKey: idempotencyKey, memo: reason))
            let result = try tx.post([entry], today: moment.today)
            return (entry.id, !result.recorded.isEmpty)
        }
    }
}
