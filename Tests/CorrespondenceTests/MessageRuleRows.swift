import Receivables
import Testing

@testable import Correspondence

// One way to break each rule of starter policies §§5.1 to 5.6.

extension MessageRuleTests {
    /// How a message is made to break a rule.
    enum Break: Sendable {
        /// These words are taken out, in English and in Spanish.
        case without(String, String)
        /// This sentence is added, in English and in Spanish.
        case with(String, String)
        /// The facts say otherwise than the words.
        case facts(@Sendable (inout MessageFacts) -> Void)
        /// The message is another than the words: its subject, its slip, its pages.
        case content(@Sendable (MessageContent) -> MessageContent)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        let rule: String
        let key: String
        let medium: ContactMedium
        let how: Break
        var testDescription: String { "\(rule) in \(key) by \(medium.rawValue)" }

        init(_ rule: String, _ key: String, _ medium: ContactMedium, _ how: Break) {
            (self.rule, self.key, self.medium, self.how) = (rule, key, medium, how)
        }
    }

    static let rows: [Row] = bills + satisfaction + formal + demand + plan + notice + after + agreed + calls

    private static let bills: [Row] = [
        Row("bill-due-date", "bill", .email, .without("May 31, 2013", "31 de mayo de 2013")),
        Row("bill-due-date", "received", .email, .without("May 31, 2013", "31 de mayo de 2013")),
        Row("courtesy-thanks", "courtesy", .email, .without("thank you for being", "gracias por ser")),
        Row("courtesy-offers-autopay", "courtesy", .email, .without("automatic payment", "pago automático")),
        Row("courtesy-offers-date", "courtesy", .email, .without("another due date", "otra fecha")),
        Row("courtesy-subject", "courtesy", .email, .without("June 2013", "junio de 2013")),
        Row(
            "courtesy-short", "courtesy", .email,
            .content { content in
                guard case .email(let email) = content else { return content }
                let long = "\n\n" + String(repeating: "and so on ", count: 30) + "\n\n"
                let salutation = email.text.split(separator: "\n\n", maxSplits: 1)
                return .email(
                    EmailContent(subject: email.subject, text: salutation[0] + long + salutation[1], html: email.html))
            }),
        Row("never-before-due", "invoice", .post, .with("A late fee follows.", "Sigue un recargo.")),
        Row("never-before-due", "courtesy", .email, .with("We will decide.", "La agencia espera.")),
    ]

    private static let satisfaction: [Row] = [
        Row("satisfaction-service-first", "satisfaction", .email, .without("does everything work", "¿funciona todo")),
        Row("satisfaction-works", "satisfaction", .email, .without("works as promised", "como se prometió")),
        Row("satisfaction-clear", "satisfaction", .email, .without("the bill is clear", "la factura es clara")),
        Row("satisfaction-total", "satisfaction", .email, .without("what I expected", "que esperaba")),
        Row("satisfaction-name", "satisfaction", .email, .without("on my card", "en mi tarjeta")),
        Row("satisfaction-once", "satisfaction", .email, .without("charged once", "una sola vez")),
        Row("satisfaction-moved", "satisfaction", .email, .without("still live here", "misma dirección")),
        Row("satisfaction-own-words", "satisfaction", .email, .without("your own words", "sus propias palabras")),
        Row("satisfaction-answered", "satisfaction", .email, .without("reads every answer", "lee cada respuesta")),
        Row("satisfaction-by-when", "satisfaction", .email, .without("business days", "días hábiles")),
        Row("satisfaction-no-score", "satisfaction", .email, .with("From 1 to 10, please.", "Del 1 al 10.")),
        Row(
            "satisfaction-no-condition", "satisfaction", .email, .with("You must answer this.", "Usted debe responder.")
        ),
        Row(
            "satisfaction-no-way-to-pay", "satisfaction", .email,
            .with("https://pay.northwind.example/nw-10001", "https://pay.northwind.example/nw-10001")),
        Row("satisfaction-separate-page", "satisfaction", .post, .without("\u{0C}", "\u{0C}")),
        Row("never-in-a-question", "satisfaction", .email, .with("Please pay now.", "Por favor pague hoy.")),
    ]

    private static let formal: [Row] = [
        Row("formal-due-dates", "formal-letter", .post, .without("May 31, 2013", "31 de mayo de 2013")),
        Row("formal-fee-date", "formal-letter", .post, .without("July 19, 2013", "19 de julio de 2013")),
        Row("formal-pay-by", "formal-letter", .post, .without("July 18, 2013", "18 de julio de 2013")),
        Row("formal-fee-items", "formal-letter", .post, .without("INV-7001 and INV-7002", "INV-7001 y INV-7002")),
        Row("formal-fee-amount", "formal-letter", .post, .without("$5.00", "$5.00")),
        Row("formal-fee-clause", "formal-letter", .post, .without("clause 7", "cláusula 7")),
        Row(
            "formal-none-so-far", "formal-letter", .post,
            .without("no late fee has been added", "no se ha agregado ningún recargo")),
        Row("formal-none-so-far", "formal-letter", .post, .facts { $0.terms?.fee?.noneSoFar = false }),
        Row("formal-no-fee-words", "formal-letter", .post, .facts { $0.terms?.fee = nil }),
        Row("formal-answer-by", "formal-letter", .post, .facts { $0.terms?.fee = nil }),
        Row("formal-then", "formal-letter", .post, .facts { $0.terms?.fee = nil }),
        Row("formal-nothing-added", "formal-letter", .post, .facts { $0.terms?.fee = nil }),
        Row("formal-certain", "formal-letter", .post, .with("A charge may apply.", "Podría aplicarse un cargo.")),
        Row("formal-no-service", "formal-letter", .post, .with("Your service ends.", "La agencia llama.")),
        Row("formal-parts", "formal-letter", .post, .without("smaller parts", "partes más pequeñas")),
        Row("formal-hardship", "formal-letter", .post, .without("payment is difficult", "difícil pagar")),
        Row("formal-dispute", "formal-letter", .post, .without("disagree", "no está de acuerdo")),
        Row("formal-dispute-stops-fee", "formal-letter", .post, .without("stops the fee", "detiene el recargo")),
        Row("formal-contact", "formal-letter", .post, .without("(505) 555-0147", "(505) 555-0147")),
        Row(
            "formal-slip", "formal-letter", .post,
            .content { content in
                guard case .letter(let letter) = content else { return content }
                return .letter(letter.without(slip: true))
            }),
        Row(
            "formal-one-page", "formal-letter", .post,
            .with(String(repeating: "more words ", count: 200), String(repeating: "más palabras ", count: 200))),
    ]

    private static let demand: [Row] = [
        Row("demand-due-dates", "final-demand", .post, .without("May 31, 2013", "31 de mayo de 2013")),
        Row("demand-last-day", "final-demand", .post, .without("July 13, 2013", "13 de julio de 2013")),
        Row(
            "demand-decides-agreement", "final-demand", .post,
            .without("decide about your agreement", "decidirá sobre su contrato")),
        Row("demand-decides-bill", "final-demand", .post, .facts { $0.terms?.deadline?.decides = .bill }),
        Row("demand-arrange", "final-demand", .post, .without("agree on parts", "acordar partes")),
        Row("demand-dispute", "final-demand", .post, .without("disagree", "no está de acuerdo")),
        Row("demand-contact", "final-demand", .post, .without("customer care lead", "encargada de atención")),
        Row("demand-prepayment", "final-demand", .post, .facts { $0.terms?.deadline?.newWorkIsPrepaid = true }),
        Row("demand-prepayment", "final-demand", .post, .with("New work is prepaid.", "Se paga por adelantado.")),
    ]

    private static let plan: [Row] = [
        Row("plan-choices", "plan-offer", .email, .without("2 payments:", "2 pagos:")),
        Row("plan-choices", "plan-offer", .telephone, .without("3 payments:", "3 pagos:")),
        Row("plan-cost", "plan-offer", .email, .without("costs nothing extra", "no tiene costo adicional")),
        Row("plan-offer-ends", "plan-offer", .email, .without("July 8, 2013", "8 de julio de 2013")),
        Row("plan-first-payment", "plan-offer", .email, .without("first payment starts", "primer pago pone")),
        Row("plan-missed-call", "plan-offer", .email, .without("call you once", "llamaremos una vez")),
        Row("plan-grace", "plan-offer", .email, .without("5 days", "5 días")),
        Row("plan-something-else", "plan-offer", .email, .without("another way", "otra forma")),
        Row("plan-dispute", "plan-offer", .email, .without("still dispute", "todavía puede presentar")),
        Row("plan-copy", "plan-offer", .email, .without("copy", "copia")),
        Row("plan-never-waives", "plan-offer", .email, .with("You waive it.", "Usted renuncia a ello.")),
        Row(
            "plan-never-silence", "plan-offer", .email,
            .with("If you do not answer, it stands.", "Si no responde, vale.")),
        Row(
            "plan-never-automatic-only", "plan-offer", .email,
            .with("Automatic payment is required.", "Se requiere el pago automático.")),
        Row("plan-never-note-first", "plan-offer", .email, .with("First sign a note.", "Primero un pagaré.")),
        Row("plan-covers", "plan-offer", .email, .without("every item in this list", "conceptos de esta lista")),
        Row("plan-new-bills", "plan-offer", .email, .without("new bills", "facturas nuevas")),
        Row("plan-ladder", "plan-offer", .email, .without("no reminders", "no enviamos recordatorios")),
        Row("plan-missed-ends", "plan-offer", .email, .without("reminders go on", "recordatorios continúan")),
        Row("plan-fees", "plan-offer", .email, .without("late fee", "recargos por atraso")),
        Row("plan-fees", "plan-offer", .email, .facts { $0.terms?.plan?.stopsFees = false }),
        Row("plan-accept", "plan-offer", .email, .without("to accept", "para aceptar")),
        Row("plan-signature", "plan-offer", .email, .without("sign", "firm")),
        Row("plan-automatic", "plan-offer", .email, .without("not required", "no es necesario")),
        Row("plan-never-ticked", "plan-offer", .email, .with("☑ A", "☑ A")),
        Row("never-word", "plan-offer", .email, .with("This is our final offer.", "Es nuestra oferta final.")),
    ]

    private static let notice: [Row] = [
        Row("notice-headline", "withdrawal-notice", .post, .without("Notice:", "Aviso:")),
        Row(
            "notice-one-day", "withdrawal-notice", .post,
            .with("It was planned for August 9, 2013.", "Estaba previsto el 9 de agosto de 2013.")),
        Row("notice-one-day", "withdrawal-notice", .post, .with("Or at 11:30.", "O a las 11:30.")),
        Row("notice-subject", "withdrawal-notice", .email, .without("important letter", "carta importante")),
        Row("notice-subject", "withdrawal-notice", .post, .without("important letter", "carta importante")),
        Row("notice-services", "withdrawal-notice", .post, .without("burglar and fire", "robo e incendio")),
        Row("notice-reason", "withdrawal-notice", .post, .without("$1,179.94", "$1,179.94")),
        Row(
            "notice-not-watched", "withdrawal-notice", .post,
            .without("passed to police, fire or medical services", "ni se transmitirán a la policía")),
        Row("notice-sounders", "withdrawal-notice", .post, .without("nobody is called", "no se llama a nadie")),
        Row("notice-life-safety", "withdrawal-notice", .post, .without("permit offices", "oficinas de permisos")),
        Row("notice-authority", "withdrawal-notice", .post, .without("has been notified", "ya recibió el aviso")),
        Row("notice-authority", "withdrawal-notice", .post, .facts { $0.terms?.withdrawal?.authorityNotified = false }),
        Row("notice-protection", "withdrawal-notice", .post, .without("other protection", "otra protección")),
        Row("notice-still-owed", "withdrawal-notice", .post, .without("remains owed", "se sigue debiendo")),
        Row("notice-equipment", "withdrawal-notice", .post, .without("stays with you", "se queda con usted")),
        Row("notice-sent", "withdrawal-notice", .post, .without("certificate of mailing", "certificado de envío")),
        Row("notice-contact", "withdrawal-notice", .post, .without("(505) 555-0147", "(505) 555-0147")),
        Row("notice-regret", "withdrawal-notice", .post, .without("we regret", "lamentamos")),
        Row(
            "notice-no-payment", "withdrawal-notice", .email,
            .with("See https://pay.northwind.example/nw-10001", "Vea https://pay.northwind.example/nw-10001")),
        Row("notice-no-payment", "withdrawal-notice", .post, .with("Here is how to pay.", "Puede pagar en línea.")),
        Row("notice-no-suspension", "withdrawal-notice", .post, .with("It is a pause.", "Es una pausa.")),
        Row("never-word", "withdrawal-notice", .post, .with("A suspension follows.", "Sigue una suspensión.")),
        Row("notice-no-blame", "withdrawal-notice", .post, .with("It is your fault.", "Es su culpa.")),
        Row(
            "consequence-not-live", "withdrawal-notice", .post,
            .facts { $0.terms?.consequences = [.lateFee, .decision] }),
    ]

    private static let after: [Row] = [
        Row("check-day", "notice-check", .telephone, .without("Mountain Time", "hora de la montaña")),
        Row("check-promises-nothing", "notice-check", .telephone, .with("Unless you call.", "A menos que llame.")),
        Row("done-day", "withdrawal-done", .post, .without("Mountain Time", "hora de la montaña")),
        Row("done-not-watched", "withdrawal-done", .post, .without("not watched", "no se vigilan")),
        Row("done-still-owed", "withdrawal-done", .post, .without("remains owed", "se sigue debiendo")),
        Row("done-equipment", "withdrawal-done", .post, .without("stays with you", "se queda con usted")),
        Row("done-come-back", "withdrawal-done", .post, .without("come back", "volver")),
        Row("done-payment-alone", "withdrawal-done", .post, .without("payment alone", "el pago por sí solo")),
        Row(
            "done-agency", "withdrawal-done", .post,
            .facts {
                $0.terms?.withdrawal?.agency = AgencyFacts(
                    name: "Mesa Recovery", email: "m@example.com", from: day("2013-09-01"), optOutBy: day("2013-08-20"))
            }),
        Row("receipt-amount", "receipt", .email, .without("$50.00", "$50.00")),
        Row("receipt-notice", "receipt", .email, .facts { $0.terms?.payment?.leavesNoticeOf = day("2013-06-20") }),
        Row(
            "write-off-nothing-further", "write-off", .post,
            .without("not ask for it any more", "ya no los pediremos")),
        Row("dispute-answer-by", "dispute-received", .email, .without("July 15, 2013", "15 de julio de 2013")),
        Row("dispute-asks-nothing", "dispute-received", .email, .without("we ask nothing", "no pedimos nada")),
        Row("evidence-by", "evidence-request", .email, .without("July 11, 2013", "11 de julio de 2013")),
        Row("evidence-thanks", "evidence-request", .email, .without("thank you", "gracias")),
        Row("must-something-wrong", "receipt", .email, .without("not right", "no está bien")),
    ]

    private static let agreed: [Row] = [
        Row("plan-part", "plan-reminder", .email, .without("July 8, 2013", "8 de julio de 2013")),
        Row("plan-agreed", "plan-confirmation", .post, .without("3 payments:", "3 pagos:")),
        Row(
            "plan-agreed-dispute", "plan-confirmation", .email,
            .without("still dispute", "presentar una inconformidad")),
        Row("plan-agreed-missed", "plan-confirmation", .email, .without("call you once", "llamaremos una vez")),
        Row("evidence-came", "evidence-received", .email, .without("Thank you", "Gracias")),
        Row("evidence-answer-by", "evidence-received", .post, .without("July 15, 2013", "15 de julio de 2013")),
    ]

    private static let calls: [Row] = [
        Row("call-person", "second-call", .telephone, .without("María López", "María López")),
        Row("call-caller", "second-call", .telephone, .without("Ana", "Ana")),
        Row("call-good-time", "third-call", .telephone, .without("a good time", "buen momento")),
        Row("call-recorded", "owner-call", .telephone, .facts { $0.callsAreRecorded = true }),
        Row("call-who-it-is", "payables-call", .telephone, .without("harmless", "sencillos")),
        Row("call-someone-else", "signer-call", .telephone, .without("someone else", "contesta otra")),
        Row("call-direct-number", "come-back", .telephone, .without("(505) 555-0142", "(505) 555-0142")),
        Row("call-never-asks", "first-call", .telephone, .with("What is your password?", "¿Cuál es su clave?")),
        Row(
            "call-never-presses", "first-call", .telephone, .with("Could you borrow it?", "¿Por qué no ha pagado?")),
        Row("never-on-a-call", "second-call", .telephone, .with("A fee follows.", "Sigue un recargo.")),
        Row("call-service", "second-call", .telephone, .without("working as it should", "funciona todo como debe")),
        Row("call-next-step", "third-call", .telephone, .without("the next step", "el siguiente paso")),
        Row("first-call-amount", "first-call", .telephone, .without("$1,179.94", "$1,179.94")),
        Row("first-call-trouble", "first-call", .telephone, .without("any trouble", "algún problema")),
        Row("first-call-silence", "first-call", .telephone, .without("in silence", "en silencio")),
        Row("first-call-offers", "first-call", .telephone, .without("send the bill again", "ofrezca enviar")),
        Row("first-call-when", "first-call", .telephone, .without("how much, and how", "cuánto y cómo")),
        Row("first-call-call-back", "first-call", .telephone, .without("48 hours", "48 horas")),
        Row("first-call-parts", "first-call", .telephone, .without("smaller parts", "partes más pequeñas")),
        Row("first-call-autopay", "first-call", .telephone, .without("automatic payment", "pago automático")),
        Row("first-call-claims", "first-call", .telephone, .without("say it is paid", "dice que ya pagó")),
        Row("first-call-address", "first-call", .telephone, .without("the address", "la dirección")),
    ]
}

extension LetterContent {
    fileprivate func without(slip: Bool) -> LetterContent {
        LetterContent(
            title: title, language: language, senderLines: senderLines, recipientLines: recipientLines, date: date,
            referenceLines: referenceLines, salutation: salutation, opening: opening, itemHeadings: itemHeadings,
            items: items, total: total, closing: closing, signature: signature, smallPrint: smallPrint,
            remittance: nil, pageLabel: pageLabel)
    }
}
