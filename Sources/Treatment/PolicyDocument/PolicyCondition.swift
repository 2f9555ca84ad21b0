import Receivables

/// One thing a step or channel asks of the case. The list of names is closed.
/// Source: starter policies §1.3.
package indirect enum PolicyCondition: Hashable, Sendable {
    /// Undisputed open balance against an amount.
    case balance(Comparison, BalanceMeasure)
    /// A count or number of days against a number.
    case number(NumberField, Comparison, Int)
    /// A fact with yes and no.
    case flag(FlagField, Bool)
    /// A word that must be among those listed.
    case word(WordField, Set<String>)
    /// Whether the customer was spoken with in this cycle, and if given within so many days.
    case reached(Bool, withinDays: Int?)
    /// A promise broken within so many days.
    case promiseBroken(withinDays: Int)
    /// At least one of these holds.
    case any([PolicyCondition])
    /// None of these holds.
    case none([PolicyCondition])
}

/// How a number is compared.
package enum Comparison: String, CaseIterable, Hashable, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
    case equal = "="

    /// Whether `left` stands in this relation to `right`.
    package func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .atLeast: left >= right
        case .atMost: left <= right
        case .above: left > right
        case .below: left < right
        case .equal: left == right
        }
    }
}

/// What a balance is measured in.
package enum BalanceMeasure: Hashable, Sendable {
    /// Minor units of the case's currency.
    case minorUnits(Int64)
    /// The policy's small balance.
    case small
    /// So many months of the customer's recurring charge.
    case months(Int)
}

/// Conditions on numbers.
package enum NumberField: String, CaseIterable, Hashable, Sendable {
    /// Days past due of the oldest undisputed receivable.
    case oldest
    case openCount = "open-count"
    case lateCount12 = "late-count-12"
    /// Call attempts in the cycle.
    case attempts
    case promisesOpen = "promises-open"
    case promisesKept = "promises-kept"
    case promisesBroken = "promises-broken"
    /// Days; a case where it is not known does not meet the condition.
    case noticePeriod = "notice-period"
}

/// Conditions that are true or not.
package enum FlagField: String, CaseIterable, Hashable, Sendable {
    case firstBill = "first-bill"
    case lifeSafety = "life-safety"
    case openTicket = "open-ticket"
    case plan
    case willLookIntoIt = "will-look-into-it"
    case agreedCallBack = "agreed-call-back"
}

/// Conditions on words out of a closed list, except `service-kind`, which is the tenant's own.
package enum WordField: String, CaseIterable, Hashable, Sendable {
    case autopay
    case billing
    case serviceKind = "service-kind"
    case reason
    case satisfaction
    case contractAllows = "contract-allows"
    case language
    case customerKind = "customer-kind"
    case cooperation

    /// The words allowed; `nil` when the tenant names its own. `none` stands for no reason known.
    package var allowedWords: [String]? {
        switch self {
        case .autopay: AutopayState.allCases.map(\.rawValue)
        case .billing: BillingPlace.allCases.map(\.rawValue)
        case .serviceKind: nil
        case .reason: NonpaymentReason.allCases.map(\.rawValue) + ["none"]
        case .satisfaction: SatisfactionAnswer.allCases.map(\.rawValue)
        case .contractAllows: ContractRight.allCases.map(\.rawValue)
        case .language: Language.allCases.map(\.rawValue)
        case .customerKind: CustomerKind.allCases.map(\.rawValue)
        case .cooperation: Cooperation.allCases.map(\.rawValue)
        }
    }
}
