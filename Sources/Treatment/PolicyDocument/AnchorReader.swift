import Yams

extension PolicyReader {
    static let anchorForms =
        "bill-day, bill-day + 3, due - 3, past-due 3-7, after first-call + 48h, on autopay-failed, fee-date from 50, "
        + "withdrawal - 3 or approval"

    /// Reads the `at` of a step.
    func anchor(_ node: Node?, step: String) -> StepAnchor? {
        guard let node else { return nil }
        guard let text = node.scalar?.string else {
            note(
                "at of \(step) is \(node.kindInWords)", expected: Self.anchorForms, fix: "write one of those forms",
                at: node)
            return nil
        }
        // `3-7` and `- 3` both hold a hyphen, so spaces part the words and the rest is read by its first word.
        let words = text.split(separator: " ").map(String.init)
        let before = findings.count
        guard let first = words.first, let anchor = anchor(first, Array(words.dropFirst()), at: node) else {
            // An impossible day has told so already.
            if findings.count == before {
                note(
                    "at of \(step) is \(node.found)", expected: Self.anchorForms,
                    fix: Self.anchorFix(words.first ?? ""), at: node)
            }
            return nil
        }
        return anchor
    }

    /// The forms each first word takes.
    private static let formsByWord = [
        "bill-day": "bill-day or bill-day + 3, at most 365 days after",
        "due": "due or due - 3, at most 365 days before; past-due 15 for days after",
        "past-due": "past-due 15 or past-due 3-7, days from 1 to 3650",
        "after": "after first-call or after first-call + 48h, at most 8760h",
        "on": "on autopay-failed or on autopay-failed + 48h, at most 8760h",
        "fee-date": "fee-date from 50",
        "withdrawal": "withdrawal, withdrawal - 3 or withdrawal + 37, from - 30 to + 365 days",
        "approval": "approval, with nothing after it",
    ]

    private static func anchorFix(_ word: String) -> String {
        let meant = Nearest.word(to: word, among: formsByWord.keys.sorted())
        return "write " + (meant.flatMap { formsByWord[$0] } ?? "one of those forms")
    }

    private func anchor(_ word: String, _ rest: [String], at node: Node) -> StepAnchor? {
        switch word {
        case "bill-day": offset(rest, in: 0...365, at: node).map { .billDay($0) }
        case "due": offset(rest, in: -365...0, at: node).map { .due($0) }
        case "past-due": rest.count == 1 ? range(rest[0], at: node) : nil
        case "after": rest.isEmpty ? nil : hours(Array(rest.dropFirst())).map { .after(step: rest[0], hours: $0) }
        case "on": rest.isEmpty ? nil : event(rest, at: node)
        case "fee-date":
            rest.count == 2 && rest[0] == "from" ? Int(rest[1]).map { .feeDate(noSoonerThan: max(0, $0)) } : nil
        case "withdrawal": offset(rest, in: -30...365, at: node).map { .withdrawal($0) }
        case "approval": rest.isEmpty ? .approval : nil
        default: nil
        }
    }

    private func event(_ rest: [String], at node: Node) -> StepAnchor? {
        guard let hours = hours(Array(rest.dropFirst())) else { return nil }
        let allowed = PolicyEvent.allCases.map(\.rawValue)
        guard let event = PolicyEvent(rawValue: rest[0]) else {
            note(
                "unknown event \(rest[0].quoted)", expected: Nearest.list(allowed),
                fix: Nearest.fix(for: rest[0], among: allowed), at: node)
            return nil
        }
        return .event(event, hours: hours)
    }

    /// Nothing, `+ 3` or `- 3`.
    private func offset(_ rest: [String], in range: ClosedRange<Int>, at node: Node) -> Int? {
        if rest.isEmpty { return 0 }
        guard rest.count == 2, ["+", "-"].contains(rest[0]), let days = Int(rest[1]), days >= 0 else { return nil }
        let offset = rest[0] == "-" ? -days : days
        guard range.contains(offset) else {
            note(
                "day \(offset) is impossible there", expected: range.inWords,
                fix: "write a day in those bounds; due takes - and bill-day takes +", at: node)
            return nil
        }
        return offset
    }

    /// Nothing, or `+ 48h`.
    private func hours(_ rest: [String]) -> Int? {
        if rest.isEmpty { return 0 }
        guard rest.count == 2, rest[0] == "+", rest[1].hasSuffix("h"), let hours = Int(rest[1].dropLast()),
            (0...8_760).contains(hours)
        else { return nil }
        return hours
    }

    /// `4` or `3-7`.
    private func range(_ text: String, at node: Node) -> StepAnchor? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(parts.count), let from = parts[0], let to = parts[parts.count - 1] else { return nil }
        guard (1...3_650).contains(from), (1...3_650).contains(to), from <= to else {
            note(
                "policy day \(text) is impossible", expected: "1 to 3650, the first no later than the last",
                fix: "policy day 1 is the day after the due day; use due - 3 for days before", at: node)
            return nil
        }
        return .pastDue(from: from, to: to)
    }
}
