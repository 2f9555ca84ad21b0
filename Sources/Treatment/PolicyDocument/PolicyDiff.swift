extension Policy {
    /// What changed since `earlier`, one plain English sentence each, in ladder order; empty when both say the same.
    package func differences(from earlier: Policy) -> [String] {
        var sentences = Self.changes(from: earlier.head, to: head, of: "the policy")
        let before = Dictionary(uniqueKeysWithValues: earlier.sections.map { ($0.0, $0.1) })
        for (name, fields) in sections { sentences += Self.changes(from: before[name] ?? [], to: fields, of: name) }
        for step in steps {
            if let old = earlier.step(step.key) {
                sentences += Self.changes(from: old.fields, to: step.fields, of: "step \(step.key)")
            } else {
                sentences.append("step \(step.key) is new: \(step.anchor.text)")
            }
        }
        for old in earlier.steps where step(old.key) == nil { sentences.append("step \(old.key) is gone") }
        let kept = steps.map(\.key).filter { earlier.step($0) != nil }
        let keptBefore = earlier.steps.map(\.key).filter { step($0) != nil }
        if kept != keptBefore { sentences.append("the order of the steps is \(kept.joined(separator: ", "))") }
        return sentences
    }

    private static func changes(
        from before: [(String, String)], to after: [(String, String)], of name: String
    ) -> [String] {
        let old = Dictionary(uniqueKeysWithValues: before.map { ($0.0, $0.1) })
        let new = Dictionary(uniqueKeysWithValues: after.map { ($0.0, $0.1) })
        let changed = after.compactMap { field, value -> String? in
            guard let was = old[field] else { return "\(name): \(field) is \(value), before it was not set" }
            return was == value ? nil : "\(name): \(field) is \(value), before it was \(was)"
        }
        let gone = before.filter { new[$0.0] == nil }.map { "\(name): \($0.0) is no longer set, it was \($0.1)" }
        return changed + gone
    }
}
