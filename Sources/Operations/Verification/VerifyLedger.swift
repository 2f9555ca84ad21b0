import Ledger
package import Receivables
package import Store

/// Proves one tenant's books: every entry is read, balances are rebuilt from them and compared with the stored ones.
package struct VerifyLedger: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// What was counted and what does not hold.
    package struct Proof: Sendable, Codable, Hashable {
        package let entryCount: Int
        package let postingCount: Int
        package let receivableCount: Int
        package let customerCount: Int
        /// What is open on the books, one sum a currency, by code.
        package let open: [Money]
        /// Sentences naming rows by id; empty when the books are proven.
        package let findings: [String]

        package var holds: Bool { findings.isEmpty }
    }

    /// Reads the books as they stand at one moment; posting may go on meanwhile.
    ///
    /// Memory grows with the number of entries, about a kilobyte each.
    package func callAsFunction(_ tenant: Identifier<Tenant>) async throws -> Proof {
        try await store.snapshot(of: tenant) { tx in
            var proof = LedgerProof()
            try tx.forEachEntry { proof.add($0) }
            var findings = proof.findings(stored: try tx.storedBalances()).map(\.description)
            findings += try Self.storedFindings(tx)
            let balances = proof.balances
            return Proof(
                entryCount: proof.entryCount, postingCount: proof.postingCount,
                receivableCount: balances.receivables.count, customerCount: balances.customers.count,
                open: try Self.open(in: balances), findings: findings)
        }
    }

    /// Most rows named for one kind of finding.
    private static let rowsNamed = 100

    /// What the rows beside the postings have to agree on.
    private static func storedFindings(_ tx: TenantTransaction) throws -> [String] {
        try tx.entriesWithoutPostings(limit: rowsNamed).map { "postings: entry \($0) has no postings" }
            + tx.entriesOfAnotherCustomer(limit: rowsNamed).map {
                "heading: entry \($0) names another customer or business than its postings"
            }
            + tx.receivablesNeverBilled(limit: rowsNamed).map { "billed: receivable \($0) has no entry that billed it" }
            + tx.receivablesInAnothersCase(limit: rowsNamed).map {
                "case: receivable \($0) is in a case of another customer or business"
            }
            + tx.receivablesWithWrongSettlement(limit: rowsNamed).map {
                "settled: receivable \($0) has a settlement day while it is open, or not the day of its last entry"
            }
    }

    private static func open(in balances: Balances) throws -> [Money] {
        var sums: [Currency: Money] = [:]
        for balance in balances.receivables.values {
            sums[balance.currency] = try (sums[balance.currency] ?? .zero(balance.currency)).adding(balance.open)
        }
        return sums.values.sorted { $0.currency.code < $1.currency.code }
    }
}
