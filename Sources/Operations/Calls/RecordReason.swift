package import Receivables
package import Store
import Treatment

/// Keeps why a customer has not paid, told otherwise than on a call of ours: in an e-mail, a letter, on a slip. A reason
/// told on a call is recorded with the call.
package struct RecordReason: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What a person read or heard.
    package struct Told: Sendable {
        package var reason: NonpaymentReason
        package var customerReference: String
        package var businessReference: String?
        package var way: ReasonStatement.Way
        /// References of the receivables it is about; empty for all.
        package var items: [String] = []
        /// The customer's own words.
        package var words = ""
        package var by: String
        /// The same key again changes nothing.
        package var key: String

        package init(
            _ reason: NonpaymentReason, customer: String, way: ReasonStatement.Way, by: String, key: String
        ) {
            self.reason = reason
            customerReference = customer
            self.way = way
            self.by = by
            self.key = key
        }
    }

    /// What became of it.
    package struct Recorded: Sendable {
        package let isNew: Bool
        package let caseID: Identifier<CollectionCase>
        /// `nil` when it was recorded before.
        package let consequence: ReasonConsequence?
    }

    /// Records a reason as of the tenant's today. The same key and content again changes nothing.
    ///
    /// - Throws: `ActRefused` when the key is of something else: answering "recorded before" would lose this.
    package func record(_ told: Told, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !told.by.isBlank, !told.key.isEmpty else {
            throw ActRefused(.badInput, "say who records it (--by) and give it a key of its own (--key)")
        }
        try refuseCardNumbers(in: told.words, told.key, told.by)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let today = moment.today
            let business = try tx.business(named: told.businessReference)
            let customer = try tx.customer(named: told.customerReference)
            let caseID = try tx.caseOf(customer.id, with: business)
            try tx.takeTurn(on: caseID)
            let known = try tx.reasonStatements(key: told.key)
            if let first = known.first {
                guard known.count == 1, first.caseID == caseID, first.reason == told.reason, first.way == told.way,
                    first.words == told.words
                else {
                    throw ActRefused(
                        .badInput,
                        "key \(told.key) is of another record, of \(first.saidOn) by \(first.recordedBy) "
                            + "(\(first.reason.rawValue) by \(first.way.rawValue)), and this one is "
                            + "\(told.reason.rawValue) by \(told.way.rawValue): give it a key of its own; it was not kept"
                    )
                }
                return Recorded(isNew: false, caseID: caseID, consequence: nil)
            }
            let isNew = try tx.add(
                ReasonStatement(
                    caseID: caseID, reason: told.reason, saidOn: today, way: told.way, words: told.words,
                    recordedBy: told.by, idempotencyKey: told.key), at: moment.now)
            guard isNew else {
                throw ActRefused(.badInput, "key \(told.key) was used just now: give this record a key of its own")
            }
            let consequence = try tx.follow(
                ToldReason(
                    reason: told.reason, saidOn: today, isInWriting: told.way.isInWriting, source: told.way.rawValue,
                    by: told.by, items: told.items),
                customer: customer.id, caseID: caseID, policy: try tx.pinnedPolicy(of: caseID),
                calendar: try tx.calendar())
            return Recorded(isNew: true, caseID: caseID, consequence: consequence)
        }
    }
}

extension TenantTransaction {
    /// Waits for whoever is recording something about the case, so that two who record the same follow each other.
    func takeTurn(on caseID: Identifier<CollectionCase>) throws {
        guard try lockCase(caseID) else { throw ActRefused(.unknown, "the case is not there any more") }
    }

    /// The policy a case pins; `nil` when it pins none.
    func pinnedPolicy(of caseID: Identifier<CollectionCase>) throws -> Treatment.Policy? {
        guard let version = try policyVersion(of: caseID) else { return nil }
        return try PolicyLibrary([version], in: self).policy(version)
    }
}
