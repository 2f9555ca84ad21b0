import Receivables

extension CustomerWording {
    /// What a step brings, as the rest of a line. Words a business wrote itself have only their purpose.
    func step(_ step: PolicyStep) -> String {
        if let template = step.template, let words = Self.templates[template] {
            return language == .english ? words.0 : words.1
        }
        switch step.channels.first?.channel {
        case .ledger?: return say("The late fee that letter announced.", "El recargo por atraso que anunció esa carta.")
        case .decision? where step.requires.rungs.contains("decision"):
            return say(
                "The owner decides line by line: settle, counsel, an agency, or closing the account.",
                "El dueño decide caso por caso: un arreglo, asesoría legal, una agencia o cerrar la cuenta.")
        case .decision?:
            return say(
                "A person looks at everything and decides what happens next. Until then nothing does.",
                "Una persona lo revisa todo y decide qué sigue. Hasta entonces no pasa nada.")
        case .exporter?:
            return say(
                "An agency gets what was approved, and nothing else.", "Una agencia recibe lo aprobado y nada más.")
        default:
            let fallback = say("A message from us.", "Un mensaje nuestro.")
            return language == .english && !step.purpose.isEmpty ? step.purpose : fallback
        }
    }

    private static let templates: [String: (String, String)] = [
        "bill": ("Your bill, with the ways to pay.", "Su factura, con las formas de pago."),
        "invoice": (
            "Our invoice with purchase order, location and terms.",
            "Nuestra factura con orden de compra, local y condiciones."
        ),
        "bill-and-verify": (
            "The bill for the work, and the question whether all is as agreed.",
            "La factura del trabajo y la pregunta de si todo está según lo acordado."
        ),
        "courtesy": ("A friendly note with the due date.", "Un mensaje amable con la fecha de pago."),
        "received": (
            "We ask whether the invoice arrived and is approved.", "Preguntamos si la factura llegó y está aprobada."
        ),
        "autopay-failed": (
            "We tell you that it did not go through, why, and how to put it right.",
            "Le decimos que no se completó, por qué y cómo arreglarlo."
        ),
        "statement": (
            "A copy of what is open, and the question whether something is wrong.",
            "Una copia de lo pendiente y la pregunta de si algo no está bien."
        ),
        "open-invoices": (
            "A list of all open invoices, and the question when they will be paid.",
            "Una lista de las facturas pendientes y la pregunta de cuándo se pagarán."
        ),
        "first-call": (
            "We call to ask whether you had any trouble, and to agree on a day.",
            "Le llamamos para preguntar si tuvo algún problema y acordar un día."
        ),
        "payables-call": (
            "We call your payables desk: is it approved, and is anything missing?",
            "Llamamos a su oficina de pagos: ¿está aprobada, falta algo?"
        ),
        "signer-call": (
            "We call who signed the agreement and ask whether the service is right.",
            "Llamamos a quien firmó el contrato y preguntamos si el servicio está bien."
        ),
        "all-well-call": (
            "We call to ask whether the work is right.", "Le llamamos para preguntar si el trabajo está bien."
        ),
        "call-back": (
            "We ask what you found out, by the call you agreed to or by e-mail.",
            "Preguntamos qué averiguó, por la llamada que usted aceptó o por correo electrónico."
        ),
        "proof": (
            "The papers that belong to what is missing or questioned.",
            "Los documentos de lo que falta o se cuestiona."
        ),
        "satisfaction": (
            "Two questions: does everything work, and is the bill right?",
            "Dos preguntas: ¿funciona todo y es correcta la factura?"
        ),
        "nudge": (
            "A reminder with choices: pay, name a day, or pay in smaller parts.",
            "Un recordatorio con opciones: pagar, decirnos un día o pagar en partes."
        ),
        "second-call": (
            "We call to find a way that works: parts, another date, automatic payment.",
            "Le llamamos para encontrar una forma que funcione: partes, otra fecha, pago automático."
        ),
        "plan-offer": (
            "Two or three ready ways to pay in parts.", "Dos o tres formas listas de pagar en partes."
        ),
        "formal-letter": (
            "A formal letter with every item and every way to settle or to object.",
            "Una carta formal con cada concepto y cada forma de pagar o de inconformarse."
        ),
        "third-call": (
            "An experienced person calls and says where things stand.",
            "Una persona con experiencia le llama y le dice cómo están las cosas."
        ),
        "final-demand": (
            "A letter that names the last day to pay or arrange, and what is decided after it.",
            "Una carta que indica el último día para pagar o acordar, y lo que se decide después."
        ),
        "owner-call": (
            "The owner or a manager calls, and listens.", "El dueño o un gerente le llama y escucha."
        ),
        "withdrawal-notice": (
            "A notice with the one day and time at which service ends.",
            "Un aviso con el día y la hora en que termina el servicio."
        ),
        "notice-check": ("We call once: did the notice arrive?", "Le llamamos una vez: ¿llegó el aviso?"),
        "withdrawal-done": (
            "A letter: service has ended, the final statement, how to come back.",
            "Una carta: el servicio terminó, el estado de cuenta final y cómo volver."
        ),
        "come-back": (
            "We say once what coming back takes.", "Le decimos una vez qué hace falta para volver."
        ),
        "write-off": (
            "The account is closed. You get one letter with our thanks, and nothing further is asked.",
            "La cuenta se cierra. Recibe una carta con nuestro agradecimiento y no se pide nada más."
        ),
        "promise-confirmation": (
            "We write down for you what you told us: how much you will pay, by when and how.",
            "Le confirmamos por escrito lo que nos dijo: cuánto pagará, cuándo y cómo."
        ),
        "promise-reminder": (
            "The reminder you asked for, the day before the day you named.",
            "El recordatorio que usted pidió, un día antes de la fecha que usted indicó."
        ),
        "promise-call": (
            "We call, if you agreed to it: the money you named did not come.",
            "Le llamamos, si usted lo acordó: no llegó el dinero que usted dijo."
        ),
        "receipt": (
            "We thank you, and say where the money went and what is still open.",
            "Le damos las gracias y le decimos a qué se aplicó el dinero y qué sigue pendiente."
        ),
        "plan-confirmation": (
            "Your copy of the plan: every day and amount.", "Su copia del plan: cada día y cada cantidad."
        ),
        "plan-reminder": (
            "The reminder you asked for, with the amount and the day.",
            "El recordatorio que usted pidió, con la cantidad y el día."
        ),
        "plan-missed": (
            "We call once, and say until when the payment can be made up.",
            "Le llamamos una vez y le decimos hasta cuándo puede hacer ese pago."
        ),
        "dispute-received": (
            "We thank you and say by when you have our answer.",
            "Le damos las gracias y le decimos cuándo tendrá nuestra respuesta."
        ),
        "evidence-request": (
            "We thank you and ask once for what shows it, with a day.",
            "Le damos las gracias y pedimos una sola vez lo que lo muestre, con una fecha."
        ),
        "evidence-received": (
            "We thank you for what you sent, and say by when you have our answer.",
            "Le damos las gracias por lo que envió y le decimos cuándo tendrá nuestra respuesta."
        ),
        "dispute-answer": (
            "Our answer: what we found, and what was taken off.",
            "Nuestra respuesta: qué encontramos y qué se quitó."
        ),
        "thank-you": ("We thank you: everything is settled.", "Le damos las gracias: todo está pagado."),
    ]

    /// The conditions of a step in one clause; empty when there are none a customer could notice.
    func conditions(_ conditions: [PolicyCondition], rules: LadderRules) -> String {
        let clauses = conditions.compactMap { condition($0, rules: rules) }
        return clauses.isEmpty ? "" : say("if ", "si ") + list(clauses, and)
    }

    private func condition(_ condition: PolicyCondition, rules: LadderRules) -> String? {
        switch condition {
        case .balance(let comparison, let measure):
            let amount =
                switch measure {
                case .minorUnits(let amount): money(amount)
                case .small: money(rules.smallBalance.remind)
                case .months(let count): say("\(count) months' charges", "\(count) mensualidades")
                }
            var verb = "is"
            if case .months = measure { verb = "are" }
            return say("\(comparison.words) \(amount) \(verb) open", "hay \(spanish(comparison)) \(amount) pendientes")
        case .number(let field, let comparison, let number):
            return count(field, comparison, number)
        case .flag(let field, let wanted): return flag(field, wanted)
        case .word(let field, let words): return word(field, words)
        case .reached(false, nil): return say("we have not spoken yet", "todavía no hemos hablado")
        case .reached(false, let days?):
            return say(
                "we have not spoken in the last \(self.days(days))",
                "no hemos hablado en los últimos \(self.days(days))")
        case .reached(true, nil): return say("we have spoken", "ya hemos hablado")
        case .reached(true, let days?):
            return say("we spoke in the last \(self.days(days))", "hablamos en los últimos \(self.days(days))")
        case .promiseBroken(let days):
            return say(
                "a day you named passed in the last \(self.days(days))",
                "en los últimos \(self.days(days)) pasó un día que usted dijo")
        case .any(let conditions):
            let clauses = conditions.compactMap { self.condition($0, rules: rules) }
            return (clauses.count > 1 ? say("either ", "o bien ") : "") + list(clauses, or)
        case .none(let conditions):
            let clauses = conditions.compactMap { self.condition($0, rules: rules) }
            return clauses.isEmpty ? nil : say("none of these holds: ", "nada de esto se cumple: ") + list(clauses, or)
        }
    }

    private func count(_ field: NumberField, _ comparison: Comparison, _ number: Int) -> String {
        let many = say("\(comparison.words) \(number)", "\(spanish(comparison)) \(number)")
        return switch field {
        case .oldest:
            say("the oldest item is \(many) days late", "el concepto más antiguo lleva \(many) días de atraso")
        case .openCount: say("\(many) items are open", "hay \(many) conceptos pendientes")
        case .lateCount12:
            say(
                "you were late \(comparison.words) \(times(number)) in 12 months",
                "se atrasó \(spanish(comparison)) \(times(number)) en 12 meses")
        case .attempts: say("we tried \(many) calls", "intentamos \(many) llamadas")
        case .promisesOpen: say("\(many) promises are open", "hay \(many) promesas abiertas")
        case .promisesKept: say("\(many) promises were kept", "se cumplieron \(many) promesas")
        case .promisesBroken: say("\(many) promises were not kept", "no se cumplieron \(many) promesas")
        case .noticePeriod: say("the notice period is \(many) days", "el plazo de aviso es de \(many) días")
        }
    }

    private func flag(_ field: FlagField, _ wanted: Bool) -> String {
        switch (field, wanted) {
        case (.firstBill, true): say("it is your first bill", "es su primera factura")
        case (.firstBill, false): say("it is not your first bill", "no es su primera factura")
        case (.lifeSafety, true): say("the service guards life", "el servicio protege la vida")
        case (.lifeSafety, false): say("the service does not guard life", "el servicio no protege la vida")
        case (.openTicket, true): say("a service visit is open", "hay una visita de servicio pendiente")
        case (.openTicket, false): say("no service visit is open", "no hay visitas de servicio pendientes")
        case (.plan, true): say("a plan runs", "hay un plan en curso")
        case (.plan, false): say("no plan runs", "no hay un plan en curso")
        case (.willLookIntoIt, true): say("you said that you will look into it", "usted dijo que lo va a revisar")
        case (.willLookIntoIt, false): say("nothing is being looked into", "no hay nada por revisar")
        case (.agreedCallBack, true): say("you agreed to a call", "usted aceptó una llamada")
        case (.agreedCallBack, false): say("no call is agreed", "no hay una llamada acordada")
        }
    }

    /// What a customer could notice; where bills come from and the like stay out.
    private func word(_ field: WordField, _ words: Set<String>) -> String? {
        switch field {
        case .autopay:
            words.contains(AutopayState.on.rawValue)
                ? nil : say("you do not pay automatically", "usted no tiene pago automático")
        case .reason where words == ["none"]: say("we do not know the reason", "no sabemos el motivo")
        case .reason:
            say("you told us that ", "usted nos dijo que ")
                + list(NonpaymentReason.allCases.filter { words.contains($0.rawValue) }.map(reason), or)
        case .satisfaction: say("we have no answer about our work yet", "aún no sabemos si nuestro trabajo está bien")
        case .contractAllows: say("your agreement allows it", "su contrato lo permite")
        case .billing, .serviceKind, .language, .customerKind, .cooperation: nil
        }
    }

    private func spanish(_ comparison: Comparison) -> String {
        switch comparison {
        case .atLeast: "al menos"
        case .atMost: "como máximo"
        case .above: "más de"
        case .below: "menos de"
        case .equal: "exactamente"
        }
    }
}
