package import Foundation
package import Receivables
package import Store

/// Tells in words why a customer did or did not hear from us, up to a day.
package struct ExplainContact: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One decision, and what became of the contact it is about.
    package struct Reason: Sendable {
        package let decision: DecisionRecord
        /// Trading name of the business the case is with.
        package let business: String
        /// How it was or would have been carried out; `nil` for a decision without an attempt.
        package let medium: ContactMedium?
        /// What became of the attempt by now, in words; empty for a decision without one.
        package let outcome: String
        /// Whether it was the last word about the case on the day asked about.
        package let isLatest: Bool
    }

    /// Everything told about a customer.
    package struct Told: Sendable {
        /// The day asked about.
        package let day: CalendarDate
        /// The tenant's today: before `day` when that has not come yet.
        package let today: CalendarDate
        package let zone: TimeZone
        /// The policy each case goes by, in a sentence: a case keeps the version it began with.
        package let policies: [String]
        /// The decisions, newest first.
        package let reasons: [Reason]
    }

    /// The decisions about a customer up to a day, newest first.
    ///
    /// A decision is written when its cause changes, so the days between two records are told by the earlier one.
    package func explain(
        customer reference: String, upTo day: CalendarDate?, for tenant: Identifier<Tenant>, limit: Int = 500
    ) async throws -> Told {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let asked = day ?? moment.today
            let customer = try tx.customer(named: reference)
            let cases = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: moment.today)
            let businesses = Dictionary(uniqueKeysWithValues: try tx.businesses().map { ($0.id, $0.brandName) })
            let names = Dictionary(uniqueKeysWithValues: cases.map { ($0.id, businesses[$0.business] ?? "") })
            let attempts = Dictionary(
                uniqueKeysWithValues: try tx.attempts(of: [customer.id], since: CalendarDate(daysSinceEpoch: 0))
                    .map { ($0.id, $0) })
            var seenCases: Set<Identifier<CollectionCase>> = []
            let reasons = try tx.decisions(about: customer.id, onOrBefore: asked, limit: limit).map { decision in
                let attempt = decision.attempt.flatMap { attempts[$0] }
                return Reason(
                    decision: decision, business: names[decision.caseID] ?? "", medium: attempt?.medium,
                    outcome: attempt?.outcomeInWords ?? "", isLatest: seenCases.insert(decision.caseID).inserted)
            }
            return Told(
                day: asked, today: moment.today, zone: moment.zone, policies: try policies(of: cases, names, tx),
                reasons: reasons)
        }
    }
}

extension ExplainContact {
    /// What every case goes by, and what new cases of its business would.
    private func policies(
        of cases: [CaseFacts], _ names: [Identifier<CollectionCase>: String], _ tx: TenantTransaction
    ) throws -> [String] {
        let businesses = try tx.businesses()
        let newest = Dictionary(uniqueKeysWithValues: businesses.map { ($0.id, $0.defaultPolicyVersion) })
        let known = Set(cases.compactMap(\.policyVersion) + cases.compactMap { newest[$0.business] ?? nil })
        let labels = Dictionary(
            uniqueKeysWithValues: try tx.policyVersions(Array(known)).map { ($0.id, "\($0.policyKey) \($0.number)") })
        return cases.map { one in
            let name = names[one.id] ?? ""
            guard let pinned = one.policyVersion, let label = labels[pinned] else {
                return "\(name): no policy, so nothing is decided; publish one as `dunwell policy publish --help` says"
            }
            guard let latest = newest[one.business] ?? nil, latest != pinned, let other = labels[latest] else {
                return "\(name): goes by policy \(label)"
            }
            return "\(name): goes by policy \(label), asleep or not; \(other) is for cases that begin later"
        }
    }
}

extension AttemptRecord {
    /// What became of it, such as `sent on 2026-03-09`.
    var outcomeInWords: String {
        let words =
            switch state {
            case .planned: "planned, not gone yet"
            case .talking: "being handed over"
            case .sent: "sent" + (sentOn.map { " on \($0)" } ?? "")
            case .taskOpen: "call waits for a person" + (lapsesAfter.map { ", to be made by \($0)" } ?? "")
            case .taskDone: "call done"
            case .taskLapsed: "nobody called"
            case .prepared: "letter prepared, not mailed yet"
            case .inDoubt: "in doubt whether it left"
            case .refused: "not sent"
            case .cancelled: "cancelled"
            case .returned: "came back"
            }
        return detail.isEmpty ? words : "\(words): \(detail)"
    }
}
