import Foundation
package import Receivables

/// Reads a whole sequence of messages to one customer, as that customer would. Source: starter policies §7, 12 and 10.
package struct SequenceCheck: Sendable {
    /// One message in its place.
    package struct Message: Hashable, Sendable {
        package let day: CalendarDate
        package let step: String
        package let template: String
        package let tone: Tone
        /// What it states; `nil` for one read back as it was produced, whose words were checked when it was.
        package let facts: MessageFacts?
        package let content: MessageContent
        let language: Language

        /// Makes a message in its place.
        package init(
            day: CalendarDate, step: String, template: String, tone: Tone, facts: MessageFacts,
            content: MessageContent
        ) {
            self.day = day
            self.step = step
            self.template = template
            self.tone = tone
            self.facts = facts
            self.content = content
            language = facts.language
        }

        /// One that was produced, in its place.
        package init(
            produced content: MessageContent, in language: Language, day: CalendarDate, step: String, template: String,
            tone: Tone
        ) {
            self.day = day
            self.step = step
            self.template = template
            self.tone = tone
            self.language = language
            self.content = content
            facts = nil
        }
    }

    /// Something that is wrong between messages or in one of them.
    package struct Finding: Hashable, Sendable, Codable, CustomStringConvertible {
        /// `tone-steps-back`, `too-near`, `says-two-things`, `says-it-again` or the name of a content rule.
        package let rule: String
        package let step: String
        package let detail: String

        /// Makes a finding.
        package init(rule: String, step: String, detail: String) {
            self.rule = rule
            self.step = step
            self.detail = detail
        }

        package var description: String { "\(step): \(rule): \(detail)" }
    }

    private let daysBetween: Int

    /// - Parameter daysBetween: Days the policy keeps between two messages, at least two.
    package init(daysBetween: Int) { self.daysBetween = max(2, daysBetween) }

    /// Everything found, in the order of the messages; empty when the sequence may be sent as it is.
    package func findings(in messages: [Message]) -> [Finding] {
        var findings: [Finding] = []
        for (earlier, later) in zip(messages, messages.dropFirst()) {
            // Thanks are no step back: they end the matter.
            if later.tone < earlier.tone, later.tone != .grateful, earlier.tone != .grateful {
                findings.append(
                    Finding(
                        rule: "tone-steps-back", step: later.step,
                        detail: "\(later.tone.rawValue) after \(earlier.tone.rawValue) in \(earlier.step)"))
            }
        }
        let written = messages.filter { $0.content.medium != .telephone }
        for (earlier, later) in zip(written, written.dropFirst())
        where later.day.days(since: earlier.day) < daysBetween {
            findings.append(
                Finding(
                    rule: "too-near", step: later.step,
                    detail: "\(later.day.days(since: earlier.day)) days after \(earlier.step)"))
        }
        for (index, message) in messages.enumerated() {
            let reading = Reading(message)
            if reading.laterActions.count > 1 {
                let names = reading.laterActions.map(\.rawValue).joined(separator: ", ")
                findings.append(Finding(rule: "says-two-things", step: message.step, detail: "names \(names)"))
            }
            let same = messages[..<index].first { Reading($0).opening == reading.opening && !reading.opening.isEmpty }
            if let same {
                findings.append(
                    Finding(rule: "says-it-again", step: message.step, detail: "opens as \(same.step) does"))
            }
            guard let facts = message.facts else { continue }
            for finding in ContentCheck(facts: facts, templateKey: message.template).findings(in: message.content) {
                findings.append(Finding(rule: finding.rule, step: message.step, detail: finding.detail))
            }
        }
        return findings
    }

    /// One message as a reader takes it in.
    private struct Reading {
        /// Later actions it names; payment in advance goes with the decision that announces it.
        let laterActions: [Consequence]
        /// Its first sentence of its own, or for a call its purpose.
        let opening: String

        init(_ message: Message) {
            let salutation = message.facts.map { FieldSheet.oneLine(Wording($0.language).salutation($0.customer)) }
            let words: String
            switch message.content {
            case .email(let email):
                words = email.text.components(separatedBy: "\n---").first ?? email.text
                let paragraphs = words.components(separatedBy: "\n\n").map(MessageReading.flat)
                // One that was produced begins with its salutation.
                opening =
                    (salutation == nil ? paragraphs.dropFirst().first : paragraphs.first { $0 != salutation }) ?? ""
            case .letter(let letter):
                words = (letter.opening + letter.closing).joined(separator: " ")
                opening = letter.opening.first ?? ""
            case .call(let script):
                words = script.parts.flatMap(\.lines).joined(separator: " ")
                opening = script.purpose
            case .text(let text):
                words = text.body
                opening = text.body
            }
            laterActions = Consequence.named(in: MessageWords(words)).filter { $0 != .prepayment }
        }
    }
}
