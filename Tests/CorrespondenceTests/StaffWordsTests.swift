import Receivables
import Testing

@testable import Correspondence

/// What our people write into a message is ours: no name makes a threat data.
struct StaffWordsTests {
    private func findings(_ explanation: String, _ medium: ContactMedium) throws -> [String] {
        let catalog = try TemplateCatalog.builtIn()
        var facts = MessageFacts.sample()
        facts.stepKey = "dispute-answer"
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
        #expect(try findings(said, medium) == [])
    }

    @Test func aNameIsNoThreatAndAThreatIsNamed() {
        let words = StaffWords(names: ["Court Lumber", "DEFAULT-77"])
        #expect(words.refused(in: "The visit at Court\n Lumber for DEFAULT-77 was billed once.") == nil)
        #expect(words.refused(in: "Court Lumber will see us in court.") == "“court”")
        #expect(words.refused(in: "Otherwise an agency will ask for it.") == "“agency”")
        #expect(words.refused(in: "PLEASE pay this.") == "a word in capitals")
        #expect(words.refused(in: "Pay this!") == "an exclamation mark")
    }
}
