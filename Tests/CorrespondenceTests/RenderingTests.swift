import Receivables
import Testing

@testable import Correspondence

struct RenderingTests {
    let catalog: TemplateCatalog

    init() throws { catalog = try shippedTexts.get() }

    static let variants: [(itemCount: Int, full: Bool)] = [(1, false), (1, true), (2, false), (2, true), (60, true)]

    /// Rendering runs the content check, so a built-in text that breaks a rule fails here.
    @Test(arguments: try shippedTexts.get().names, variants.indices)
    func everyBuiltInTextKeepsTheContentRules(name: TemplateName, variant: Int) throws {
        let (count, full) = Self.variants[variant]
        var facts = MessageFacts.letter(name.key, language: name.language, itemCount: count, fee: full ? 5_00 : nil)
        if full {
            facts.period = BillingPeriod(first: day("2013-07-01"), last: day("2013-09-30"))
            facts.unsubscribeLink = "https://mail.northwind.example/stop/abc"
            facts.promise = PromiseFacts(amount: .usd(cents: 5_000), dueOn: day("2013-07-12"))
            facts.callBack = CallBackFacts(on: day("2013-07-03"), minuteOfDay: 870)
            facts.autopay = AutopayFacts(reason: .cardExpired, nextTryOn: day("2013-07-05"))
            facts.callerFirstName = "Ana"
            facts.callsAreRecorded = true
        } else {
            facts.sender.ways.payLink = nil
            facts.sender.ways.remittanceLines = nil
            if !name.key.hasPrefix("promise-") { facts.promise = nil }
        }
        let content = try catalog.render(
            template: name.key, language: name.language, medium: name.medium, facts: facts)
        #expect(content.medium == name.medium)
        #expect(!"\(content)".contains("{{"))
        #expect(!"\(content)".contains(".."))
    }

    /// Source: starter policies §5.1, at most about 90 words; what a law asks for below the line is not counted.
    @Test(arguments: Language.allCases)
    func theCourtesyNoteIsShort(language: Language) throws {
        let text = try email("courtesy", .sample(language: language, itemCount: 1)).text
        let body = try #require(text.split(separator: "-----").first)
        #expect(body.split(whereSeparator: \.isWhitespace).count <= 95)
    }

    @Test func aDueDateIsNotBrokenOverTwoLines() throws {
        let email = try email("courtesy", .sample())
        #expect(email.html.contains("<span style=\"white-space:nowrap\">May 31, 2013</span>"))
    }

    @Test func bothPartsOfAnEmailSayTheSame() throws {
        let email = try email("statement", .sample())
        for part in ["$89.97", "$1,089.97", "$1,179.94", "May 31, 2013", "INV-7002", "(505) 555-0142"] {
            #expect(email.text.contains(part))
            #expect(HTMLText.visible(email.html).contains(part))
        }
        #expect(email.text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 72 })
    }

    @Test(arguments: Language.allCases)
    func theAddressesInAnEmailCanBeClicked(language: Language) throws {
        var facts = MessageFacts.sample(language: language)
        facts.unsubscribeLink = "https://mail.northwind.example/u/abc?a=1&b=2"
        let email = try email("statement", facts)
        let escaped = "https://mail.northwind.example/u/abc?a=1&amp;b=2"
        #expect(email.html.contains("<a href=\"\(escaped)\">\(escaped)</a>"))
        let payLink = try #require(facts.sender.ways.payLink)
        #expect(email.html.contains("<a href=\"\(payLink)\">\(payLink)</a>"))
    }

    @Test func factsCannotBecomeMarkupOrNewParagraphs() throws {
        let facts = MessageFacts.sample(
            customer: "Eve <script>alert(1)</script>\n## subject\n& Co", summary: "\"Quoted\" {{total}} <b>")
        let email = try email("bill", facts)
        #expect(!email.html.contains("<script"))
        #expect(email.html.contains("Eve &lt;script&gt;"))
        #expect(!email.html.contains("<b>"))
        #expect(email.subject == "Your Northwind statement for June 2013")
        #expect(email.html.contains("{{total}}"))
    }

    @Test func theLetterCarriesEverythingThePageNeeds() throws {
        guard
            case .letter(let letter) = try catalog.render(
                template: "nudge", language: .spanish, medium: .post, facts: .sample(language: .spanish))
        else {
            Issue.record("a letter was asked for")
            return
        }
        #expect(letter.recipientLines == ["María López", "12 Acequia Madre Apt 4", "Santa Fe, NM 87505"])
        #expect(letter.salutation == "Apreciable María López:")
        #expect(letter.date == "1 de julio de 2013")
        #expect(letter.items.map(\.amount) == ["$89.97", "$1,089.97"])
        #expect(letter.total == ["Total", "$1,179.94"])
        #expect(letter.remittance?.payTo.first == "Northwind Alarm Dealers LLC")
        #expect(letter.pageLabel == "Página {page} de {pages}")
        #expect(letter.senderLines.first == "Northwind Alarm Dealers LLC")
    }

    @Test func theSatisfactionLetterKeepsTheStatementOnItsOwnPage() throws {
        guard
            case .letter(let letter) = try catalog.render(
                template: "satisfaction", language: .english, medium: .post, facts: .sample())
        else {
            Issue.record("a letter was asked for")
            return
        }
        let breakAt = try #require(letter.opening.firstIndex(of: "\u{0C}"))
        #expect(!letter.opening[..<breakAt].joined().contains("$"))
        #expect(letter.remittance?.rows.count == 7)
    }

    @Test func anUnassignedCallShowsWhereTheNameGoes() throws {
        guard
            case .call(let script) = try catalog.render(
                template: "first-call", language: .english, medium: .telephone, facts: .sample())
        else {
            Issue.record("a script was asked for")
            return
        }
        #expect(script.voicemail.contains("[your first name] calling from Northwind"))
        #expect(script.parts.count == 8)
    }

    @Test func aTotalThatIsNotTheSumIsRefused() {
        var facts = MessageFacts.sample()
        facts.total = .usd(cents: 1)
        #expect(throws: RenderingRefusal.self) {
            try catalog.render(template: "bill", language: .english, medium: .email, facts: facts)
        }
    }

    @Test func unsoundFactsAreRefusedBeforeAWordIsWritten() {
        let changes: [(inout MessageFacts) -> Void] = [
            { $0.items = [] }, { $0.sender.phone = " " }, { $0.sender.hours = [] }, { $0.sender.replyAddress = "x" },
            { $0.sender.ways = WaysToPay(payLink: nil, byPhone: false) },
            { $0.sender.ways.payLink = "http://pay.example" }, { $0.sender.brandColor = "red;x:y" },
            { $0.customer.reference = "" }, { $0.customer.addressLines = [] }, { $0.language = .spanish },
            { $0.total = Money(minorUnits: $0.total.minorUnits, currency: .cad) },
        ]
        for change in changes {
            var facts = MessageFacts.sample()
            change(&facts)
            #expect(throws: RenderingRefusal.self) {
                try catalog.render(template: "bill", language: .english, medium: .post, facts: facts)
            }
        }
    }

    @Test func theRefusalOfAMissingTextNamesIt() {
        let name = TemplateName(key: "courtesy", language: .english, medium: .post)
        #expect(throws: RenderingRefusal.noTemplate(name)) {
            try catalog.render(template: "courtesy", language: .english, medium: .post, facts: .sample())
        }
    }

    @Test func theSameFactsGiveTheSameBytes() throws {
        #expect(try email("nudge", .sample()) == (try email("nudge", .sample())))
    }

    private func email(_ key: String, _ facts: MessageFacts) throws -> EmailContent {
        let content = try catalog.render(template: key, language: facts.language, medium: .email, facts: facts)
        guard case .email(let email) = content else {
            throw RenderingRefusal.noTemplate(TemplateName(key: key, language: facts.language, medium: .email))
        }
        return email
    }
}
