import Ledger
package import Receivables
package import Store
import Treatment

/// Everything a collector wants to see of one customer.
package struct ShowCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One customer, ready to be printed.
    package struct Sheet: Encodable, Sendable {
        package let customer: String
        package let name: String
        package let kind: CustomerKind
        package let language: Language
        package let addresses: [Address]
        package let cases: [CaseSheet]
        /// What persons wrote down, newest first.
        package let notes: [String]
        /// What was corrected, newest first.
        package let changes: [String]
    }

    package struct Address: Encodable, Sendable {
        package let medium: ContactMedium
        package let value: String
        /// `good`, `bad: <why>` or `stopped`.
        package let standing: String
    }

    package struct CaseSheet: Encodable, Sendable {
        package let business: String
        package let open: [String]
        /// Money that arrived and is not set against anything; while there is any, the customer is not asked for more.
        package let unapplied: [String]
        package let entries: [String]
        package let promises: [String]
        package let plans: [String]
        package let disputes: [String]
        package let contacts: [String]
        package let calls: [String]
    }

    /// Shows a customer with the cases of every business of the tenant.
    package func show(_ reference: String, for tenant: Identifier<Tenant>) async throws -> Sheet {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let customer = try tx.customer(named: reference)
            let points = try tx.contactPoints(of: [customer.id])
            let cases = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: moment.today)
            let stopped = cases.first?.stoppedMedia ?? [:]
            return Sheet(
                customer: customer.reference, name: customer.displayName, kind: customer.kind,
                language: customer.language,
                addresses: points.map { point in
                    let standing =
                        point.isBad
                        ? "bad: \(point.badReason ?? "")"
                        : point.stoppedAt ?? stopped[point.medium] == nil ? "good" : "stopped"
                    return Address(
                        medium: point.medium, value: point.value.replacing("\n", with: ", "), standing: standing)
                },
                cases: try cases.map { try Self.sheet($0, moment, tx) },
                notes: try tx.customerNotes(of: customer.id).map {
                    "\($0.writtenAt.day(in: moment.zone)) \($0.writtenBy): \($0.note)"
                },
                changes: try tx.customerChanges(of: customer.id).map {
                    "\($0.changedAt.day(in: moment.zone)) \($0.field.rawValue) by \($0.changedBy) (\($0.source)): "
                        + "\($0.was.isEmpty ? "none" : $0.was) became \($0.became)".replacing("\n", with: ", ")
                })
        }
    }

    private static func sheet(
        _ facts: CaseFacts, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> CaseSheet {
        CaseSheet(
            business: try tx.business(facts.business)?.brandName ?? "",
            open: facts.receivables.filter(\.open.isPositive).map {
                "\($0.reference): \($0.open) of \($0.billed), due \($0.dueOn)"
            },
            unapplied: try tx.unappliedMoney(of: facts.customer.id).filter { $0.business == facts.business }.map {
                "\($0.amount)" + ($0.lastReceivedOn.map { ", money last arrived \($0)" } ?? "")
            },
            entries: try tx.entries(of: facts.customer.id, business: facts.business, limit: 1_000).map { entry in
                let amounts = entry.postings.map(amount(of:)).joined(separator: ", ")
                return "\(entry.effectiveOn) \(entry.kind.rawValue) \(amounts) (\(entry.id))"
            },
            promises: facts.promises.map { promise in
                let end = promise.supersededOn == nil ? promise.withdrawnOn == nil ? "" : ", withdrawn" : ", superseded"
                return "\(promise.amount) by \(promise.dueOn), made \(promise.madeOn)\(end)"
            },
            plans: facts.plans.map { plan in
                "\(plan.acceptedOn): \(plan.timeline(on: moment.today).standing(on: moment.today).word) (\(plan.id))"
            },
            disputes: facts.disputes.map { dispute in
                "\(dispute.amount.map { "\($0)" } ?? "all") since \(dispute.openedOn): "
                    + "\(dispute.outcome ?? "open") (\(dispute.id))"
            },
            contacts: facts.attempts.map { attempt in
                "\(attempt.plannedOn) \(attempt.stepKey) by \(attempt.medium.rawValue): \(attempt.state.rawValue)"
                    + (attempt.sentOn.map { " \($0)" } ?? "") + (attempt.detail.isEmpty ? "" : ", \(attempt.detail)")
                    + " (\(attempt.id))"
            },
            calls: facts.calls.filter { $0.caseID == facts.id }.map { call in
                "\(call.calledAt.day(in: moment.zone)) \(call.isOutbound ? "out" : "in"): \(call.disposition.rawValue)"
            })
    }

    /// A posting as the customer sees it: a debt as it is, what lowers one with a minus, a credit by its name.
    private static func amount(of posting: Posting) -> String {
        let sides = (posting.debit.kind, posting.credit.kind)
        switch sides {
        case (.receivable, .unappliedCash): return "\(posting.amount) from a receivable to the credit"
        case (.unappliedCash, .receivable): return "-\(posting.amount) from the credit"
        case (.receivable, _): return "\(posting.amount)"
        case (_, .receivable): return "-\(posting.amount)"
        case (_, .unappliedCash): return "\(posting.amount) to the credit"
        case (.unappliedCash, _): return "-\(posting.amount) of the credit"
        default: return "\(posting.amount)"
        }
    }
}
