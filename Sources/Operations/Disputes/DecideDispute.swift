import Ledger
package import Receivables
import Store
import Treatment

extension DisputeReceivable {
    /// What was decided about a dispute.
    package struct Decision: Sendable {
        /// One of `outcomes`.
        package var outcome: String
        /// What is taken off; `nil` takes off what was disputed when it is upheld, and nothing otherwise. A payment that
        /// was found is set against the item instead.
        package var credit: Money?
        /// What the customer reads, in the customer's language; may be empty only for `withdrawn`.
        package var explanation: String
        /// For the file.
        package var reason: String
        package var by: String

        package init(outcome: String, explanation: String, reason: String, by person: String) {
            self.outcome = outcome
            self.explanation = explanation
            self.reason = reason
            by = person
        }
    }

    /// What became of a decision.
    package struct Decided: Encodable, Sendable {
        package let dispute: Identifier<Dispute>
        package let outcome: String
        /// What was taken off; `nil` for nothing.
        package let credited: Money?
        package let entry: Identifier<JournalEntry>?
        /// `false` when it was decided so before; nothing was done then.
        package let isNew: Bool
    }

    /// Keeps something the customer sent. The same thing of the same day again changes nothing.
    ///
    /// - Returns: `false` when it was recorded before.
    package func addEvidence(
        to id: Identifier<Dispute>, what: String, receivedOn: CalendarDate?, keptAt: String, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        for (text, option) in [(what, "--what"), (keptAt, "--kept-at"), (person, "--by")] {
            guard (1...500).contains(text.count) else {
                throw ActRefused(.badInput, "\(option) takes 1 to 500 characters: what came, where it is kept, by whom")
            }
        }
        try refuseCardNumbers(in: what, keptAt, person)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let dispute = try tx.dispute(id) else { throw ActRefused(noDispute: id) }
            let day = receivedOn ?? today
            guard day <= today else {
                throw ActRefused(.badInput, "the evidence would come on \(day), and today is \(today)")
            }
            guard day >= dispute.openedOn else {
                throw ActRefused(
                    .badInput,
                    "the dispute began on \(dispute.openedOn): give the day on which it came to you for it, --received-on"
                )
            }
            if dispute.evidence.contains(where: { $0.receivedOn == day && $0.what == what }) { return false }
            guard dispute.resolvedOn == nil else {
                throw ActRefused(
                    .notAllowed,
                    "dispute \(id) was resolved as \(dispute.outcome ?? ""): open a new one with what came to light")
            }
            return try tx.add(
                DisputeEvidence(
                    disputeID: id, receivedOn: day, recordedOn: today, what: what, keptAt: keptAt, recordedBy: person),
                caseID: dispute.caseID)
        }
    }

    /// Decides a dispute today: the credit, the end of the rest and the customer's answer are one commit. The same
    /// decision again changes nothing, another one is refused.
    package func decide(
        _ id: Identifier<Dispute>, _ decision: Decision, for tenant: Identifier<Tenant>
    ) async throws -> Decided {
        try Self.check(decision)
        try refuseCardNumbers(in: decision.explanation, decision.reason, decision.by)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let named = try tx.dispute(id) else { throw ActRefused(noDispute: id) }
            let facts = try tx.lockedFactsOfCase(named.caseID, today: today)
            // Read again behind the lock: somebody else may have decided meanwhile.
            guard let dispute = facts.disputes.first(where: { $0.id == id }) else { throw ActRefused(noDispute: id) }
            if let kept = dispute.outcome {
                guard kept == decision.outcome else {
                    throw ActRefused(
                        .notAllowed,
                        "dispute \(id) was resolved as \(kept) already: open a new one if more came to light")
                }
                return Decided(
                    dispute: id, outcome: kept, credited: dispute.corrected, entry: nil, isNew: false)
            }
            let item = facts.receivables.first { $0.id == dispute.receivableID }
            let relief = try Self.relief(decision, dispute, open: item?.open, found: facts.unapplied)
            try Self.checkWords(
                of: decision, takenOff: relief?.amount, facts,
                recorded: CaseReading(facts, day: try TenantDay(tx), liveMedia: []).contactsEverRecorded)
            let reason = decision.reason.isEmpty ? decision.explanation : decision.reason
            // The dispute was read in this transaction, so it is there.
            _ = try tx.resolveDispute(id, outcome: decision.outcome, on: today, reason: reason)
            var corrected: (amount: Money, entry: Identifier<JournalEntry>)?
            if let relief, let item {
                let account = ReceivableAccount(item.id, of: facts.customer.id, in: facts.business)
                let heading = EntryHeading(effectiveOn: today, idempotencyKey: "dispute:\(id)", memo: "dispute")
                let entry: LedgerEntry
                switch relief {
                case .credit(let amount): entry = try LedgerEntry.credit(account, amount, heading)
                case .paymentFound(let amount):
                    try tx.lockUnappliedMoney(of: facts.customer.id, business: facts.business)
                    entry = try LedgerEntry.applyUnapplied(
                        of: CustomerAccount(facts.customer.id, in: facts.business, amount.currency),
                        to: [AppliedAmount(account, amount)], heading)
                }
                _ = try tx.post([entry], today: today)  // its key is the dispute's, decided once behind the lock
                corrected = (relief.amount, entry.id)
            }
            // Owed after all: money that lay there because of the dispute goes to it.
            if decision.outcome != "upheld" || decision.credit != nil {
                try tx.applyUnapplied(of: [facts.customer.id], business: facts.business, today: today)
            }
            try tx.endClaimTasks(of: dispute, facts.disputes, as: decision.outcome, on: today, by: decision.by)
            if !decision.explanation.isEmpty {
                try tx.answer(
                    id, explanation: decision.explanation, corrected: corrected,
                    currency: item?.open.currency ?? dispute.amount?.currency ?? .usd, decidedBy: decision.by)
            }
            return Decided(
                dispute: id, outcome: decision.outcome, credited: corrected?.amount, entry: corrected?.entry,
                isNew: true)
        }
    }

    /// Disputes as a person wants to see them.
    package struct Line: Encodable, Sendable {
        package let dispute: Identifier<Dispute>
        package let customer: String
        package let receivable: String
        /// The part in dispute; `nil` for all of it.
        package let part: Money?
        package let claim: String
        package let reason: String
        package let openedOn: CalendarDate
        package let evidenceBy: CalendarDate?
        /// What came, with its day and where it is kept.
        package let evidence: [String]
        package let answerBy: CalendarDate?
        /// Whether the day for the answer has passed without one.
        package let isOverdue: Bool
        package let resolvedOn: CalendarDate?
        package let outcome: String?
        package let explanation: String?
        package let credited: Money?
    }

    /// One dispute.
    package func show(_ id: Identifier<Dispute>, for tenant: Identifier<Tenant>) async throws -> Line {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let record = try tx.dispute(id), let facts = try tx.caseFacts([record.caseID], today: today).first
            else { throw ActRefused(noDispute: id) }
            let item = facts.receivables.first { $0.id == record.receivableID }
            return Line(
                ListedDispute(
                    record: record, customerReference: facts.customer.reference,
                    receivableReference: item?.reference ?? "\(record.receivableID)"), today: today)
        }
    }

    /// Disputes of a customer, resolved ones included, or all that are open.
    package func list(customer reference: String?, for tenant: Identifier<Tenant>) async throws -> [Line] {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            let customer = try reference.map { try tx.customer(named: $0).id }
            return try tx.listedDisputes(of: customer, openOnly: customer == nil, limit: 1_000).map {
                Line($0, today: today)
            }
        }
    }
}

extension DisputeReceivable.Line {
    fileprivate init(_ listed: ListedDispute, today: CalendarDate) {
        let record = listed.record
        dispute = record.id
        customer = listed.customerReference
        receivable = listed.receivableReference
        part = record.amount
        claim = record.claim?.rawValue ?? "imported"
        reason = record.reason
        openedOn = record.openedOn
        evidenceBy = record.evidenceDueOn
        evidence = record.evidence.map { "\($0.receivedOn): \($0.what), kept at \($0.keptAt)" }
        answerBy = record.answerDueOn
        isOverdue = record.resolvedOn == nil && record.answerDueOn.map { $0 < today } ?? false
        resolvedOn = record.resolvedOn
        outcome = record.outcome
        explanation = record.explanation
        credited = record.corrected
    }
}

extension ActRefused {
    fileprivate init(noDispute id: Identifier<Dispute>) {
        self.init(.unknown, "there is no dispute \(id): `dunwell dispute list` shows those there are")
    }
}
