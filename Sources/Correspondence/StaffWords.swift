package import Receivables

/// What a person of the business writes into a message stands under the same rules as the template: it is our word,
/// whoever typed it. Source: starter policies §5.0.
package struct StaffWords: Sendable {
    /// Texts that come from data, longest first.
    private let names: [String]
    private let recorded: Set<ContactMedium>

    /// - Parameters:
    ///   - names: Names and references it may hold whatever they say: a customer named Court is still named.
    ///   - recorded: Kinds of contact the record shows. A call or a letter it does not show is not claimed.
    package init(names: [String], recorded: Set<ContactMedium>) {
        self.names = names.filter { $0.count >= 3 }.sorted { ($1.count, $0) < ($0.count, $1) }
        self.recorded = recorded
    }

    /// What no message may hold, as a person has to read it; `nil` when the text may go out.
    package func refused(in text: String) -> String? {
        let words = MessageWords(text, without: names)
        // What we say of ourselves or of a device is looked over, wherever it stands: “la culpa fue nuestra”.
        let plain = MessageWords(text.lowercased(), without: names.map { $0.lowercased() } + NeverWords.honest)
        let barred = NeverWords.anywhere.filter { !NeverWords.plainInAnAnswer.contains($0) } + NeverWords.pressing
        if let word = plain.first(of: barred) { return "“\(word)”" }
        // A fee taken off is explained by its name; these are only ever held over somebody.
        let threats: [Consequence] = [.endOfService, .agency, .counsel]
        if let word = words.first(of: threats.flatMap(\.words)) { return "“\(word)”" }
        for claim in NeverWords.claims where !recorded.contains(claim.medium) {
            if let word = words.first(of: claim.words) { return "“\(word)”, a contact the record does not show" }
        }
        let own = names.reduce(MessageWords.flat(text)) { $0.replacing(MessageWords.flat($1), with: " ") }
        if own.contains(where: { "!¡".contains($0) }) { return "an exclamation mark" }
        let isShouted = own.split { !$0.isLetter }.contains { $0.count >= 5 && $0.allSatisfy(\.isUppercase) }
        return isShouted ? "a word in capitals" : nil
    }
}
