import Foundation
import Receivables
import Store

/// Statements that must hold of everything the demo wrote, asked of the messages as they left.
///
/// Source: starter policies §1.2 rules 1, 3, 5 and 6, §5.0 and §7 statements 1 and 12.
struct DemoStatements: Sendable, Encodable {
    /// Two messages to one customer less than two days apart.
    var tooNear: [String] = []
    /// A step twice in one cycle.
    var repeated: [String] = []
    /// Words about a call or a conversation that nobody recorded.
    var callsNobodyMade: [String] = []
    /// A message or a call task while something held the case.
    var duringHolds: [String] = []
    /// An amount the books do not show on that day.
    var wrongAmounts: [String] = []
    /// How many messages were looked at.
    var messages = 0
    /// How many amounts in their words were found in the books.
    var amountsRead = 0

    /// Every finding as a sentence.
    var findings: [String] {
        let named: [(String, [String])] = [
            ("two messages within two days", tooNear), ("a step twice in a cycle", repeated),
            ("a call nobody recorded", callsNobodyMade), ("written or planned during a hold", duringHolds),
            ("an amount the books do not show", wrongAmounts),
        ]
        return named.flatMap { name, found in found.map { "\(name): \($0)" } }
    }

    static let daysApart = 2

    init(_ tx: TenantTransaction) throws {
        self.init(written: try tx.writtenMessages())
        duringHolds = try tx.messagesDuringHolds()
        wrongAmounts += try tx.amountsNotInTheBooks()
    }

    /// What the messages themselves say.
    init(written: [WrittenMessage]) {
        messages = written.count
        let byCustomer = Dictionary(grouping: written, by: \.customer)
        for customer in byCustomer.keys.sorted() {
            look(at: byCustomer[customer] ?? [], of: customer)
        }
        for message in written { look(at: message) }
    }

    private mutating func look(at messages: [WrittenMessage], of customer: String) {
        // Thanks answer the customer's own act and count for nothing; a letter's copy is the letter.
        let asking = messages.filter { $0.tone != .grateful && !$0.step.hasSuffix("-copy") }
        let days = asking.compactMap { message in message.sentOn.map { (day: $0, step: message.step) } }
            .sorted { ($0.day, $0.step) < ($1.day, $1.step) }
        for (first, second) in zip(days, days.dropFirst()) where second.day.days(since: first.day) < Self.daysApart {
            tooNear.append("\(customer): \(first.step) on \(first.day), \(second.step) on \(second.day)")
        }
        for (key, twice) in Dictionary(grouping: messages, by: { "\($0.step) \($0.cycle)" }).sorted(by: {
            $0.key < $1.key
        })
        where twice.count > 1 {
            // What came back counts as not given and may go again.
            repeated.append("\(customer): \(key) \(twice.count) times")
        }
    }

    private mutating func look(at message: WrittenMessage) {
        let day = message.sentOn ?? message.plannedOn
        let words = message.text.lowercased().replacing("\u{A0}", with: " ").split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
        let named = "\(message.customer): \(message.step) on \(day)"
        let spoke = message.firstSpokeOn.map { $0 <= day } ?? false
        let rang = message.firstRungOn.map { $0 <= day } ?? false
        // An answer is to what the customer told, in a conversation or not: that a dispute stands for it is its own rule.
        let told = spoke || ["dispute-answer", "claim-answer"].contains(message.template)
        if !told, let said = Self.ofConversations.first(where: words.contains) {
            callsNobodyMade.append("\(named) says \"\(said)\"")
        } else if !rang, !spoke, let said = Self.ofCalls.first(where: words.contains) {
            callsNobodyMade.append("\(named) says \"\(said)\"")
        }
        // The parts of a plan are its own figures, which its quote adds up to what the books show; what was promised is the
        // customer's.
        guard !message.template.hasPrefix("plan-"), !message.template.hasPrefix("promise-") else { return }
        let known = Set(message.items + message.received + [message.items.reduce(0, +)])
        for amount in Self.amounts(in: message.text) {
            amountsRead += 1
            // A late fee is announced with its own amount; that it stands in the letter is the letter's own rule.
            if known.contains(amount) || amount == DemoScript.fee.minorUnits { continue }
            wrongAmounts.append("\(named): \(amount) cents in its words")
        }
    }

    private static let ofConversations = [
        "we spoke", "when we talked", "our conversation", "you told us", "hablamos con usted", "cuando hablamos",
        "nuestra conversación", "usted nos dijo",
    ]
    private static let ofCalls = [
        "we called", "we have called", "we tried to reach", "we tried to call", "our calls", "our call of",
        "left you a message", "le llamamos", "lo llamamos", "le hemos llamado", "intentamos llamarle",
        "nuestra llamada",
        "nuestras llamadas", "le dejamos un mensaje",
    ]

    /// Every dollar amount in a text, in cents.
    private static func amounts(in text: String) -> [Int64] {
        text.matches(of: /\$\s?([0-9][0-9,]*)\.([0-9]{2})/).compactMap { match in
            Int64(match.1.replacing(",", with: "") + match.2)
        }
    }
}
