package import Store

/// What customers say is wrong with a receivable, from their word to the answer.
package struct DisputeReceivable: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Outcomes a dispute may have.
    package static let outcomes = ["upheld", "partly-upheld", "rejected", "withdrawn"]
}
