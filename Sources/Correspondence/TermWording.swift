import Receivables

extension Wording {
    /// `INV-1, INV-2 and INV-3`.
    package func list(_ texts: [String]) -> String {
        guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + (language == .english ? " and " : " y ") + last
    }

    /// Number, amounts and dates of a way to pay in parts, as one sentence.
    func plan(_ choice: PlanChoiceFacts) -> String {
        let parts = choice.parts.map { part in
            switch language {
            case .english: "\(money(part.amount)) on \(date(part.dueOn))"
            case .spanish: "\(money(part.amount)) el \(date(part.dueOn))"
            }
        }
        let isOne = parts.count == 1
        let count =
            language == .english
            ? "\(parts.count) payment\(isOne ? "" : "s")" : "\(parts.count) pago\(isOne ? "" : "s")"
        return "\(count): \(list(parts))."
    }

    /// What paying in parts costs, as a sentence.
    func planCost(_ cost: Money) -> String {
        switch (language, cost.isPositive) {
        case (.english, false): "Paying in parts costs nothing extra."
        case (.english, true): "Paying in parts costs \(money(cost)) in all, beside the total."
        case (.spanish, false): "Pagar en partes no cuesta nada más."
        case (.spanish, true): "Pagar en partes cuesta \(money(cost)) en total, además de la cantidad pendiente."
        }
    }
}
