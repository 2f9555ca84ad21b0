import Receivables
import Testing

@testable import Correspondence

struct SequenceCheckTests {
    private func message(
        _ template: String, on text: String, tone: Tone, medium: ContactMedium = .email, adding sentence: String = ""
    ) throws -> SequenceCheck.Message {
        let facts = MessageFacts.letter(template)
        let content = try shippedTexts.get().write(template, medium, facts)
        return SequenceCheck.Message(
            day: day(text), step: template, template: template, tone: tone, facts: facts,
            content: sentence.isEmpty ? content : content.adding(sentence))
    }

    private func rules(_ messages: [SequenceCheck.Message]) -> [String] {
        SequenceCheck(daysBetween: 2).findings(in: messages).map(\.rule)
    }

    @Test func aGoodSequenceHasNoFinding() throws {
        let good = [
            try message("courtesy", on: "2026-06-01", tone: .warm),
            try message("nudge", on: "2026-06-20", tone: .helpful),
            try message("thank-you", on: "2026-06-25", tone: .grateful),
        ]
        #expect(rules(good) == [])
    }

    @Test func aToneThatStepsBackIsFound() throws {
        let found = rules([
            try message("nudge", on: "2026-06-01", tone: .helpful),
            try message("courtesy", on: "2026-06-20", tone: .warm),
        ])
        #expect(found == ["tone-steps-back"])
    }

    @Test func messagesTooNearAreFoundAndCallsAreNoMessages() throws {
        let statement = try message("statement", on: "2026-06-02", tone: .warm)
        #expect(rules([statement, try message("nudge", on: "2026-06-03", tone: .warm)]) == ["too-near"])
        #expect(rules([statement, try message("first-call", on: "2026-06-03", tone: .warm, medium: .telephone)]) == [])
    }

    @Test func aMessageThatNamesTwoLaterActionsIsFound() throws {
        let two = try message("final-demand", on: "2026-06-01", tone: .serious, medium: .post, adding: "A fee is near.")
        #expect(rules([two]).contains("says-two-things"))
    }

    @Test func aMessageThatRepeatsAnotherIsFound() throws {
        let found = rules([
            try message("nudge", on: "2026-06-01", tone: .helpful),
            try message("nudge", on: "2026-06-20", tone: .helpful),
        ])
        #expect(found == ["says-it-again"])
    }

    @Test func aBrokenRuleOfOneMessageIsFound() throws {
        let found = rules([try message("nudge", on: "2026-06-01", tone: .helpful, adding: "We will sue you.")])
        #expect(found.contains("never-word"))
    }
}
