import Foundation
import Receivables

/// Whether facts hold what every message must state, before any word is written.
enum FactCheck {
    /// The first problem found, with what to correct; `nil` when the facts are sound.
    static func problem(in facts: MessageFacts, for name: TemplateName) -> (problem: String, fix: String)? {
        if facts.language != name.language {
            return ("the facts are for another language", "Render the template of the facts' language.")
        }
        let kind = MessageKind(templateKey: name.key)
        if facts.items.isEmpty, kind != .record {
            return ("there is nothing open", "Write about at least one open receivable.")
        }
        if facts.items.contains(where: { $0.amount.currency != facts.total.currency }) {
            return ("two currencies in one message", "Write one message for each currency.")
        }
        var sum = Money.zero(facts.total.currency)
        for item in facts.items {
            do { sum = try sum.adding(item.amount) } catch {
                return ("the items exceed what can be counted", "Correct the amounts.")
            }
        }
        if sum != facts.total { return ("the total is not the sum of the items", "Read both from the ledger at once.") }
        if !facts.total.isPositive, kind != .record || facts.total.isNegative {
            return ("nothing is owed", "Send no message that asks for payment.")
        }
        if let problem = TermCheck(facts, kind: kind).problem { return problem }
        return senderProblem(facts.sender) ?? customerProblem(facts.customer, for: name)
    }

    private static func senderProblem(_ sender: SenderFacts) -> (problem: String, fix: String)? {
        func empty(_ text: String) -> Bool { text.allSatisfy(\.isWhitespace) }
        if empty(sender.registeredName) || empty(sender.tradeName) {
            return ("the business has no name", "Give its registered name.")
        }
        if sender.addressLines.allSatisfy(empty) { return ("the business has no address", "Give its postal address.") }
        if empty(sender.phone) { return ("the business has no telephone number", "Give a number a person answers.") }
        if sender.hours.isEmpty { return ("nobody is said to answer", "Give the hours at which a person answers.") }
        let spansAreSound = sender.hours.allSatisfy {
            (1...7).contains($0.firstWeekday) && (1...7).contains($0.lastWeekday)
                && (0..<1440).contains($0.opensAtMinute) && (0..<1440).contains($0.closesAtMinute)
        }
        if !spansAreSound { return ("office hours are outside the week or the day", "Use days 1-7, minutes 0-1439.") }
        if !sender.replyAddress.contains("@") { return ("the reply address is not one", "Give an e-mail address.") }
        if sender.ways.isEmpty { return ("no way to pay is offered", "Offer a pay link, the telephone or an address.") }
        if let link = sender.ways.payLink, URL(string: link)?.scheme != "https" {
            return ("the pay link is not an https address", "Give the whole address, beginning with https://.")
        }
        if let color = sender.brandColor, BrandColor(color) == nil {
            return ("the brand colour is not of the form #RRGGBB", "Give six hexadecimal digits after #.")
        }
        return nil
    }

    private static func customerProblem(
        _ customer: CustomerFacts, for name: TemplateName
    ) -> (problem: String, fix: String)? {
        if customer.name.allSatisfy(\.isWhitespace) { return ("the customer has no name", "Give the name.") }
        if customer.reference.allSatisfy(\.isWhitespace) {
            return ("no reference the customer knows", "Give the agreement or an invoice number.")
        }
        // A page that goes along with another message needs no window.
        guard name.medium == .post, !["statement-of-account", "invoice-copy"].contains(name.key) else { return nil }
        if !(1...4).contains(customer.addressLines.count) {
            return ("the postal address has no line or more than four", "Give one to four lines below the name.")
        }
        return nil
    }
}
