import Receivables

extension DecisionSheet {
    /// The sheet as a person reads it, a line each; at most 100 columns unless an amount is very long. Holds no name.
    package var lines: [String] {
        var lines: [String] = []
        if let cause { lines.append(cause.words) }
        let disputedText = disputed.isEmpty ? "" : ", and in dispute " + Self.list(disputed)
        lines.append("owed \(owed.isEmpty ? "nothing" : Self.list(owed))\(disputedText); cost so far \(costSoFar)")
        lines.append("\(daysPastDue) days past due; cooperation: \(cooperation.words)")
        if !reasons.isEmpty { lines.append("said: " + reasons.map(\.rawValue).joined(separator: ", ")) }
        if hasOpenTicket { lines.append("a service ticket is open") }
        let papers = evidence.isEmpty ? "none" : evidence.map(\.rawValue).joined(separator: ", ")
        let suit = limitationOn.map { "suit timely until \($0.plain)" } ?? "until when a suit is timely is not known"
        lines.append("evidence: \(papers); \(suit)")
        lines += valueAtStake.lines
        lines.append("proposal: \(proposal.option.rawValue), because \(proposal.because)")
        lines += proposal.weighed.flatMap(\.arithmetic).map { "  " + $0 }
        lines += proposal.leftOut.map { "  not \($0.option.rawValue): \($0.because)" }
        return lines
    }

    private static func list(_ amounts: [Money]) -> String {
        amounts.map(\.description).joined(separator: " and ")
    }
}

extension DecisionCause {
    /// Why somebody has to decide, in one sentence.
    package var words: String {
        switch self {
        case .ladder(let policyDay): "the ladder came to its decision on policy day \(policyDay)"
        case .avoiding: "everything was tried, and nobody answered"
        case .refusing: "the customer said they will not pay, and disputes nothing"
        case .cannotBeFound: "no address is good any more"
        case .smallBalance: "the balance is small and old"
        case .reopened(let day): "what had been given up is owed again since \(day.plain)"
        case .again(let day): "the day it was put off to has come: \(day.plain)"
        }
    }
}

extension Cooperation {
    /// As a person would say it.
    package var words: String {
        switch self {
        case .unknown: "not known"
        case .working: "working with us"
        case .cannot: "cannot pay at once"
        case .disagrees: "disagrees; something is to be put right"
        case .avoiding: "avoiding us"
        case .refusing: "refusing"
        case .notFound: "cannot be found"
        }
    }
}

extension Cooperation {
    /// The same as a sentence about the customer.
    package var sentence: String {
        switch self {
        case .unknown: "it is not known how the customer works with us"
        case .working: "the customer works with us"
        case .cannot: "the customer cannot pay at once"
        case .disagrees: "the customer disagrees, and something is to be put right first"
        case .avoiding: "the customer avoids us"
        case .refusing: "the customer refuses to pay"
        case .notFound: "the customer cannot be found"
        }
    }
}

extension ValueAtStake {
    /// The reckoning, a line each; empty when nothing is known of it.
    var lines: [String] {
        guard let worth else { return [] }
        var parts: [String] = []
        if let monthly { parts.append("\(monthly) a month x \(multiple.text)") }
        if let refund { parts.append("\(refund) a funder may ask back") }
        let days = daysToLoss > 0 ? "\(daysToLoss) days left" : "counted as lost since \(-daysToLoss) days"
        let sum = "value at stake: " + parts.joined(separator: " + ") + " = \(worth)"
        // With a funder's part the sum is long enough by itself.
        var lines = refund == nil ? ["\(sum); \(days)"] : [sum, days]
        if case .sold(let ends, _) = funding {
            let until = ends.map { " until \($0.plain)" } ?? ""
            lines.append("the contract is sold: the funder may ask for another in its place\(until)")
        }
        if funding == .collateral { lines.append("the contract is pledged: losing it lowers what may be borrowed") }
        return lines
    }
}
