import Compliance
import Foundation
import Receivables
import Testing

@Suite struct GateTests {
    @Test(arguments: GateCase.all)
    func theGateAnswersTheTable(_ entry: GateCase) {
        let decision = Gate.decide(entry.request, pack: entry.pack)
        #expect(decision.verdict == entry.verdict)
        #expect(decision.ruleID == entry.rule, "\(decision.facts)")
        #expect(decision.packVersion == "federal-first-party/1")
        #expect(decision.citation.isEmpty == (decision.verdict == .allow))
    }

    /// Mutation: a rule nobody would miss is a rule nobody tests.
    @Test(arguments: RulePack.federalFirstParty.rules.map(\.id))
    func theTableNoticesTheRemovalOfARule(_ ruleID: String) {
        let flipped = GateCase.all.filter { entry in
            let before = Gate.decide(entry.request, pack: entry.pack)
            let after = Gate.decide(entry.request, pack: entry.pack.removing(ruleID))
            return before.verdict != after.verdict || before.restrictions != after.restrictions
        }
        #expect(!flipped.isEmpty)
    }

    @Test func aSecondVoicemailIsNotLeft() {
        let request = contact(history: [call("2026-07-10 14:00", .leftVoicemail)])
        let decision = Gate.decide(request, pack: .federalFirstParty)
        #expect(decision.verdict == .allow)
        #expect(decision.restrictions == [.noVoicemail])
        #expect(Gate.decide(request, pack: .federalFirstParty.removing("policy.one-voicemail")).restrictions.isEmpty)
        let later = contact(history: [call("2026-07-08 14:00", .leftVoicemail)])
        #expect(Gate.decide(later, pack: .federalFirstParty).restrictions.isEmpty)
    }

    @Test func everyReasonForAHoldHasItsRule() {
        for reason in HoldReason.allCases {
            #expect(RulePack.federalFirstParty.rules.contains { $0.id == "hold.\(reason.rawValue)" })
        }
    }

    @Test func theFirstRuleInOrderDecidesAndTheOthersAreNamed() {
        let decision = Gate.decide(
            contact(.email, at: at("2026-07-15 22:00")) {
                $0.holds = [hold(.promise), hold(.bankruptcy)]
                $0.contactPoint.optedOutAt = at("2026-07-01 10:00")
            }, pack: .federalFirstParty)
        #expect(decision.ruleID == "hold.bankruptcy")
        #expect(decision.alsoRefusedBy == ["hold.promise", "channel.opted-out", "time.hours"])
    }

    @Test func aRuleOfAStateBindsThereAndWhereTheStateIsUnknown() {
        let rule = GateRule(
            id: "state.quiet", citation: "test", group: .time, condition: .hours(minutes: 600..<601, media: [.email]),
            roles: [.firstParty], states: ["MA"], effectiveFrom: CalendarDate("2026-07-15"),
            effectiveThrough: CalendarDate("2026-07-16"), confidence: .secondary)
        let pack = RulePack(
            name: "test", version: 1, effectiveFrom: CalendarDate("2026-01-01")!, rules: [rule])
        func verdict(_ states: Set<String>, _ text: String, _ role: CollectorRole = .firstParty) -> Verdict {
            Gate.decide(
                contact(.email, at: at(text)) {
                    $0.customer.states = states
                    $0.role = role
                }, pack: pack
            ).verdict
        }
        #expect(verdict(["MA"], "2026-07-15 12:00") == .block)
        #expect(verdict(["NY", "MA"], "2026-07-16 12:00") == .block)
        #expect(verdict([], "2026-07-15 12:00") == .block)
        #expect(verdict(["NY"], "2026-07-15 12:00") == .allow)
        #expect(verdict(["MA"], "2026-07-14 12:00") == .allow)
        #expect(verdict(["MA"], "2026-07-17 12:00") == .allow)
        #expect(verdict(["MA"], "2026-07-15 12:00", .thirdParty) == .allow)
    }

    @Test func packsAndDecisionsSurviveStorage() throws {
        let pack = try JSONEncoder().encode(RulePack.federalFirstParty)
        #expect(try JSONDecoder().decode(RulePack.self, from: pack) == .federalFirstParty)
        for entry in GateCase.all.prefix(60) {
            let decision = Gate.decide(entry.request, pack: entry.pack)
            let stored = try JSONEncoder().encode(decision)
            #expect(try JSONDecoder().decode(GateDecision.self, from: stored) == decision)
        }
    }

    @Test(arguments: Language.allCases)
    func everyDecisionIsToldInWordsWithAllItsFacts(_ language: Language) {
        for entry in GateCase.all {
            let decision = Gate.decide(entry.request, pack: entry.pack)
            let sentence = decision.explanation(language)
            #expect(!sentence.contains("?") && !sentence.contains("{") && sentence.hasSuffix("."), "\(sentence)")
        }
    }

    @Test func theSentenceNamesCountAndLimit() {
        let decision = Gate.decide(
            contact(history: [call("2026-07-09 13:00"), call("2026-07-10 18:00"), call("2026-07-13 13:00")]),
            pack: .federalFirstParty)
        #expect(decision.explanation() == "3 call attempts in 7 days; the policy allows 3.")
        #expect(decision.until == at("2026-07-16 00:00"))
    }
}
