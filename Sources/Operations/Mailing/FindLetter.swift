package import Receivables
package import Store

/// Finds a letter by what stands on its envelope: the customer or the agreement, and the batch where that is known.
package struct FindLetter: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One letter with whom it is for.
    package struct Letter: Sendable {
        package let letter: AttemptRecord
        package let customer: CustomerRecord
    }

    /// The letters of a batch in the order they were planned.
    package func letters(
        in batch: Identifier<MailBatch>, for tenant: Identifier<Tenant>
    ) async throws -> [Letter] {
        try await store.transaction(for: tenant) { tx in
            guard try tx.mailBatch(batch) != nil else {
                throw ActRefused(.unknown, "there is no batch \(batch): `dunwell mail list` shows them")
            }
            return try tx.attempts(inBatch: batch).compactMap { letter in
                try tx.customer(letter.customerID).map { Letter(letter: letter, customer: $0) }
            }
        }
    }

    /// The letter that came back: the one of these that was mailed, or that is known to have come back.
    ///
    /// - Parameter reference: Of a customer or of an agreement, as the letter prints it.
    /// - Throws: `ActRefused` when there is none, or several of which any could be meant.
    package func mailed(
        to reference: String, in batch: Identifier<MailBatch>?, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<ContactAttempt> {
        try await letter(
            to: reference, in: batch, [.sent, .returned],
            none: "no letter to \(reference) was mailed: confirm its batch first, `dunwell mail list` shows it",
            for: tenant
        )
    }

    /// The letter that waits to be mailed.
    ///
    /// - Parameter reference: Of a customer or of an agreement, as the letter prints it.
    /// - Throws: `ActRefused` when there is none, or several of which any could be meant.
    package func waiting(
        to reference: String, in batch: Identifier<MailBatch>?, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<ContactAttempt> {
        try await letter(
            to: reference, in: batch, [.prepared],
            none: "no letter to \(reference) waits to be mailed: `dunwell mail list` shows the batches", for: tenant)
    }

    private func letter(
        to reference: String, in batch: Identifier<MailBatch>?, _ states: [AttemptState], none: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Identifier<ContactAttempt> {
        try await store.transaction(for: tenant) { tx in
            let customers = try tx.customers(named: reference)
            guard !customers.isEmpty else {
                throw ActRefused(
                    .unknown, "there is no letter, customer or agreement \(reference): name it as the letter prints it")
            }
            let earliest = try tx.moment().today.adding(days: -400)
            let letters = try tx.attempts(of: customers, since: earliest).filter { letter in
                letter.medium == .post && (batch == nil || letter.batch == batch)
            }
            for state in states {
                let found = letters.filter { $0.state == state && $0.batch != nil }
                if found.count == 1 { return found[0].id }
                if found.count > 1 {
                    let list = found.map { "\($0.id) (\($0.stepKey), \($0.sentOn.map { "\($0)" } ?? "not mailed"))" }
                    throw ActRefused(
                        .badInput,
                        "several letters to \(reference) could be meant: give one of \(list.joined(separator: ", ")), "
                            + "or the batch with --batch")
                }
            }
            throw ActRefused(.unknown, none)
        }
    }
}
