import Receivables
import Store
import Tabular

// What became of promises and plans, worked out from the money alone and apart from the rules the program follows.

extension AgreedMoney {
    /// What came in from `first` through `last`.
    private func received(from first: CalendarDate, through last: CalendarDate) -> Int64 {
        received.filter { $0.dueOn >= first && $0.dueOn <= last }.reduce(0) { $0 + $1.amountMinor }
    }

    /// `kept`, `partly-kept`, `broken`, `open` or `ended`.
    func promiseStanding(on day: CalendarDate, graceBusinessDays: Int, _ calendar: BusinessCalendar) -> String {
        guard let part = parts.first, !wasEnded else { return "ended" }
        let last = calendar.adding(businessDays: graceBusinessDays, to: part.dueOn)
        let paid = received(from: agreedOn, through: last)
        if paid >= part.amountMinor { return "kept" }
        if day <= last { return "open" }
        return paid > 0 ? "partly-kept" : "broken"
    }

    /// `completed`, `broken`, `never-begun`, `current` or `ended`.
    func planStanding(on day: CalendarDate) -> String {
        guard !wasEnded else { return "ended" }
        var needed: Int64 = 0
        for (number, part) in parts.enumerated() {
            needed += part.amountMinor
            let last = part.dueOn.adding(days: graceDays ?? 0)
            if received(from: agreedOn, through: min(last, day)) < needed, day > last {
                return number == 0 ? "never-begun" : "broken"
            }
        }
        return received(from: agreedOn, through: day) >= needed ? "completed" : "current"
    }
}

extension ReportTable.Cell {
    /// The cell as a whole number, money in cents; `nil` for words, shares and days.
    var whole: Int64? {
        switch self {
        case .count(let count): Int64(count)
        case .money(let money): money.minorUnits
        case .tenths(let tenths): Int64(tenths)
        case .text, .share, .day, .none: nil
        }
    }
}
