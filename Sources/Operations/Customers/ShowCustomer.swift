import Ledger
package import Receivables
package import Store
import Treatment

/// Shows everything a collector wants to see of one customer.
package struct ShowCustomer: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Shows a customer with the cases of every business of the tenant.
    package func show(_ reference: String, for tenant: Identifier<Tenant>) async throws -> CustomerSheet {
        try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            let moment = day.moment
            let customer = try tx.customer(named: reference)
            let points = try tx.contactPoints(of: [customer.id])
            let cases = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: moment.today)
            let library = try PolicyLibrary(Set(cases.compactMap(\.policyVersion)), in: tx)
            let stopped = cases.first?.stoppedMedia ?? [:]
            return CustomerSheet(
                customer: customer.reference, name: customer.displayName, kind: customer.kind,
                language: customer.language,
                addresses: points.map { point in
                    let standing =
                        point.isBad
                        ? "bad: \(point.badReason ?? "")"
                        : point.stoppedAt ?? stopped[point.medium] == nil ? "good" : "stopped"
                    return .init(
                        medium: point.medium, value: point.value.replacing("\n", with: ", "), standing: standing)
                },
                cases: try cases.map { try Self.sheet($0, day, library.policy($0.policyVersion), tx) },
                holds: try tx.holds(of: [customer.id]).map {
                    .init(hold: $0.id, reason: $0.reason, from: $0.heldFrom, until: $0.heldUntil, note: $0.note)
                },
                notes: try tx.customerNotes(of: customer.id).map {
                    .init(writtenOn: $0.writtenAt.day(in: moment.zone), by: $0.writtenBy, note: $0.note)
                },
                changes: try tx.customerChanges(of: customer.id).map {
                    .init(
                        changedOn: $0.changedAt.day(in: moment.zone), field: $0.field.rawValue,
                        was: $0.was.replacing("\n", with: ", "), became: $0.became.replacing("\n", with: ", "),
                        by: $0.changedBy, source: $0.source)
                })
        }
    }

    private static func sheet(
        _ facts: CaseFacts, _ day: TenantDay, _ policy: Treatment.Policy?, _ tx: TenantTransaction
    ) throws -> CustomerSheet.Case {
        let (today, zone) = (day.moment.today, day.moment.zone)
        let open = facts.receivables.filter(\.open.isPositive)
        let references = Dictionary(facts.receivables.map { ($0.id, $0.reference) }) { first, _ in first }
        let grace = (policy?.promises ?? PromiseTerms()).graceBusinessDays
        return CustomerSheet.Case(
            business: try tx.business(facts.business)?.brandName ?? "", owed: try owed(open),
            writtenOff: facts.writtenOff.map { .init(amount: $0.amount, on: $0.on) },
            daysPastDue: open.map(\.dueOn).min().flatMap { $0 < today ? today.days(since: $0) : nil },
            open: open.map {
                .init(receivable: $0.reference, open: $0.open, billed: $0.billed, fees: $0.fees, dueOn: $0.dueOn)
            },
            unapplied: try tx.unappliedMoney(of: facts.customer.id).filter { $0.business == facts.business }.map {
                .init(amount: $0.amount, lastReceivedOn: $0.lastReceivedOn)
            },
            entries: try tx.entries(of: facts.customer.id, business: facts.business, limit: 1_000).map { entry in
                .init(
                    entry: entry.id, effectiveOn: entry.effectiveOn, kind: entry.kind.rawValue,
                    amounts: entry.postings.map(amount(of:)), by: entry.heading.recordedBy)
            },
            promises: facts.promises.map { promise in
                let reading = CaseReading(facts, day: day, liveMedia: [])
                return .init(
                    promise: promise.id, amount: promise.amount, dueOn: promise.dueOn, madeOn: promise.madeOn,
                    outcome: reading.outcome(of: reading.fact(of: promise), on: today, grace).word,
                    items: promise.items.map { references[$0] ?? "\($0)" }.sorted(), way: promise.way,
                    wantsReminder: promise.wantsReminder, by: promise.madeBy)
            },
            plans: facts.plans.map { plan in
                .init(
                    plan: plan.id, acceptedOn: plan.acceptedOn,
                    standing: plan.timeline(on: today).standing(on: today).word)
            },
            disputes: facts.disputes.map { dispute in
                .init(
                    dispute: dispute.id, receivable: references[dispute.receivableID] ?? "",
                    amount: dispute.amount, reason: dispute.reason, openedOn: dispute.openedOn,
                    evidenceDueOn: dispute.evidenceDueOn, resolvedOn: dispute.resolvedOn, outcome: dispute.outcome)
            },
            contacts: facts.attempts.map { attempt in
                .init(
                    attempt: attempt.id, step: attempt.stepKey, medium: attempt.medium,
                    state: attempt.state.rawValue, plannedOn: attempt.plannedOn, sentOn: attempt.sentOn,
                    returnedOn: attempt.state == .returned ? attempt.closedAt?.day(in: zone) : nil,
                    detail: attempt.detail)
            },
            calls: facts.calls.filter { $0.caseID == facts.id }.map { call in
                .init(
                    calledOn: call.calledAt.day(in: zone), isOutbound: call.isOutbound,
                    disposition: call.disposition, reason: call.reason, agreedCallBackOn: call.agreedCallBackOn,
                    note: call.note, by: call.recordedBy)
            })
    }

    private static func owed(_ open: [ReceivableRecord]) throws -> [Money] {
        try Dictionary(grouping: open.map(\.open), by: \.currency).sorted { $0.key.code < $1.key.code }
            .map { try $0.value.total(in: $0.key) }
    }

    /// A posting as the customer sees it: a debt as it is, what lowers one with a minus, a credit by its name.
    private static func amount(of posting: Posting) -> CustomerSheet.Entry.Part {
        let less = Money(minorUnits: -posting.amount.minorUnits, currency: posting.amount.currency)
        switch (posting.debit.kind, posting.credit.kind) {
        case (.receivable, .unappliedCash):
            return .init(amount: posting.amount, what: "from a receivable to the credit")
        case (.unappliedCash, .receivable): return .init(amount: less, what: "from the credit")
        case (.receivable, _): return .init(amount: posting.amount, what: "")
        case (_, .receivable): return .init(amount: less, what: "")
        case (_, .unappliedCash): return .init(amount: posting.amount, what: "to the credit")
        case (.unappliedCash, _): return .init(amount: less, what: "of the credit")
        default: return .init(amount: posting.amount, what: "")
        }
    }
}
