import Yams

extension PolicyReader {
    static let conditionNames =
        ["balance", "reached", "promise-broken"] + NumberField.allCases.map(\.rawValue)
        + FlagField.allCases.map(\.rawValue) + WordField.allCases.map(\.rawValue) + ["any", "none"]

    /// The conditions of an `only-if`: a group of names, or a list of such groups; all of them must hold.
    func conditions(_ node: Node?, named name: String) -> [PolicyCondition] {
        guard let node else { return [] }
        let groups = node.sequence.map(Array.init) ?? [node]
        return groups.flatMap { group -> [PolicyCondition] in
            // The order of the document is kept: it is the order in which a failing condition is named.
            guard let mapping = group.mapping else {
                note(
                    "\(name) is \(group.found)", expected: "conditions such as balance: \">= small\"",
                    fix: "write each as a name, a colon and a value", at: group)
                return []
            }
            _ = fields(of: group, named: name, allowed: Self.conditionNames)  // notes unknown names; values read below
            return mapping.compactMap { key, value in
                guard let word = key.scalar?.string, Self.conditionNames.contains(word) else { return nil }
                return condition(word, value)
            }
        }
    }

    private func condition(_ name: String, _ node: Node) -> PolicyCondition? {
        switch name {
        case "balance":
            guard let (comparison, rest) = comparison(node, named: name) else { return nil }
            return balance(comparison, rest, at: node)
        case "reached": return reached(node)
        case "promise-broken":
            guard let days = days(node.scalar?.string ?? "") else {
                note(
                    "promise-broken is \(node.found)", expected: "within so many days, as in within 180 days",
                    fix: "write within 180 days, from 1 to 3660", at: node)
                return nil
            }
            return .promiseBroken(withinDays: days)
        case "any": return .any(conditions(node, named: "any"))
        case "none": return .none(conditions(node, named: "none"))
        default: break
        }
        if let field = NumberField(rawValue: name) {
            guard let (comparison, rest) = comparison(node, named: name) else { return nil }
            guard let number = Int(rest), (0...100_000).contains(number) else {
                note(
                    "\(name) is compared with \(rest.quoted)", expected: "a whole number",
                    fix: "write a whole number from 0 to 100000, as in \">= 2\"", at: node)
                return nil
            }
            return .number(field, comparison, number)
        }
        if let field = FlagField(rawValue: name) {
            return flag(node, named: name).map { .flag(field, $0) }
        }
        return WordField(rawValue: name).flatMap { words(of: $0, node) }
    }

    private func words(of field: WordField, _ node: Node) -> PolicyCondition? {
        let nodes = node.sequence.map(Array.init) ?? [node]
        let found = nodes.compactMap { entry -> String? in
            guard let text = entry.scalar?.string, !text.isEmpty else {
                note(
                    "\(field.rawValue) is \(entry.kindInWords)", expected: "a word or a list of words",
                    fix: field.allowedWords.map { "write one of \(Nearest.list($0))" } ?? "write a word", at: entry)
                return nil
            }
            if let allowed = field.allowedWords, !allowed.contains(text) {
                note(
                    "\(field.rawValue) is \(text.quoted)", expected: Nearest.list(allowed),
                    fix: Nearest.fix(for: text, among: allowed), at: entry)
                return nil
            }
            return text
        }
        return found.isEmpty ? nil : .word(field, Set(found))
    }

    private func balance(_ comparison: Comparison, _ text: String, at node: Node) -> PolicyCondition? {
        if text == "small" { return .balance(comparison, .small) }
        let parts = text.split(separator: " ")
        if parts.count == 2, ["month", "months"].contains(parts[1]), let months = Int(parts[0]),
            (1...120).contains(months)
        {
            return .balance(comparison, .months(months))
        }
        if let amount = Amounts.minorUnits(text) { return .balance(comparison, .minorUnits(amount)) }
        note(
            "balance is compared with \(text.quoted)", expected: "an amount, small, or so many months",
            fix: "write small, 0 or more such as 15.00, or 1 to 120 months, as in \">= 2 months\"", at: node)
        return nil
    }

    private func reached(_ node: Node) -> PolicyCondition? {
        let text = node.scalar?.string ?? ""
        switch text {
        case "yes", "true": return .reached(true, withinDays: nil)
        case "no", "false", "never": return .reached(false, withinDays: nil)
        default: break
        }
        if let days = days(text) { return .reached(true, withinDays: days) }
        if text.hasPrefix("not "), let days = days(String(text.dropFirst(4))) {
            return .reached(false, withinDays: days)
        }
        note(
            "reached is \(node.found)", expected: "yes, never, within 21 days or not within 21 days",
            fix: "write yes, never or within so many days, from 1 to 3660", at: node)
        return nil
    }

    private func comparison(_ node: Node, named name: String) -> (Comparison, String)? {
        let text = node.scalar?.string ?? ""
        for comparison in Comparison.allCases where text.hasPrefix(comparison.rawValue) {
            return (comparison, text.dropFirst(comparison.rawValue.count).trimmed)
        }
        note(
            "\(name) is \(node.found)", expected: "a comparison such as \">= 2\"",
            fix: "begin with >=, <=, >, < or = and quote it", at: node)
        return nil
    }

    /// Reads `within 180 days`.
    private func days(_ text: String) -> Int? {
        let parts = text.split(separator: " ")
        guard parts.count == 3, parts[0] == "within", parts[2] == "days", let days = Int(parts[1]),
            (1...3_660).contains(days)
        else { return nil }
        return days
    }
}

extension Substring {
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
