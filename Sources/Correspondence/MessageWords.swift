/// A text as lower-case words, for matching whole words and phrases.
struct MessageWords {
    private let text: String
    private let words: Set<Substring>

    /// - Parameter facts: Texts the customer's data put in; what they say is not the template's doing.
    init(_ text: String, without facts: [String] = []) {
        // A plain text is broken into lines anywhere: a fact is looked for as if it were not.
        var remaining = Self.flat(text)
        for fact in facts where fact.count >= 3 {
            remaining = remaining.replacing(Self.flat(fact), with: " \u{25A1} ")
        }
        var words = " "
        for character in remaining.lowercased() {
            let isWord = character.isLetter || character.isNumber || character == "-"
            if isWord {
                words.append(character)
            } else if character == "'" || character == "’" {
                words.append("'")
            } else if words.last != " " {
                words.append(" ")
            }
        }
        self.text = words + " "
        self.words = Set(self.text.split(separator: " "))
    }

    /// The text on one line.
    static func flat(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }

    /// Whether the word or phrase stands in the text as whole words.
    func contains(_ phrase: String) -> Bool {
        let parts = phrase.split(separator: " ")
        guard parts.allSatisfy(words.contains) else { return false }
        return parts.count == 1 || text.contains(" \(phrase) ")
    }

    /// The first of `phrases` that stands in the text.
    func first(of phrases: [String]) -> String? { phrases.first(where: contains) }
}
