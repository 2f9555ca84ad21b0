import Receivables
import Testing

@testable import Treatment

/// The smallest policy that can be used.
private let small = """
    policy: small
    kind: residential
    languages: [en]
    steps:
      - step: statement
        at: past-due 1
        by: [email]
        tone: warm
        template: statement
    """

/// Every finding of a document tells what to do about it.
private func findings(_ text: String) -> [PolicyFinding] {
    let found = PolicyDocument.parse(text).findings
    #expect(found.allSatisfy { !$0.fix.isEmpty }, "\(found.filter(\.fix.isEmpty))")
    return found
}

@Suite struct PolicyDocumentTests {
    @Test func theSmallestPolicyTakesTheDefaults() throws {
        let policy = try #require(PolicyDocument.parse(small).policy)
        #expect(policy.rules == LadderRules())
        #expect(policy.promises == PromiseTerms())
        #expect(policy.allowances == Allowances())
        #expect(policy.title == "small")
    }

    @Test func anUnknownFieldIsNamedWithTheOneThatWasMeant() {
        let found = findings(small.replacing("template: statement", with: "tempalte: statement"))
        #expect(found.map(\.line) == [5, 9])
        #expect(found[0].what == "template is missing in statement")
        #expect(found[1].what == "unknown field \"tempalte\" in a step")
        #expect(found[1].column == 5)
        #expect(found[1].fix == "did you mean \"template\"?")
    }

    @Test func severalErrorsAreReportedAtOnceInTheOrderOfTheirLines() {
        let text = """
            policy: Small Policy
            kind: residental
            languages: [en, fr]
            rules:
              messages-in-7-days: 5
              quiet-season: {from: "12-20", to: "02-30"}
            steps:
              - step: statement
                at: past-due 0
                by: [emial]
                tone: warm
                template: statement
                only-if: {balence: ">= 5", late-count-12: many}
            """
        let found = findings(text)
        #expect(found.map(\.line) == [1, 2, 3, 5, 6, 9, 10, 13, 13])
        #expect(found.allSatisfy { $0.severity == .error })
        #expect(found[1].fix == "did you mean \"residential\"?")
        #expect(found[3].what == "messages-in-7-days is 5")
        #expect(found[3].expected == "1 to 2")
        #expect(found[4].what == "to is \"02-30\"")
        #expect(found[5].what == "policy day 0 is impossible")
        #expect(found[6].fix == "did you mean \"email\"?")
        #expect(found[7].fix == "did you mean \"balance\"?")
        #expect(PolicyDocument.parse(text).policy == nil)
    }

    @Test(arguments: [
        ("past-due 7-3", "policy day 7-3 is impossible"), ("past-due ten", "at of statement is \"past-due ten\""),
        ("due - 400", "day -400 is impossible there"), ("on paid", "unknown event \"paid\""),
        ("tomorrow", "at of statement is \"tomorrow\""),
    ])
    func anImpossibleDayIsRefused(at text: String, what: String) {
        let found = findings(small.replacing("past-due 1", with: text))
        #expect(found.first?.what == what)
        #expect(found.first?.line == 6)
    }

    @Test func aWrongTypeIsRefusedWhereItStands() {
        #expect(findings(small.replacing("by: [email]", with: "by: {email: yes}")).contains { $0.line == 7 })
        #expect(findings(small.replacing("languages: [en]", with: "languages: 3")).first?.what == "languages is \"3\"")
        let steps = findings("policy: p\nkind: residential\nlanguages: [en]\nsteps: none\n")
        #expect(steps.first?.what == "steps is a single value")
        #expect(findings("just words").first?.what == "the document is empty or not a group of fields")
        #expect(!findings("").isEmpty)
    }

    @Test func aStepThatStandsTwiceIsRefused() {
        let twice = small + "\n" + small.split(separator: "\n").dropFirst(4).joined(separator: "\n")
        let found = findings(twice)
        #expect(found.map(\.what) == ["step \"statement\" stands twice, first on line 5"])
        #expect(found.first?.line == 10)
    }

    @Test func stepsOutOfOrderAndUnknownReferencesAreRefused() {
        let text =
            small + """

                  - step: earlier
                    at: past-due 1
                    by: [task]
                    tone: warm
                    requires: {rungs: [statemnt]}
                """
        #expect(findings(text).first?.fix == "did you mean \"statement\"?")
        let order =
            small.replacing("past-due 1", with: "past-due 9") + "\n  - {step: b, at: past-due 3, by: task, tone: warm}"
        #expect(findings(order).first?.fix == "put the steps in the order of their days")
    }

    @Test func aCallNeedsAWindow() {
        let found = findings(small.replacing("[email]", with: "[telephone]"))
        #expect(found.first?.what == "statement calls and has no window")
    }

    @Test func yamlThatCannotBeReadTellsWhere() {
        let found = findings("policy: p\nsteps: [a, b\nkind: residential\n")
        #expect(found.count == 1)
        #expect(found[0].line >= 2)
    }

    @Test func aliasesHugeDocumentsAndDeepNestingAreRefusedBeforeReading() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
        let found = findings(bomb)
        #expect(found.map(\.line) == [1, 2, 3])
        #expect(found.first?.what == "a YAML alias or anchor")
        #expect(found.dropFirst().map(\.what) == [3, 2].map { "YAML aliases or anchors, \($0) of them" })
        #expect(found.allSatisfy { $0.fix.contains("nothing else is checked before that") })
        #expect(findings(bomb.replacing("\n", with: "\r\n")).map(\.line) == [1, 2, 3])
        let huge = small + "\n#" + String(repeating: "x", count: PolicyDocument.bytesMax)
        #expect(findings(huge).first?.expected == "at most 262144")
        #expect(findings(String(repeating: "[", count: 100_000)).first?.what == "groups within groups too deep")
        #expect(findings("a: 'x *y & &z' # *b\n").allSatisfy { $0.what != "a YAML alias or anchor" })
    }

    @Test func theCanonicalFormReadsBackAsTheSamePolicy() throws {
        let (again, findings) = PolicyDocument.parse(residential.canonicalText)
        #expect(findings.isEmpty)
        #expect(again == residential)
        #expect(again?.canonicalText == residential.canonicalText)
    }

    @Test func theWholeLadderCanBeWrittenDown() throws {
        let (policy, findings) = PolicyDocument.parse(wholeLadder)
        #expect(findings.isEmpty)
        let read = try #require(policy)
        #expect(PolicyDocument.parse(read.canonicalText).policy == read)
        #expect(read.step("final-demand")?.requires.callAttempts == 4)
        #expect(read.step("withdraw")?.anchor == .withdrawal(0))
        #expect(read.step("late-fee")?.anchor == .feeDate(noSoonerThan: 50))
        #expect(read.step("withdrawal-notice")?.live == false)
    }

    @Test func differencesAreToldInWords() throws {
        let starter = try StarterPolicies.residential()
        let text = starter.replacing("past-due 15", with: "past-due 17").replacing("broken: 2", with: "broken: 1")
        let changed = try #require(PolicyDocument.parse(text).policy)
        #expect(
            changed.differences(from: residential) == [
                "promises: broken is 1, before it was 2",
                "step nudge: at is past-due 17, before it was past-due 15",
            ])
        #expect(residential.differences(from: residential).isEmpty)
        #expect(
            residential.differences(from: try #require(PolicyDocument.parse(small).policy)).contains(
                "step nudge is new: past-due 15"))
    }
}

@Suite struct CapabilityTests {
    private func everything() -> PolicyCapabilities {
        let templates = residential.steps.flatMap { step in
            (step.channels.compactMap(\.channel.medium) + (step.copy.map { [$0] } ?? [])).flatMap { medium in
                Language.allCases.map {
                    PolicyCapabilities.TemplateKey(template: step.template ?? "", medium: medium, language: $0)
                }
            }
        }
        return PolicyCapabilities(
            liveMedia: Set(ContactMedium.allCases), hasExporter: true, templates: Set(templates), contractAllows: [])
    }

    private var nudgeLine: Int { residential.step("nudge")?.line.number ?? 0 }

    @Test func whatIsAllThereHasNoFinding() {
        #expect(residential.findings(against: everything()).isEmpty)
    }

    @Test func aMissingTemplateIsNamedByLanguageAndChannelWithItsLine() {
        var capabilities = everything()
        capabilities.templates.remove(.init(template: "nudge", medium: .post, language: .spanish))
        let found = residential.findings(against: capabilities)
        #expect(found.map(\.what) == ["nudge: no template \"nudge\" for post in es"])
        #expect(found.first?.line == nudgeLine)
        #expect(nudgeLine > 100)
    }

    @Test func aTemplateNobodyWroteIsNamedOnceWithTheOneThatWasMeant() throws {
        let text = try StarterPolicies.residential().replacing("template: nudge", with: "template: nugde")
        let policy = try #require(PolicyDocument.parse(text).policy)
        let found = policy.findings(against: everything())
        #expect(found.map(\.what) == ["post", "email"].map { "nudge: no template \"nugde\" for \($0)" })
        #expect(found.allSatisfy { $0.fix == "did you mean \"nudge\"?" && $0.expected.contains("statement") })
    }

    @Test(arguments: [("fr", false), ("eng", true), ("es ", true)])
    func onlyANearWordIsSuggested(language: String, isSuggested: Bool) {
        let found = findings(small.replacing("languages: [en]", with: "languages: [\(language.debugDescription)]"))
        #expect(!found.isEmpty)
        #expect(found.contains { $0.fix.hasPrefix("did you mean") } == isSuggested)
    }

    @Test func aTemplateNobodyWroteIsNamedBesideAPluginThatIsMissing() throws {
        let text = try StarterPolicies.residential().replacing("template: nudge", with: "template: nugde")
        let policy = try #require(PolicyDocument.parse(text).policy)
        var capabilities = everything()
        capabilities.liveMedia = [.telephone]
        let found = policy.findings(against: capabilities).filter { $0.what.hasPrefix("nudge") }
        #expect(
            found.map(\.what) == [
                "nudge: no plugin serves post or email", "nudge: no template \"nugde\" for post",
                "nudge: no template \"nugde\" for email",
            ])
        #expect(found.allSatisfy { $0.severity == .error && !$0.fix.isEmpty })
    }

    @Test func pluginTemplateLanguageAndFieldAreToldEachForThemselves() throws {
        var capabilities = everything()
        capabilities.liveMedia = [.email, .telephone]
        capabilities.templates.remove(.init(template: "nudge", medium: .post, language: .spanish))
        capabilities.missingFields[.init(template: "nudge", medium: .post, language: .english)] = ["amuont"]
        capabilities.templates.remove(.init(template: "nudge", medium: .email, language: .english))
        let found = residential.findings(against: capabilities).filter { $0.what.hasPrefix("nudge") }
        #expect(
            found.map(\.what) == [
                "nudge: no plugin serves post; it goes by email",
                "nudge: template \"nudge\" for post in en uses the unknown field \"amuont\"",
                "nudge: no template \"nudge\" for post in es", "nudge: no template \"nudge\" for email in en",
            ])
        #expect(found.map(\.severity) == [.warning, .warning, .warning, .error])
        #expect(found.allSatisfy { !$0.fix.isEmpty })
    }

    @Test func aTemplateIsWrittenWhereNoneIsThereForTheMedium() {
        var capabilities = everything()
        capabilities.templates = capabilities.templates.filter { $0.medium != .post }
        let found = residential.findings(against: capabilities).filter { $0.what.hasPrefix("nudge") }
        #expect(found.map(\.fix) == ["write it, or take post out of by"])
    }

    @Test func aMissingPluginIsAWarningWhileAnotherChannelServesAndAnErrorWhenNoneDoes() {
        var capabilities = everything()
        capabilities.liveMedia = [.email, .telephone]
        let nudge = residential.findings(against: capabilities).filter { $0.what.hasPrefix("nudge") }
        #expect(nudge.map(\.severity) == [.warning])
        capabilities.liveMedia = [.telephone]
        let none = residential.findings(against: capabilities).filter { $0.what.hasPrefix("nudge") }
        #expect(none.map(\.severity) == [.error])
    }

    @Test func aTemplateWithAnUnknownFieldIsNamed() {
        var capabilities = everything()
        capabilities.missingFields[.init(template: "nudge", medium: .post, language: .english)] = ["amuont"]
        #expect(residential.findings(against: capabilities).first?.what.contains("unknown field \"amuont\"") == true)
    }

    @Test func aFeeNeedsAClauseAndTheStatesRoom() throws {
        let text = try StarterPolicies.residential().replacing("late-fee: none", with: "late-fee: 5.00")
        let policy = try #require(PolicyDocument.parse(text).policy)
        var capabilities = everything()
        #expect(policy.findings(against: capabilities).map(\.what) == ["a late fee no agreement allows"])
        capabilities.contractAllows = [.fee]
        #expect(policy.findings(against: capabilities).isEmpty)
        capabilities.stateFeeMaxMinor = 4_00
        #expect(policy.findings(against: capabilities).map(\.what) == ["a late fee above the state setting"])
    }

    @Test func endingServiceIsRefusedWhenSwitchedOn() throws {
        let text = wholeLadder.replacing("live: no", with: "live: yes")
        let policy = try #require(PolicyDocument.parse(text).policy)
        let refused = policy.findings(against: everything()).filter { $0.what.contains("ends service") }
        #expect(refused.map(\.line).count == 2)
    }
}

/// What comes after the starter's last step. Source: starter policies §2.1.
let wholeLadder = """
    policy: whole
    kind: residential
    languages: [en, es]
    fees: {late-fee: 5.00}
    steps:
      - {step: statement, at: past-due 1, by: [email, {channel: post, from: 4}], tone: warm, template: statement}
      - {step: nudge, at: past-due 15, by: [post, email], tone: helpful, template: nudge}
      - step: second-call
        at: past-due 18-22
        by: telephone
        window: {business-days: 5, attempts: 3}
        tone: helpful
        template: second-call
      - step: plan-offer
        at: past-due 24
        by: [email, post]
        tone: helpful
        template: plan-offer
        only-if: {any: {balance: ">= 2 months", reason: [change-of-means, other-debts-first]}}
        stopped-by: [plan-accepted]
      - step: formal-letter
        at: past-due 30
        by: post
        copy: email
        tone: clear
        template: formal-letter
        firmness: firm
        requires: {rungs: [statement], other-rungs: 1}
        only-if: {open-ticket: no}
      - step: late-fee
        at: fee-date from 50
        by: ledger
        tone: clear
        only-if: {contract-allows: fee, plan: no}
      - step: third-call
        at: past-due 45-52
        by: telephone
        window: {business-days: 5, attempts: 3}
        tone: clear
        template: third-call
      - step: final-demand
        at: past-due 60
        by: post
        copy: email
        certificate-of-mailing: yes
        tone: serious
        template: final-demand
        firmness: firm
        requires: {rungs: [formal-letter], call-attempts: 4, call-days: 3}
      - step: owner-call
        at: past-due 62-72
        by: telephone
        window: {business-days: 7, attempts: 2}
        tone: serious
        template: owner-call
      - {step: decision, at: past-due 72, by: decision, tone: serious, firmness: firm}
      - step: withdrawal-notice
        live: no
        at: past-due 75
        by: post
        copy: email
        certificate-of-mailing: yes
        tone: plain-notice
        template: withdrawal-notice
        firmness: firm
        requires: {rungs: [decision], approvals: [manager, owner], interlock: yes}
        only-if: {contract-allows: withdrawal, notice-period: "<= 365"}
      - step: notice-check
        at: withdrawal - 3
        by: telephone
        window: {business-days: 1, attempts: 1}
        tone: plain-notice
        template: notice-check
      - {step: withdraw, live: no, at: withdrawal, by: task, tone: plain-notice, requires: {interlock: yes}}
      - {step: settle-or-place, at: withdrawal + 37, by: decision, tone: plain-notice, only-if: {balance: ">= 50"}}
      - {step: place, at: approval, by: exporter, tone: plain-notice}
    """
