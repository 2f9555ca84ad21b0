import Receivables
import Store

// What a message about the case lists.

extension CaseReading {
    /// What the attempt may ask for today, oldest first, in the currency of the oldest: disputed and held parts are out.
    func askedItems(of attempt: AttemptRecord, graceBusinessDays: Int) -> [MessageWriting.Item] {
        askedItems(graceBusinessDays: graceBusinessDays) { isAbout($0, attempt) }
    }

    /// What may be asked for today of what is meant, due or not.
    func askedItems(
        graceBusinessDays: Int, where isMeant: (ReceivableRecord) -> Bool = { _ in true }
    ) -> [MessageWriting.Item] {
        let today = day.moment.today
        let held = Set(facts.holds.filter { $0.binds(on: today) }.compactMap(\.receivableID))
            .union(heldByPlan)
            .union(heldByPromise(graceBusinessDays: graceBusinessDays))
        let open = facts.receivables.compactMap { item -> MessageWriting.Item? in
            guard item.open.isPositive, !held.contains(item.id), isMeant(item),
                // The disputed part never exceeds the open amount, so the difference always fits.
                let amount = try? item.open.subtracting(disputed(item)),
                amount.isPositive
            else { return nil }
            return MessageWriting.Item(receivable: item, amount: amount)
        }
        guard let currency = open.first?.amount.currency else { return [] }
        return open.filter { $0.amount.currency == currency }
    }

    /// What is open and in no dispute, oldest first, in the currency of the oldest of all that is open: what a receipt
    /// or an answer lists. What is held or promised is among it: the customer is asked for nothing.
    var undisputedItems: [MessageWriting.Item] {
        everythingOpen.compactMap { item in
            let left = item.amount.minorUnits - inQuestion(item.receivable)
            guard left > 0 else { return nil }
            return MessageWriting.Item(
                receivable: item.receivable, amount: Money(minorUnits: left, currency: item.amount.currency))
        }
    }

    /// What is open and in dispute in that currency; `nil` for nothing.
    var amountInQuestion: Money? {
        let items = everythingOpen
        let sum = items.reduce(Int64(0)) { $0 + inQuestion($1.receivable) }
        guard let currency = items.first?.amount.currency, sum > 0 else { return nil }
        return Money(minorUnits: sum, currency: currency)
    }

    /// Minor units of an item that are in dispute: its disputed part, or all of it while a claim rests it as a whole.
    private func inQuestion(_ item: ReceivableRecord) -> Int64 {
        let rests = facts.holds.contains { hold in
            hold.reason == .dispute && hold.binds(on: day.moment.today)
                && (hold.receivableID.map { $0 == item.id } ?? true)
        }
        return rests ? item.open.minorUnits : disputed(item).minorUnits
    }

    /// All that is open, disputed or not, oldest first, in the currency of the oldest: what must be nothing before an
    /// account is called settled.
    var everythingOpen: [MessageWriting.Item] {
        let open = facts.receivables.filter(\.open.isPositive)
        return open.filter { $0.open.currency == open.first?.open.currency }.map {
            MessageWriting.Item(receivable: $0, amount: $0.open)
        }
    }
}

extension AttemptRecord {
    /// Whether it asks before anything is late, as a bill does.
    var asksBeforeDue: Bool { cycle.hasPrefix("billing:") }
}
