package import Receivables

/// A notice that service ends, from its mailing to the moment it names. Source: starter policies §2.2 and §2.3.
package struct WithdrawalNotice: Hashable, Sendable {
    /// The day service ends by the notice; a new day needs a new notice.
    package let endsOn: CalendarDate
    /// The confirmed mailing; without it there is no notice and no day.
    package let mailedOn: CalendarDate?
    /// The day it came back.
    package let returnedOn: CalendarDate?
    /// The day a continuation letter ended the notice.
    package let continuedOn: CalendarDate?

    package init(
        endsOn: CalendarDate, mailedOn: CalendarDate?, returnedOn: CalendarDate? = nil,
        continuedOn: CalendarDate? = nil
    ) {
        self.endsOn = endsOn
        self.mailedOn = mailedOn
        self.returnedOn = returnedOn
        self.continuedOn = continuedOn
    }

    /// The first day a notice mailed on `day` may name: its journey and the longest notice anybody asks for.
    package static func earliestDay(
        mailedOn day: CalendarDate, policy: Policy, lifeSafety: Bool, contractDays: Int?, stateDays: Int?,
        calendar: BusinessCalendar
    ) -> CalendarDate {
        let own = lifeSafety ? policy.decision.lifeSafetyNoticeDays : policy.decision.noticeDays
        let notice = max(own, contractDays ?? 0, stateDays ?? 0)
        return calendar.adding(businessDays: policy.rules.transitBusinessDays, to: day).adding(days: notice)
    }

    /// The day service ends, as known on `today`; `nil` while nothing was mailed, or when the notice is void.
    package func withdrawalOn(asOf today: CalendarDate) -> CalendarDate? {
        guard let mailedOn, mailedOn <= today else { return nil }
        if let returnedOn, returnedOn <= today { return nil }
        if let continuedOn, continuedOn <= today { return nil }
        return endsOn
    }
}

/// What happened after a notice, asked at the moment before service would end.
package struct AfterNotice: Hashable, Sendable {
    /// What is still owed of what the notice named, cleared payments taken off.
    package let owed: Money
    /// Payments since the notice, cleared or not.
    package let paid: Money
    /// Payments since the notice that are not cleared yet.
    package let uncleared: Money
    /// Holds on the case now.
    package let holds: Set<HoldReason>

    package init(owed: Money, paid: Money, uncleared: Money, holds: Set<HoldReason>) {
        self.owed = owed
        self.paid = paid
        self.uncleared = uncleared
        self.holds = holds
    }

    /// What follows.
    package enum Answer: Hashable, Sendable {
        /// The notice stands, and its day with it.
        case stands
        /// The notice stands, and the receipt says that this payment does not change it.
        case standsReceiptSaysSo
        /// Nobody paid up is put in default: one continuation letter, which also thanks, and nothing else.
        case continues
        /// Service goes on for now, and the customer is told so in writing; a new notice would come first.
        case blocked(by: HoldReason)
    }

    package var answer: Answer {
        if !owed.isPositive { return .continues }
        if let hold = holds.min(by: { $0.rawValue < $1.rawValue }) { return .blocked(by: hold) }
        return paid.isPositive || uncleared.isPositive ? .standsReceiptSaysSo : .stands
    }
}

/// What must be true before service that guards life is ended. Unknown counts as guarding life.
package struct WithdrawalInterlock: Hashable, Sendable {
    /// One thing that must stand.
    package enum Item: String, CaseIterable, Hashable, Sendable {
        case authorityOnFile = "authority-on-file"
        case siteOnFile = "site-on-file"
        case managerApproval = "manager-approval"
        case ownerApproval = "owner-approval"
        case noticeConfirmed = "notice-confirmed"
        case authorityNotified = "authority-notified"
        case centralStationTold = "central-station-told"
        case occupancyAnswered = "occupancy-answered"
        case liveConversation = "live-conversation"
    }

    /// Which moment it is asked at.
    package enum Moment: Hashable, Sendable {
        case notice
        case withdrawal
    }

    package let guardsLife: Bool
    /// Medical or panic service: somebody must have been spoken with.
    package let needsLiveConversation: Bool
    package let present: Set<Item>

    package init(guardsLife: Bool, needsLiveConversation: Bool, present: Set<Item>) {
        self.guardsLife = guardsLife
        self.needsLiveConversation = needsLiveConversation
        self.present = present
    }

    /// What is missing, in the order it is asked for; empty when nothing stands in the way.
    package func missing(before moment: Moment) -> [Item] {
        var needed: [Item] = []
        switch moment {
        case .notice:
            if guardsLife { needed = [.authorityOnFile, .siteOnFile, .managerApproval, .ownerApproval] }
        case .withdrawal:
            needed = [.noticeConfirmed]
            if guardsLife { needed += [.authorityNotified, .centralStationTold, .occupancyAnswered] }
            if needsLiveConversation { needed.append(.liveConversation) }
        }
        return needed.filter { !present.contains($0) }
    }
}
