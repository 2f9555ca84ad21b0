import Operations
import PluginKit
import Receivables
import Treatment

/// Money a customer of the demo is going to pay.
struct DemoPayment: Sendable {
    let customer: String
    let amount: Money
    let dueOn: CalendarDate
    /// What it keeps: part of its key.
    let why: String
    /// References the customer wants it set against; empty for oldest first.
    var towards: [String] = []
}

// Plans the demo's customers agree to, each offered, accepted and called about as a collector would.
extension DemoDesk {
    private var asking: PlanAsking {
        PlanAsking(
            store: host.store, registry: host.registry, sealer: host.sealer, spool: host.spool, logger: host.logger)
    }

    /// Offers parts and takes the customer's word on the telephone.
    ///
    /// - Returns: The days and amounts agreed on; none when nothing could be covered that day.
    func agreeOnParts(
        _ parts: Int, with customer: String, firstOn first: CalendarDate
    ) async throws -> [DemoPayment] {
        var request = QuotePlan.Request(customer: customer, role: .collector, quotedBy: by)
        request.wish = PlanWish(size: .parts(parts), firstPaymentOn: first)
        do {
            let offers = try await QuotePlan(asking).quote(request, for: tenant)
            guard let offer = offers.first else { return [] }
            // The plan is found again by its customer.
            _ = try await AcceptPlan(asking).accept(offer.id, how: "call", by: by, reviewedBy: nil, for: tenant)
            let covered = offer.offer.items.map(\.reference)
            return offer.offer.installments.map {
                DemoPayment(customer: customer, amount: $0.amount, dueOn: $0.dueOn, why: "plan", towards: covered)
            }
        } catch let refusal as ActRefused where refusal.kind == .notAllowed {
            return []  // everything past due is disputed, or on a plan already
        }
    }

    /// The plans of everybody, as they stand today.
    func plans() async throws -> [ShowPlans.Line] {
        try await ShowPlans(store: host.store).list(customer: nil, for: tenant)
    }

    /// The one call about a missed part, where the policy gave nobody a task for it. Nobody answers.
    ///
    /// - Returns: Whether it was made now.
    func callAboutMissedPart(of plan: ShowPlans.Line, call: Int) async throws -> Bool {
        var report = RecordCall.Report(
            disposition: .noAnswer, recordedBy: by, idempotencyKey: "demo:missed:\(plan.plan):\(call)")
        report.customerReference = plan.customer
        report.isAnother = true
        return try await RecordCall(store: host.store).record(report, for: tenant).isNew
    }
}
