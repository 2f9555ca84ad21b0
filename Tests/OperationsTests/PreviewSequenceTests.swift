import Correspondence
import Documents
import Foundation
import Operations
import Receivables
import Testing
import Treatment

struct PreviewSequenceTests {
    private func policy(_ kind: PolicyKind, _ changes: [(String, String)] = []) throws -> Treatment.Policy {
        var text = try StarterPolicies.text(for: kind)
        for (old, new) in changes { text = text.replacing(old, with: new) }
        return try #require(PolicyDocument.parse(text).policy)
    }

    private static let due = CalendarDate("2026-06-01")!  // a day there is

    /// Source: starter policies §7, statements 10 and 12.
    @Test(arguments: PolicyKind.allCases, Language.allCases)
    func theWholeSequenceMayBeSentAsItIs(kind: PolicyKind, language: Language) throws {
        for fee in ["late-fee: none", "late-fee: 5.00"] {
            let policy = try policy(kind, [("late-fee: none", fee)])
            let preview = PreviewSequence(policy: policy, templates: try TemplateCatalog.builtIn())
            for quarter in 0..<4 {
                let result = preview.run(dueOn: Self.due.adding(days: 95 * quarter), language: language)
                #expect(result.findings.isEmpty, "\(result.findings)")
                #expect(result.shown.last?.step == "decision")
                #expect(result.shown.filter { $0.channel.medium != nil }.allSatisfy { $0.content != nil })
            }
        }
    }

    @Test(arguments: [Set<ContactMedium>([.post]), [.email], [.email, .post], [.post, .telephone]])
    func itMayBeSentByWhateverReachesTheCustomer(media: Set<ContactMedium>) throws {
        for kind in PolicyKind.allCases {
            let preview = PreviewSequence(policy: try policy(kind), templates: try TemplateCatalog.builtIn())
            let result = preview.run(dueOn: Self.due, language: .spanish, media: media)
            #expect(result.findings.isEmpty, "\(result.findings)")
        }
    }

    /// Every text a starter names is there, in both languages, for each of its channels and copies.
    @Test(arguments: PolicyKind.allCases) func everyStepOfAStarterHasItsWords(kind: PolicyKind) throws {
        let templates = try TemplateCatalog.builtIn()
        for step in try policy(kind).steps {
            let media = step.channels.compactMap(\.channel.medium) + (step.copy.map { [$0] } ?? [])
            for medium in media {
                let key = try #require(step.template)
                for language in Language.allCases {
                    #expect(templates.contains(TemplateName(key: key, language: language, medium: medium)))
                }
            }
        }
    }

    @Test func aLaterActionWithoutItsStepIsFound() throws {
        let off = try policy(.residential, [("- step: decision\n    at", "- step: decision\n    live: no\n    at")])
        let result = PreviewSequence(policy: off, templates: try TemplateCatalog.builtIn())
            .run(dueOn: Self.due, language: .english)
        #expect(result.findings.contains { $0.step == "final-demand" && $0.detail.contains("consequence-not-live") })
    }

    @Test func aToneThatStepsBackIsFound() throws {
        let policy = try policy(
            .oneOff, [("tone: serious\n    template: owner-call", "tone: warm\n    template: owner-call")])
        #expect(
            PreviewSequence(policy: policy, templates: try TemplateCatalog.builtIn())
                .run(dueOn: Self.due, language: .english).shown.allSatisfy { $0.step != "owner-call" },
            "the ladder itself leaves out what steps back")
    }

    /// Source: starter policies §5.3, never more than one page.
    @Test(arguments: Language.allCases) func theFormalLetterFitsOnePage(language: Language) throws {
        let policy = try policy(.residential, [("late-fee: none", "late-fee: 5.00")])
        let result = PreviewSequence(policy: policy, templates: try TemplateCatalog.builtIn())
            .run(dueOn: Self.due, language: language)
        let renderer = try LetterRenderer(sheet: LetterSheet())
        for step in ["formal-letter", "final-demand"] {
            let shown = try #require(result.shown.first { $0.step == step })
            guard case .letter(let letter)? = shown.content else {
                Issue.record("a letter was expected")
                continue
            }
            #expect(try renderer.check(letter) == 1, "\(step)")
        }
    }
}
