package import Receivables
package import Store
package import Treatment

/// Keeps what a person knows for the sheet of a case: papers, the limitation date, whose money is in the contract.
package struct NoteForDecision: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What is noted. What it does not say stays as it was noted before; papers add up.
    package struct Note: Sendable {
        package var customer: String
        package var business: String?
        package var evidence: [EvidenceKind] = []
        package var limitationOn: CalendarDate?
        /// Whether a limitation date that has come is meant, and not mistyped.
        package var limitationHasPassed = false
        package var funding: ContractFunding?
        /// Where the papers are, or who said so.
        package var source: String
        package var by: String

        package init(customer: String, source: String, by: String) {
            self.customer = customer
            self.source = source
            self.by = by
        }
    }

    /// Keeps a note.
    ///
    /// - Throws: `ActRefused` for a note that says nothing, and for a limitation date that has come unless that is meant.
    package func keep(_ note: Note, for tenant: Identifier<Tenant>) async throws {
        guard !note.source.isBlank, !note.by.isBlank else {
            throw ActRefused(.badInput, "say where it comes from (--source) and who notes it (--by)")
        }
        guard !note.evidence.isEmpty || note.limitationOn != nil || note.funding != nil else {
            throw ActRefused(.badInput, "say what is noted: --evidence, --limitation or --funding")
        }
        if case .sold(_, let refund?) = note.funding, !refund.isPositive {
            throw ActRefused(.badInput, "what the funder may ask back is an amount above zero")
        }
        try refuseCardNumbers(in: note.source, note.by)
        guard note.limitationOn != nil || !note.limitationHasPassed else {
            throw ActRefused(.badInput, "that it has passed is said of a limitation date: --limitation")
        }
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            if let limitation = note.limitationOn, limitation <= today, !note.limitationHasPassed {
                throw ActRefused(
                    .badInput,
                    "\(limitation) is no day ahead of today, \(today): no counsel would get the case. When the time for a "
                        + "suit is over, say so with --limitation-passed; else correct --limitation")
            }
            if let limitation = note.limitationOn, limitation > today, note.limitationHasPassed {
                throw ActRefused(.badInput, "\(limitation) has not passed: leave --limitation-passed out")
            }
            let customer = try tx.customer(named: note.customer)
            let business = try tx.business(named: note.business)
            var record = DecisionNoteRecord(
                caseID: try tx.caseOf(customer.id, with: business), source: note.source, notedBy: note.by,
                notedAt: try tx.moment().now)
            record.evidence = note.evidence
            record.limitationOn = note.limitationOn
            record.funding = note.funding
            try tx.add(record)
        }
    }

    /// Says what a dollar of monthly revenue is worth to a business.
    package func set(
        _ multiple: ContractMultiple, business reference: String?, source: String, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws {
        guard !source.isBlank, !person.isBlank else {
            throw ActRefused(.badInput, "say what it rests on (--source) and who says so (--by)")
        }
        try refuseCardNumbers(in: source, person)
        try await store.transaction(for: tenant) { tx in
            try tx.setContractMultiple(
                multiple, of: try tx.business(named: reference).id, source: source, by: person,
                at: try tx.moment().now)
        }
    }
}
