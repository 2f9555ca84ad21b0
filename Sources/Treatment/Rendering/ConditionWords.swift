import Receivables

extension PolicyCondition {
    /// With what every condition on the balance begins.
    static let balanceWord = "balance"

    /// The condition in words, as it stands in a sentence: `balance is at least 15.00`.
    package var words: String {
        switch self {
        case .balance(let comparison, let measure): "\(Self.balanceWord) is \(comparison.words) \(measure.words)"
        case .number(let field, let comparison, let number):
            "\(field.words) \(comparison.words) \(number)\(field.unit)"
        case .flag(let field, let wanted): wanted ? field.words : "not: \(field.words)"
        case .word(let field, let words): "\(field.words) is \(words.sorted().joined(separator: " or "))"
        case .reached(let wanted, let days):
            "\(wanted ? "spoken with" : "not spoken with") \(days.map { "in \($0) days" } ?? "in this cycle")"
        case .promiseBroken(let days): "a promise broken in the last \(days) days"
        case .any(let conditions): conditions.map(\.words).joined(separator: ", or ")
        case .none(let conditions): "none of: " + conditions.map(\.words).joined(separator: ", ")
        }
    }
}

extension Comparison {
    var words: String {
        switch self {
        case .atLeast: "at least"
        case .atMost: "at most"
        case .above: "above"
        case .below: "below"
        case .equal: "exactly"
        }
    }
}

extension BalanceMeasure {
    var words: String {
        switch self {
        case .minorUnits(let amount): Money.usd(cents: amount).decimalText
        case .small: "the small balance"
        case .months(let months): months == 1 ? "one month's charge" : "\(months) months' charges"
        }
    }
}

extension NumberField {
    var words: String {
        switch self {
        case .oldest: "oldest item is past due"
        case .openCount: "open items are"
        case .lateCount12: "times late in 12 months are"
        case .attempts: "call attempts are"
        case .promisesOpen: "open promises are"
        case .promisesKept: "kept promises are"
        case .promisesBroken: "broken promises are"
        case .noticePeriod: "notice period is"
        }
    }

    var unit: String {
        switch self {
        case .oldest, .noticePeriod: " days"
        case .openCount, .lateCount12, .attempts, .promisesOpen, .promisesKept, .promisesBroken: ""
        }
    }
}

extension FlagField {
    var words: String {
        switch self {
        case .firstBill: "first bill"
        case .lifeSafety: "life-safety service"
        case .openTicket: "service ticket open"
        case .plan: "plan in force"
        case .willLookIntoIt: "customer said they will look into it"
        case .agreedCallBack: "call-back agreed"
        }
    }
}

extension WordField {
    var words: String {
        switch self {
        case .autopay: "autopay"
        case .billing: "billing"
        case .serviceKind: "service"
        case .reason: "reason"
        case .satisfaction: "answer about the service"
        case .contractAllows: "what the contract allows"
        case .language: "language"
        case .customerKind: "kind of customer"
        case .cooperation: "cooperation"
        }
    }
}
