import Foundation
import Receivables
import Testing

@testable import Correspondence

/// Messages read at the level of grades 6 to 8. Source: starter policies §5.0.
struct ReadingGradeTests {
    /// The paragraphs a template writes itself, without table, addresses and footers.
    private static func prose(_ content: MessageContent) -> [String] {
        switch content {
        case .email(let email):
            let body = email.text.split(separator: "\n---", maxSplits: 1)[0]
            return body.components(separatedBy: "\n\n").filter { !$0.contains("  ") && !$0.hasPrefix("- ") }
        case .letter(let letter): return (letter.opening + letter.closing).filter { !$0.hasPrefix("•") }
        case .call, .text: return []
        }
    }

    static let names: [TemplateName] = {
        // Read without fault by the tests of the catalog.
        let all = (try? shippedTexts.get().names) ?? []
        return all.filter { $0.medium == .email || $0.medium == .post }
    }()

    /// Flesch-Kincaid for English; for Spanish the words in a sentence, because its syllables say little.
    @Test(arguments: names) func aMessageReadsAtGradeEight(name: TemplateName) throws {
        let facts = MessageFacts.letter(name.key, language: name.language)
        let content = try shippedTexts.get().write(name.key, name.medium, facts)
        let text = Self.prose(content).joined(separator: ". ")
        let sentences = text.split { ".?!:;".contains($0) }.filter { $0.contains { $0.isLetter } }
        let words = text.split { !($0.isLetter || $0 == "'" || $0 == "’") }
        let perSentence = Double(words.count) / Double(max(1, sentences.count))
        switch name.language {
        case .english:
            let syllables = words.reduce(0) { $0 + Self.syllables($1) }
            let grade = 0.39 * perSentence + 11.8 * Double(syllables) / Double(words.count) - 15.59
            #expect(grade <= 8.5, "grade \(grade)")
        case .spanish: #expect(perSentence <= 18, "\(perSentence) words a sentence")
        }
    }

    /// Groups of vowels; a silent e at the end does not count.
    private static func syllables(_ word: Substring) -> Int {
        let letters = word.lowercased()
        var count = 0
        var wasVowel = false
        for letter in letters {
            let isVowel = "aeiouy".contains(letter)
            if isVowel, !wasVowel { count += 1 }
            wasVowel = isVowel
        }
        if letters.hasSuffix("e"), !letters.hasSuffix("le"), count > 1 { count -= 1 }
        return max(1, count)
    }
}
