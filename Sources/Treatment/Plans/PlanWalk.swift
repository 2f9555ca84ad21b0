import Receivables

/// Goes through the days of a plan once, in order, and notes what each brings.
struct PlanWalk {
    let history: PlanHistory
    let paid: PaidByDay
    private(set) var events: [PlanEvent]
    private(set) var isOver = false
    private var number = 1
    private var hasBegun = false
    private var isComplete = false
    private var saidLate = false
    /// Parts that are unpaid past their day, with the day they became so.
    private var missed: [PlanPartKey: CalendarDate] = [:]

    init(history: PlanHistory, paid: PaidByDay) {
        self.history = history
        self.paid = paid
        events = [PlanEvent(day: history.acceptedOn, kind: .accepted)]
    }

    /// Notes what `day` brings. Days come in order.
    mutating func enter(_ day: CalendarDate) {
        noteLateFirstPayment(by: day)
        if let cancelled = history.cancelledOn, cancelled <= day { return end(.cancelled, on: cancelled) }
        // The grace ends before the day's money comes in.
        if missed.values.contains(where: { graceEnds(since: $0) <= day }) {
            return end(hasBegun ? .broken : .neverBegun, on: day)
        }
        let version = history.version(on: day)
        if version.number != number {
            number = version.number
            missed = [:]
            isComplete = false
            note(.amended(version: number), day)
        }
        let amount = paid.amount(on: day, for: version)
        if !hasBegun, amount >= version.needed(through: version.installments[0].ordinal) {
            hasBegun = true
            note(.begun, day)
        }
        let isPaid = amount >= version.needed(through: version.installments.count)
        if !isPaid, isComplete { note(.reopened, day) }
        note(parts: version, amount: amount, on: day)
        // Without any grace a missed part ends the plan on the day it is found missed.
        if missed.values.contains(where: { graceEnds(since: $0) <= day }) {
            return end(hasBegun ? .broken : .neverBegun, on: day)
        }
        if isPaid, !isComplete { note(.completed, day) }
        isComplete = isPaid
    }

    /// The first day on which a part missed since a day ends the plan: after its grace, and for a plan that waits for its
    /// first payment never before the days are over on which the customer was told the reminders rest.
    private func graceEnds(since: CalendarDate) -> CalendarDate {
        let grace = since.adding(days: history.graceDays)
        return hasBegun ? grace : max(grace, history.acceptedOn.adding(days: history.provisionalDays))
    }

    private mutating func note(parts version: PlanVersionFact, amount: Int64, on day: CalendarDate) {
        let disputed = history.disputed(on: day, of: version)
        for part in version.installments where part.dueOn < day {
            let key = PlanPartKey(version: version.number, ordinal: part.ordinal)
            let lacking = version.needed(through: part.ordinal).subtractingReportingOverflow(amount).partialValue
            if lacking <= disputed {
                if missed.removeValue(forKey: key) != nil { note(lacking <= 0 ? .cured(key) : .disputed(key), day) }
            } else if missed[key] == nil {
                missed[key] = day
                note(.missed(key), day)
            }
        }
    }

    private mutating func noteLateFirstPayment(by day: CalendarDate) {
        let until = history.acceptedOn.adding(days: history.provisionalDays)
        guard !hasBegun, !saidLate, until < day else { return }
        saidLate = true
        note(.firstPaymentLate, until)
    }

    private mutating func end(_ kind: PlanEvent.Kind, on day: CalendarDate) {
        isOver = true
        note(kind, day)
    }

    private mutating func note(_ kind: PlanEvent.Kind, _ day: CalendarDate) {
        events.append(PlanEvent(day: day, kind: kind))
    }
}

/// What had come off the covered receivables by each day, as each version counts it.
struct PaidByDay: Hashable {
    /// A day on which something moved, with the sum after it.
    private struct Sum: Hashable {
        let day: CalendarDate
        let minor: Int64
    }

    /// In order of their days, by the number of the version.
    private let sums: [Int: [Sum]]

    init(_ history: PlanHistory, through today: CalendarDate) {
        sums = Dictionary(
            uniqueKeysWithValues: history.versions.map { version in
                let outside = history.outside.filter { $0.versions.contains(version.number) }.map(\.movement)
                    .map {
                        PlanMovement(
                            day: $0.day,
                            amount: Money(minorUnits: 0 - $0.amount.minorUnits, currency: $0.amount.currency))
                    }
                return (
                    version.number,
                    Self.sums(history.movements + outside, from: history.acceptedOn, through: today)
                )
            })
    }

    private static func sums(
        _ movements: [PlanMovement], from first: CalendarDate, through today: CalendarDate
    ) -> [Sum] {
        let byDay = Dictionary(grouping: movements.filter { $0.day <= today }) { max($0.day, first) }
        var sum: Int64 = 0
        var sums: [Sum] = []
        for (day, movements) in byDay.sorted(by: { $0.key < $1.key }) {
            for movement in movements {
                let (next, overflow) = sum.addingReportingOverflow(movement.amount.minorUnits)
                // More than can be counted is certainly more than any plan.
                sum = overflow ? .max : next
            }
            sums.append(Sum(day: day, minor: sum))
        }
        return sums
    }

    func amount(on day: CalendarDate, for version: PlanVersionFact) -> Int64 {
        sums[version.number]?.last { $0.day <= day }?.minor ?? 0
    }

    /// The day from which, up to `day`, the sum never fell below `needed` again; `nil` when it is below.
    func reached(_ needed: Int64, by day: CalendarDate, for version: PlanVersionFact) -> CalendarDate? {
        var reached: CalendarDate?
        for sum in sums[version.number] ?? [] where sum.day <= day {
            reached = sum.minor >= needed ? reached ?? sum.day : nil
        }
        return reached
    }
}

extension PlanVersionFact {
    /// What must have come in, ever, for the parts up to and with `ordinal` to be paid, in minor units.
    func needed(through ordinal: Int) -> Int64 {
        var sum = paidBefore.minorUnits
        for part in installments where part.ordinal <= ordinal {
            let (next, overflow) = sum.addingReportingOverflow(part.amount.minorUnits)
            sum = overflow ? .max : next
        }
        return sum
    }
}
