import Receivables
import Testing

@testable import Treatment

@Suite struct PolicyRenderingTests {
    static let kinds = PolicyKind.allCases

    private func text(_ kind: PolicyKind, _ language: Language, _ changes: [(String, String)] = []) throws -> String {
        var yaml = try StarterPolicies.text(for: kind)
        for (old, new) in changes {
            #expect(yaml.contains(old), "\(old)")
            yaml = yaml.replacing(old, with: new)
        }
        let policy = try #require(PolicyDocument.parse(yaml).policy)
        // One line each, so that a wrapped sentence is found.
        return PolicyRendering(policy, language: language).text().split { $0.isWhitespace }.joined(separator: " ")
    }

    @Test(arguments: kinds, Language.allCases)
    func everyLiveStepIsToldInWordsOfItsOwn(kind: PolicyKind, language: Language) throws {
        let policy = try #require(PolicyDocument.parse(try StarterPolicies.text(for: kind)).policy)
        let words = CustomerWording(language: language)
        let rendering = PolicyRendering(policy, language: language)
        let ladder = try #require(rendering.sections.dropFirst().first).lines
        let told = policy.steps.filter { step in
            if case .feeDate = step.anchor { return false }
            return step.live
        }
        #expect(ladder.count == told.count)
        for (line, step) in zip(ladder, told) {
            #expect(line.hasPrefix(words.moment(step.anchor) + ": " + words.step(step)))
        }
        #expect(Set(told.map(words.step)).count >= told.count - 1, "each step says something of its own")
        #expect(!rendering.text().contains("A message from us") && !rendering.text().contains("Un mensaje nuestro"))
    }

    @Test(arguments: kinds, Language.allCases)
    func noWordOfTheDocumentsLanguageIsLeft(kind: PolicyKind, language: Language) throws {
        // The title is the business's own.
        let title = try #require(PolicyDocument.parse(try StarterPolicies.text(for: kind)).policy).title
        let text = try text(kind, language).replacing(title, with: "")
        for word in ["past-due", "bill-day", "only-if", "until-released", "formal-letter", "Optional(", "live:"] {
            #expect(!text.contains(word))
        }
        if language == .spanish {
            for word in [" the ", " and ", " days ", " we ", " you ", " if "] {
                #expect(!text.contains(word), "\(word)")
            }
        }
    }

    @Test(arguments: [
        ("messages-in-7-days: 2", "messages-in-7-days: 1", "At most 1 message or talk", "Como máximo 1 mensaje o"),
        ("days-after-conversation: 7", "days-after-conversation: 9", "no call for 9 days", "ninguna llamada en 9 días"),
        ("late-fee: none", "late-fee: 5.00", "$5.00, once on each item", "$5.00, una sola vez"),
        ("at: past-due 30", "at: past-due 33", "Day 33:", "Día 33:"),
        ("day: 72", "day: 80", "On day 80 a person decides", "El día 80 decide una persona"),
        (
            "provisional-days: 7", "provisional-days: 9",
            "until the day of your first payment has passed, and for 9 days at least",
            "hasta que pase el día de su primer pago, y por lo menos durante 9 días"
        ),
        ("offer-days: 10", "offer-days: 12", "pay in parts is good for 12 days", "pago en partes vale 12 días"),
        ("plan-parts: 3", "plan-parts: 5", "up to 5 parts", "hasta 5 partes"),
        ("answer-business-days: 10", "answer-business-days: 4", "within 4 business days", "dentro de 4 días hábiles"),
        ("promises: {days: 14", "promises: {days: 12", "Up to 12 days ahead", "Hasta 12 días de anticipación"),
        ("remind: 15.00", "remind: 21.00", "Under $21.00", "menos de $21.00"),
    ])
    func aChangedRuleChangesTheWords(old: String, new: String, english: String, spanish: String) throws {
        for (language, words) in [(Language.english, english), (.spanish, spanish)] {
            #expect(try !text(.residential, language).contains(words))
            #expect(try text(.residential, language, [(old, new)]).contains(words), "\(words)")
        }
    }

    @Test func whatIsNotLiveIsNotTold() throws {
        #expect(try !text(.residential, .english).contains("at which service ends"))
        #expect(try text(.residential, .english).contains("Under these rules no service ends."))
        let on = try text(
            .residential, .english,
            [("- step: withdrawal-notice\n    live: no\n", "- step: withdrawal-notice\n")])
        #expect(on.contains("A notice with the one day and time at which service ends."))
        #expect(on.contains("Service ends only after notice: 10 days, and 30 days where it guards life."))
    }

    @Test func noLineIsWiderThanAsked() throws {
        let policy = try #require(PolicyDocument.parse(try StarterPolicies.text(for: .commercial)).policy)
        for line in PolicyRendering(policy, language: .spanish).text(width: 70).split(separator: "\n") {
            #expect(line.count <= 70, "\(line)")
        }
    }
}

@Suite struct SequencePlanTests {
    private func plan(_ kind: PolicyKind, media: Set<ContactMedium> = [.email, .post, .telephone]) throws
        -> SequencePlan
    {
        let policy = try #require(PolicyDocument.parse(try StarterPolicies.text(for: kind)).policy)
        return SequencePlan(
            policy: policy, dueOn: day("2026-06-01"), language: .english, media: media, calendar: .weekdays)
    }

    @Test(arguments: [
        (
            PolicyKind.residential,
            [
                "bill", "courtesy", "statement", "first-call", "satisfaction", "nudge", "second-call", "plan-offer",
                "formal-letter", "third-call", "final-demand", "owner-call", "decision",
            ]
        ),
        (
            .commercial,
            [
                "bill", "received", "statement", "payables-call", "signer-call", "formal-letter", "plan-offer",
                "final-demand", "decision",
            ]
        ),
        (
            .oneOff,
            [
                "bill-and-verify", "all-well-call", "statement", "first-call", "nudge", "plan-offer", "formal-letter",
                "owner-call", "final-demand", "decision",
            ]
        ),
    ])
    func anUnreachedCustomerGetsEveryStepOnceAndThenAPersonDecides(kind: PolicyKind, steps: [String]) throws {
        let plan = try plan(kind)
        #expect(plan.contacts.map(\.step) == steps)
        #expect(plan.contacts.last?.channel == .decision)
    }

    @Test func whoHasOnlyAnAddressGetsItAllByPost() throws {
        let plan = try plan(.residential, media: [.post])
        #expect(plan.contacts.allSatisfy { $0.channel == .medium(.post) || $0.channel == .decision })
        #expect(plan.contacts.map(\.step).contains("final-demand"))
    }
}
