import Receivables
import Testing

@testable import Correspondence

/// What our people write into a message is ours: no name makes a threat data.
struct StaffWordsTests {
    private func findings(
        _ explanation: String, _ medium: ContactMedium, recorded: Set<ContactMedium> = []
    ) throws -> [String] {
        let catalog = try TemplateCatalog.builtIn()
        var facts = MessageFacts.sample()
        facts.stepKey = "dispute-answer"
        facts.recordedContacts = recorded
        var terms = MessageTerms(consequences: [])
        terms.contact = RoleFacts(role: "our customer care team", phone: "(505) 555-0142")
        terms.dispute = DisputeFacts(items: ["INV-7001"], raisedOn: day("2013-06-20"), explanation: explanation)
        facts.terms = terms
        if medium == .email { facts.unsubscribeLink = "https://northwind.example/stop/1" }
        do {
            _ = try catalog.render(template: "dispute-answer", language: .english, medium: medium, facts: facts)
            return []
        } catch {
            guard case .content(_, let found) = error else { throw error }
            return found.map(\.rule)
        }
    }

    private static let padding =
        "We looked at the visit of May 3 and at the hours that were billed for it, line by line. "

    @Test(arguments: [ContactMedium.email, .post], [false, true])
    func aThreatIsFoundOnOneLineAndWrapped(medium: ContactMedium, isLong: Bool) throws {
        for threat in ["Pay, or the police will come.", "You must immediately pay or we take legal action."] {
            let said = (isLong ? Self.padding : "") + threat
            #expect(try findings(said, medium).contains("never-word"), "\(said)")
        }
    }

    @Test(arguments: [ContactMedium.email, .post])
    func anHonestAnswerLeavesHoweverItsLinesBreak(medium: ContactMedium) throws {
        let said = Self.padding + "When we spoke you named a late fee of $12.34, and our call of May 5 confirmed it."
        #expect(try findings(said, medium, recorded: [.telephone]) == [])
    }

    @Test func aNameIsNoThreatAndAThreatIsNamed() {
        let words = StaffWords(names: ["Court Lumber", "DEFAULT-77"], recorded: [])
        #expect(words.refused(in: "The visit at Court\n Lumber for DEFAULT-77 was billed once.") == nil)
        #expect(words.refused(in: "Court Lumber will see us in court.") == "“court”")
        #expect(words.refused(in: "Otherwise an agency will ask for it.") == "“agency”")
        #expect(words.refused(in: "PLEASE pay this.") == "a word in capitals")
        #expect(words.refused(in: "Pay this!") == "an exclamation mark")
    }

    /// Source: starter policies §5.0: no claim of calls or letters the record does not show.
    @Test(arguments: ["We called you five times.", "As our letter of May 2 says.", "Le llamamos cinco veces."])
    func aContactIsNamedOnlyWhenTheRecordShowsOne(claim: String) throws {
        #expect(StaffWords(names: [], recorded: []).refused(in: claim)?.contains("record does not show") == true)
        #expect(StaffWords(names: [], recorded: [.telephone, .post]).refused(in: claim) == nil)
        #expect(try findings(claim, .post).contains("never-word"))
    }

    @Test(arguments: [
        "The discount of $10 that was agreed in May is taken off now.", "A power failure stopped the panel on May 3.",
        "La culpa fue nuestra y lo corregimos de inmediato.", "El descuento acordado ya se aplicó.",
        "The panel had gone back to its default settings.",
    ])
    func whatIsSaidOfOurselvesOrOfADeviceIsNoThreat(words: String) throws {
        #expect(StaffWords(names: [], recorded: []).refused(in: words) == nil)
        #expect(try findings(words, .email) == [])
    }

    @Test(arguments: [
        "Your failure to pay is noted.", "Debe pagar de inmediato.", "La culpa es suya.", "You are in default.",
        "A power failure is no reason for your failure to pay.",
    ])
    func whatIsHeldOverTheCustomerIsStillRefused(words: String) {
        #expect(StaffWords(names: [], recorded: []).refused(in: words) != nil)
    }
}
