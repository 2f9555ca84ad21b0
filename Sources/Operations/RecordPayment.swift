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
            let allocation = try Self.allocate(payment, over: open)
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

    /// Spreads the payment, saying by the customer's own references what stands in the way.
    private static func allocate(_ payment: Payment, over open: [OpenReceivable]) throws -> Allocation {
        let order = try order(payment.directed, among: open)
        let name = { (id: Identifier<Receivable>) in open.first { $0.id == id }?.reference ?? "\(id)" }
        do throws(AllocationError) {
            return try Allocation.allocate(payment.amount, over: open, order: order)
        } catch .moreThanOpen(let id, let excess) {
            throw ActRefused(
                .badInput, "\(excess) more was directed to \(name(id)) than is open there: lower the amount")
        } catch .disputed(let id, let excess) {
            throw ActRefused(
                .notAllowed,
                "\(excess) directed to \(name(id)) would pay a disputed part: resolve the dispute or lower the amount")
        } catch .namedTwice(let id) {
            throw ActRefused(.badInput, "\(name(id)) is named twice: name it once with the whole amount")
        } catch {
            throw ActRefused(.badInput, error.description)
        }
    }

    private static func order(
        _ directed: [(reference: String, amount: Money)], among open: [OpenReceivable]
    ) throws -> AllocationOrder {
        guard !directed.isEmpty else { return .oldestFirst }
        return .directed(
            try directed.map { part in
                guard let item = open.first(where: { $0.reference == part.reference }) else {
                    throw ActRefused(.unknown, "the customer has no open receivable \(part.reference)")
                }
                return DirectedAmount(item.id, part.amount)
            })
    }
}
