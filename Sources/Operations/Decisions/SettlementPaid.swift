import Ledger
import Receivables
import Store
import Treatment

/// One settlement the owner approved, held against the books of the moment.
private struct PaidSettlement {
    let decision: CaseDecisionRecord
    let amount: Money
    let until: CalendarDate
    let entries: [LedgerEntry]
    /// Bills that were not late on the day of the decision: it says nothing of them.
    let others: Set<Identifier<Receivable>>

    init?(_ decision: CaseDecisionRecord, of facts: CaseFacts, _ entries: [LedgerEntry]) {
        guard decision.path == .settle, decision.role == .owner, let amount = decision.settlesFor,
            let until = decision.until
        else { return nil }
        (self.decision, self.amount, self.until, self.entries) = (decision, amount, until, entries)
        others = Set(facts.receivables.filter { !($0.dueOn < decision.decidedOn) }.map(\.id))
    }

    /// Whether as much as was settled for arrived in time and stayed.
    func hasArrived() throws -> Bool {
        let undone = Set(entries.compactMap(\.reverses))
        let paid = entries.filter { entry in
            [.paymentReceived, .applied].contains(entry.kind) && !undone.contains(entry.id)
                && entry.effectiveOn >= decision.decidedOn && entry.effectiveOn <= until
        }.flatMap(\.postings).filter { posting in
            posting.amount.currency == amount.currency
                && posting.credit.receivable.map { !others.contains($0) } ?? false
        }
        return try paid.map(\.amount).total(in: amount.currency).minorUnits >= amount.minorUnits
    }

    /// The key of what is given up on one receivable.
    func key(_ receivable: Identifier<Receivable>) -> String { "settlement:\(decision.id):\(receivable)" }

    /// What was given up and stands.
    var given: [LedgerEntry] {
        let undone = Set(entries.compactMap(\.reverses))
        return entries.filter {
            $0.kind == .discounted && $0.heading.idempotencyKey.hasPrefix("settlement:\(decision.id):")
                && !undone.contains($0.id)
        }
    }
}

extension TenantTransaction {
    /// Gives up the rest of what the owner settled, once the amount settled for has arrived in time: nobody is asked for
    /// it any more. What is in dispute, and what was decided otherwise meanwhile, stays as it is. Source: starter policies
    /// §2.4, the owner's settlement.
    ///
    /// Called after money moved, behind the same lock. Doing it twice does nothing the second time.
    /// - Returns: What was given up.
    @discardableResult
    func endPaidSettlements(
        of customers: [Identifier<Customer>], business: Identifier<Business>, _ moment: TenantMoment
    ) throws -> [Money] {
        let waiting = try settlements(of: customers, business: business, areCarriedOut: false)
        guard !waiting.isEmpty else { return [] }
        let day = try TenantDay(self)
        return try waiting.compactMap { decision in
            guard try lockCase(decision.caseID),
                let facts = try caseFacts([decision.caseID], today: moment.today).first,
                let settlement = PaidSettlement(
                    decision, of: facts, try entries(of: facts.customer.id, business: business)),
                try settlement.hasArrived()
            else { return nil }
            let items = facts.receivables.filter {
                $0.open.isPositive && $0.dueOn < decision.decidedOn && $0.open.currency == settlement.amount.currency
            }
            let reading = CaseReading(facts, day: day, liveMedia: [])
            guard !items.contains(where: { reading.disputed($0).isPositive }) else { return nil }
            let rest = try items.map(\.open).total(in: settlement.amount.currency)
            // Money for another bill is none for this: so much less has to be owed.
            guard decision.owed.minorUnits - rest.minorUnits >= settlement.amount.minorUnits else { return nil }
            for item in try receivablesToWriteOff(items.map(\.id)) {
                let entry = try LedgerEntry.discount(
                    ReceivableAccount(item.id, of: item.customer, in: item.business), item.open,
                    EntryHeading(
                        effectiveOn: moment.today, idempotencyKey: settlement.key(item.id), memo: "settlement",
                        recordedBy: decision.decidedBy))
                _ = try post([entry], today: moment.today)  // its key is the decision's, ended once behind the lock
                try recordApproval(
                    of: entry.id, role: decision.role.rawValue, by: decision.decidedBy, on: decision.decidedOn,
                    reason: "settlement")
            }
            // It stood a line above, and the case is locked.
            _ = try end(
                decision.id, as: .carriedOut, words: "\(settlement.amount) arrived in time: \(rest) given up",
                on: moment.today)
            return rest
        }
    }

    /// Takes back what was given up for money that did not stay: the whole is owed again, and somebody decides anew.
    func undoUnpaidSettlements(
        of customers: [Identifier<Customer>], business: Identifier<Business>, reason: String, _ moment: TenantMoment
    ) throws {
        for decision in try settlements(of: customers, business: business, areCarriedOut: true) {
            guard try lockCase(decision.caseID),
                let facts = try caseFacts([decision.caseID], today: moment.today).first,
                let settlement = PaidSettlement(
                    decision, of: facts, try entries(of: facts.customer.id, business: business)),
                try !settlement.hasArrived()
            else { continue }
            let back = try settlement.given.map { entry in
                try LedgerEntry.reversal(
                    of: entry, alreadyReversedBy: nil,
                    EntryHeading(
                        effectiveOn: moment.today, idempotencyKey: "undone:\(entry.heading.idempotencyKey)",
                        memo: reason))
            }
            _ = try post(back, today: moment.today)  // none was reversed before, asked a line above
            try undo(decision.id, words: "the money did not stay: \(reason)", on: moment.today)
        }
    }
}
