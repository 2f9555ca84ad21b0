import Receivables
import Store

// What a message about the case lists.

extension CaseReading {
    /// What may be asked for today, oldest first, in the currency of the oldest: disputed and held parts are out.
    func askedItems(includingNotYetDue: Bool, graceBusinessDays: Int) -> [MessageWriting.Item] {
        let today = day.moment.today
        let held = Set(facts.holds.filter { $0.binds(on: today) }.compactMap(\.receivableID))
            .union(heldByPlan)
            .union(heldByPromise(graceBusinessDays: graceBusinessDays))
        let open = facts.receivables.compactMap { item -> MessageWriting.Item? in
            guard item.open.isPositive, !held.contains(item.id), includingNotYetDue || item.dueOn < today,
                // The disputed part never exceeds the open amount, so the difference always fits.
                let amount = try? item.open.subtracting(disputed(item)),
                amount.isPositive
            else { return nil }
            return MessageWriting.Item(receivable: item, amount: amount)
        }
        guard let currency = open.first?.amount.currency else { return [] }
        return open.filter { $0.amount.currency == currency }
    }

    /// All that is open, disputed or not, oldest first, in the currency of the oldest: what a receipt lists.
    var everythingOpen: [MessageWriting.Item] {
        let open = facts.receivables.filter(\.open.isPositive)
        return open.filter { $0.open.currency == open.first?.open.currency }.map {
            MessageWriting.Item(receivable: $0, amount: $0.open)
        }
    }
}

extension AttemptRecord {
    /// Whether it asks before anything is late: a bill, or an automatic payment that fails on the due day.
    var asksBeforeDue: Bool { cycle.hasPrefix("billing:") || templateKey == "autopay-failed" }
}
