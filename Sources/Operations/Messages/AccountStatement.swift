import Correspondence
import Ledger
import Receivables
import Store

/// Every entry of a customer's account since the oldest open bill, as the customer reads it.
struct AccountStatement {
    /// Most entries of one statement; earlier ones are summed up in what was open before.
    static let entriesMax = 40

    let reading: CaseReading
    let language: Language

    /// The statement up to today; `nil` when nothing is open or the entries lead elsewhere than the books.
    ///
    /// - Parameter entries: All of the customer with the business, oldest first.
    func facts(_ entries: [LedgerEntry]) -> AccountFacts? {
        let items = reading.facts.receivables.filter(\.open.isPositive)
        guard let oldest = items.first, let first = items.map(\.billedOn).min() else { return nil }
        let currency = oldest.open.currency
        let lines = entries.compactMap { entry in line(entry, currency) }
        let since = lines.firstIndex { $0.on >= first } ?? lines.endIndex
        let begin = max(since, lines.count - Self.entriesMax)
        var open = Money.zero(currency)
        var shown: [AccountFacts.Entry] = []
        for (index, line) in lines.enumerated() {
            // An account nobody could count is not shown.
            guard let after = try? open.adding(line.amount) else { return nil }
            open = after
            if index >= begin {
                shown.append(.init(on: line.on, summary: line.words, amount: line.amount, openAfter: open))
            }
        }
        let before = shown.first.flatMap { try? $0.openAfter.subtracting($0.amount) } ?? open  // counted a moment ago
        return AccountFacts(
            from: min(first, shown.first?.on ?? first), to: reading.day.moment.today, openBefore: before,
            entries: shown)
    }

    private func line(_ entry: LedgerEntry, _ currency: Currency) -> (on: CalendarDate, words: String, amount: Money)? {
        guard entry.currency == currency else { return nil }
        var minor: Int64 = 0
        var touched: [Identifier<Receivable>] = []
        for posting in entry.postings {
            for (account, sign) in [(posting.debit, Int64(1)), (posting.credit, -1)] {
                guard let receivable = account.receivable else { continue }
                minor += sign * posting.amount.minorUnits
                if !touched.contains(receivable) { touched.append(receivable) }
            }
        }
        guard minor != 0 else { return nil }
        let references = touched.compactMap { id in reading.facts.receivables.first { $0.id == id }?.reference }
        return (
            entry.effectiveOn, words(entry, Wording(language).list(Array(references.prefix(3)))),
            Money(minorUnits: minor, currency: currency)
        )
    }

    private func words(_ entry: LedgerEntry, _ references: String) -> String {
        func say(_ english: String, _ spanish: String) -> String { language == .english ? english : spanish }
        let what: String
        switch entry.kind {
        case .invoiced: what = say("Bill", "Factura")
        case .openingBalance: what = say("Carried over", "Saldo anterior")
        case .paymentReceived, .settledElsewhere, .recovered, .agencyRemitted:
            what = say("Payment, thank you", "Pago recibido, gracias")
        case .applied: what = say("Payment set against", "Pago aplicado a")
        case .unapplied, .reversed: what = say("Correction", "Corrección")
        case .credited where entry.heading.memo?.hasPrefix(TenantTransaction.waiverMemoPrefix) == true:
            what = say("Late fee taken off", "Recargo descontado")
        case .credited: what = say("Credit", "Crédito")
        case .feeCharged: what = say("Late fee on", "Recargo sobre")
        case .interestCharged: what = say("Interest on", "Intereses sobre")
        case .discounted: what = say("Discount", "Descuento")
        case .writtenOff: what = say("Closed", "Cerrada")
        case .refunded: what = say("Money back to you", "Devolución")
        }
        return references.isEmpty
            ? what
            : "\(what): \(references)".replacing(" on:", with: " on")
                .replacing(" sobre:", with: " sobre").replacing(" a:", with: " a").replacing(
                    " against:", with: " against")
    }
}
