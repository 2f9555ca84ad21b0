import Receivables
import Testing

@testable import Correspondence

/// Each rule of starter policies §§5.1 to 5.6, broken in a shipped message: without the rule its row fails.
struct MessageRuleTests {
    let catalog: TemplateCatalog

    init() throws { catalog = try shippedTexts.get() }

    @Test(arguments: rows, Language.allCases)
    func aBrokenRuleIsFound(row: Row, language: Language) throws {
        var facts = MessageFacts.letter(row.key, language: language)
        let content = try catalog.write(row.key, row.medium, facts)
        #expect(ContentCheck(facts: facts, templateKey: row.key).findings(in: content).isEmpty)
        let changed: MessageContent
        switch row.how {
        case .without(let english, let spanish):
            changed = content.replacing(language == .english ? english : spanish, with: "")
        case .with(let english, let spanish): changed = content.adding(language == .english ? english : spanish)
        case .facts(let change):
            change(&facts)
            changed = content
        case .content(let change): changed = change(content)
        }
        let found = ContentCheck(facts: facts, templateKey: row.key).findings(in: changed).map(\.rule)
        #expect(found.contains(row.rule), "\(found)")
    }

    @Test func everyRuleHasARow() {
        let tested = Set(Self.rows.map(\.rule)).union(["notice-no-way-out"])
        var rules: Set<String> = []
        for kind in MessageKind.allCases {
            for medium in ContactMedium.allCases {
                for key in [
                    "first-call", "receipt", "write-off", "dispute-received", "evidence-request", "evidence-received",
                    "plan-reminder", "plan-confirmation",
                ] {
                    rules.formUnion(kind.rules(templateKey: key, medium: medium).map(\.name))
                }
            }
        }
        #expect(rules.subtracting(tested).isEmpty, "\(rules.subtracting(tested).sorted())")
        #expect(rules.count > 80)
    }

    @Test(arguments: Language.allCases)
    func theNoticeBeginsWithItsHeadlineInLetterAndMail(language: Language) throws {
        let facts = MessageFacts.letter("withdrawal-notice", language: language)
        let words = language == .english ? "Notice: monitoring service ends on" : "Aviso: el servicio de monitoreo"
        guard case .letter(let letter) = try catalog.write("withdrawal-notice", .post, facts),
            case .email(let email) = try catalog.write("withdrawal-notice", .email, facts)
        else { return #expect(Bool(false), "a letter and an e-mail were expected") }
        #expect(letter.opening.first?.hasPrefix(LetterContent.headlineMark + words) == true)
        let headline = email.html.firstMatch(of: /<h1[^>]*>([^<]*)/).map { String($0.output.1) }
        #expect(headline?.hasPrefix(words) == true)
    }

    @Test(arguments: Language.allCases)
    func aNumberInAMailCanBeCalledAndIsNotBroken(language: Language) throws {
        let facts = MessageFacts.letter("final-demand", language: language)
        guard case .email(let email) = try catalog.write("final-demand", .email, facts) else {
            return #expect(Bool(false), "an e-mail was expected")
        }
        let link = "<a href=\"tel:+15055550147\" style=\"white-space:nowrap\">(505)\u{A0}555-0147</a>"
        #expect(email.html.contains(link))
        #expect(!email.html.contains("(505) 555-0147"))
    }

    @Test(arguments: Language.allCases)
    func theQuestionAboutTheServiceAsksForNoMoneyInAMail(language: Language) throws {
        let facts = MessageFacts.letter("satisfaction", language: language)
        guard case .email(let email) = try catalog.write("satisfaction", .email, facts) else {
            return #expect(Bool(false), "an e-mail was expected")
        }
        #expect(!email.html.contains("pay.northwind.example") && !email.text.contains("$"))
    }

    @Test func aFeeOnManyItemsIsNamedWithoutARowOfNumbers() throws {
        for language in Language.allCases {
            let facts = MessageFacts.letter("formal-letter", language: language, itemCount: 12)
            guard case .letter(let letter) = try catalog.write("formal-letter", .post, facts) else { continue }
            let words = (letter.opening + letter.closing).joined(separator: " ")
            #expect(!words.contains("INV-7003"))
            #expect(words.contains(language == .english ? "each item in this list" : "cada concepto de esta lista"))
        }
    }

    @Test func aCompanyIsAskedForAtItsPayablesDesk() throws {
        var facts = MessageFacts.letter("payables-call")
        facts.customer.isBusiness = true
        guard case .call(let script) = try catalog.write("payables-call", .telephone, facts) else { return }
        #expect(script.parts.contains { $0.lines.contains { $0.contains("may I speak with accounts payable at") } })
    }

    @Test func eachChoiceOnTheSlipHasItsAmount() throws {
        for language in Language.allCases {
            let facts = MessageFacts.letter("plan-offer", language: language)
            guard case .letter(let letter) = try catalog.write("plan-offer", .post, facts) else { continue }
            let choices = (letter.remittance?.rows ?? []).filter { $0[0].hasPrefix("☐") }
            #expect(choices.count == 3 && choices.allSatisfy { $0[1].contains("$") })
        }
    }

    /// Source: starter policies §5.6, the list and its Spanish.
    @Test(arguments: [
        "Unless you call.", "If you pay, tell us.", "It may end.", "It might end.", "It could end.", "To avoid this,",
        "Until then.", "In order to keep it,", "We plan to end it.", "Possibly it ends.", "Contact us to prevent it.",
        "May we help?", "A menos que llame.", "Si paga,", "Para evitar esto,", "Hasta que llame.", "Podría terminar.",
        "Quizá termine.",
    ])
    func theNoticeOffersNoWayOut(sentence: String) throws {
        for (language, medium) in [(Language.english, ContactMedium.post), (.spanish, .post), (.english, .email)] {
            let facts = MessageFacts.letter("withdrawal-notice", language: language)
            let content = try catalog.write("withdrawal-notice", medium, facts).adding(sentence)
            let found = ContentCheck(facts: facts, templateKey: "withdrawal-notice").findings(in: content)
            #expect(found.contains { $0.rule == "notice-no-way-out" })
        }
    }

    @Test func theMonthOfMayIsNoOpenWord() throws {
        var facts = MessageFacts.letter("withdrawal-notice")
        facts.terms?.withdrawal?.endsOn = day("2014-05-06")
        facts.terms?.withdrawal?.sentOn = day("2014-04-01")
        #expect(throws: Never.self) { try catalog.write("withdrawal-notice", .post, facts) }
    }

    @Test func theEquipmentAndWhatIsOwedAreHeldToTheSameWords() {
        var facts = MessageFacts.letter("withdrawal-notice")
        facts.terms?.withdrawal?.equipment = "You keep the equipment unless you return it."
        #expect(throws: RenderingRefusal.self) { try catalog.write("withdrawal-notice", .post, facts) }
    }

    @Test func anUnapprovedWithdrawalIsNotWritten() {
        var facts = MessageFacts.letter("withdrawal-notice")
        facts.terms?.withdrawal?.isApproved = false
        #expect(throws: RenderingRefusal.self) { try catalog.write("withdrawal-notice", .post, facts) }
    }

    @Test(arguments: Consequence.allCases)
    func aLaterActionIsNamedOnlyWhileItIsLive(consequence: Consequence) throws {
        var facts = MessageFacts.letter("nudge")
        let content = try catalog.write("nudge", .post, facts)
        for word in consequence.words {
            let named = content.adding("Then comes this: \(word).")
            facts.terms = MessageTerms(consequences: Set(Consequence.allCases))
            #expect(!rules(facts, named).contains("consequence-not-live"))
            facts.terms?.consequences.remove(consequence)
            #expect(rules(facts, named).contains("consequence-not-live"))
            facts.terms = nil
            #expect(rules(facts, named).contains("consequence-not-live"))
        }
    }

    private func rules(_ facts: MessageFacts, _ content: MessageContent) -> [String] {
        ContentCheck(facts: facts, templateKey: "nudge").findings(in: content).map(\.rule)
    }
}
