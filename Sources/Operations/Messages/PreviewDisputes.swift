import Correspondence
import Receivables

/// An invented customer's dispute over 30.00 of the oldest bill, as each of its answers tells of it.
enum PreviewDisputes {
    static let disputed = Money.usd(cents: 30_00)

    /// How a dispute may end with an answer.
    enum Ending: String, CaseIterable {
        case upheld
        case partlyUpheld = "partly-upheld"
        case rejected

        /// Puts the ending into the facts of an answer.
        func tell(_ facts: inout MessageFacts) {
            let isEnglish = facts.language == .english
            switch self {
            case .upheld:
                PreviewDisputes.take(disputed, off: &facts)
                facts.terms?.dispute?.finding = .customerRight
                facts.terms?.dispute?.corrected = disputed
            case .partlyUpheld:
                let part = Money.usd(cents: 12_00)
                PreviewDisputes.take(part, off: &facts)
                facts.terms?.dispute?.finding = .partlyRight
                facts.terms?.dispute?.corrected = part
                facts.terms?.dispute?.explanation =
                    isEnglish
                    ? "The visit in May took one hour, and two were billed. The part that was changed was billed once."
                    : "La visita de mayo duró una hora y se facturaron dos. La pieza cambiada se facturó una sola vez."
            case .rejected:
                facts.terms?.dispute?.finding = .billedRight
                facts.terms?.dispute?.corrected = nil
                facts.terms?.dispute?.explanation =
                    isEnglish
                    ? "There were two visits in May, on the 3rd and on the 17th. Each was billed once; copies of both work "
                        + "orders are on their way to you."
                    : "Hubo dos visitas en mayo, el día 3 y el día 17. Cada una se facturó una vez; le enviamos copia de las "
                        + "dos órdenes de trabajo."
            }
        }
    }

    /// The rest of what is open, which the dispute leaves as it is.
    static func leaveOutTheDisputed(of facts: inout MessageFacts) { take(disputed, off: &facts) }

    private static func take(_ amount: Money, off facts: inout MessageFacts) {
        // An invented bill is larger than what is taken off it, and in the same currency.
        guard let first = facts.items.first, let left = try? first.amount.subtracting(amount), left.isPositive,
            let total = try? facts.total.subtracting(amount)
        else { return }
        facts.items[0].amount = left
        facts.total = total
    }
}
