package import Receivables

/// One thing to do today.
package struct DayItem: Sendable, Encodable, Equatable {
    /// What sort of thing it is, in the order of a day: first what everything else rests on, then what was agreed.
    package enum Kind: String, CaseIterable, Sendable, Encodable {
        case setUp = "set-up"
        case freshData = "fresh-data"
        case unmute
        case agreedCall = "agreed-call"
        case leaveOutLetter = "leave-out-letter"
        case confirmMailing = "confirm-mailing"
        case settleDoubt = "settle-doubt"
        case call
        case answerDispute = "answer-dispute"
        case refusedMessage = "refused-message"
        case doTask = "do-task"
        case reviewHold = "review-hold"
        case decide
        case carryOut = "carry-out"
        case billOfPlaced = "bill-of-placed"
        case missedPart = "missed-part"
        case brokenPromise = "broken-promise"
        case applyMoney = "apply-money"
        case findAddress = "find-address"
        case promiseDue = "promise-due"
        case feeSetting = "fee-setting"

        /// What it takes a person who knows the account.
        var minutes: Int {
            switch self {
            case .agreedCall, .call: 4
            case .answerDispute, .doTask, .decide, .findAddress, .reviewHold: 3
            case .settleDoubt, .refusedMessage, .applyMoney, .missedPart, .billOfPlaced: 2
            case .setUp, .freshData, .unmute, .leaveOutLetter, .confirmMailing, .brokenPromise, .promiseDue,
                .feeSetting, .carryOut:
                1
            }
        }

        /// Whether it is done whatever the minutes: it was agreed with the customer, or nothing may leave or count
        /// before it is done.
        var isDoneWhateverTheTime: Bool {
            switch self {
            case .setUp, .freshData, .unmute, .agreedCall, .leaveOutLetter, .confirmMailing, .settleDoubt: true
            case .call, .answerDispute, .refusedMessage, .doTask, .decide, .missedPart, .brokenPromise, .applyMoney,
                .findAddress,
                .promiseDue, .feeSetting, .carryOut, .billOfPlaced, .reviewHold:
                false
            }
        }

        /// Whether it waits for the word of a person without which nothing goes on.
        package var isDecision: Bool {
            switch self {
            case .decide, .carryOut: true
            case .setUp, .freshData, .unmute, .agreedCall, .leaveOutLetter, .confirmMailing, .settleDoubt, .call,
                .answerDispute, .refusedMessage, .doTask, .reviewHold, .billOfPlaced, .missedPart, .brokenPromise,
                .applyMoney, .findAddress, .promiseDue, .feeSetting:
                false
            }
        }

        /// What to do, in two words.
        package var words: String {
            switch self {
            case .setUp: "set up"
            case .freshData: "import payments"
            case .unmute: "unmute"
            case .agreedCall: "call back"
            case .leaveOutLetter: "take letter out"
            case .confirmMailing: "mail letters"
            case .settleDoubt: "settle doubt"
            case .call: "call"
            case .answerDispute: "answer dispute"
            case .refusedMessage: "tell customer"
            case .doTask: "do as said"
            case .reviewHold: "review hold"
            case .decide: "decide"
            case .carryOut: "carry out"
            case .billOfPlaced: "look at bill"
            case .missedPart: "look at plan"
            case .brokenPromise: "look at promise"
            case .applyMoney: "apply money"
            case .findAddress: "find address"
            case .promiseDue: "watch for money"
            case .feeSetting: "say about fees"
            }
        }
    }

    package let kind: Kind
    /// Reference of the customer; empty where it is about none.
    package let customer: String
    /// Name of the customer; empty where it is about none.
    package internal(set) var name: String
    package let why: String
    /// The day by which; `nil` where none is set.
    package let by: CalendarDate?
    package let minutes: Int
    /// The command that does it or shows more.
    @Offered package internal(set) var command: String

    init(
        _ kind: Kind, customer: String = "", name: String = "", why: String, by: CalendarDate? = nil, command: String
    ) {
        self.kind = kind
        self.customer = customer
        self.name = name
        self.why = why
        self.by = by
        minutes = kind.minutes
        self.command = command
    }
}

/// What one person does today, in order.
package struct DayPlan: Sendable, Encodable {
    package let day: CalendarDate
    /// Short name of the tenant.
    package let tenant: String
    /// Cases that ask for something no run of the book has planned yet: it is not in the list.
    package let casesNotLookedAt: Int
    /// Minutes the plan is made for.
    package let minutes: Int
    /// What fits, in order; what was agreed, and what nothing leaves without, is in it whatever the minutes.
    package let items: [DayItem]
    /// What is left for when there is time, in the same order.
    package let ifThereIsTime: [DayItem]
    /// Calls nobody may make now, or the day has no room for, and why; at most 20.
    package let notNow: [DayItem]

    /// Lays out a day: by kind, and inside a kind as given. One call has its minutes before the short things take theirs,
    /// so that a desk full of paper never keeps the telephone silent; the other calls take what is left. A setting can
    /// wait.
    init(
        day: CalendarDate, tenant: String = "", casesNotLookedAt: Int = 0, minutes: Int, found: [DayItem],
        notNow: [DayItem]
    ) {
        self.day = day
        (self.tenant, self.casesNotLookedAt) = (tenant, casesNotLookedAt)
        self.minutes = minutes
        self.notNow = Array(notNow.prefix(20))
        let ranks = Dictionary(uniqueKeysWithValues: DayItem.Kind.allCases.enumerated().map { ($1, $0) })
        let ranked = found.enumerated().sorted { one, other in
            (ranks[one.element.kind] ?? 0, one.offset) < (ranks[other.element.kind] ?? 0, other.offset)
        }.map(\.element)
        let calls = ranked.indices.filter { ranked[$0].kind == .call }
        let must = ranked.indices.filter { ranked[$0].kind.isDoneWhateverTheTime }
        let other = ranked.indices.filter { ranked[$0].kind != .call && !ranked[$0].kind.isDoneWhateverTheTime }
        var left = minutes - must.map { ranked[$0].minutes }.reduce(0, +)
        var chosen = Set(must)
        for index in calls.prefix(1) + other + calls.dropFirst()
        where ranked[index].kind != .feeSetting && ranked[index].minutes <= left {
            left -= ranked[index].minutes
            chosen.insert(index)
        }
        items = ranked.indices.filter(chosen.contains).map { ranked[$0] }
        ifThereIsTime = ranked.indices.filter { !chosen.contains($0) }.map { ranked[$0] }
    }
}
