import Receivables

extension CustomerWording {
    /// The rules all steps share.
    func promises(_ policy: Policy) -> [String] {
        let rules = policy.rules
        var lines = [
            say(
                "At most \(messages(rules.messagesInSevenDays)) in 7 days, with \(days(rules.daysBetweenMessages)) "
                    + "between two messages.",
                "Como máximo \(messages(rules.messagesInSevenDays)) en 7 días, con "
                    + "\(days(rules.daysBetweenMessages)) entre dos mensajes."),
            say(
                "At most \(rules.callAttemptsInSevenDays) calls in 7 days and \(rules.voicemailsInSevenDays) voicemail. "
                    + "After we spoke, no call for \(days(rules.daysAfterConversation)), unless you agree to one.",
                "Como máximo \(rules.callAttemptsInSevenDays) llamadas en 7 días y \(rules.voicemailsInSevenDays) mensaje "
                    + "de voz. Después de hablar, ninguna llamada en \(days(rules.daysAfterConversation)), salvo que usted "
                    + "la acepte."),
            say(
                "Days count from the due date. Days on which your matter rests do not count.",
                "Los días se cuentan desde la fecha de vencimiento. Los días en que su asunto está en pausa no cuentan."
            ),
            say(
                "A letter counts from the day it was mailed, plus \(businessDays(rules.transitBusinessDays)) on its way.",
                "Una carta cuenta desde el día en que se envió, más \(businessDays(rules.transitBusinessDays)) de camino."
            ),
            say(
                "Under \(money(rules.smallBalance.remind)) we do not remind you: it goes on your next bill.",
                "Por menos de \(money(rules.smallBalance.remind)) no le recordamos nada: pasa a su próxima factura."),
            say(
                "If our payment records are older than \(businessDays(rules.freshDataBusinessDays)), we send nothing but thanks.",
                "Si nuestros registros de pagos tienen más de \(businessDays(rules.freshDataBusinessDays)), solo enviamos agradecimientos."
            ),
        ]
        if let season = rules.quietSeason {
            lines.append(
                say(
                    "No formal letter and no deadline from \(monthDay(season.fromMonth, season.fromDay)) to "
                        + "\(monthDay(season.toMonth, season.toDay)).",
                    "No enviamos cartas formales ni fijamos plazos del \(monthDay(season.fromMonth, season.fromDay)) al "
                        + "\(monthDay(season.toMonth, season.toDay))."))
        }
        return lines
    }

    /// The steps that are live, with their day, their way and their condition.
    func ladder(_ policy: Policy) -> [String] {
        policy.steps.filter(\.live).filter { step in
            // What is never charged does not stand among the things that happen.
            if case .feeDate = step.anchor { return policy.fees.amountMinor != nil }
            return true
        }.map { step in
            let media = step.channels.map(\.channel).filter { $0.medium != nil }
            let copies = step.copy.map { [channel(.medium($0))] } ?? []
            var ways = media.map(channel)
            ways = ways.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
            var text = "\(moment(step.anchor)): \(self.step(step))"
            if !ways.isEmpty {
                text += say(" Comes ", " Llega ") + list(ways, or)
                if !copies.isEmpty { text += say(", with a copy ", ", con copia ") + list(copies, and) }
                text += "."
            }
            let only = conditions(step.onlyIf, rules: policy.rules)
            if !only.isEmpty { text += say(" Only ", " Solo ") + only + "." }
            if step.requires.callAttempts > 0 {
                text += say(
                    " Only after \(step.requires.callAttempts) calls on \(step.requires.callDays) days, unless no number "
                        + "works.",
                    " Solo después de \(step.requires.callAttempts) llamadas en \(step.requires.callDays) días, salvo que "
                        + "ningún número funcione.")
            }
            return text
        }
    }

    func fees(_ policy: Policy) -> [String] {
        guard let fee = policy.fees.amountMinor,
            policy.steps.contains(where: { step in
                if case .feeDate = step.anchor { return step.live }
                return false
            })
        else { return [say("There is no late fee.", "No hay recargo por atraso.")] }
        return [
            say(
                "\(money(fee)), once on each item a letter named, and never on a fee.",
                "\(money(fee)), una sola vez por cada concepto que nombró una carta, y nunca sobre un recargo."),
            say(
                "Not before \(businessDays(policy.fees.transitBusinessDays)) after the letter was mailed and "
                    + "\(days(policy.fees.daysAfterArrival)) more.",
                "No antes de \(businessDays(policy.fees.transitBusinessDays)) desde que se envió la carta y "
                    + "\(days(policy.fees.daysAfterArrival)) más."),
            say(
                "If you pay or dispute an item before that day, there is no fee on it.",
                "Si paga o cuestiona un concepto antes de ese día, no hay recargo por él."),
        ]
    }

    func decisions(_ policy: Policy) -> [String] {
        var lines: [String] = []
        if policy.steps.contains(where: { $0.live && $0.channels.contains { $0.channel == .decision } }) {
            lines.append(
                say(
                    "Nothing hard happens by itself. On day \(policy.decision.day) a person decides; without an answer "
                        + "nothing happens.",
                    "Nada difícil sucede por sí solo. El día \(policy.decision.day) decide una persona; sin respuesta no "
                        + "pasa nada."))
        }
        if policy.steps.contains(where: { $0.live && $0.requires.interlock }) {
            lines.append(
                say(
                    "Service ends only after notice: \(days(policy.decision.noticeDays)), and "
                        + "\(days(policy.decision.lifeSafetyNoticeDays)) where it guards life.",
                    "El servicio termina solo con aviso: \(days(policy.decision.noticeDays)), y "
                        + "\(days(policy.decision.lifeSafetyNoticeDays)) donde protege la vida."))
        } else {
            lines.append(
                say("Under these rules no service ends.", "Con estas reglas no termina ningún servicio."))
        }
        return lines
    }

    private func messages(_ count: Int) -> String {
        count == 1
            ? say("1 message or talk", "1 mensaje o conversación")
            : say("\(count) messages or talks", "\(count) mensajes o conversaciones")
    }

    private func monthDay(_ month: Int, _ day: Int) -> String {
        let english = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let spanish = [
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre",
        ]
        return say("\(english[month - 1]) \(day)", "\(day) de \(spanish[month - 1])")
    }
}
