import Ledger
import Postgres
package import Receivables
package import Store
package import Treatment

/// Takes late fees off again, as far as the role that does it may. What is waived is a credit with its reason; the fee
/// stays in the books.
package struct WaiveFees: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Who waives what.
    package struct Request: Sendable {
        package var customerReference: String
        package var businessReference: String?
        /// Receivables whose fees are meant; empty for every fee still open.
        package var receivables: [String] = []
        package var role: GrantingRole
        package var by: String
        /// Made by whoever asks; the same key again waives nothing.
        package var idempotencyKey: String

        package init(customerReference: String, role: GrantingRole, by: String, idempotencyKey: String) {
            self.customerReference = customerReference
            self.role = role
            self.by = by
            self.idempotencyKey = idempotencyKey
        }
    }

    /// One fee taken off.
    package struct Waived: Sendable, Encodable {
        package let receivable: String
        package let amount: Money
        package let entry: Identifier<JournalEntry>
        /// `false` when the key was in the books already.
        package let isNew: Bool
    }

    /// Waives fees.
    ///
    /// - Throws: `ActRefused` naming the role that may, when this one may not.
    package func waive(_ request: Request, for tenant: Identifier<Tenant>) async throws -> [Waived] {
        guard !request.idempotencyKey.isEmpty else {
            throw ActRefused(.badInput, "give the waiver a key of its own (--key)")
        }
        guard !request.by.isBlank else { throw ActRefused(.badInput, "say who waives: --by") }
        try refuseCardNumbers(in: request.idempotencyKey, request.by)
        return try await store.movingMoney(for: tenant) { tx in
            let hand = try MoneyByHand(
                customer: request.customerReference, business: request.businessReference, in: tx)
            // The lock on what is open keeps a payment from taking it meanwhile; the fees are read after it.
            _ = try hand.open()
            let all = try tx.lateFees(of: hand.customer.id, business: hand.business.id)
            if let repeated = try Self.repeated(request, all, hand.business.id, tx) { return repeated }
            let chosen = try Self.chosen(request.receivables, from: all)
            try Self.checkAllowance(
                of: request.role, chosen, all, hand.customer.id, hand.business, hand.moment, tx)
            let reason = Self.waiverMemo(of: request.role)
            for caseID in Set(chosen.map(\.caseID)) {
                try ActLetter.enqueue("waiver", for: caseID, on: hand.moment.today, in: tx)
            }
            return try chosen.map { fee in
                let entry = try LedgerEntry.credit(
                    ReceivableAccount(fee.receivable, of: hand.customer.id, in: hand.business.id), fee.waivable,
                    EntryHeading(
                        effectiveOn: hand.moment.today, idempotencyKey: Self.key(request, fee), memo: reason))
                let posted = try hand.post(
                    entry,
                    asks: KeyedEntry(
                        kind: .credited, customer: hand.customer.id, amount: fee.waivable, effectiveOn: nil,
                        receivable: fee.reference))
                guard posted.isNew else {
                    return Waived(receivable: fee.reference, amount: fee.waivable, entry: posted.entry, isNew: false)
                }
                try tx.recordApproval(
                    of: entry.id, role: request.role.rawValue, by: request.by, on: hand.moment.today, reason: reason)
                return Waived(receivable: fee.reference, amount: fee.waivable, entry: entry.id, isNew: true)
            }
        }
    }

    private static func key(_ request: Request, _ fee: LateFeeRecord) -> String {
        "\(request.idempotencyKey):\(fee.reference)"
    }

    private static func waiverMemo(of role: GrantingRole) -> String {
        TenantTransaction.waiverMemoPrefix + role.rawValue
    }

    private static func repeated(
        _ request: Request, _ all: [LateFeeRecord], _ business: Identifier<Business>, _ tx: TenantTransaction
    ) throws -> [Waived]? {
        let known = try all.compactMap { fee -> Waived? in
            guard let id = try tx.entry(key: key(request, fee), business: business),
                let entry = try tx.entry(id)?.entry
            else { return nil }
            let amount = try entry.postings.map(\.amount).total(in: entry.currency)
            return Waived(receivable: fee.reference, amount: amount, entry: id, isNew: false)
        }
        guard !known.isEmpty else { return nil }
        let asked = Set(request.receivables)
        guard asked.isEmpty || asked == Set(known.map(\.receivable)) else {
            throw ActRefused(
                .notAllowed,
                "key \(request.idempotencyKey) was used before, to waive the fee on "
                    + known.map(\.receivable).joined(separator: ", ") + ": give this one a key of its own")
        }
        return known
    }

    private static func chosen(_ references: [String], from all: [LateFeeRecord]) throws -> [LateFeeRecord] {
        guard !references.isEmpty else {
            let open = all.filter(\.waivable.isPositive)
            guard !open.isEmpty else { throw ActRefused(.unknown, "no late fee of this customer is open") }
            return open
        }
        guard Set(references).count == references.count else {
            throw ActRefused(.badInput, "a receivable is named twice: name each once")
        }
        return try references.map { reference in
            guard let fee = all.first(where: { $0.reference == reference }) else {
                throw ActRefused(
                    .unknown, "no late fee stands on \(reference): dunwell customer show lists what is open")
            }
            guard fee.waivable.isPositive else {
                throw ActRefused(
                    .notAllowed,
                    "the fee on \(reference) was paid or waived already: give money back instead, as `dunwell credit --help` says"
                )
            }
            return fee
        }
    }

    private static func checkAllowance(
        of role: GrantingRole, _ chosen: [LateFeeRecord], _ all: [LateFeeRecord], _ customer: Identifier<Customer>,
        _ business: BusinessRecord, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws {
        let caseID = try tx.caseOf(customer, with: business)
        let day = try TenantDay(tx)
        guard let facts = try tx.caseFacts([caseID], today: moment.today).first else { return }
        let policy = try PolicyLibrary(Set([facts.policyVersion].compactMap { $0 }), in: tx).policy(facts.policyVersion)
        let allowances = policy?.allowances ?? Allowances()
        let cycle = policy.flatMap {
            CaseReading(facts, day: day, liveMedia: []).snapshot()
                .cycle(on: moment.today, policy: $0, calendar: day.calendar)
        }
        let (fees, every) = (chosen.map(\.charge), all.map(\.charge))
        guard
            let refusal = allowances.allowance(of: role).feeWaiver.refusal(
                of: fees, among: every, cycleFrom: cycle?.startedOn, on: moment.today)
        else { return }
        let other = allowances.roleWaiving(fees, among: every, cycleFrom: cycle?.startedOn, on: moment.today)
        throw ActRefused(
            .notAllowed,
            "a \(role.rawValue) may not waive this: \(refusal.words)"
                + (other.map { "; ask the \($0.rawValue) (--role \($0.rawValue))" }
                    ?? "; the policy lets nobody waive it"))
    }
}

extension LateFeeRecord {
    /// What may still be taken off: never more than is open.
    var waivable: Money {
        let left = max(0, charged.minorUnits - waived.minorUnits)
        return Money(minorUnits: min(left, open.minorUnits), currency: charged.currency)
    }

    var charge: ChargedFee { ChargedFee(receivable: receivable, chargedOn: chargedOn, waivedOn: waivedOn) }
}

extension FeeWaiverRefusal {
    var words: String {
        switch self {
        case .notAllowed: "the policy gives this role no waiver"
        case .onlyOne: "one fee at a time"
        case .notTheFirst(let since): "it is not the first fee in 12 months, another was charged on \(since)"
        case .waivedBefore(let on): "a fee was waived in the last 12 months, on \(on)"
        case .otherCycle: "the fee is not of the time that runs now"
        }
    }
}
