import PluginKit
import Receivables

/// Cuts a sum into parts that add up to it to the cent.
///
/// The remainder rule: parts are equal, and each cent that does not divide makes one of the first parts (or the last, as
/// configured) a cent larger. Where the customer names the size of a part, the last part is the rest; a rest below the
/// smallest part joins the part before it.
struct InstallmentAmounts {
    let total: Money
    let settings: InstallmentsConfiguration
    /// Fewest and most parts, a down payment counted.
    let counts: ClosedRange<Int>

    func cut(_ size: PlanWish.Size, downPayment: Money?) throws(PlanRefusal) -> [Money] {
        let parts: [Money]
        switch size {
        case .parts(let count): parts = try equal(count, downPayment)
        case .amount(let amount): parts = try of(amount, downPayment)
        }
        let smallest = Money(minorUnits: settings.smallestPartMinor, currency: total.currency)
        guard parts.allSatisfy({ $0.minorUnits >= smallest.minorUnits }) else {
            throw PlanRefusal(.partTooSmall, "a part would be below \(smallest): ask for fewer parts")
        }
        return parts
    }

    private func equal(_ count: Int, _ downPayment: Money?) throws(PlanRefusal) -> [Money] {
        try hold(Int64(count))
        guard let down = try checked(downPayment) else { return arranged(total, count) }
        guard count >= 2 else {
            throw PlanRefusal(.tooFewParts, "a down payment and the rest are two parts: ask for at least two")
        }
        return [down] + arranged(total.less(down), count - 1)
    }

    private func of(_ amount: Money, _ downPayment: Money?) throws(PlanRefusal) -> [Money] {
        guard amount.currency == total.currency else {
            throw PlanRefusal(.mixedCurrencies, "the parts are asked for in another currency than is owed")
        }
        guard amount.isPositive else {
            throw PlanRefusal(.partTooSmall, "a part is an amount above zero: name a larger one")
        }
        let down = try checked(downPayment)
        let rest = down.map { total.less($0) } ?? total
        let (whole, left) = rest.minorUnits.quotientAndRemainder(dividingBy: amount.minorUnits)
        let joins = left > 0 && left < settings.smallestPartMinor && whole > 0
        let count = whole + (left > 0 && !joins ? 1 : 0)
        try hold(count + (down == nil ? 0 : 1))
        var parts = Array(repeating: amount, count: Int(count))
        let before = amount.minorUnits * (count - 1)
        parts[parts.count - 1] = Money(minorUnits: rest.minorUnits - before, currency: total.currency)
        return (down.map { [$0] } ?? []) + parts
    }

    /// Bounds before anything is laid out, so that an absurd number costs nothing.
    private func hold(_ count: Int64) throws(PlanRefusal) {
        guard count >= Int64(counts.lowerBound) else {
            throw PlanRefusal(
                .tooFewParts,
                counts.lowerBound == 1
                    ? "a plan has at least one part" : "a plan has at least two parts: for one payment record a promise"
            )
        }
        guard count <= Int64(counts.upperBound) else {
            throw PlanRefusal(
                .tooManyParts, "\(count) parts are more than the \(counts.upperBound) allowed here: ask for fewer")
        }
    }

    private func checked(_ downPayment: Money?) throws(PlanRefusal) -> Money? {
        guard let downPayment else { return nil }
        guard downPayment.currency == total.currency else {
            throw PlanRefusal(.mixedCurrencies, "the down payment is in another currency than is owed")
        }
        guard downPayment.isPositive, downPayment.minorUnits < total.minorUnits else {
            throw PlanRefusal(.downPayment, "a down payment lies above zero and below the \(total) owed")
        }
        return downPayment
    }

    private func arranged(_ sum: Money, _ count: Int) -> [Money] {
        let parts = sum.split(into: count)
        return settings.largerParts == .first ? parts : parts.reversed()
    }
}

extension Money {
    /// The difference of two amounts of one plan, which is smaller than either.
    fileprivate func less(_ other: Money) -> Money {
        Money(minorUnits: minorUnits - other.minorUnits, currency: currency)
    }
}
