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
        /// References and amounts it was set against.
        package let applied: [(reference: String, amount: Money)]
        package let unapplied: Money
    }

    /// Records a payment.
    package func record(_ payment: Payment, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !payment.idempotencyKey.isEmpty else {
            throw ActRefused(.badInput, "give the payment a key of its own (--key), such as the number of the cheque")
        }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard payment.paidOn <= moment.today else {
                throw ActRefused(.badInput, "\(payment.paidOn) lies in the future: today is \(moment.today)")
            }
            let business = try tx.business(named: payment.businessReference)
            let customer = try tx.customer(named: payment.customerReference)
            if let known = try tx.entry(
                key: payment.idempotencyKey, business: business.id,
                asks: KeyedEntry(
                    kind: .paymentReceived, customer: customer.id, amount: payment.amount, effectiveOn: payment.paidOn))
            {
                return Recorded(entry: known, isNew: false, applied: [], unapplied: .zero(payment.amount.currency))
            }
            let open = try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
            let allocation = try Allocation.asked(payment.amount, directed: payment.directed, over: open)
            let account = CustomerAccount(customer.id, in: business.id, payment.amount.currency)
            let entry = try LedgerEntry.payment(
                of: account,
                applied: allocation.parts.map {
                    AppliedAmount(ReceivableAccount($0.receivable, of: customer.id, in: business.id), $0.amount)
                },
                remainder: allocation.remainder,
                EntryHeading(effectiveOn: payment.paidOn, idempotencyKey: payment.idempotencyKey))
            let result = try tx.post([entry], today: moment.today)
            // A payment that settles nothing still changes what the case may say.
            try tx.lowerNextLook(of: try tx.caseIDs(of: customer.id), to: moment.today)
            let references = Dictionary(uniqueKeysWithValues: open.map { ($0.id, $0.reference) })
            return Recorded(
                entry: entry.id, isNew: !result.recorded.isEmpty,
                applied: allocation.parts.map { (references[$0.receivable] ?? "", $0.amount) },
                unapplied: allocation.remainder)
        }
    }
}
