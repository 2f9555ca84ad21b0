package import Receivables

/// A receivable as far as a payment may go to it.
package struct OpenReceivable: Hashable, Sendable {
    package let id: Identifier<Receivable>
    /// The tenant's own number for it; decides between two billed and due on the same days.
    package let reference: String
    package let billedOn: CalendarDate
    package let dueOn: CalendarDate
    /// Zero or more.
    package let open: Money
    /// The part the customer disputes, zero or more; `open` when all of it is. No payment goes to this part.
    package let disputed: Money

    /// Describes one receivable to `Allocation.allocate`.
    package init(
        id: Identifier<Receivable>, reference: String, billedOn: CalendarDate, dueOn: CalendarDate, open: Money,
        disputed: Money
    ) {
        self.id = id
        self.reference = reference
        self.billedOn = billedOn
        self.dueOn = dueOn
        self.open = open
        self.disputed = disputed
    }

    /// What a payment may go to, in minor units.
    var payableMinor: Int64 { open.minorUnits - min(open.minorUnits, disputed.minorUnits) }

    /// Oldest first: by due day, then billing day, then reference, then id.
    static func isOlder(_ left: OpenReceivable, _ right: OpenReceivable) -> Bool {
        (left.dueOn, left.billedOn, left.reference, left.id.description)
            < (right.dueOn, right.billedOn, right.reference, right.id.description)
    }
}

/// Where a payment goes.
package enum AllocationOrder: Hashable, Sendable {
    /// What fell due first is paid first.
    case oldestFirst
    /// The customer named the receivables, in this order, without amounts.
    case named([Identifier<Receivable>])
    /// The customer named receivables and amounts. More than is payable is refused, never cut down.
    case directed([DirectedAmount])
}

/// An amount the customer wants to go to one receivable.
package struct DirectedAmount: Hashable, Sendable {
    package let receivable: Identifier<Receivable>
    /// Above nothing.
    package let amount: Money

    /// Names how much goes to which receivable.
    package init(_ receivable: Identifier<Receivable>, _ amount: Money) {
        self.receivable = receivable
        self.amount = amount
    }
}

/// How one payment is spread over receivables.
package struct Allocation: Hashable, Sendable {
    /// Each receivable once, each amount above nothing, in the order they were paid.
    package let parts: [DirectedAmount]
    /// What no receivable took up. `parts` and this add up to the payment exactly.
    package let remainder: Money

    /// Spreads a payment, oldest first unless the customer says otherwise and never to a disputed item or part.
    ///
    /// Source: starter policies §1.4, part payment.
    package static func allocate(
        _ payment: Money, over receivables: [OpenReceivable], order: AllocationOrder = .oldestFirst
    ) throws(AllocationError) -> Allocation {
        guard payment.isPositive else { throw .paymentNotPositive }
        let byID = try index(receivables, currency: payment.currency)
        switch order {
        case .oldestFirst:
            return fill(payment, receivables.sorted(by: OpenReceivable.isOlder))
        case .named(let ids):
            return fill(payment, try chosen(ids, from: byID))
        case .directed(let amounts):
            return try direct(payment, amounts, try chosen(amounts.map(\.receivable), from: byID))
        }
    }

    private static func index(
        _ receivables: [OpenReceivable], currency: Currency
    ) throws(AllocationError) -> [Identifier<Receivable>: OpenReceivable] {
        var byID: [Identifier<Receivable>: OpenReceivable] = [:]
        for item in receivables {
            guard item.open.currency == currency, item.disputed.currency == currency else {
                throw .currencyDiffers(item.id)
            }
            guard !item.open.isNegative, !item.disputed.isNegative else { throw .openBelowZero(item.id) }
            guard byID.updateValue(item, forKey: item.id) == nil else { throw .namedTwice(item.id) }
        }
        return byID
    }

    private static func chosen(
        _ ids: [Identifier<Receivable>], from byID: [Identifier<Receivable>: OpenReceivable]
    ) throws(AllocationError) -> [OpenReceivable] {
        var seen: Set<Identifier<Receivable>> = []
        var items: [OpenReceivable] = []
        for id in ids {
            guard let item = byID[id] else { throw .unknown(id) }
            guard seen.insert(id).inserted else { throw .namedTwice(id) }
            items.append(item)
        }
        return items
    }

    private static func fill(_ payment: Money, _ items: [OpenReceivable]) -> Allocation {
        var left = payment.minorUnits
        var parts: [DirectedAmount] = []
        for item in items where left > 0 && item.payableMinor > 0 {
            let amount = min(left, item.payableMinor)
            left -= amount
            parts.append(DirectedAmount(item.id, Money(minorUnits: amount, currency: payment.currency)))
        }
        return Allocation(parts: parts, remainder: Money(minorUnits: left, currency: payment.currency))
    }

    private static func direct(
        _ payment: Money, _ amounts: [DirectedAmount], _ items: [OpenReceivable]
    ) throws(AllocationError) -> Allocation {
        var left = Int128(payment.minorUnits)
        for (part, item) in zip(amounts, items) {
            guard part.amount.currency == payment.currency else { throw .currencyDiffers(item.id) }
            guard part.amount.isPositive else { throw .amountNotPositive(item.id) }
            let wanted = part.amount.minorUnits
            guard wanted <= item.open.minorUnits else {
                let excess = Money(minorUnits: wanted - item.open.minorUnits, currency: payment.currency)
                throw .moreThanOpen(item.id, by: excess)
            }
            guard wanted <= item.payableMinor else {
                let excess = Money(minorUnits: wanted - item.payableMinor, currency: payment.currency)
                throw .disputed(item.id, by: excess)
            }
            left -= Int128(wanted)
        }
        guard let remainder = Int64(exactly: left), remainder >= 0 else { throw .moreThanPaid }
        return Allocation(parts: amounts, remainder: Money(minorUnits: remainder, currency: payment.currency))
    }
}

/// Why a payment cannot be spread as asked. Nothing was spread.
package enum AllocationError: Error, Hashable, CustomStringConvertible {
    case paymentNotPositive
    case amountNotPositive(Identifier<Receivable>)
    case currencyDiffers(Identifier<Receivable>)
    case openBelowZero(Identifier<Receivable>)
    case namedTwice(Identifier<Receivable>)
    case unknown(Identifier<Receivable>)
    /// More was directed to the receivable than it has open, by this much.
    case moreThanOpen(Identifier<Receivable>, by: Money)
    /// Part of what was directed would go to what the customer disputes, by this much.
    case disputed(Identifier<Receivable>, by: Money)
    case moreThanPaid

    package var description: String {
        switch self {
        case .paymentNotPositive: "a payment is above zero; reverse an entry to take money back"
        case .amountNotPositive(let id): "the amount directed to receivable \(id) is not above zero; leave it out"
        case .currencyDiffers(let id): "receivable \(id) is in another currency than the payment; pay it in its own"
        case .openBelowZero(let id):
            "receivable \(id) was given with an open or disputed amount below zero; run `dunwell verify ledger`"
        case .namedTwice(let id): "receivable \(id) is named twice; name it once with the whole amount"
        case .unknown(let id): "receivable \(id) is not among the customer's open receivables; name one that is"
        case .moreThanOpen(let id, let excess):
            "\(excess) more was directed to receivable \(id) than it has open; lower the amount or leave the rest open"
        case .disputed(let id, let excess):
            "\(excess) directed to receivable \(id) would pay a disputed part; resolve the dispute or lower the amount"
        case .moreThanPaid: "more was directed to receivables than the payment holds; lower the amounts"
        }
    }
}
