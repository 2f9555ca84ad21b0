import PluginKit
import Receivables

/// Offers for one situation: the one that was wished for, or two or three ready ones.
struct InstallmentChoices {
    /// Whether something new is offered or a running plan is changed.
    enum Kind {
        case new, amendment
    }

    let situation: PlanSituation
    let settings: InstallmentsConfiguration
    let kind: Kind

    /// Numbers of parts of the ready choices; none needs a review.
    private static let readyCounts = [2, 3, 4]
    /// Parts above which somebody looks at the law first. Source: 12 CFR 1026.2(a)(17)(i).
    static let partsWithoutReview = 4

    init(_ situation: PlanSituation, settings: InstallmentsConfiguration, kind: Kind) {
        self.situation = situation
        self.settings = settings
        self.kind = kind
    }

    func offers() throws(PlanRefusal) -> [PlanOffer] {
        let total = try total()
        let first = try firstPayment()
        if let size = situation.wish?.size { return [try offer(size, total: total, first: first)] }
        var offers: [PlanOffer] = []
        var refusal: PlanRefusal?
        for count in Self.readyCounts {
            do throws(PlanRefusal) {
                offers.append(try offer(.parts(count), total: total, first: first))
            } catch {
                refusal = refusal ?? error
            }
        }
        if offers.isEmpty, let refusal { throw refusal }
        return offers
    }

    private func total() throws(PlanRefusal) -> Money {
        guard let currency = situation.items.first?.open.currency else {
            throw PlanRefusal(.nothingOwed, "nothing that a plan could cover is owed")
        }
        guard situation.items.allSatisfy({ $0.open.currency == currency }) else {
            throw PlanRefusal(.mixedCurrencies, "a plan is in one currency: name the items of one")
        }
        guard situation.items.allSatisfy({ $0.open.isPositive }) else {
            throw PlanRefusal(.nothingOwed, "an item of the plan has nothing open: leave it out")
        }
        do throws(MoneyOverflow) {
            return try situation.items.map(\.open).total(in: currency)
        } catch {
            throw PlanRefusal(.doesNotProve, "\(error)")
        }
    }

    /// The day wished for; the end of a ready offer; or the last business day on which the ladder still waits.
    private func firstPayment() throws(PlanRefusal) -> CalendarDate {
        let calendar = situation.calendar
        let earliest = situation.day.adding(days: settings.earliestFirstPaymentDays)
        let waitsUntil = situation.day.adding(days: max(0, situation.terms.provisionalDays - 1))
        let latest = kind == .new ? waitsUntil : situation.day.adding(days: situation.allowance.daysMax)
        if let wished = situation.wish?.firstPaymentOn {
            guard wished >= earliest else {
                throw PlanRefusal(.firstPayment, "the first payment is due on \(earliest) at the earliest")
            }
            guard calendar.businessDay(onOrAfter: wished) <= latest else {
                throw PlanRefusal(
                    .firstPayment,
                    "the first payment is due on \(calendar.businessDay(onOrBefore: latest)) at the latest, because it "
                        + "starts the plan: choose that day or one before it")
            }
            return wished
        }
        if situation.wish?.size == nil, kind == .new {
            // A ready offer stands all its days, and whoever accepts on the last of them can still make the payment.
            return calendar.businessDay(onOrAfter: max(earliest, situation.day.adding(days: situation.terms.offerDays)))
        }
        let usual = calendar.businessDay(onOrBefore: waitsUntil)
        if usual >= earliest { return usual }
        let next = calendar.businessDay(onOrAfter: earliest)
        guard next <= latest else {
            throw PlanRefusal(.firstPayment, "no business day lies between \(earliest) and \(latest): offer it later")
        }
        return next
    }

    /// With the rhythm wished for, or the slowest that ends in time.
    private func offer(_ size: PlanWish.Size, total: Money, first: CalendarDate) throws(PlanRefusal) -> PlanOffer {
        let amounts = InstallmentAmounts(total: total, settings: settings, counts: try counts())
        let parts = try amounts.cut(size, downPayment: situation.wish?.downPayment)
        let rhythms = situation.wish?.rhythm.map { [$0] } ?? [.monthly, .everyTwoWeeks, .weekly]
        let last = situation.day.adding(days: situation.allowance.daysMax)
        for rhythm in rhythms {
            let days = InstallmentDays.days(
                from: first, rhythm, count: parts.count, calendar: situation.calendar)
            if days[days.count - 1] <= last { return offer(parts, on: days, rhythm, total: total) }
        }
        throw PlanRefusal(
            .tooLong,
            "\(parts.count) parts would end after \(last), the last day allowed here: ask for fewer parts or less time "
                + "between them")
    }

    private func counts() throws(PlanRefusal) -> ClosedRange<Int> {
        let fewest = kind == .new ? 2 : 1
        let most = min(settings.partsMax, situation.allowance.partsMax)
        guard most >= fewest else {
            throw PlanRefusal(.tooManyParts, "no plan may be granted here: ask somebody who may")
        }
        return fewest...most
    }

    private func offer(_ parts: [Money], on days: [CalendarDate], _ rhythm: PlanRhythm, total: Money) -> PlanOffer {
        let installments = zip(parts, days).enumerated().map { index, part in
            PlannedInstallment(ordinal: index + 1, dueOn: part.1, amount: part.0)
        }
        return PlanOffer(
            offeredOn: situation.day,
            // Whoever accepts later could not make the first payment in time.
            expiresOn: min(situation.day.adding(days: situation.terms.offerDays), days[0]),
            rhythm: rhythm, installments: installments, total: total, cost: .zero(total.currency),
            items: situation.items, settings: situation.terms, needsReview: parts.count > Self.partsWithoutReview)
    }
}
