package import Receivables

extension GateDecision {
    /// The decision as one sentence for `why` and for the page, without citation.
    package func explanation(_ language: Language = .english) -> String {
        let sentence = language == .spanish ? spanish : english
        let value = facts
        return sentence.split(separator: "{", omittingEmptySubsequences: false).enumerated().map { index, part in
            guard index > 0, let close = part.firstIndex(of: "}") else { return String(part) }
            return (value[String(part[..<close])] ?? "?") + part[part.index(after: close)...]
        }.joined()
    }
}
