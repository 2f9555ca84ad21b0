package import Receivables

/// One thing to do today.
package struct DayItem: Sendable, Encodable, Equatable {
    /// What sort of thing it is, in the order of a day.
    package enum Kind: String, CaseIterable, Sendable, Encodable {
        case agreedCall = "agreed-call"
        case call
        case confirmMailing = "confirm-mailing"
        case answerDispute = "answer-dispute"
        case settleDoubt = "settle-doubt"
        case applyMoney = "apply-money"
        case brokenPromise = "broken-promise"
        case freshData = "fresh-data"

        /// What it takes a person who knows the account.
        var minutes: Int {
            switch self {
            case .agreedCall, .call: 4
            case .answerDispute: 3
            case .settleDoubt, .applyMoney: 2
            case .confirmMailing, .brokenPromise, .freshData: 1
            }
        }

        /// What to do, in two words.
        package var words: String {
            switch self {
            case .agreedCall: "call back"
            case .call: "call"
            case .confirmMailing: "mail letters"
            case .answerDispute: "answer dispute"
            case .settleDoubt: "settle doubt"
            case .applyMoney: "apply money"
            case .brokenPromise: "look at promise"
            case .freshData: "import payments"
            }
        }
    }

    package let kind: Kind
    /// Reference of the customer; empty where it is about none.
    package let customer: String
    package let why: String
    /// The day by which; `nil` where none is set.
    package let by: CalendarDate?
    package let minutes: Int
    /// The command that does it or shows more.
    package let command: String

    init(_ kind: Kind, customer: String = "", why: String, by: CalendarDate? = nil, command: String) {
        self.kind = kind
        self.customer = customer
        self.why = why
        self.by = by
        minutes = kind.minutes
        self.command = command
    }
}

/// What one person does today, in order.
package struct DayPlan: Sendable, Encodable {
    package let day: CalendarDate
    /// Minutes the plan is made for.
    package let minutes: Int
    /// What fits, in order; what was agreed is in it whatever the minutes.
    package let items: [DayItem]
    /// What is left for when there is time, in the same order.
    package let ifThereIsTime: [DayItem]
    /// Calls nobody may make now, or the day has no room for, and why; at most 20.
    package let notNow: [DayItem]

    /// Lays out a day: by kind, and inside a kind as given. Short things fill what a long one leaves.
    init(day: CalendarDate, minutes: Int, found: [DayItem], notNow: [DayItem]) {
        self.day = day
        self.minutes = minutes
        self.notNow = Array(notNow.prefix(20))
        var left = minutes
        var items: [DayItem] = []
        var rest: [DayItem] = []
        let order = DayItem.Kind.allCases
        let ranked = found.enumerated().sorted { one, other in
            (order.firstIndex(of: one.element.kind)!, one.offset)
                < (order.firstIndex(of: other.element.kind)!, other.offset)  // every kind is in the list
        }
        // Everything but calls is short and holds others up, so it has its minutes before the calls take theirs.
        left -= ranked.map(\.element).filter { $0.kind != .call }.map(\.minutes).reduce(0, +)
        for item in ranked.map(\.element) {
            if item.kind != .call {
                items.append(item)
            } else if left >= item.minutes {
                left -= item.minutes
                items.append(item)
            } else {
                rest.append(item)
            }
        }
        self.items = items
        ifThereIsTime = rest
    }
}
