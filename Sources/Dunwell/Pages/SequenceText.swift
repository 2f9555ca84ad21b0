import Correspondence
import Operations
import Receivables
import Treatment

/// Messages as they are read at a terminal, every label in the customer's language.
enum SequenceText {
    /// What was looked at. Source: starter policies §7, statement 12.
    static let checked = [
        "tone never steps back", "no two messages within 2 days", "each says one thing", "none says the same again",
        "each keeps the rules of its kind",
    ]

    static func heading(_ shown: PreviewSequence.Shown, in language: Language) -> String {
        let day = shown.daysSinceDue < 0 ? "\(shown.daysSinceDue)" : "+\(shown.daysSinceDue)"
        let spanish = language == .spanish
        let copy = shown.copy.map { (spanish ? ", con copia " : ", copy ") + way($0.rawValue, in: language) } ?? ""
        return "== \(shown.day) (\(day)) \(shown.step) \(way(shown.channel.word, in: language))\(copy), "
            + tone(shown.tone, in: language)
    }

    /// The heading of one message outside a sequence.
    static func heading(_ name: TemplateName, _ outcome: String?) -> String {
        "== \(name.key) \(way(name.medium.rawValue, in: name.language))" + (outcome.map { ", \($0)" } ?? "")
    }

    static func words(_ content: MessageContent, in language: Language) -> String {
        switch content {
        case .email(let email): "\(language == .spanish ? "Asunto" : "Subject"): \(email.subject)\n\n\(email.text)"
        case .text(let text): text.body
        case .letter(let letter): self.letter(letter)
        case .call(let script): self.call(script, in: language)
        }
    }

    private static func way(_ channel: String, in language: Language) -> String {
        guard language == .spanish else { return "by " + channel }
        return switch channel {
        case "email": "por correo electrónico"
        case "post": "por carta"
        case "telephone": "por teléfono"
        case "text": "por mensaje de texto"
        case "decision": "por decisión de una persona"
        case "ledger": "en la cuenta"
        case "exporter": "por medio de una agencia"
        default: "por " + channel
        }
    }

    private static func tone(_ tone: Tone, in language: Language) -> String {
        guard language == .spanish else { return tone.rawValue }
        return switch tone {
        case .warm: "tono cálido"
        case .helpful: "tono de ayuda"
        case .clear: "tono claro"
        case .serious: "tono serio"
        case .plainNotice: "aviso sencillo"
        case .grateful: "tono agradecido"
        }
    }

    private static func call(_ script: CallScript, in language: Language) -> String {
        var lines = [script.purpose, ""]
        for part in script.parts {
            lines.append(part.heading + ":")
            lines += part.lines.map { "  " + $0 }
            lines.append("")
        }
        lines.append((language == .spanish ? "Mensaje de voz: " : "Voicemail: ") + script.voicemail)
        return lines.joined(separator: "\n")
    }

    private static func paragraph(_ text: String, _ language: Language) -> String {
        if text == LetterContent.pageMark { return language == .spanish ? "(página nueva)" : "(new page)" }
        let mark = LetterContent.headlineMark
        return text.hasPrefix(mark) ? String(text.dropFirst(mark.count)) : text
    }

    private static func letter(_ letter: LetterContent) -> String {
        var lines = [letter.date] + letter.recipientLines + letter.referenceLines + ["", letter.salutation, ""]
        lines += letter.opening.flatMap { [paragraph($0, letter.language), ""] }
        lines += letter.items.map { "  \($0.reference)  \($0.summary)  \($0.dueOn)  \($0.amount)" }
        if !letter.total.isEmpty { lines += ["  " + letter.total.joined(separator: ": "), ""] }
        lines += letter.closing.flatMap { [paragraph($0, letter.language), ""] } + letter.signature + letter.smallPrint
        if let slip = letter.remittance {
            lines += ["", "[" + slip.title + "]"] + slip.rows.map { $0.joined(separator: ": ") }
            lines.append(slip.payTo.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }
}
