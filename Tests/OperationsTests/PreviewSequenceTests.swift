import Correspondence
import Documents
import Foundation
import Installments
import Logging
import Operations
import PluginKit
import Receivables
import Testing
import Treatment

struct PreviewSequenceTests {
    private func policy(_ kind: PolicyKind, _ changes: [(String, String)] = []) throws -> Treatment.Policy {
        var text = try StarterPolicies.text(for: kind)
        for (old, new) in changes { text = text.replacing(old, with: new) }
        return try #require(PolicyDocument.parse(text).policy)
    }

    /// The provider a tenant would have.
    static func quoting() throws -> PlanQuoting {
        let settings = try PluginConfiguration(schema: InstallmentPlans.manifest.configuration)
        let context = PluginContext(
            tenantID: Identifier(), businessID: Identifier(), configuration: settings,
            now: BusinessInstant(microseconds: 0), timeZone: .gmt, deadline: .seconds(30),
            spoolDirectory: FileManager.default.temporaryDirectory, logger: Logger(label: "test"))
        return { situation in
            guard case .offered(let offers) = await InstallmentPlans().offers(in: situation, context: context) else {
                return []
            }
            return offers
        }
    }

    private static let due = CalendarDate("2026-06-01")!  // a day there is

    /// Source: starter policies §7, statements 10 and 12.
    @Test(arguments: PolicyKind.allCases, Language.allCases)
    func theWholeSequenceMayBeSentAsItIs(kind: PolicyKind, language: Language) async throws {
        for fee in ["late-fee: none", "late-fee: 5.00"] {
            let policy = try policy(kind, [("late-fee: none", fee)])
            let preview = PreviewSequence(
                policy: policy, templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting())
            for quarter in 0..<4 {
                let result = await preview.run(dueOn: Self.due.adding(days: 95 * quarter), language: language)
                #expect(result.findings.isEmpty, "\(result.findings)")
                #expect(result.shown.last?.step == "decision")
                #expect(result.shown.filter { $0.channel.medium != nil }.allSatisfy { $0.content != nil })
            }
        }
    }

    @Test(arguments: [Set<ContactMedium>([.post]), [.email], [.email, .post], [.post, .telephone]])
    func itMayBeSentByWhateverReachesTheCustomer(media: Set<ContactMedium>) async throws {
        for kind in PolicyKind.allCases {
            let preview = PreviewSequence(
                policy: try policy(kind), templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting())
            let result = await preview.run(dueOn: Self.due, language: .spanish, media: media)
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

    @Test func aLaterActionWithoutItsStepIsFound() async throws {
        let off = try policy(.residential, [("- step: decision\n    at", "- step: decision\n    live: no\n    at")])
        let result = await PreviewSequence(
            policy: off, templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting()
        )
        .run(dueOn: Self.due, language: .english)
        #expect(result.findings.contains { $0.step == "final-demand" && $0.detail.contains("consequence-not-live") })
    }

    @Test func aToneThatStepsBackIsFound() async throws {
        let policy = try policy(
            .oneOff, [("tone: serious\n    template: owner-call", "tone: warm\n    template: owner-call")])
        let result = await PreviewSequence(
            policy: policy, templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting()
        ).run(dueOn: Self.due, language: .english)
        #expect(
            result.shown.allSatisfy { $0.step != "owner-call" }, "the ladder itself leaves out what steps back")
    }

    /// Source: starter policies §5.3, never more than one page.
    @Test(arguments: Language.allCases) func theFormalLetterFitsOnePage(language: Language) async throws {
        let policy = try policy(.residential, [("late-fee: none", "late-fee: 5.00")])
        let result = await PreviewSequence(
            policy: policy, templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting()
        )
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

    private func words(_ kind: PolicyKind, _ step: String) async throws -> String {
        let result = await PreviewSequence(
            policy: try policy(kind), templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting()
        ).run(dueOn: Self.due, language: .english)
        let shown = try #require(result.shown.first { $0.step == step })
        switch try #require(shown.content) {
        case .letter(let letter): return (letter.opening + letter.closing).joined(separator: " ")
        case .email(let email): return email.text
        case .call(let script): return script.parts.flatMap(\.lines).joined(separator: " ")
        case .text(let text): return text.body
        }
    }

    /// Source: starter policies §4.
    @Test func theOwnerOfAOneOffCallsBeforeTheFinalLetterAndNamesNoLastDay() async throws {
        let call = try await words(.oneOff, "owner-call")
        #expect(!call.contains("last day") && call.contains("on or after July 16, 2026"))
        #expect(try await words(.oneOff, "final-demand").contains("Tuesday, July 28, 2026 is the last day"))
        #expect(try await words(.residential, "owner-call").contains("is the last day to pay"))
    }

    /// Source: starter policies §5.3, the same letter without the fee.
    @Test(arguments: [(PolicyKind.residential, "Monday, July 20"), (.oneOff, "July 9"), (.commercial, "July 15")])
    func aFormalLetterWithoutAFeeNamesADayAndWhatComesThen(kind: PolicyKind, day: String) async throws {
        let letter = try await words(kind, "formal-letter")
        #expect(letter.contains("Nothing has been added to this amount for paying late."))
        #expect(letter.contains("by ") && letter.contains("\(day), 2026."), "\(letter)")
        #expect(letter.contains("we will write to you again, on or after "))
    }

    @Test(arguments: Language.allCases)
    func everyEndingOfADisputeIsShownAndEveryMessageAStarterSends(language: Language) async throws {
        for kind in [PolicyKind.residential, .commercial, .oneOff] {
            let policy = try policy(kind)
            let messages = await PreviewMessages(
                policy: policy, templates: try TemplateCatalog.builtIn(), quoting: try Self.quoting()
            ).all(in: language, on: Self.due.adding(days: 30), bills: 2)
            #expect(messages.allSatisfy { $0.refusal == nil }, "\(messages.compactMap(\.refusal))")
            for medium in [ContactMedium.email, .post] {
                let answers = messages.filter { $0.name.key == "dispute-answer" && $0.name.medium == medium }
                #expect(answers.map(\.outcome) == ["upheld", "partly-upheld", "rejected"])
            }
            let shown = Set(messages.map(\.name.key))
            #expect(Set(policy.steps.filter(\.live).compactMap(\.template)).isSubset(of: shown))
        }
    }

    @Test func aPlanIsShownAsTheProviderOffersItAndAlikeInBothPreviews() async throws {
        let policy = try policy(.residential)
        let templates = try TemplateCatalog.builtIn()
        let calendar = BusinessCalendar(closesOnFederalHolidays: true)
        let sequence = await PreviewSequence(policy: policy, templates: templates, quoting: try Self.quoting())
            .run(dueOn: Self.due, language: .english)
        let offered = try #require(sequence.shown.first { $0.step == "plan-offer" })
        let messages = await PreviewMessages(policy: policy, templates: templates, quoting: try Self.quoting())
            .all(in: .english, on: offered.day, calendar: calendar)
        #expect(messages.allSatisfy { $0.refusal == nil }, "\(messages.compactMap(\.refusal))")
        let same = messages.first { $0.name.key == "plan-offer" && $0.name.medium == offered.channel.medium }
        guard case .email(let one)? = offered.content, case .email(let other)? = same?.content else {
            Issue.record("two e-mails were expected")
            return
        }
        func choices(_ text: String) -> String {
            text.split { $0.isWhitespace }.joined(separator: " ").components(separatedBy: " A: ").last ?? ""
        }
        // June 25 is a Thursday; the second day would be Saturday, July 25 and 26.
        #expect(choices(one.text).prefix(120) == choices(other.text).prefix(120))
        let days = choices(one.text).matches(of: /on ([A-Z][a-z]+) ([0-9]+), 2026/).prefix(5)
        #expect(!days.isEmpty)
    }
}
