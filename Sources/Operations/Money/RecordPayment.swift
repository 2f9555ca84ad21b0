import Ledger
import Postgres
package import Receivables
package import Store

/// Records money a customer paid: oldest first, or where the customer wants it; what nothing takes up lies unapplied.
package struct RecordPayment: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// A payment as a person knows of it.
    package struct Payment: Sendable {
        package var amount: Money
        /// The day the money moved.
        package var paidOn: CalendarDate
        package var customerReference: String
        package var businessReference: String?
        /// References and amounts the customer named; empty means oldest first.
        package var directed: [(reference: String, amount: Money)] = []
        /// Made by whoever reports; the same key again records nothing.
        package var idempotencyKey: String
        /// Who records it; `nil` where no person does.
        package var by: String?

        package init(amount: Money, paidOn: CalendarDate, customerReference: String, idempotencyKey: String) {
            self.amount = amount
            self.paidOn = paidOn
            self.customerReference = customerReference
            self.idempotencyKey = idempotencyKey
        }
    }

    /// What became of it.
    package struct Recorded: Sendable {
        package let entry: Identifier<JournalEntry>
        /// `false` when the key was in the books already; nothing was recorded then.
        package let isNew: Bool
        package let applied: [(reference: String, amount: Money)]
        package let unapplied: Money
        /// What was given up because the payment completed a settlement.
        package var givenUp: [Money] = []
    }

    /// Records a payment.
    ///
    /// - Throws: `ActRefused` naming what is wrong with the amount, the day, the key or what it is meant for. Nothing was
    ///   recorded then.
    package func record(_ payment: Payment, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !payment.idempotencyKey.isEmpty else {
            throw ActRefused(.badInput, "give the payment a key of its own (--key), such as the number of the cheque")
        }
        try refuseCardNumbers(in: payment.idempotencyKey, payment.by)
        return try await store.movingMoney(for: tenant) { tx in
            let money = try MoneyByHand(
                customer: payment.customerReference, business: payment.businessReference, in: tx)
            try MoneyByHand.check(positive: payment.amount)
            try money.check(past: payment.paidOn)
            let asked = KeyedEntry(
                kind: .paymentReceived, customer: money.customer.id, amount: payment.amount,
                effectiveOn: payment.paidOn)
            if let known = try tx.entry(key: payment.idempotencyKey, business: money.business.id, asks: asked) {
                return try Self.known(known, payment, in: money)
            }
            try money.check(notLongBeforeFirstBill: payment.paidOn)
            try money.check(payment.amount)
            let open = try money.open()
            let allocation = try Allocation.asked(payment.amount, directed: payment.directed, over: open, by: money)
            let account = CustomerAccount(money.customer.id, in: money.business.id, payment.amount.currency)
            let entry = try LedgerEntry.payment(
                of: account, applied: allocation.applied(of: money), remainder: allocation.remainder,
                EntryHeading(
                    effectiveOn: payment.paidOn, idempotencyKey: payment.idempotencyKey, recordedBy: payment.by))
            let posted = try money.post(entry, asks: asked)
            guard posted.isNew else { return try Self.known(posted.entry, payment, in: money) }
            let givenUp = try tx.endPaidSettlements(
                of: [money.customer.id], business: money.business.id, money.moment)
            // A payment that settles nothing still changes what the case may say.
            try tx.lowerNextLook(of: try tx.caseIDs(of: money.customer.id), to: money.moment.today)
            return Recorded(
                entry: posted.entry, isNew: true, applied: allocation.named(among: open),
                unapplied: allocation.remainder, givenUp: givenUp)
        }
    }

    /// What an earlier recording under the same key did.
    ///
    /// - Throws: `ActRefused` when its money went elsewhere than is asked for now.
    private static func known(
        _ id: Identifier<JournalEntry>, _ payment: Payment, in money: MoneyByHand
    ) throws -> Recorded {
        guard let entry = try money.tx.entry(id)?.entry else {
            throw ActRefused(.unknown, "entry \(id) is gone: run `dunwell verify ledger`")
        }
        for part in payment.directed {
            let item = try money.tx.receivable(named: part.reference, business: money.business.id)
            let went = entry.postings.contains {
                $0.credit.receivable != nil && $0.credit.receivable == item?.id && $0.amount == part.amount
            }
            guard went else {
                throw ActRefused(
                    .notAllowed,
                    "key \(payment.idempotencyKey) was used before, for entry \(id), whose money did not go to "
                        + "\(part.reference) like this: give this one a key of its own, or reverse the entry first")
            }
        }
        let rest = try entry.postings.filter { $0.credit.kind == .unappliedCash }.map(\.amount)
            .total(in: entry.currency)
        return Recorded(entry: id, isNew: false, applied: [], unapplied: rest)
    }
}

extension Allocation {
    /// Its parts as the ledger posts them.
    func applied(of money: MoneyByHand) -> [AppliedAmount] {
        parts.map {
            AppliedAmount(ReceivableAccount($0.receivable, of: money.customer.id, in: money.business.id), $0.amount)
        }
    }

    /// Its parts by the customer's own references.
    func named(among open: [OpenReceivable]) -> [(reference: String, amount: Money)] {
        let references = Dictionary(uniqueKeysWithValues: open.map { ($0.id, $0.reference) })
        return parts.map { (references[$0.receivable] ?? "", $0.amount) }
    }
}
