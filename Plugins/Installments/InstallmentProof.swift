import PluginKit
import Receivables

/// Whether an offer that comes back is one this provider could have made.
struct InstallmentProof {
    let calendar: BusinessCalendar

    func check(_ offer: PlanOffer) throws(PlanRefusal) {
        let parts = offer.installments
        guard parts.count >= 2, parts.map(\.ordinal) == Array(1...parts.count) else {
            throw PlanRefusal(.doesNotProve, "the parts are not numbered from 1 to at least 2")
        }
        let amounts = parts.map(\.amount) + offer.items.map(\.open) + [offer.cost]
        guard amounts.allSatisfy({ $0.currency == offer.total.currency }) else {
            throw PlanRefusal(.mixedCurrencies, "the parts are not all in the currency of the total")
        }
        guard parts.allSatisfy({ $0.amount.isPositive }), offer.items.allSatisfy({ $0.open.isPositive }) else {
            throw PlanRefusal(.doesNotProve, "a part or an item is not above zero")
        }
        guard adds(parts.map(\.amount), to: offer.total), adds(offer.items.map(\.open), to: offer.total),
            offer.cost.isZero
        else {
            throw PlanRefusal(.doesNotProve, "parts, items and total do not add up to the cent: make a new offer")
        }
        let days = parts.map(\.dueOn)
        guard zip(days, days.dropFirst()).allSatisfy({ $0 < $1 }), days.allSatisfy(calendar.isBusinessDay),
            offer.expiresOn <= days[0]
        else {
            throw PlanRefusal(
                .doesNotProve, "the days do not follow each other on business days: make a new offer")
        }
    }

    private func adds(_ amounts: [Money], to total: Money) -> Bool {
        // Amounts that cannot be summed do not add up to anything.
        (try? amounts.total(in: total.currency)) == total
    }
}
