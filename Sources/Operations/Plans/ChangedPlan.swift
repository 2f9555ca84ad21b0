package import Receivables
import Store
import Treatment

/// A plan that stands otherwise after money went back.
package struct ChangedPlan: Sendable, Encodable {
    package let plan: Identifier<PaymentPlan>
    /// How it stood, and how it stands: `completed`, `current`, `missed` and so on.
    package let was: String
    package let became: String
    /// The first part that is missed now, and the day up to which the customer may make it good; `nil` for none.
    package let missed: Part?

    package struct Part: Sendable, Encodable {
        package let ordinal: Int
        package let unpaid: Money
        package let dueOn: CalendarDate
        package let goodUntil: CalendarDate
    }

    /// What it means, in a sentence.
    package var words: String {
        let what = was == became ? "plan \(plan) is \(became)" : "plan \(plan) was \(was) and is \(became)"
        guard let missed else { return what }
        return
            "\(what): \(missed.unpaid) of part \(missed.ordinal), due \(missed.dueOn), is missed and may be made good until "
            + "\(missed.goodUntil)"
    }

    static func between(
        _ before: [PlanRecord], _ after: [PlanRecord], on today: CalendarDate
    ) -> [ChangedPlan] {
        after.compactMap { plan in
            guard let was = before.first(where: { $0.id == plan.id }) else { return nil }
            let (then, now) = (was.timeline(on: today), plan.timeline(on: today))
            let standing = now.standing(on: today)
            let isSame =
                then.standing(on: today) == standing && then.missedParts(on: today) == now.missedParts(on: today)
            guard !isSame else { return nil }
            var missed: Part?
            if case .missed(_, let callBy) = standing {
                missed = now.installments(on: today).first { $0.standing == .missed }.map { part, _ in
                    Part(
                        ordinal: part.ordinal, unpaid: now.unpaid(of: part, on: today), dueOn: part.dueOn,
                        goodUntil: callBy)
                }
            }
            return ChangedPlan(
                plan: plan.id, was: then.standing(on: today).word, became: standing.word, missed: missed)
        }
    }
}

extension TenantTransaction {
    /// Plans of these customers with a business, as the books are now.
    func plansAsTheyStand(
        of customers: [Identifier<Customer>], business: Identifier<Business>
    ) throws -> [PlanRecord] {
        try plans(ofCases: try customers.compactMap { try caseID(of: $0, business: business) })
    }
}
