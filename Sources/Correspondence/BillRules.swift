import Receivables

/// Bills and the note before the due day. Source: starter policies §5.1.
enum BillRules {
    static let all: [MessageRule] = [
        .prints("bill-due-date", "the first due date") { reading in
            [reading.facts.items.map(\.dueOn).min().map(reading.wording.date)]
        }
    ]

    /// About as many words as are read at a glance.
    static let wordsMax = 90

    static let courtesy: [MessageRule] = [
        .says("courtesy-thanks", ["thank you for being"], ["gracias por ser"]),
        .says("courtesy-offers-autopay", ["automatic payment"], ["pago automático"]),
        .says("courtesy-offers-date", ["another due date"], ["otra fecha"]),
        MessageRule(
            name: "courtesy-subject", detail: "the subject does not name the business and the month",
            fix: "Use “Your … statement for …”."
        ) { reading in
            guard case .email(let email) = reading.content else { return false }
            let month = reading.wording.month(reading.facts.period?.first ?? reading.facts.figuresAsOf)
            return !email.subject.contains(FieldSheet.oneLine(reading.facts.sender.tradeName))
                || !email.subject.contains(month)
        },
        MessageRule(
            name: "courtesy-short", detail: "more than about \(wordsMax) words", fix: "Say less."
        ) { reading in
            guard case .email(let email) = reading.content else { return false }
            return prose(of: email.text, reading.facts).count > wordsMax
        },
    ]

    /// The words of the paragraphs: without salutation, table, figures, ways to pay and footer.
    private static func prose(of text: String, _ facts: MessageFacts) -> [Substring] {
        let figures = Wording(facts.language).date(facts.figuresAsOf)
        let body = text.split(separator: "\n---", maxSplits: 1)[0].split(separator: "\n\n")
        return body.dropFirst().filter { block in
            !block.hasPrefix("- ") && !block.contains("  ") && !block.contains(figures) && !block.hasSuffix(":")
        }.flatMap { $0.split { $0.isWhitespace } }
    }
}

/// The two questions about the service and the bill. Source: starter policies §5.4.
enum SatisfactionRules {
    static let all: [MessageRule] = [
        MessageRule(
            name: "satisfaction-service-first", detail: "the question about the service does not come first",
            fix: "Ask whether everything works before asking about the bill."
        ) { reading in
            let text = reading.printed.lowercased()
            let english = reading.facts.language == .english
            guard let service = text.firstRange(of: english ? "does everything work" : "¿funciona todo"),
                let bill = text.firstRange(of: english ? "is the bill right" : "clara la factura")
            else { return true }
            return service.lowerBound > bill.lowerBound
        },
        .says("satisfaction-works", ["everything works as promised"], ["todo funciona como se prometió"]),
        .says("satisfaction-clear", ["the bill is clear"], ["la factura es clara"]),
        .says("satisfaction-total", ["the total is what i expected"], ["el total es el que esperaba"]),
        .says("satisfaction-name", ["your name on my card"], ["su nombre en mi tarjeta"]),
        .says("satisfaction-once", ["charged once"], ["una sola vez"]),
        .says("satisfaction-moved", ["still live here"], ["misma dirección"]),
        .says("satisfaction-own-words", ["your own words"], ["sus propias palabras"]),
        .says("satisfaction-answered", ["reads every answer"], ["lee cada respuesta"]),
        .says("satisfaction-by-when", ["business days"], ["días hábiles"]),
        .never("satisfaction-no-score", ["1 to 10", "1-10", "scale", "del 1 al 10", "escala"]),
        .never(
            "satisfaction-no-condition",
            ["you must answer", "you have to answer", "only if you answer", "debe responder", "solo si responde"]),
        MessageRule(
            name: "satisfaction-no-way-to-pay", detail: "a way to pay stands beside the questions",
            fix: "Leave [items] and [ways] out of the e-mail; the statement is attached."
        ) { reading in
            guard case .email(let email) = reading.content else { return false }
            guard let link = reading.facts.sender.ways.payLink else { return false }
            // The page that stops the e-mails may lie on the same site.
            let stop = reading.facts.unsubscribeLink ?? ""
            return [email.html, email.text].contains { part in
                (stop.isEmpty ? part : part.replacing(stop, with: "")).contains(link)
            }
        },
        MessageRule(
            name: "satisfaction-separate-page", detail: "the statement stands on the page of the questions",
            fix: "Put [page] before the copy of the statement."
        ) { reading in
            guard case .letter(let letter) = reading.content, !letter.items.isEmpty else { return false }
            return !letter.opening.contains("\u{0C}")
        },
    ]
}
