import Ledger
import Postgres
package import Receivables
package import Store

/// Sets money that lies unapplied against what is owed: oldest first, or where the customer wants it. While any lies
/// there the customer is not asked for more.
package struct ApplyUnapplied: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What is to be set against what.
    package struct Request: Sendable {
        package var customerReference: String
        package var businessReference: String?
        /// Nothing for all of it, as far as receivables take it up.
        package var amount: Money?
        /// References and amounts the customer named; empty means oldest first.
        package var directed: [(reference: String, amount: Money)] = []
        /// Made by whoever asks; the same key again applies nothing.
        package var idempotencyKey: String
        /// Who sets it against them; `nil` where no person does.
        package var by: String?

        package init(customerReference: String, idempotencyKey: String) {
            self.customerReference = customerReference
            self.idempotencyKey = idempotencyKey
        }
    }

    /// What became of it.
    package struct Applied: Sendable {
        package let entry: Identifier<JournalEntry>
        /// `false` when the key was in the books already; nothing was applied then.
        package let isNew: Bool
        package let applied: [(reference: String, amount: Money)]
        /// What lies unapplied afterwards.
        package let left: Money
    }

    /// Applies money.
    package func apply(_ request: Request, for tenant: Identifier<Tenant>) async throws -> Applied {
        guard !request.idempotencyKey.isEmpty else { throw ActRefused(.badInput, "give it a key of its own (--key)") }
        guard request.by?.isBlank != true else { throw ActRefused(.badInput, "say who applies it: --by") }
        try refuseCardNumbers(in: request.idempotencyKey, request.by)
        return try await store.movingMoney(for: tenant) { tx in
            let hand = try MoneyByHand(
                customer: request.customerReference, business: request.businessReference, in: tx)
            let (customer, business) = (hand.customer.id, hand.business.id)
            let open = try hand.open()
            try tx.lockUnappliedMoney(of: customer, business: business)
            let lying = try tx.unappliedMoney(of: customer).filter { $0.business == business }.map(\.amount)
            if let known = try Self.repeated(request, customer, business, lying, tx) { return known }
            let money = try Self.money(request, among: lying)
            let allocation = try Allocation.asked(money, directed: request.directed, over: open, by: hand)
            guard !allocation.parts.isEmpty else {
                throw try Self.nothingTakesIt(of: customer, business, tx)
            }
            let entry = try LedgerEntry.applyUnapplied(
                of: CustomerAccount(customer, in: business, money.currency), to: allocation.applied(of: hand),
                EntryHeading(
                    effectiveOn: hand.moment.today, idempotencyKey: request.idempotencyKey, recordedBy: request.by))
            let spent = try allocation.parts.map(\.amount).total(in: money.currency)
            let posted = try hand.post(
                entry, asks: KeyedEntry(kind: .applied, customer: customer, amount: spent, effectiveOn: nil))
            try tx.endPaidSettlements(of: [customer], business: business, hand.moment)
            try tx.lowerNextLook(of: try tx.caseIDs(of: customer), to: hand.moment.today)
            let lay = lying.first { $0.currency == money.currency } ?? money
            return Applied(
                entry: posted.entry, isNew: posted.isNew, applied: posted.isNew ? allocation.named(among: open) : [],
                left: try lay.subtracting(posted.isNew ? spent : .zero(money.currency)))
        }
    }

    /// Why nothing takes the money up, with what to do. Money for an account that was written off reopens it by a person's
    /// act alone.
    private static func nothingTakesIt(
        of customer: Identifier<Customer>, _ business: Identifier<Business>, _ tx: TenantTransaction
    ) throws -> ActRefused {
        let entries = try tx.entries(of: customer, business: business)
        let reversed = Set(entries.compactMap(\.reverses))
        guard let closing = entries.last(where: { $0.kind == .writtenOff && !reversed.contains($0.id) }) else {
            return ActRefused(
                .notAllowed,
                "nothing is open that may take it up: what is disputed takes none; resolve it first, or give the money "
                    + "back, as `dunwell payment refund --help` says")
        }
        return ActRefused(
            .notAllowed,
            "what it may be for was written off on \(closing.effectiveOn): reopen it with "
                + "\(try tx.reversingCommand(closing.id, reason: "reopened")), then apply the money")
    }

    private static func repeated(
        _ request: Request, _ customer: Identifier<Customer>, _ business: Identifier<Business>, _ lying: [Money],
        _ tx: TenantTransaction
    ) throws -> Applied? {
        guard let id = try tx.entry(key: request.idempotencyKey, business: business),
            let entry = try tx.entry(id)?.entry
        else { return nil }
        let applied = try entry.postings.map(\.amount).total(in: entry.currency)
        let parts = Dictionary(
            grouping: entry.postings, by: { $0.credit.receivable }
        ).mapValues { $0.map(\.amount) }
        let isSame = try request.directed.allSatisfy { part in
            let item = try tx.receivable(named: part.reference, business: business)
            return item.map { parts[$0.id] == [part.amount] } ?? false
        }
        guard entry.kind == .applied, entry.customers == [customer], isSame,
            request.amount.map({ $0.currency == applied.currency && applied.minorUnits <= $0.minorUnits }) ?? true
        else {
            throw ActRefused(
                .notAllowed,
                "key \(request.idempotencyKey) was used before, for entry \(id) of another kind, customer or amount: "
                    + "give this one a key of its own")
        }
        let left = lying.first { $0.currency == entry.currency } ?? .zero(entry.currency)
        return Applied(entry: id, isNew: false, applied: [], left: left)
    }

    private static func money(_ request: Request, among lying: [Money]) throws -> Money {
        guard let first = lying.first else {
            throw ActRefused(.notAllowed, "no money of this customer lies unapplied")
        }
        guard let wanted = request.amount else {
            guard let named = request.directed.first?.amount else { return first }
            return lying.first { $0.currency == named.currency } ?? first
        }
        guard let there = lying.first(where: { $0.currency == wanted.currency }),
            wanted.isPositive, wanted.minorUnits <= there.minorUnits
        else {
            let amounts = lying.map { "\($0)" }.joined(separator: " and ")
            throw ActRefused(.badInput, "\(wanted) cannot be applied: \(amounts) lies unapplied")
        }
        return wanted
    }
}
