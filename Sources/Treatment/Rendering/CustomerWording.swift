import Receivables

/// A policy's rules in the words of its customers.
struct CustomerWording {
    let language: Language

    func say(_ english: String, _ spanish: String) -> String { language == .english ? english : spanish }

    /// `$15.00`; policies hold no other currency.
    func money(_ minorUnits: Int64) -> String { "$" + Money.usd(cents: minorUnits).decimalText }

    func days(_ count: Int) -> String {
        say(count == 1 ? "1 day" : "\(count) days", count == 1 ? "1 día" : "\(count) días")
    }

    func businessDays(_ count: Int) -> String {
        say(
            count == 1 ? "1 business day" : "\(count) business days",
            count == 1 ? "1 día hábil" : "\(count) días hábiles")
    }

    func times(_ count: Int) -> String {
        say(count == 1 ? "once" : "\(count) times", count == 1 ? "una vez" : "\(count) veces")
    }

    /// Several things, the last joined by `word`.
    func list(_ texts: [String], _ word: String) -> String {
        guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
        // Spanish changes the word before its own sound: “u otros”.
        let clashes = last.lowercased().hasPrefix("o") || last.lowercased().hasPrefix("ho")
        let joined = word == "o" && clashes ? "u" : word
        return texts.dropLast().joined(separator: ", ") + " \(joined) " + last
    }

    var or: String { say("or", "o") }
    var and: String { say("and", "y") }

    func channel(_ channel: StepChannel) -> String {
        switch channel {
        case .medium(.email): say("by e-mail", "por correo electrónico")
        case .medium(.post): say("by letter", "por carta")
        case .medium(.telephone): say("by telephone", "por teléfono")
        case .medium(.text): say("by text message", "por mensaje de texto")
        case .ledger: say("on your account", "en su cuenta")
        case .task: say("in person", "en persona")
        case .decision: say("by decision of a person", "por decisión de una persona")
        case .exporter: say("through an agency", "por medio de una agencia")
        }
    }

    /// When a step comes, as the beginning of a line.
    func moment(_ anchor: StepAnchor) -> String {
        switch anchor {
        case .billDay(0): say("When we bill", "Al facturar")
        case .billDay(let days): say("\(self.days(days)) after the bill", "\(self.days(days)) después de la factura")
        case .due(0): say("On the due date", "El día de vencimiento")
        case .due(let days):
            say("\(self.days(-days)) before the due date", "\(self.days(-days)) antes del vencimiento")
        case .pastDue(let from, let to) where from == to: say("Day \(from)", "Día \(from)")
        case .pastDue(let from, let to): say("Days \(from) to \(to)", "Días \(from) a \(to)")
        case .after(_, let hours): say("\(hours) hours later", "\(hours) horas después")
        case .event(let event, 0): self.event(event)
        case .event(let event, let hours):
            self.event(event) + say(", \(hours) hours later", ", \(hours) horas después")
        case .feeDate(let day):
            say(
                "On the day the letter names, not before day \(day)",
                "El día que indica la carta, no antes del día \(day)")
        case .withdrawal(let days):
            days < 0
                ? say("\(self.days(-days)) before service ends", "\(self.days(-days)) antes del fin del servicio")
                : say("\(self.days(days)) after service ends", "\(self.days(days)) después del fin del servicio")
        case .approval: say("When a person has approved it", "Cuando una persona lo ha aprobado")
        }
    }

    func event(_ event: PolicyEvent) -> String {
        switch event {
        case .paidInFull: say("Everything is paid", "Todo está pagado")
        case .partPayment: say("You pay a part", "Usted paga una parte")
        case .autopayFailed: say("An automatic payment does not go through", "Un pago automático no se completa")
        case .cardReplaced: say("Your card expired or was replaced", "Su tarjeta venció o fue reemplazada")
        case .paymentMethodChanged: say("You give us a new way to pay", "Usted nos da una nueva forma de pago")
        case .promise: say("You tell us when you will pay", "Usted nos dice cuándo va a pagar")
        case .promiseReminder:
            say("The day before the one you named", "El día anterior a la fecha que usted indicó")
        case .promiseBroken: say("The day you named passes", "Pasa el día que usted dijo")
        case .planAccepted: say("You accept a plan to pay in parts", "Usted acepta un plan para pagar en partes")
        case .planReminder:
            say(
                "The day before a part of a plan, when you asked for it",
                "El día antes de una parte de un plan, si usted lo pidió")
        case .planMissed: say("You miss a part of a plan", "Falta una parte de un plan")
        case .dispute: say("You tell us an amount is not right", "Usted nos dice que una cantidad no está bien")
        case .evidenceAsked:
            say(
                "You tell us an amount is not right, and something would show it",
                "Usted nos dice que una cantidad no está bien, y algo lo mostraría")
        case .evidenceReceived: say("You send us what shows it", "Usted nos envía lo que lo muestra")
        case .disputeResolved: say("We have looked into it", "Lo hemos revisado")
        case .claimsPaid: say("You tell us it is already paid", "Usted nos dice que ya está pagado")
        case .cancellationClaim:
            say(
                "You tell us that you cancelled, moved, sold or changed providers",
                "Usted nos dice que canceló, se mudó, vendió o cambió de compañía")
        case .dissatisfied:
            say("Something does not work, or you are not satisfied", "Algo no funciona, o usted no está satisfecho")
        case .openTicket: say("A service visit is open", "Hay una visita de servicio pendiente")
        case .hardship: say("You cannot pay at the moment", "Usted no puede pagar por el momento")
        case .legalHold:
            say(
                "Bankruptcy, a death, a lawyer, active duty, identity theft, or your wish not to be contacted",
                "Bancarrota, un fallecimiento, un abogado, servicio militar activo, robo de identidad o su deseo de "
                    + "no ser contactado")
        case .badAddress: say("An address of yours does not work", "Una dirección suya no funciona")
        case .staleData: say("Our payment records are not fresh", "Nuestros registros de pagos no están al día")
        case .willLookIntoIt: say("You told us that you will look into it", "Usted nos dijo que lo va a revisar")
        case .approval: say("A person approved it", "Una persona lo aprobó")
        case .workAccepted: say("You tell us that the work is right", "Usted nos dice que el trabajo está bien")
        case .workNotAccepted:
            say("You tell us that the work is not right yet", "Usted nos dice que el trabajo todavía no está bien")
        }
    }
}
