import Receivables
import Treatment

/// What becomes of the demo's customers who are past due when it begins. Each stands for one way such a case can go.
enum DemoStory: Hashable, Sendable {
    /// Answers now and then, promises, and keeps every third word.
    case wavers
    /// Agrees to parts on the telephone and pays each of them.
    case keepsPlan(parts: Int)
    /// Agrees to parts, pays the first and no other.
    case missesPlan(parts: Int)
    /// Never answers; in the end the owner decides.
    case avoids
    /// Does not answer until a late fee stands on the account, then calls and pays more than is owed.
    case paysAfterTheFee
    /// Has lost the income; the case rests for a month, and nothing has changed afterwards.
    case hardship
    /// For the first weeks nobody finds the time to call; then answers now and then.
    case isForgotten(until: CalendarDate)
    /// Says one thing after the other, each of which has its own path.
    case tellsReasons([NonpaymentReason])

    /// By reference of the customer; everybody else wavers.
    static let all: [String: DemoStory] = [
        "4460-ZXNDN": .keepsPlan(parts: 3),
        "5148-SYKLB": .missesPlan(parts: 3),
        "5573-KSOIA": .avoids,
        "5875-VZQCZ": .paysAfterTheFee,
        "7209-MDWKR": .avoids,
        "7938-EVASK": .hardship,
        "8102-ABPKQ": .tellsReasons([.systemDoesNotWork, .paidAlready, .dissatisfied]),
        "8887-NCUZC": .tellsReasons([.neverReceived, .cancelled, .doubleCharge, .refuses]),
        "9117-LYRCE": .avoids,
        "9181-HEKGV": .isForgotten(until: DemoScript.opening.adding(days: 45)),
    ]

    init(of customer: String) { self = Self.all[customer] ?? .wavers }

    /// What the customer says on a call.
    ///
    /// - Parameters:
    ///   - rank: The customer's place among those past due when the demo begins.
    ///   - call: 0 for the first call with this customer, and so on.
    func answer(rank: Int, call: Int, on day: CalendarDate, calendar: BusinessCalendar) -> DemoScript.Answer {
        switch self {
        case .wavers, .isForgotten: Self.wavering(rank: rank, call: call, on: day, calendar: calendar)
        case .keepsPlan(let parts): .acceptsPlan(parts: parts, paidParts: parts)
        case .missesPlan(let parts): call == 0 ? .acceptsPlan(parts: parts, paidParts: 1) : .noAnswer
        case .avoids, .paysAfterTheFee: call % 4 == 2 ? .leftVoicemail : .noAnswer
        case .hardship: call == 0 ? .hasNoMeans : .noAnswer
        case .tellsReasons(let reasons):
            call < reasons.count
                ? .tellsReason(reasons[call])
                : Self.wavering(rank: rank, call: call, on: day, calendar: calendar)
        }
    }

    /// What the owner decides once another month was no use; `nil` for who is left in-house.
    var ending: DecisionPath? {
        switch self {
        case .avoids: .agency
        case .hardship: .writeOff
        case .wavers, .keepsPlan, .missesPlan, .paysAfterTheFee, .isForgotten, .tellsReasons: nil
        }
    }

    /// Whether nobody calls this customer on a day, whoever was asked to.
    func isNotCalled(on day: CalendarDate) -> Bool {
        if case .isForgotten(let until) = self { day < until } else { false }
    }

    private static func wavering(
        rank: Int, call: Int, on day: CalendarDate, calendar: BusinessCalendar
    ) -> DemoScript.Answer {
        switch (rank + call) % 5 {
        case 0: return .noAnswer
        case 1:
            let reason: NonpaymentReason = rank.isMultiple(of: 2) ? .changeOfMeans : .otherDebtsFirst
            return .promises(
                reason: reason, by: calendar.adding(businessDays: 5, to: day), isKept: rank.isMultiple(of: 3))
        case 2: return .leftVoicemail
        case 3: return .agreesToCallBack(on: calendar.adding(businessDays: 2, to: day))
        default: return .promises(reason: .forgot, by: calendar.adding(businessDays: 3, to: day), isKept: false)
        }
    }
}
