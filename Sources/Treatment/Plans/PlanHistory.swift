package import Receivables

/// A payment plan as it was agreed, with the money that moved on what it covers. Nothing in it is a state.
package struct PlanHistory: Hashable, Sendable {
    package let id: Identifier<PaymentPlan>
    /// What it covers.
    package let receivables: Set<Identifier<Receivable>>
    package let acceptedOn: CalendarDate
    /// Days the ladder waits for the first payment, and days after a missed part, as agreed with the customer.
    package let provisionalDays: Int
    package let graceDays: Int
    /// In the order of their numbers; at least one.
    package let versions: [PlanVersionFact]
    /// The day it was cancelled by agreement.
    package let cancelledOn: CalendarDate?
    /// In any order. What lies before `acceptedOn` counts from that day.
    package let movements: [PlanMovement]
    /// Objections to what it covers, decided ones included, in any order.
    package let disputes: [PlanDispute]
    /// Those of `movements` that settled what some versions leave out: they pay no part of these.
    package let outside: [PlanMovementOutside]

    package init(
        id: Identifier<PaymentPlan>, receivables: Set<Identifier<Receivable>>, acceptedOn: CalendarDate,
        provisionalDays: Int, graceDays: Int, versions: [PlanVersionFact], cancelledOn: CalendarDate? = nil,
        movements: [PlanMovement], disputes: [PlanDispute] = [],
        outside: [PlanMovementOutside] = []
    ) {
        precondition(!versions.isEmpty, "a plan has its first version")
        self.id = id
        self.receivables = receivables
        self.acceptedOn = acceptedOn
        self.provisionalDays = provisionalDays
        self.graceDays = graceDays
        self.versions = versions
        self.cancelledOn = cancelledOn
        self.movements = movements
        self.disputes = disputes
        self.outside = outside
    }

    /// The version in force on `day`, the first one before any was.
    package func version(on day: CalendarDate) -> PlanVersionFact {
        versions.last { $0.agreedOn <= day } ?? versions[0]
    }
}

/// The schedule of one version: everything that was still to be paid when it was agreed.
package struct PlanVersionFact: Hashable, Sendable {
    /// Counts from 1.
    package let number: Int
    package let agreedOn: CalendarDate
    /// What had come off the covered receivables, ever, when the version was agreed: its parts count on top of it.
    package let paidBefore: Money
    /// In order of their days.
    package let installments: [PlanInstallmentFact]

    package init(
        number: Int, agreedOn: CalendarDate, paidBefore: Money, installments: [PlanInstallmentFact]
    ) {
        precondition(!installments.isEmpty, "a plan has parts")
        self.number = number
        self.agreedOn = agreedOn
        self.paidBefore = paidBefore
        self.installments = installments
    }
}

/// One part of a version.
package struct PlanInstallmentFact: Hashable, Sendable {
    /// Counts from 1.
    package let ordinal: Int
    /// Last day on which payment is in time.
    package let dueOn: CalendarDate
    package let amount: Money

    package init(ordinal: Int, dueOn: CalendarDate, amount: Money) {
        self.ordinal = ordinal
        self.dueOn = dueOn
        self.amount = amount
    }
}

/// Something that lowered what is owed on a covered receivable, or took that back.
package struct PlanMovement: Hashable, Sendable {
    /// The day it took effect.
    package let day: CalendarDate
    /// Below zero for what was taken back: a returned payment.
    package let amount: Money

    package init(day: CalendarDate, amount: Money) {
        self.day = day
        self.amount = amount
    }
}

/// What a decision about a dispute took off an item, or its undoing, where the plan had left the disputed part out.
package struct PlanMovementOutside: Hashable, Sendable {
    package let movement: PlanMovement
    /// Numbers of the versions that leave it out: agreed while it was in dispute.
    package let versions: Range<Int>

    package init(_ movement: PlanMovement, versions: Range<Int>) {
        self.movement = movement
        self.versions = versions
    }
}
