import Receivables

extension CustomerWording {
    /// What each event a customer causes leads to.
    func events(_ policy: Policy) -> [String] {
        PolicyEvent.allCases.compactMap { event -> String? in
            guard let effect = policy.events[event] else { return nil }
            let effects = self.effects(of: event, effect, policy)
            return effects.isEmpty ? nil : "\(self.event(event)): \(effects.joined(separator: " "))"
        }
    }

    private func effects(of event: PolicyEvent, _ effect: EventEffect, _ policy: Policy) -> [String] {
        var lines: [String] = []
        switch event {
        case .promise:
            let promises = policy.promises
            return [
                say(
                    "we send nothing until that day and \(businessDays(promises.graceBusinessDays)) more. Up to "
                        + "\(days(promises.daysMax)) ahead, \(promises.daysTogetherMax) in all.",
                    "no le enviamos nada hasta ese día y \(businessDays(promises.graceBusinessDays)) más. Hasta "
                        + "\(days(promises.daysMax)) de anticipación, \(promises.daysTogetherMax) en total."),
                say(
                    "After \(times(promises.brokenMax)) not kept, a manager decides.",
                    "Si no se cumple \(times(promises.brokenMax)), decide un gerente."),
            ]
        case .planAccepted:
            return [
                say(
                    "we send nothing until the day of your first payment has passed, and for \(days(policy.plans.provisionalDays)) "
                        + "at least; then as long as you keep it.",
                    "no le enviamos nada hasta que pase el día de su primer pago, y por lo menos durante "
                        + "\(days(policy.plans.provisionalDays)); después, mientras lo cumpla."),
                say(
                    "An offer to pay in parts is good for \(days(policy.plans.offerDays)).",
                    "Una oferta de pago en partes vale \(days(policy.plans.offerDays))."),
                say(
                    "A missed payment can be made up within \(days(policy.plans.graceDays)).",
                    "Un pago que falte se puede hacer dentro de \(days(policy.plans.graceDays))."),
            ]
        default: break
        }
        if effect.endsLadder { lines.append(say("all reminders end.", "terminan todos los recordatorios.")) }
        if let sleep = effect.sleeps { lines.append(self.sleep(sleep)) }
        if effect.delayDays > 0 {
            lines.append(
                say(
                    "reminders begin \(days(effect.delayDays)) later.",
                    "los recordatorios empiezan \(days(effect.delayDays)) después."))
        }
        if effect.evidenceDays > 0 {
            lines.append(
                say(
                    "we set that part aside. You have \(days(effect.evidenceDays)) to send us what shows it.",
                    "esa parte queda en pausa. Tiene \(days(effect.evidenceDays)) para enviarnos lo que lo muestre."))
        }
        if effect.answerBusinessDays > 0 {
            lines.append(
                say(
                    "We answer within \(businessDays(effect.answerBusinessDays)).",
                    "Respondemos dentro de \(businessDays(effect.answerBusinessDays))."))
        }
        if event == .badAddress, effect.task != nil {
            lines.append(
                say(
                    "a person looks for a good one; what went there counts as not sent.",
                    "una persona busca una buena; lo enviado ahí cuenta como no enviado."))
        } else if effect.task != nil {
            lines.append(say("A person takes care of it.", "Una persona se ocupa de ello."))
        }
        if let key = effect.step, let step = policy.step(key), step.live, lines.isEmpty {
            lines.append(firstLower(self.step(step)))
        }
        return lines
    }

    private func sleep(_ sleep: EventSleep) -> String {
        switch sleep {
        case .days(let count):
            say("we send nothing for \(days(count)).", "no le enviamos nada durante \(days(count)).")
        case .businessDays(let count):
            say("we send nothing for \(businessDays(count)).", "no le enviamos nada durante \(businessDays(count)).")
        case .untilReleased:
            say("we send nothing until it is settled.", "no le enviamos nada hasta que se resuelva.")
        }
    }

    /// What each role may grant without asking, one line for each thing.
    func allowances(_ policy: Policy) -> [String] {
        [
            (say("Customer care", "Atención al cliente"), policy.allowances.collector),
            (say("A manager", "Un gerente"), policy.allowances.manager),
            (say("The owner", "El dueño"), policy.allowances.owner),
        ].flatMap { role, allowance in grants(allowance).map { "\(role): \($0)." } }
    }

    private func grants(_ allowance: Allowance) -> [String] {
        var grants: [String] = []
        if allowance.promiseDays > 0 {
            grants.append(say("up to \(days(allowance.promiseDays)) more", "hasta \(days(allowance.promiseDays)) más"))
        }
        if allowance.planParts > 1 {
            grants.append(
                say(
                    "up to \(allowance.planParts) parts within \(days(allowance.planDays))",
                    "hasta \(allowance.planParts) partes en \(days(allowance.planDays))"))
        }
        switch allowance.feeWaiver {
        case .none: break
        case .firstInTwelveMonths:
            grants.append(say("the first late fee in 12 months waived", "quitar el primer recargo en 12 meses"))
        case .cycle: grants.append(say("all late fees of one delay waived", "quitar todos los recargos de un atraso"))
        case .any: grants.append(say("any late fee waived", "quitar cualquier recargo"))
        }
        if allowance.dueDateMovesPerYear > 0 {
            grants.append(
                say(
                    "another due date, \(times(allowance.dueDateMovesPerYear)) a year",
                    "otra fecha de pago, \(times(allowance.dueDateMovesPerYear)) al año"))
        }
        if allowance.creditMonths > 0 {
            grants.append(
                say(
                    allowance.creditMonths == 1
                        ? "one month credited for poor service"
                        : "up to \(allowance.creditMonths) months credited for poor service",
                    allowance.creditMonths == 1
                        ? "un mes de crédito por mal servicio"
                        : "hasta \(allowance.creditMonths) meses de crédito por mal "
                            + "servicio"))
        }
        if allowance.settlement { grants.append(say("a settlement", "un arreglo")) }
        if allowance.pauseOfService { grants.append(say("a pause instead of an end", "una pausa en vez de un fin")) }
        if allowance.writeOff { grants.append(say("closing the account", "cerrar la cuenta")) }
        return grants
    }

    private func firstLower(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }
}
