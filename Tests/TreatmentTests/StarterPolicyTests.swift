import Receivables
import Testing

@testable import Treatment

@Suite struct StarterPolicyTests {
    /// Source: starter policies §§2 to 4.
    static let ladders: [(kind: PolicyKind, steps: [String])] = [
        (
            .residential,
            [
                "bill", "courtesy", "autopay-failed", "statement", "first-call", "call-back", "satisfaction", "nudge",
                "second-call", "plan-offer", "formal-letter", "late-fee", "third-call", "final-demand", "owner-call",
                "decision", "withdrawal-notice", "notice-check", "withdraw", "withdrawal-done", "come-back",
                "settle-or-place", "place", "write-off", "promise-confirmation", "promise-reminder", "promise-call",
                "receipt",
                "thank-you",
            ] + answers
        ),
        (
            .commercial,
            [
                "bill", "received", "autopay-failed", "statement", "payables-call", "call-back", "proof", "signer-call",
                "formal-letter",
                "late-fee", "plan-offer", "final-demand", "decision", "withdrawal-notice", "withdraw",
                "withdrawal-done", "come-back", "settle-or-place", "place", "write-off", "promise-confirmation",
                "promise-reminder",
                "promise-call", "receipt", "thank-you",
            ] + answers
        ),
        (
            .oneOff,
            [
                "bill-and-verify", "all-well-call", "autopay-failed", "statement", "first-call", "call-back", "nudge",
                "plan-offer",
                "formal-letter", "owner-call", "final-demand", "decision", "settle-or-place", "place", "write-off",
                "promise-confirmation", "promise-reminder", "promise-call", "receipt", "thank-you",
            ] + answers
        ),
    ]

    /// What answers a plan or a dispute, in every starter.
    static let answers = [
        "plan-agreement", "plan-reminder", "plan-missed", "dispute-received", "evidence-request", "evidence-received",
        "dispute-answer",
    ]

    /// Steps that are written down and wait for the safeguards of ending service.
    static let endOfService: Set = [
        "withdrawal-notice", "notice-check", "withdraw", "withdrawal-done", "come-back",
    ]

    private func policy(_ kind: PolicyKind) throws -> Treatment.Policy {
        let (policy, findings) = PolicyDocument.parse(try StarterPolicies.text(for: kind))
        #expect(findings.isEmpty)
        return try #require(policy)
    }

    @Test(arguments: ladders.indices) func aStarterReadsWithoutAFindingAndHasEveryStep(index: Int) throws {
        let (kind, steps) = Self.ladders[index]
        let policy = try policy(kind)
        #expect(policy.steps.map(\.key) == steps)
        #expect(policy.kind == kind && policy.languages == [.english, .spanish])
        #expect(PolicyDocument.parse(policy.canonicalText).policy == policy)
        #expect(policy.steps.filter { !$0.live }.map(\.key) == steps.filter(Self.endOfService.contains))
    }

    @Test(arguments: [PolicyKind.residential, .commercial])
    func eachStepOfEndingServiceIsRefusedWhenSwitchedOn(kind: PolicyKind) throws {
        let text = try StarterPolicies.text(for: kind)
        let off = try policy(kind).steps.filter { !$0.live }.map(\.key)
        for key in off {
            let switchedOn = text.replacing("- step: \(key)\n    live: no\n", with: "- step: \(key)\n")
            #expect(switchedOn != text)
            let policy = try #require(PolicyDocument.parse(switchedOn).policy)
            let refused = policy.findings(against: Self.everything).filter { $0.what.hasPrefix(key + ": ") }
            #expect(refused.map(\.severity) == [.error], "\(key)")
            #expect(refused.first?.fix.hasPrefix("set live: no") == true)
        }
        let others = try policy(kind).findings(against: Self.everything).filter { $0.what.contains("service") }
        #expect(others.isEmpty)
    }

    @Test func aNoticeOfTheEndOfServiceIsRefusedOnAnyDay() throws {
        let text = """
            policy: p
            kind: residential
            languages: [en]
            steps:
              - {step: bye, at: past-due 30, by: post, tone: plain-notice, template: withdrawal-notice}
            """
        let policy = try #require(PolicyDocument.parse(text).policy)
        #expect(policy.findings(against: Self.everything).contains { $0.what.hasPrefix("bye: belongs to the end") })
    }

    @Test func toneNeverStepsBackAlongALadder() throws {
        for (kind, _) in Self.ladders {
            let rungs = try policy(kind).steps.filter { $0.live && $0.anchor.isRung }
            for (earlier, later) in zip(rungs, rungs.dropFirst()) {
                #expect(earlier.tone <= later.tone, "\(kind): \(earlier.key), \(later.key)")
            }
        }
    }

    @Test func theDecisionStandsOnThePolicysDecisionDay() throws {
        for (kind, _) in Self.ladders {
            let policy = try policy(kind)
            #expect(
                policy.step("decision")?.anchor == .pastDue(from: policy.decision.day, to: policy.decision.day))
        }
    }

    @Test func aCopyNeedsItsOwnTextAndItsOwnPlugin() throws {
        let text = """
            policy: p
            kind: residential
            languages: [en]
            steps:
              - {step: letter, at: past-due 30, by: post, copy: email, tone: clear, template: letter}
            """
        let policy = try #require(PolicyDocument.parse(text).policy)
        var capabilities = Self.everything
        capabilities.templates = [.init(template: "letter", medium: .post, language: .english)]
        let missing = policy.findings(against: capabilities)
        #expect(missing.map(\.what) == ["letter: no template \"letter\" for email"])
        #expect(missing.map(\.severity) == [.error])
        capabilities.liveMedia = [.post]
        #expect(policy.findings(against: capabilities).map(\.severity) == [.warning, .warning])
    }

    private static let everything = PolicyCapabilities(
        liveMedia: Set(ContactMedium.allCases), hasExporter: true,
        templates: Set(
            ladders.flatMap { kind, _ -> [PolicyCapabilities.TemplateKey] in
                guard let text = try? StarterPolicies.text(for: kind),  // read without fault by the tests above
                    let policy = PolicyDocument.parse(text).policy
                else { return [] }
                let keys = policy.steps.compactMap(\.template) + ["withdrawal-notice"]
                return keys.flatMap { key in
                    ContactMedium.allCases.flatMap { medium in
                        Language.allCases.map { .init(template: key, medium: medium, language: $0) }
                    }
                }
            }),
        contractAllows: Set(ContractRight.allCases))
}
