package import Receivables

/// The content rules a machine can hold: what every message must state and what none may say.
///
/// Facts of the customer (names, references, what was billed) are not searched for forbidden words: they are data, and
/// a customer named Court must still get a bill.
///
/// Source: starter policies §5.0 to §5.6; the rules of one kind of message are `MessageRule`s.
package struct ContentCheck: Sendable {
    private let facts: MessageFacts
    private let templateKey: String
    private let kind: MessageKind
    /// Texts that come from data, longest first so that a part never hides the whole.
    private let exempt: [String]
    /// What our own people wrote into it; also in `exempt`, and searched by itself.
    private let staff: [String]

    /// - Parameter templateKey: The message's key; `MessageKind` says which rules of their own some have.
    package init(facts: MessageFacts, templateKey: String) {
        self.facts = facts
        self.templateKey = templateKey
        kind = MessageKind(templateKey: templateKey)
        staff = facts.terms?.staffTexts.map(FieldSheet.oneLine) ?? []
        exempt = Self.exempt(facts, and: staff)
    }

    /// Every rule broken, in reading order; empty when the message may go out.
    package func findings(in content: MessageContent) -> [ContentFinding] {
        switch content {
        case .email(let email): self.email(email)
        case .letter(let letter): self.letter(letter)
        case .call(let script): call(script)
        case .text(let text): self.text(text.body)
        }
    }

    // MARK: Media

    private func email(_ email: EmailContent) -> [ContentFinding] {
        let visible = HTMLText.visible(email.html)
        var findings = open(email.subject, in: "subject")
        if email.subject.isEmpty || email.subject.count > 90 {
            findings.append(
                ContentFinding(
                    rule: "must-subject", place: "subject", detail: "a subject has 1 to 90 characters",
                    fix: "Name the business and the month's statement."))
        }
        findings += open(HTMLText.preview(email.html), in: "preview")
        findings += never(email.text, in: "text") + never(visible, in: "html")
        findings += must(email.text, by: .email, in: "text") + must(visible, by: .email, in: "html")
        findings += amounts(email.text, in: "text") + amounts(visible, in: "html")
        for (body, place) in [(email.text, "text"), (visible, "html")] {
            findings += require(Wording(facts.language).stopWords, in: body, place: place, rule: "must-stop")
        }
        return findings + ownRules(.email(email), email.text, in: "text")
    }

    private func letter(_ letter: LetterContent) -> [ContentFinding] {
        let body = LetterText.all(letter)
        var findings = open(letter.title, in: "title")
        findings += open(letter.recipientLines.joined(separator: " "), in: "window")
        findings += never(body, in: "letter") + must(body, by: .post, in: "letter") + amounts(body, in: "letter")
        return findings + ownRules(.letter(letter), body, in: "letter")
    }

    /// A text lies open on a lock screen: nothing but who writes, where to answer and how to stop.
    private func text(_ body: String) -> [ContentFinding] {
        var findings = never(body, in: "text") + open(body, in: "text")
        for part in [facts.sender.tradeName, facts.sender.phone, "STOP"] where !body.contains(FieldSheet.oneLine(part))
        {
            findings.append(
                ContentFinding(
                    rule: "must-text", place: "text", detail: "the business, the number or the word STOP is missing",
                    fix: "Say who writes, the number to call, and how to stop."))
        }
        return findings
    }

    private func call(_ script: CallScript) -> [ContentFinding] {
        let said = script.parts.map { "\($0.heading) " + $0.lines.joined(separator: " ") }.joined(separator: " ")
        var findings = never(script.purpose + " " + said, in: "script")
        if !["third-call", "owner-call"].contains(templateKey), !kind.isAboutTheEndOfService {
            findings += listed(
                NeverWords.onACall, MessageWords(said, without: exempt), in: "script", rule: "never-on-a-call")
        }
        findings += amounts(said, in: "script") + ownRules(.call(script), said, in: "script")
        return findings + voicemail(script.voicemail)
    }

    /// What this kind of message must and may never say.
    private func ownRules(_ content: MessageContent, _ text: String, in place: String) -> [ContentFinding] {
        let reading = MessageReading(
            facts: facts, content: content, printed: MessageReading.flat(text),
            own: MessageWords(text, without: exempt))
        return kind.rules(templateKey: templateKey, medium: content.medium).filter { $0.isBroken(reading) }.map {
            ContentFinding(rule: $0.name, place: place, detail: $0.detail, fix: $0.fix)
        }
    }

    /// Source: 12 CFR 1006.2(j): business name that shows no collecting, request to reply, who to ask for, number.
    private func voicemail(_ text: String) -> [ContentFinding] {
        var findings = open(text, in: "voicemail") + never(text, in: "voicemail")
        for (part, name) in [
            (facts.sender.tradeName, "the business's name"), (facts.sender.phone, "the number"),
            (facts.callerFirstName ?? Wording(facts.language).unknownCaller, "the caller's first name"),
        ] where !text.contains(FieldSheet.oneLine(part)) {
            findings.append(
                ContentFinding(
                    rule: "must-voicemail", place: "voicemail", detail: "\(name) is missing", fix: "Say \(name)."))
        }
        if let word = MessageWords(facts.sender.tradeName).first(of: NeverWords.inAVoicemailName) {
            findings.append(
                ContentFinding(
                    rule: "voicemail-name", place: "voicemail", detail: "the business's name shows “\(word)”",
                    fix: "Leave no voicemail in this name; use a trade name that does not show collecting."))
        }
        let allowed = MessageWords(text, without: exempt)
        if facts.customer.reference.count >= 3, text.contains(facts.customer.reference) {
            findings.append(
                ContentFinding(
                    rule: "voicemail-only", place: "voicemail", detail: "the customer's reference is said",
                    fix: "Say caller, business, number and hours only."))
        }
        if allowed.contains("account") || allowed.contains("statement") || allowed.contains("cuenta") {
            findings.append(
                ContentFinding(
                    rule: "voicemail-only", place: "voicemail", detail: "the reason for the call is hinted at",
                    fix: "Say caller, business, number and hours only."))
        }
        return findings
    }

    // MARK: Rules

    /// Words, shouting and claims that stand in no message.
    private func never(_ text: String, in place: String) -> [ContentFinding] {
        let words = MessageWords(text, without: exempt)
        var findings = listed(anywhere, words, in: place, rule: "never-word")
        if kind == .courtesy || kind == .bill {
            findings += listed(NeverWords.beforeItIsLate, words, in: place, rule: "never-before-due")
        }
        if kind == .satisfaction {
            findings += listed(NeverWords.inAQuestion, words, in: place, rule: "never-in-a-question")
        }
        for claim in NeverWords.claims where !facts.recordedContacts.contains(claim.medium) {
            guard let word = words.first(of: claim.words) else { continue }
            findings.append(
                ContentFinding(
                    rule: "claims-contact", place: place, detail: "“\(word)” claims a contact the record does not show",
                    fix: "Leave the sentence out, or supply the recorded contact."))
        }
        return findings + consequences(words, in: place) + tone(text, in: place) + staffWords(in: place)
    }

    /// What our people wrote is read as they wrote it, wherever its lines break.
    private func staffWords(in place: String) -> [ContentFinding] {
        let check = StaffWords(
            names: exempt.filter { !staff.contains($0) }, recorded: facts.recordedContacts)
        return staff.compactMap(check.refused).map {
            ContentFinding(rule: "never-word", place: place, detail: $0, fix: "Say it without this word.")
        }
    }

    /// The notice of the end of service names who is no longer called; no other message speaks of the police.
    private var anywhere: [String] {
        guard kind.isAboutTheEndOfService else { return NeverWords.anywhere }
        return NeverWords.anywhere.filter { !["police", "policía"].contains($0) }
    }

    /// A later action is named only while its step is live. What was taken off again is no later action.
    private func consequences(_ words: MessageWords, in place: String) -> [ContentFinding] {
        var named = Consequence.named(in: words).filter { !(templateKey == "waiver" && $0 == .lateFee) }
        if kind == .withdrawalDone, facts.terms?.withdrawal?.agency != nil { named.append(.agency) }
        let live = facts.terms?.consequences ?? []
        return named.filter { !live.contains($0) }.map { consequence in
            ContentFinding(
                rule: "consequence-not-live", place: place,
                detail: "“\(consequence.rawValue)” is no live step of the policy",
                fix: "Leave the sentence out, or make the step live.")
        }
    }

    private func tone(_ text: String, in place: String) -> [ContentFinding] {
        let own = ownWords(of: text)
        var findings: [ContentFinding] = []
        if own.contains("!") || own.contains("¡") {
            findings.append(
                ContentFinding(
                    rule: "no-exclamation", place: place, detail: "an exclamation mark", fix: "End with a full stop."))
        }
        let shouted = own.split { !$0.isLetter }.contains { word in
            word.count >= 5 && word.allSatisfy { $0.isUppercase }
        }
        if shouted {
            findings.append(
                ContentFinding(
                    rule: "no-capitals", place: place, detail: "a word in capitals", fix: "Write it in lower case."))
        }
        return findings
    }

    /// No debt, amount or service status where a stranger may look.
    private func open(_ text: String, in place: String) -> [ContentFinding] {
        let words = MessageWords(text, without: exempt)
        // The neutral subject of §5.6 is “Important letter about your agreement”.
        let neutral = kind.isAboutTheEndOfService ? ["important", "importante"] : []
        let openWords = NeverWords.inTheOpen.filter { !neutral.contains($0) }
        var findings = listed(openWords, words, in: place, rule: "open-word")
        findings += listed(NeverWords.anywhere, words, in: place, rule: "never-word") + tone(text, in: place)
        if text.contains("$") {
            findings.append(
                ContentFinding(
                    rule: "open-amount", place: place, detail: "an amount", fix: "Leave every amount to the body."))
        }
        return findings
    }

    /// What §5.0 asks of every written message.
    private func must(_ text: String, by medium: ContactMedium, in place: String) -> [ContentFinding] {
        let wording = Wording(facts.language)
        let sender = facts.sender
        var parts: [(String, String)] = [
            ("must-name", sender.registeredName), ("must-reply-address", sender.replyAddress),
            ("must-phone", sender.phone), ("must-hours", wording.hours(sender.hours)),
            ("must-customer", facts.customer.name), ("must-reference", facts.customer.reference),
            ("must-policy-version", facts.policyLabel),
        ]
        if kind.asksForPayment(by: medium) { parts += asking(wording) }
        let flat = Self.flat(text)
        var findings: [ContentFinding] = []
        var seen: Set<String> = []
        for (rule, part) in parts where !flat.contains(Self.flat(part)) && seen.insert(rule).inserted {
            findings.append(
                ContentFinding(
                    rule: rule, place: place, detail: "a part every message has is missing", fix: "Print it."))
        }
        if kind.asksForPayment(by: medium) {
            findings += require(wording.alreadyPaidWords, in: text, place: place, rule: "must-already-paid")
        }
        if kind.isAboutTheEndOfService, kind != .withdrawalDone { return findings }
        findings += require(wording.somethingWrongWords, in: text, place: place, rule: "must-something-wrong")
        return findings
    }

    /// What a message that asks for money prints besides.
    private func asking(_ wording: Wording) -> [(String, String)] {
        let ways = facts.sender.ways
        var parts = [
            ("must-total", wording.money(facts.total)), ("must-figures-date", wording.date(facts.figuresAsOf)),
        ]
        if let link = ways.payLink { parts.append(("must-pay-link", link)) }
        if let lines = ways.remittanceLines { parts += lines.map { ("must-remittance", $0) } }
        for item in facts.items {
            parts.append(("must-item", item.reference))
            parts.append(("must-item-amount", wording.money(item.amount)))
        }
        return parts
    }

    /// Amounts in the text are amounts of the facts and nothing else.
    private func amounts(_ text: String, in place: String) -> [ContentFinding] {
        let wording = Wording(facts.language)
        var known = Set(facts.items.map { wording.money($0.amount) } + [wording.money(facts.total)])
        if let promise = facts.promise { known.insert(wording.money(promise.amount)) }
        known.formUnion((facts.terms?.amounts ?? []).map(wording.money))
        // A plain text is broken into lines: what is exempt is looked for in whole sentences.
        var cleaned = Self.flat(text)
        for fact in exempt where fact.contains("$") { cleaned = cleaned.replacing(fact, with: " ") }
        let printed = cleaned.matches(of: /-?(?:CA|MX)?\$[0-9][0-9,]*(?:\.[0-9]+)?/).map { String($0.output) }
        guard printed.allSatisfy(known.contains) else {
            return [
                ContentFinding(
                    rule: "amount-unknown", place: place, detail: "an amount that is in none of the facts",
                    fix: "Print amounts through fields only.")
            ]
        }
        return []
    }

    // MARK: Matching

    private func listed(
        _ phrases: [String], _ words: MessageWords, in place: String, rule: String
    ) -> [ContentFinding] {
        guard let word = words.first(of: phrases) else { return [] }
        return [ContentFinding(rule: rule, place: place, detail: "“\(word)”", fix: "Say it without this word.")]
    }

    private func require(_ anyOf: [String], in text: String, place: String, rule: String) -> [ContentFinding] {
        let flat = Self.flat(text).lowercased()
        if anyOf.contains(where: flat.contains) { return [] }
        return [
            ContentFinding(
                rule: rule, place: place, detail: "a part every message has is missing",
                fix: "Use the common part for it, or its words.")
        ]
    }

    private func ownWords(of text: String) -> String {
        exempt.reduce(MessageWords.flat(text)) { $0.replacing(MessageWords.flat($1), with: " ") }
    }

    private static func exempt(_ facts: MessageFacts, and staff: [String]) -> [String] {
        let sender = facts.sender
        let customer = facts.customer
        var texts = [sender.registeredName, sender.tradeName, sender.phone, sender.replyAddress, customer.name]
        texts += sender.addressLines + customer.addressLines + (sender.ways.remittanceLines ?? [])
        texts += [customer.reference, facts.policyLabel, facts.stepKey, sender.ways.payLink ?? ""]
        texts += [facts.unsubscribeLink ?? "", facts.callerFirstName ?? ""]
        texts += facts.items.flatMap { [$0.reference, $0.summary, $0.note ?? ""] }
        texts += (facts.terms?.dataTexts ?? []) + staff
        return Set(texts.map(FieldSheet.oneLine)).filter { $0.count >= 3 }.sorted { ($1.count, $0) < ($0.count, $1) }
    }

    private static func flat(_ text: String) -> String { MessageWords.flat(text) }
}

extension Wording {
    fileprivate var stopWords: [String] { language == .english ? ["to stop"] : ["para dejar de recibir"] }
    fileprivate var alreadyPaidWords: [String] { language == .english ? ["already paid"] : ["ya pagó"] }
    fileprivate var somethingWrongWords: [String] {
        language == .english ? ["wrong", "not right"] : ["no es correcto", "no está bien", "algún error"]
    }
}
