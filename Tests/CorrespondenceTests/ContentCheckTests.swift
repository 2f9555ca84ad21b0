import Receivables
import Testing

@testable import Correspondence

struct ContentCheckTests {
    let catalog: TemplateCatalog

    init() throws { catalog = try shippedTexts.get() }

    @Test(arguments: [
        "You are delinquent.", "This is your last chance.", "We may take legal action.", "We will sue you",
        "Usted es moroso.", "Es su última oportunidad.", "Iniciaremos acciones legales.", "Su deuda crece.",
        "Your system is unmonitored now.", "Su casa queda sin vigilancia.",
    ])
    func aForbiddenWordIsFound(sentence: String) throws {
        #expect(try rules(addingToText: sentence).contains("never-word"))
    }

    @Test(arguments: ["Court Street is near.", "Sueann greets you.", "The courthouse café", "She may come in May."])
    func aWordInsideAnotherIsNotFound(sentence: String) throws {
        let found = try rules(addingToText: sentence)
        #expect(found.contains("never-word") == sentence.hasPrefix("Court "))
    }

    @Test func theCustomersOwnNameIsNoForbiddenWord() throws {
        var facts = MessageFacts.sample(customer: "Court Debt LLC", summary: "Delinquent filter!")
        facts.customer.addressLines = ["1 Police Plaza", "Santa Fe, NM 87505"]
        #expect(throws: Never.self) {
            try catalog.render(template: "statement", language: .english, medium: .email, facts: facts)
        }
    }

    @Test(arguments: [
        "Your balance is due", "Payment of your bill", "$89.97 open", "Monitoring ends", "Su saldo pendiente",
        "Pago vencido", "Su servicio termina",
    ])
    func aSubjectShowsNoDebtAmountOrService(subject: String) throws {
        let email = try email()
        let changed = EmailContent(subject: subject, text: email.text, html: email.html)
        let found = ContentCheck(facts: .sample(), templateKey: "statement").findings(in: .email(changed))
        #expect(found.contains { $0.place == "subject" && $0.rule.hasPrefix("open-") })
    }

    @Test(arguments: [
        ("courtesy", "It is overdue.", "never-before-due"), ("bill", "A late fee follows.", "never-before-due"),
        ("satisfaction", "Please pay now.", "never-in-a-question"),
        ("satisfaction", "A fee of it.", "never-in-a-question"),
    ])
    func eachMessageHasItsOwnForbiddenWords(key: String, sentence: String, rule: String) throws {
        #expect(try rules(addingToText: sentence, key: key).contains(rule))
        #expect(try !rules(addingToText: sentence, key: "nudge").contains(rule))
    }

    @Test func shoutingIsFound() throws {
        #expect(try rules(addingToText: "Please pay now!").contains("no-exclamation"))
        #expect(try rules(addingToText: "Please PAY TODAY").contains("no-capitals"))
    }

    @Test func aCallIsClaimedOnlyWhenTheRecordShowsOne() throws {
        #expect(try rules(addingToText: "We called you last week.").contains("claims-contact"))
        #expect(try rules(addingToText: "Como le llamamos ayer, saludos.").contains("claims-contact"))
        var facts = MessageFacts.sample()
        facts.recordedContacts = [.telephone]
        #expect(try !rules(addingToText: "We called you last week.", facts: facts).contains("claims-contact"))
    }

    @Test func anAmountThatIsInNoFactIsFound() throws {
        #expect(try rules(addingToText: "There is a charge of $5.00 too.").contains("amount-unknown"))
        #expect(try !rules(addingToText: "Again: $89.97.").contains("amount-unknown"))
    }

    @Test(arguments: [
        ("care@northwind.example", "must-reply-address"), ("(505) 555-0142", "must-phone"),
        ("NW-10001", "must-reference"),
        ("$1,179.94", "must-total"), ("June 30, 2013", "must-figures-date"), ("already paid", "must-already-paid"),
        ("residential 1", "must-policy-version"), ("PO Box 912", "must-remittance"), ("To stop", "must-stop"),
        ("https://pay.northwind.example/nw-10001", "must-pay-link"),
    ])
    func aMissingPartIsFound(part: String, rule: String) throws {
        let email = try email()
        let text = email.text.split { $0 == " " || $0 == "\n" }.joined(separator: " ").replacing(part, with: "")
        let changed = EmailContent(subject: email.subject, text: text, html: email.html)
        let found = ContentCheck(facts: .sample(), templateKey: "statement").findings(in: .email(changed))
        #expect(found.contains { $0.rule == rule && $0.place == "text" })
    }

    /// Source: 12 CFR 1006.2(j) and its example.
    @Test(arguments: [
        ("This is Robin calling from Northwind. Please call me at (505) 555-0142.", true),
        ("This is Robin calling from Northwind about your account. Please call me at (505) 555-0142.", false),
        ("This is Robin from Northwind. Please call (505) 555-0142, it is urgent.", false),
        ("This is Robin from Northwind. Please call (505) 555-0142 about your payment.", false),
        ("This is Robin. Please call (505) 555-0142.", false),
        ("This is Northwind. Please call (505) 555-0142.", false),
        ("This is Robin from Northwind. Please call.", false),
        ("This is Robin from Northwind. Please call (505) 555-0142, reference NW-10001.", false),
    ])
    func aVoicemailHoldsNothingButTheCall(words: String, isAllowed: Bool) {
        var facts = MessageFacts.sample()
        facts.callerFirstName = "Robin"
        let script = CallScript(purpose: "Ask", parts: [], voicemail: words)
        let found = ContentCheck(facts: facts, templateKey: "first-call").findings(in: .call(script))
        #expect(found.filter { $0.place == "voicemail" }.isEmpty == isAllowed)
    }

    @Test(arguments: [
        ("Northwind: please call (505) 555-0142. Reply STOP to stop texts.", true),
        ("Northwind: please call (505) 555-0142.", false), ("Please call (505) 555-0142. Reply STOP.", false),
        ("Northwind: $89.97 is open. Call (505) 555-0142. Reply STOP to stop texts.", false),
        ("Northwind: your bill is overdue. Call (505) 555-0142. Reply STOP to stop texts.", false),
    ])
    func aTextOnALockScreenShowsNoDebt(body: String, isAllowed: Bool) {
        let found = ContentCheck(facts: .sample(), templateKey: "first-call").findings(
            in: .text(TextContent(body: body)))
        #expect(found.isEmpty == isAllowed)
    }

    @Test func aNameThatShowsCollectingLeavesNoVoicemail() {
        var facts = MessageFacts.sample()
        facts.sender.tradeName = "ABC Collections"
        #expect(throws: RenderingRefusal.self) {
            try catalog.render(template: "first-call", language: .english, medium: .telephone, facts: facts)
        }
    }

    @Test func aFindingNeverRepeatsTheCustomersData() throws {
        let email = try email()
        let changed = EmailContent(subject: "María López owes $89.97", text: "", html: email.html)
        let found = ContentCheck(facts: .sample(), templateKey: "statement").findings(in: .email(changed))
        #expect(!found.isEmpty)
        for finding in found {
            #expect(!finding.description.contains("López") && !finding.description.contains("89.97"))
        }
    }

    private func email() throws -> EmailContent {
        let content = try catalog.render(template: "statement", language: .english, medium: .email, facts: .sample())
        guard case .email(let email) = content else { preconditionFailure("an e-mail was asked for") }
        return email
    }

    private func rules(addingToText sentence: String, facts: MessageFacts = .sample(), key: String = "statement") throws
        -> Set<String>
    {
        let email = try email()
        let changed = EmailContent(subject: email.subject, text: email.text + sentence, html: email.html)
        let found = ContentCheck(facts: facts, templateKey: key).findings(in: .email(changed))
        return Set(found.map(\.rule))
    }
}
