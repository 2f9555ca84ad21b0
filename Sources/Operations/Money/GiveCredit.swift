import Ledger
import Postgres
package import Receivables
package import Store
package import Treatment

/// Gives up part of what a customer is asked for.
package struct GiveCredit: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Credits an amount on one receivable. The same key again records nothing.
    ///
    /// - Parameters:
    ///   - reason: A stable word such as `goodwill`; never free text about a person.
    ///   - role: Whose allowance it is judged by.
    /// - Throws: `ActRefused` for an unknown or settled receivable, an amount above what is open, or above what the role
    ///   may give alone.
    package func give(
        _ amount: Money, on receivable: String, customer reference: String, business businessReference: String?,
        reason: String, role: GrantingRole, by person: String, idempotencyKey: String, for tenant: Identifier<Tenant>
    ) async throws -> (entry: Identifier<JournalEntry>, isNew: Bool) {
        guard !idempotencyKey.isEmpty else { throw ActRefused(.badInput, "give the credit a key of its own (--key)") }
        guard !person.isBlank else { throw ActRefused(.badInput, "say who gives the credit: --by") }
        try checkReason(reason, example: "goodwill")
        try refuseCardNumbers(in: idempotencyKey, person)
        return try await store.movingMoney(for: tenant) { tx in
            let money = try MoneyByHand(customer: reference, business: businessReference, in: tx)
            try MoneyByHand.check(positive: amount)
            let asked = KeyedEntry(
                kind: .credited, customer: money.customer.id, amount: amount, effectiveOn: nil, receivable: receivable)
            if let known = try tx.entry(key: idempotencyKey, business: money.business.id, asks: asked) {
                return (known, false)
            }
            let item = try money.openReceivable(receivable, among: try money.open())
            guard item.open.currency == amount.currency else {
                throw ActRefused(
                    .badInput,
                    "\(receivable) is billed in \(item.open.currency), not \(amount.currency): give the amount in its own "
                        + "currency")
            }
            guard amount.minorUnits <= item.open.minorUnits else {
                throw ActRefused(
                    .badInput, "\(amount) is more than the \(item.open) open on \(receivable): lower the amount")
            }
            try money.checkAllowance(of: role, credit: amount)
            let entry = try LedgerEntry.credit(
                ReceivableAccount(item.id, of: money.customer.id, in: money.business.id), amount,
                EntryHeading(
                    effectiveOn: money.moment.today, idempotencyKey: idempotencyKey, memo: reason, recordedBy: person))
            let posted = try money.post(entry, asks: asked)
            if posted.isNew {
                try tx.recordApproval(
                    of: entry.id, role: role.rawValue, by: person, on: money.moment.today, reason: reason)
            }
            return posted
        }
    }
}
