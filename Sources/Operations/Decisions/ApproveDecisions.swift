import Foundation
package import PluginKit
package import Receivables
import Sealing
package import Store
package import Treatment

/// Keeps what a person decided, line by line: dated, with who and why, and never changed afterwards.
///
/// A line that cannot stand is told why and holds up none of the others. Carrying a decision out is another act: the
/// placement file and the write-off each ask again.
package struct ApproveDecisions: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// What is decided about one customer.
    package struct Choice: Hashable, Sendable {
        package var customer: String
        package var path: DecisionPath
        package var reason = ""
        /// The day on which it is asked about again; to go on needs one.
        package var until: CalendarDate?
        /// The agency's or counsel's reference.
        package var agency: String?
        /// What a settlement asks for.
        package var amount: Money?

        package init(customer: String, path: DecisionPath) {
            self.customer = customer
            self.path = path
        }
    }

    /// Who decides.
    package struct Approval: Sendable {
        package let by: String
        package let role: ApprovalRole

        package init(by: String, role: ApprovalRole) {
            self.by = by
            self.role = role
        }
    }

    /// What became of one choice.
    package struct Line: Sendable, Encodable {
        package enum Outcome: String, Sendable, Encodable {
            case approved
            /// The same was decided before and stands; nothing was added.
            case already
            /// There is nothing left to decide.
            case moot
            case refused
        }

        package let customer: String
        package let decision: String
        package let outcome: Outcome
        /// What follows, or why it was refused and what to do.
        @Offered package internal(set) var words: String
    }

    /// Most lines of one list.
    package static let linesMax = 1_000

    /// Keeps what was decided. The same list again adds nothing.
    ///
    /// - Throws: `ActRefused` when nobody is named, or the list names a customer twice.
    package func approve(
        _ choices: [Choice], _ approval: Approval, business businessReference: String?,
        for tenant: Identifier<Tenant>
    ) async throws -> [Line] {
        guard !approval.by.trimmingCharacters(in: .whitespaces).isEmpty else {
            throw ActRefused(.badInput, "say who decides: --by")
        }
        try refuseCardNumbers(in: approval.by)
        guard !choices.isEmpty, choices.count <= Self.linesMax else {
            throw ActRefused(.badInput, "a list decides about 1 to \(Self.linesMax) customers: split it")
        }
        var seen: Set<String> = []
        if let twice = choices.map(\.customer).first(where: { !seen.insert($0).inserted }) {
            throw ActRefused(.badInput, "the list decides twice about customer \(twice): leave one line")
        }
        let named = Set(choices.compactMap(\.agency))
        let agencies = try await store.withoutTenantScope(reason: "agencies serve many tenants") { platform in
            try Dictionary(
                uniqueKeysWithValues: named.compactMap { reference in
                    try platform.agency(reference: reference).map { (reference, $0.id) }
                })
        }
        return try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            let business = try tx.business(named: businessReference)
            return try choices.map { choice in
                do {
                    let desk = ApprovalDesk(
                        choice: choice, approval: approval, business: business, agencies: agencies, day: day,
                        registry: registry, tx: tx)
                    return try desk.decide()
                } catch let refusal as ActRefused {
                    return choice.line(.refused, refusal.description)
                }
            }
        }
    }
}

extension ApproveDecisions.Choice {
    func line(_ outcome: ApproveDecisions.Line.Outcome, _ words: String) -> ApproveDecisions.Line {
        ApproveDecisions.Line(customer: customer, decision: path.rawValue, outcome: outcome, words: words)
    }
}
