import Ledger
import Postgres
package import Receivables
package import Store

/// Records that money which lay unapplied was given back to the customer. Until it is, or is set against what is owed,
/// nobody is asked for more.
package struct RefundUnapplied: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Records a refund. The same key again records nothing.
    ///
    /// - Parameters:
    ///   - amount: Nothing for all that lies there.
    ///   - day: The day the money moved; today for `nil`.
    ///   - reason: A stable word such as `overpaid`.
    ///   - person: Who gave it back; `nil` where no person did.
    /// - Returns: The entry, whether it is new, what was given back and what lies there afterwards.
    package func refund(
        _ amount: Money?, customer reference: String, business businessReference: String?, on day: CalendarDate?,
        reason: String, by person: String? = nil, idempotencyKey: String, for tenant: Identifier<Tenant>
    ) async throws -> (entry: Identifier<JournalEntry>, isNew: Bool, amount: Money, left: Money) {
        guard !idempotencyKey.isEmpty else { throw ActRefused(.badInput, "give the refund a key of its own (--key)") }
        try checkReason(reason, example: "overpaid")
        guard person?.isBlank != true else { throw ActRefused(.badInput, "say who gave it back: --by") }
        try refuseCardNumbers(in: idempotencyKey, person)
        return try await store.movingMoney(for: tenant) { tx in
            let hand = try MoneyByHand(customer: reference, business: businessReference, in: tx)
            if let amount { try MoneyByHand.check(positive: amount) }
            let effective = day ?? hand.moment.today
            try hand.check(past: effective)
            try tx.lockUnappliedMoney(of: hand.customer.id, business: hand.business.id)
            let lying = try tx.unappliedMoney(of: hand.customer.id).filter { $0.business == hand.business.id }
                .map(\.amount)
            if let known = try Self.repeated(idempotencyKey, amount, day, lying, hand) { return known }
            let there = try Self.chosen(amount, among: lying)
            let money = amount ?? there
            let account = CustomerAccount(hand.customer.id, in: hand.business.id, money.currency)
            let entry = try LedgerEntry.refund(
                to: account, money,
                EntryHeading(
                    effectiveOn: effective, idempotencyKey: idempotencyKey, memo: reason, recordedBy: person))
            let asked = KeyedEntry(
                kind: .refunded, customer: hand.customer.id, amount: money, effectiveOn: effective)
            let posted = try hand.post(entry, asks: asked)
            try tx.lowerNextLook(of: try tx.caseIDs(of: hand.customer.id), to: hand.moment.today)
            let left = posted.isNew ? try there.subtracting(money) : there
            return (posted.entry, posted.isNew, money, left)
        }
    }

    private static func repeated(
        _ key: String, _ amount: Money?, _ day: CalendarDate?, _ lying: [Money], _ hand: MoneyByHand
    ) throws -> (entry: Identifier<JournalEntry>, isNew: Bool, amount: Money, left: Money)? {
        guard let id = try hand.tx.entry(key: key, business: hand.business.id),
            let entry = try hand.tx.entry(id)?.entry
        else { return nil }
        let refunded = try entry.postings.map(\.amount).total(in: entry.currency)
        // Refuses a key that belongs to something else.
        _ = try hand.tx.entry(
            key: key, business: hand.business.id,
            asks: KeyedEntry(
                kind: .refunded, customer: hand.customer.id, amount: amount ?? refunded, effectiveOn: day))
        return (id, false, refunded, lying.first { $0.currency == refunded.currency } ?? .zero(refunded.currency))
    }

    private static func chosen(_ amount: Money?, among lying: [Money]) throws -> Money {
        guard let first = lying.first else {
            throw ActRefused(.notAllowed, "no money of this customer lies unapplied: nothing is there to give back")
        }
        let amounts = lying.map { "\($0)" }.joined(separator: " and ")
        guard let amount else {
            guard lying.count == 1 else {
                throw ActRefused(.badInput, "\(amounts) lies unapplied: say which with --amount")
            }
            return first
        }
        guard let there = lying.first(where: { $0.currency == amount.currency }),
            amount.minorUnits <= there.minorUnits
        else { throw ActRefused(.badInput, "\(amount) cannot be given back: \(amounts) lies unapplied") }
        return there
    }
}
