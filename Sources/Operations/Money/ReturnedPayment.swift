import Correspondence
import Ledger
import Receivables
import Store

/// Whether a reversal's reason says that the money came back from the bank or the card, as against an entry that was wrong:
/// only the first is told to the customer, in words that say so.
enum ReturnedPayment {
    /// Words one of which stands in the reason.
    static let words: Set<String> = [
        "returned", "return", "bounced", "bounce", "chargeback", "nsf", "insufficient", "unpaid", "dishonored",
        "dishonoured", "stopped",
    ]

    /// - Parameter reason: A stable word such as `returned-cheque`.
    static func isReturn(_ reason: String) -> Bool {
        reason.split(separator: "-").contains { words.contains(String($0)) }
    }
}

extension LedgerEntry {
    /// Whether undoing it for this reason means that a payment came back.
    func cameBack(because reason: String) -> Bool {
        kind == .paymentReceived && ReturnedPayment.isReturn(reason)
    }
}

extension ReturnedPaymentFacts {
    /// What a message says of the payments reversed on a day; `nil` where none of them came back. Of several currencies
    /// the one of the first.
    init?(_ reversed: [ReversedPayment], on day: CalendarDate) {
        let back = reversed.filter { ReturnedPayment.isReturn($0.reason) }
        guard let currency = back.first?.amount.currency else { return nil }
        let same = back.filter { $0.amount.currency == currency }
        // Sums of what is in the books always fit.
        guard let sum = try? same.map(\.amount).total(in: currency) else { return nil }
        self.init(
            amount: sum, paidOn: Set(same.map(\.paidOn)).sorted(), returnedOn: day,
            items: Set(same.flatMap(\.items)).sorted())
    }
}
