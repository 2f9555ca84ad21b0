package import Receivables

/// One call that could be made today.
package struct CallCandidate: Hashable, Sendable {
    package let caseID: Identifier<CollectionCase>
    /// What the business stands to lose, in minor units.
    package let valueAtStake: Int64
    /// Days past due of the oldest thing asked for.
    package let daysPastDue: Int
    /// Whether the customer agreed to be called today: such a call is always made.
    package let isAgreed: Bool
    /// Last day of its window.
    package let lastDay: CalendarDate

    package init(
        caseID: Identifier<CollectionCase>, valueAtStake: Int64, daysPastDue: Int, isAgreed: Bool,
        lastDay: CalendarDate
    ) {
        self.caseID = caseID
        self.valueAtStake = valueAtStake
        self.daysPastDue = daysPastDue
        self.isAgreed = isAgreed
        self.lastDay = lastDay
    }
}

/// Who is called today and who is not. A call that stays out until its window ends lapses, and shows in the figures.
package struct CallList: Hashable, Sendable {
    /// In the order to call.
    package let today: [CallCandidate]
    /// Left for another day, in the same order.
    package let later: [CallCandidate]
    /// Of those left, the ones whose window ends today: nobody will have called them.
    package let lapsing: [CallCandidate]

    /// Ranks calls by what was agreed, value at stake and age. Those agreed go beyond the capacity when there are more,
    /// because a word given is kept; they use it up all the same.
    package init(_ candidates: [CallCandidate], callsPerDay: Int, on day: CalendarDate) {
        let ranked = candidates.sorted(by: Self.isBefore)
        let agreed = ranked.prefix { $0.isAgreed }.count
        let made = min(ranked.count, max(agreed, callsPerDay))
        today = Array(ranked.prefix(made))
        later = Array(ranked.dropFirst(made))
        lapsing = later.filter { $0.lastDay <= day }
    }

    /// Ties are broken by the case itself, so that the list is the same however it was gathered.
    private static func isBefore(_ left: CallCandidate, _ right: CallCandidate) -> Bool {
        if left.isAgreed != right.isAgreed { return left.isAgreed }
        if left.valueAtStake != right.valueAtStake { return left.valueAtStake > right.valueAtStake }
        if left.daysPastDue != right.daysPastDue { return left.daysPastDue > right.daysPastDue }
        if left.lastDay != right.lastDay { return left.lastDay < right.lastDay }
        return left.caseID.description < right.caseID.description
    }
}
