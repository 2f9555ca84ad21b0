import PluginKit
package import Receivables
package import Store
import Treatment

/// Payment plans as a collector wants to see them; everything about how they stand is computed from the books.
package struct ShowPlans: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One plan in a list.
    package struct Line: Encodable, Sendable {
        package let plan: Identifier<PaymentPlan>
        package let customer: String
        package let acceptedOn: CalendarDate
        /// `provisional`, `current`, `missed`, `completed`, `broken`…
        package let standing: String
        package let nextDueOn: CalendarDate?
        package let nextAmount: Money?
        /// Last day of the one call about a missed part.
        package let callBy: CalendarDate?
    }

    /// One plan with everything agreed.
    package struct Sheet: Encodable, Sendable {
        package let plan: Identifier<PaymentPlan>
        package let customer: String
        package let covers: [Cover]
        package let acceptedOn: CalendarDate
        package let acceptedHow: String
        package let standing: String
        package let version: Int
        /// How it was cancelled; `nil` when it was not.
        package let cancelled: Cancelled?
        /// Parts of the version in force, with how each stands.
        package let parts: [Part]
        /// What happened, and what will unless more is paid.
        package let events: [Event]
        package let versions: [String]
        package let documents: [String]
    }

    /// The end of a plan by agreement.
    package struct Cancelled: Encodable, Sendable {
        package let on: CalendarDate
        package let reason: String
        package let by: String

        package var words: String { "cancelled on \(on) by \(by): \(reason)" }
    }

    /// A receivable the plan covers, with what was open on it.
    package struct Cover: Encodable, Sendable {
        package let receivable: String
        package let open: Money

        package var words: String { "\(receivable): \(open)" }
    }

    /// One part and how it stands.
    package struct Part: Encodable, Sendable {
        package let ordinal: Int
        package let amount: Money
        package let dueOn: CalendarDate
        package let standing: String
        /// What is still to be paid of it.
        package let unpaid: Money

        package var words: String {
            let rest = unpaid.isPositive && unpaid != amount ? ", \(unpaid) still to be paid" : ""
            return "\(ordinal). \(amount) by \(dueOn): \(standing)\(rest)"
        }
    }

    /// Something of a plan's life.
    package struct Event: Encodable, Sendable {
        package let on: CalendarDate
        package let what: String
        /// Whether it lies ahead and more money would avert it.
        package let isAhead: Bool

        package var words: String { "\(on) \(what)" + (isAhead ? " unless more is paid" : "") }
    }

    /// Plans of a customer, or the newest of the tenant; the newest first.
    package func list(
        customer reference: String?, limit: Int = 500, for tenant: Identifier<Tenant>
    ) async throws -> [Line] {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            let plans: [PlanRecord]
            if let reference {
                plans = try tx.plans(ofCases: try tx.caseIDs(of: try tx.customer(named: reference).id))
                    .reversed().sorted { $0.acceptedOn > $1.acceptedOn }
            } else {
                plans = try tx.newestPlans(limit: limit)
            }
            let cases = try tx.caseFacts(Array(Set(plans.map(\.caseID))), today: today)
            let customers = Dictionary(uniqueKeysWithValues: cases.map { ($0.id, $0.customer.reference) })
            return plans.map { Self.line($0, customer: customers[$0.caseID] ?? "", today: today) }
        }
    }

    /// One plan.
    package func show(_ id: Identifier<PaymentPlan>, for tenant: Identifier<Tenant>) async throws -> Sheet {
        try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard let plan = try tx.paymentPlan(id) else {
                throw ActRefused(.unknown, "there is no plan \(id): `dunwell plan list` shows the plans there are")
            }
            let facts = try tx.factsOfCase(plan.caseID, today: today)
            return try Self.sheet(plan, facts, today: today)
        }
    }

    private static func line(_ plan: PlanRecord, customer: String, today: CalendarDate) -> Line {
        let timeline = plan.timeline(on: today)
        let standing = timeline.standing(on: today)
        var callBy: CalendarDate?
        if case .missed(_, let day) = standing { callBy = day }
        let next = timeline.installments(on: today).first { part in
            switch part.standing {
            case .upcoming, .due, .missed: true
            case .disputed, .paid, .paidLate, .unpaid: false
            }
        }?.part
        return Line(
            plan: plan.id, customer: customer, acceptedOn: plan.acceptedOn, standing: standing.word,
            nextDueOn: next?.dueOn, nextAmount: next.map { timeline.unpaid(of: $0, on: today) }, callBy: callBy)
    }

    private static func sheet(_ plan: PlanRecord, _ facts: CaseFacts, today: CalendarDate) throws -> Sheet {
        let timeline = plan.timeline(on: today)
        let version = plan.history.version(on: today)
        let references = Dictionary(uniqueKeysWithValues: facts.receivables.map { ($0.id, $0.reference) })
        let documents = try plan.versions.last.map { try PlanText.value([PlanDocument].self, $0.documentsJSON) }
        return Sheet(
            plan: plan.id, customer: facts.customer.reference,
            covers: plan.items.map {
                Cover(receivable: references[$0.receivable] ?? "\($0.receivable)", open: $0.open)
            },
            acceptedOn: plan.acceptedOn, acceptedHow: plan.acceptedHow, standing: timeline.standing(on: today).word,
            version: version.number,
            cancelled: plan.cancelledOn.map {
                Cancelled(on: $0, reason: plan.endReason ?? "", by: plan.endedBy ?? "")
            },
            parts: timeline.installments(on: today).map { part, standing in
                Part(
                    ordinal: part.ordinal, amount: part.amount, dueOn: part.dueOn, standing: standing.word,
                    unpaid: timeline.unpaid(of: part, on: today))
            },
            events: timeline.events.map { event in
                Event(on: event.day, what: event.kind.words, isAhead: event.day > today)
            },
            versions: plan.versions.map { version in
                let why = version.reason.isEmpty ? "" : ": \(version.reason)"
                return "\(version.fact.number) on \(version.fact.agreedOn), granted as \(version.grantedAs.rawValue)"
                    + why
            },
            documents: (documents ?? []).map { ([$0.title] + $0.paragraphs).joined(separator: "\n") })
    }
}

extension PlanEvent.Kind {
    /// In words.
    var words: String {
        switch self {
        case .accepted: "accepted"
        case .firstPaymentLate: "first payment late: the ladder goes on"
        case .begun: "begun with its first payment"
        case .amended(let version): "amended to version \(version)"
        case .missed(let part): "part \(part.ordinal) missed"
        case .cured(let part): "part \(part.ordinal) paid late"
        case .disputed(let part): "part \(part.ordinal) rests: it is disputed"
        case .completed: "completed"
        case .reopened: "a payment was taken back"
        case .broken: "broken"
        case .neverBegun: "never begun"
        case .cancelled: "cancelled"
        }
    }
}
