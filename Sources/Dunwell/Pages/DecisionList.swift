import Operations
import Receivables
import Treatment

/// Decisions as a person writes them down, one a line:
///
///     1001  agency agency=NORTHCO because nobody answers   # a remark
///     1002  continue until=2026-05-04 because a new payment date is agreed
///     "AB 7"  settle amount=150.00
enum DecisionList {
    /// What a line looks like.
    static let form = "CUSTOMER DECISION [until=2026-05-04] [agency=NORTHCO] [amount=150.00] [because REASON]"

    /// A case that waits, with its proposal as a line; what cannot be handed in as it stands is a remark.
    static func line(_ one: ShowDecisions.Waiting) -> String {
        let name = one.customer.contains(where: \.isWhitespace) ? "\"\(one.customer)\"" : one.customer
        let owed = one.owed.map(\.description).joined(separator: " and ")
        let needs: String
        switch DecisionPath(rawValue: one.proposal) {
        case .carryOn: needs = " until= because "
        case .settle: needs = " amount="
        case .agency, .counsel: needs = " agency="
        case .plan, .writeOff, .withdraw, nil: needs = ""
        }
        let remark = "\(owed), \(one.daysPastDue.counted("day")); \(one.why); \(one.because)"
        return needs.isEmpty
            ? "\(name) \(one.proposal)  # \(remark)" : "# \(name) \(one.proposal)\(needs)  # complete: \(remark)"
    }

    /// The choices of a list; blank lines and remarks are skipped.
    static func choices(in text: String) throws -> [ApproveDecisions.Choice] {
        try text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .compactMap { index, line in
                let kept = String(line.prefix { $0 != "#" })
                guard kept.contains(where: { !$0.isWhitespace }) else { return nil }
                return try choice(in: kept, line: index + 1)
            }
    }

    private static func choice(in line: String, line number: Int) throws -> ApproveDecisions.Choice {
        func wrong(_ what: String) -> CommandFailure {
            CommandFailure(.badData, "line \(number): \(what); write it as \(form)")
        }
        var rest = line[...].drop(while: \.isWhitespace)
        let name: Substring
        if rest.first == "\"" {
            name = rest.dropFirst().prefix { $0 != "\"" }
            rest = rest.dropFirst(name.count + 2)
        } else {
            name = rest.prefix { !$0.isWhitespace }
            rest = rest.dropFirst(name.count)
        }
        var reason = ""
        var words = rest.split(whereSeparator: \.isWhitespace).map(String.init)
        if let at = words.firstIndex(of: "because") {
            reason = words[(at + 1)...].joined(separator: " ")
            words = Array(words[..<at])
        }
        guard !name.isEmpty, let path = words.first.flatMap(DecisionPath.init(rawValue:)) else {
            let paths = DecisionPath.allCases.map(\.rawValue).joined(separator: ", ")
            throw wrong("\(words.first ?? "nothing") is no decision; there are \(paths)")
        }
        var choice = ApproveDecisions.Choice(customer: String(name), path: path)
        choice.reason = reason
        for word in words.dropFirst() {
            let halves = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard halves.count == 2 else { throw wrong("\(word) is not understood") }
            switch halves[0] {
            case "until":
                guard let day = CalendarDate(halves[1]) else { throw wrong("\(halves[1]) is no day") }
                choice.until = day
            case "agency": choice.agency = halves[1]
            case "amount":
                guard let money = TypedMoney(argument: halves[1]) else { throw wrong("\(halves[1]) is no amount") }
                choice.amount = money.money
            default: throw wrong("\(halves[0]) is not understood")
            }
        }
        return choice
    }
}
