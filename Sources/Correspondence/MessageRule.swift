import Receivables

/// The words of one message as its rules read them.
struct MessageReading {
    let facts: MessageFacts
    let content: MessageContent
    /// All words as printed, on one line.
    let printed: String
    /// The words that are not the customer's data.
    let own: MessageWords

    var wording: Wording { Wording(facts.language) }
    var terms: MessageTerms? { facts.terms }

    /// Whether a phrase of the message's language stands in it, in any case of letters.
    func says(_ english: [String], _ spanish: [String]) -> Bool {
        let text = printed.lowercased()
        return (facts.language == .english ? english : spanish).contains { text.contains($0) }
    }

    /// Whether the text stands in it as printed; an unknown one does not.
    func prints(_ text: String?) -> Bool {
        guard let text, !text.isEmpty else { return false }
        return printed.contains(Self.flat(text))
    }

    static func flat(_ text: String) -> String { text.split { $0.isWhitespace }.joined(separator: " ") }
}

/// One thing a kind of message must or may never say.
struct MessageRule: Sendable {
    let name: String
    let detail: String
    let fix: String
    let isBroken: @Sendable (MessageReading) -> Bool

    /// Must say one of these phrases, where `applies` holds.
    static func says(
        _ name: String, _ english: [String], _ spanish: [String],
        where applies: @escaping @Sendable (MessageReading) -> Bool = { _ in true }
    ) -> MessageRule {
        MessageRule(
            name: name, detail: "a sentence this message needs is missing", fix: "Say “\(english[0]) …” in its words."
        ) { applies($0) && !$0.says(english, spanish) }
    }

    /// Must print every one of these texts, where `applies` holds.
    static func prints(
        _ name: String, _ what: String, where applies: @escaping @Sendable (MessageReading) -> Bool = { _ in true },
        _ texts: @escaping @Sendable (MessageReading) -> [String?]
    ) -> MessageRule {
        MessageRule(name: name, detail: "\(what) is missing", fix: "Print \(what).") { reading in
            applies(reading) && !texts(reading).allSatisfy { reading.prints($0) }
        }
    }

    /// May say none of these, in either language, as whole words.
    static func never(
        _ name: String, _ phrases: [String],
        where applies: @escaping @Sendable (MessageReading) -> Bool = { _ in true }
    ) -> MessageRule {
        MessageRule(name: name, detail: "words this message never holds", fix: "Leave the sentence out.") {
            applies($0) && $0.own.first(of: phrases) != nil
        }
    }
}

extension MessageKind {
    /// The rules beyond those of every message. Source: starter policies §§5.1 to 5.6.
    func rules(templateKey: String, medium: ContactMedium) -> [MessageRule] {
        guard medium != .text else { return [] }
        var rules: [MessageRule] = []
        switch self {
        case .bill: rules = BillRules.all
        case .courtesy: rules = BillRules.all + BillRules.courtesy
        case .satisfaction: rules = SatisfactionRules.all
        case .formalLetter: rules = FormalLetterRules.all
        case .planOffer: rules = PlanOfferRules.all + (medium == .telephone ? [] : PlanOfferRules.written)
        case .finalDemand: rules = FinalDemandRules.all
        case .withdrawalNotice: rules = WithdrawalRules.notice
        case .noticeCheck: rules = WithdrawalRules.check
        case .withdrawalDone: rules = WithdrawalRules.done
        case .record: rules = RecordRules.all(templateKey)
        case .reminder: rules = []
        }
        if medium == .telephone { rules += CallRules.all(templateKey, asksForPayment: asksForPayment) }
        return rules
    }
}
