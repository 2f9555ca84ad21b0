import Correspondence
import PluginKit
import Receivables

/// What the customer gets to read and keep. Says everything starter policies §5.5 asks for, and no more.
struct InstallmentDocument {
    let parties: PlanParties
    /// The day it was agreed.
    let day: CalendarDate

    private var wording: Wording { Wording(parties.language) }

    func plan(_ offer: PlanOffer) -> PlanDocument {
        let isEnglish = parties.language == .english
        return PlanDocument(
            kind: "plan", language: parties.language, title: isEnglish ? "Payment plan" : "Plan de pagos",
            paragraphs: [who(), what(offer), schedule(offer), starts(offer)] + rules(offer))
    }

    func amendment(_ schedule: PlanOffer, version: Int, reason: String) -> PlanDocument {
        let isEnglish = parties.language == .english
        let change =
            isEnglish
            ? "This takes the place of the dates agreed before. Reason: \(reason)."
            : "Esto reemplaza las fechas acordadas antes. Motivo: \(reason)."
        return PlanDocument(
            kind: "amendment", language: parties.language,
            title: isEnglish ? "Payment plan, version \(version)" : "Plan de pagos, versión \(version)",
            paragraphs: [who(), change, what(schedule), self.schedule(schedule)] + rules(schedule))
    }

    private func who() -> String {
        switch parties.language {
        case .english:
            "Between \(parties.businessName) and \(parties.customerName), reference \(parties.customerReference). "
                + "Agreed on \(wording.date(day))."
        case .spanish:
            "Entre \(parties.businessName) y \(parties.customerName), referencia \(parties.customerReference). "
                + "Acordado el \(wording.date(day))."
        }
    }

    private func what(_ offer: PlanOffer) -> String {
        let items = offer.items.map { "\($0.reference) (\(wording.money($0.open)))" }.joined(separator: ", ")
        return switch parties.language {
        case .english: "It covers \(items): \(wording.money(offer.total)) in all. The plan itself costs nothing."
        case .spanish: "Cubre \(items): \(wording.money(offer.total)) en total. El plan en sí no cuesta nada."
        }
    }

    private func schedule(_ offer: PlanOffer) -> String {
        offer.installments.map {
            "\($0.ordinal). \(wording.dateWithWeekday($0.dueOn)): \(wording.money($0.amount))"
        }.joined(separator: "\n")
    }

    private func starts(_ offer: PlanOffer) -> String {
        let untilFirst = offer.installments.first.map { $0.dueOn.days(since: day) + 1 } ?? 0
        let days = max(offer.settings.provisionalDays, untilFirst)
        return switch parties.language {
        case .english:
            "The first payment starts the plan. Our reminders rest for \(days) days while we wait for it; without it "
                + "they go on where they stopped."
        case .spanish:
            "El primer pago inicia el plan. Nuestros recordatorios esperan \(days) días hasta recibirlo; sin él, "
                + "continúan donde quedaron."
        }
    }

    private func rules(_ offer: PlanOffer) -> [String] {
        let grace = offer.settings.graceDays
        switch parties.language {
        case .english:
            return [
                "While the plan is kept you get no reminders and no late fee on these items. New bills are not part of "
                    + "the plan; please pay each by its own date.",
                "If a part has not arrived on its day, you have \(grace) more days, and we call once to ask. After that "
                    + "the plan ends and our reminders go on where they stopped. If you cannot keep a day, tell us "
                    + "before it: we can change the plan together.",
                "You may pay sooner or more at any time, by any way you like, and you may still question any item. To "
                    + "ask us anything, call \(parties.businessPhone). This copy is yours to keep.",
            ]
        case .spanish:
            return [
                "Mientras se cumpla el plan no recibirá recordatorios ni cargos por atraso sobre estas partidas. Las "
                    + "facturas nuevas no son parte del plan; por favor pague cada una en su fecha.",
                "Si un pago no ha llegado en su día, tiene \(grace) días más, y le llamamos una vez para preguntar. "
                    + "Después el plan termina y los recordatorios continúan donde quedaron. Si no puede cumplir una "
                    + "fecha, díganos antes: podemos cambiar el plan juntos.",
                "Puede pagar antes o más cuando quiera, por el medio que prefiera, y puede cuestionar cualquier partida. "
                    + "Para cualquier pregunta, llame al \(parties.businessPhone). Esta copia es suya.",
            ]
        }
    }
}
