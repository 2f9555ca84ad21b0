import Ledger
import Postgres
package import Receivables
package import Store

/// Undoes an entry of the books: a returned cheque, a payment of somebody else's. The original stays; its opposite joins it.
package struct ReversePayment: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What became of it.
    package struct Reversed: Sendable {
        package let entry: Identifier<JournalEntry>
        package let isNew: Bool
        /// Promises that stand otherwise without the money.
        package let promises: [ChangedPromise]
        /// Plans that do.
        package let plans: [ChangedPlan]
        /// What of the money had been given back: the customer owes it again, as a receivable of its own.
        package var reclaimed: (reference: String, amount: Money)?
        /// Whether the customer is written to: a payment came back.
        package var isTold = false
    }

    /// Reverses an entry. The same key again records nothing.
    ///
    /// - Parameters:
    ///   - reason: A stable word such as `returned-cheque`; never free text about a person.
    ///   - person: Who reverses it; `nil` where no person does.
    /// - Returns: The reversal, whether it is new, and the promises it leaves open or broken: their cases wake.
    /// - Throws: `ActRefused` when there is no such entry, `LedgerError` when it cannot be undone.
    package func reverse(
        _ id: Identifier<JournalEntry>, on day: CalendarDate?, reason: String, by person: String? = nil,
        idempotencyKey: String, for tenant: Identifier<Tenant>
    ) async throws -> Reversed {
        guard !idempotencyKey.isEmpty else { throw ActRefused(.badInput, "give the reversal a key of its own (--key)") }
        try checkReason(reason, example: "returned-cheque")
        try refuseCardNumbers(in: idempotencyKey, person)
        return try await store.movingMoney(for: tenant) { tx in
            let moment = try tx.moment()
            let unknown = ActRefused(
                .unknown,
                "there is no entry \(id): `dunwell customer list` finds the customer, whose page lists the entries")
            guard let customers = try tx.entry(id)?.entry.customers else { throw unknown }
            for customer in customers { try tx.lockMoney(of: customer) }
            // Read again: whoever held the lock may have reversed it.
            guard let found = try tx.entry(id) else { throw unknown }
            if let known = try tx.entry(key: idempotencyKey, business: found.entry.business) {
                guard known == found.reversedBy else {
                    throw ActRefused(
                        .notAllowed,
                        "key \(idempotencyKey) belongs to entry \(known), which is no reversal of \(id): "
                            + "give this one a key of its own")
                }
                return Reversed(entry: known, isNew: false, promises: [], plans: [])
            }
            try Self.check(found.entry.kind, id)
            let effective = day ?? moment.today
            guard effective <= moment.today else {
                throw ActRefused(.badInput, "\(effective) lies in the future: today is \(moment.today)")
            }
            let entry = try LedgerEntry.reversal(
                of: found.entry, alreadyReversedBy: found.reversedBy,
                EntryHeading(
                    effectiveOn: effective, idempotencyKey: idempotencyKey, memo: reason,
                    recordedBy: person))
            let before = try tx.promisesAsTheyStand(of: customers, business: found.entry.business)
            let plans = try tx.plansAsTheyStand(of: customers, business: found.entry.business)
            // What is open is locked before the customer's own balance, as a payment locks them.
            _ = try tx.openReceivables(of: customers, business: found.entry.business)
            let reclaimed = try Self.takeBackRest(of: found.entry, key: idempotencyKey, moment, tx)
            let result = try tx.post([entry], today: moment.today)
            if found.entry.kind != .applied {
                // What is open again takes up money that lies there; taking money off was the point of the other.
                try tx.applyUnapplied(of: customers, business: found.entry.business, today: moment.today)
            }
            if !result.recorded.isEmpty, found.entry.kind == .writtenOff {
                try Self.reopen(found.entry, reason: reason, moment, tx)
            }
            if !result.recorded.isEmpty, found.entry.kind != .discounted {
                try tx.undoUnpaidSettlements(
                    of: customers, business: found.entry.business, reason: reason, moment)
            }
            let isTold = !result.recorded.isEmpty && found.entry.cameBack(because: reason)
            if isTold {
                for customer in found.entry.customers {
                    guard let caseID = try tx.caseID(of: customer, business: found.entry.business) else { continue }
                    try ActLetter.enqueue(ActLetter.paymentReturned, for: caseID, on: effective, in: tx)
                }
            }
            let after = try tx.promisesAsTheyStand(of: customers, business: found.entry.business)
            for customer in found.entry.customers {
                try tx.lowerNextLook(of: try tx.caseIDs(of: customer), to: moment.today)
            }
            return Reversed(
                entry: entry.id, isNew: !result.recorded.isEmpty, promises: ChangedPromise.between(before, after),
                plans: ChangedPlan.between(
                    plans, try tx.plansAsTheyStand(of: customers, business: found.entry.business), on: moment.today),
                reclaimed: reclaimed, isTold: isTold)
        }
    }

    /// Refuses what was billed or charged: undone it would be gone from the books with nothing to show what was wrong.
    private static func check(_ kind: EntryKind, _ id: Identifier<JournalEntry>) throws {
        // The ledger itself refuses to undo what undoes another entry.
        guard !kind.mayBeReversed, kind != .reversed else { return }
        let instead =
            switch kind {
            case .feeCharged: "take the fee off, as `dunwell waive --help` says"
            case .unapplied: "set the money against what is owed, as `dunwell payment apply --help` says"
            case .openingBalance:
                "credit what is not owed, or give money back: `dunwell credit --help`, `dunwell payment refund --help`"
            default: "credit what is not owed: `dunwell credit --help`"
            }
        throw ActRefused(
            .notAllowed,
            "entry \(id) is no payment, credit or write-off but \(kind.rawValue): it stays in the books; \(instead)")
    }

    /// A write-off that is undone is decided about anew.
    private static func reopen(
        _ entry: LedgerEntry, reason: String, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws {
        for caseID in try tx.cases(ofReceivables: entry.receivables.map(\.id)) {
            try tx.undoWriteOff(
                of: caseID, writtenOffOn: entry.effectiveOn, words: "undone in the books: \(reason)",
                on: moment.today)
        }
    }

    /// What the entry left unapplied may have been set against receivables since: it is taken off them first. What was
    /// given back to the customer is owed again: the money it was given back of never came.
    private static func takeBackRest(
        of entry: LedgerEntry, key: String, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> (reference: String, amount: Money)? {
        let rests = entry.postings.filter { $0.credit.kind == .unappliedCash }
        guard let first = rests.first, let customer = first.credit.customer else { return nil }
        let lacking = try tx.releaseApplied(
            try rests.map(\.amount).total(in: first.amount.currency), of: customer, business: entry.business, key: key,
            today: moment.today)
        guard lacking.isPositive, entry.kind == .paymentReceived,
            let caseID = try tx.caseID(of: customer, business: entry.business),
            let record = try tx.customer(customer),
            try tx.refunded(to: customer, business: entry.business, lacking.currency).minorUnits >= lacking.minorUnits
        else { return nil }
        let reference = "REFUND-\(entry.id.description.prefix(8).uppercased())"
        try tx.reclaim(
            lacking, from: customer, business: entry.business, ofCase: caseID, reference: reference,
            summary: record.language == .spanish
                ? "Dinero devuelto de un pago que no se cobró" : "Money given back of a payment that did not hold",
            dueOn: moment.today.adding(days: daysToPayBack), key: key, today: moment.today)
        return (reference, lacking)
    }

    /// Days the customer has to pay back what was given back.
    private static let daysToPayBack = 10
}
