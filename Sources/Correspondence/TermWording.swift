import Receivables

extension Wording {
    /// `INV-1, INV-2 and INV-3`.
    package func list(_ texts: [String]) -> String {
        guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + (language == .english ? " and " : " y ") + last
    }

    /// What stands after "that", one clause after the other: `it is paid already, and that you moved or sold`.
    func clauses(_ texts: [String]) -> String {
        texts.joined(separator: language == .english ? ", and that " : ", y que ")
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

    /// A way to pay in parts as it stands beside its box on a slip: how many payments, and the first of them.
    func planInShort(_ choice: PlanChoiceFacts) -> String {
        guard let first = choice.parts.first else { return "" }
        let count = choice.parts.count
        let areEqual = choice.parts.allSatisfy { $0.amount == first.amount }
        return switch (language, areEqual) {
        case (.english, true): "\(count) payments of \(money(first.amount)), the first on \(date(first.dueOn))"
        case (.english, false): "\(count) payments, the first of \(money(first.amount)) on \(date(first.dueOn))"
        case (.spanish, true): "\(count) pagos de \(money(first.amount)), el primero el \(date(first.dueOn))"
        case (.spanish, false): "\(count) pagos, el primero de \(money(first.amount)) el \(date(first.dueOn))"
        }
    }

    /// What paying in parts costs, as a sentence.
    func planCost(_ cost: Money) -> String {
        switch (language, cost.isPositive) {
        case (.english, false): "Paying in parts costs nothing extra."
        case (.english, true): "Paying in parts costs \(money(cost)) in all, beside the total."
        case (.spanish, false): "Pagar en partes no tiene costo adicional."
        case (.spanish, true): "Pagar en partes cuesta \(money(cost)) en total, además de la cantidad pendiente."
        }
    }
}
