package import Receivables

/// The bands a report sorts what is past due into. Source: alarm trade's usual bands, 1-14 to 90 and more days.
package struct AgingBuckets: Hashable, Sendable {
    /// First day of each band after the one for what is not past due; ascending, the first at least 1.
    package let firstDays: [Int]

    /// Bands that begin at these days past due; `nil` unless they ascend from 1 or later.
    package init?(firstDays: [Int]) {
        guard let first = firstDays.first, first >= 1, zip(firstDays, firstDays.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.firstDays = firstDays
    }

    /// Most bands, and the last day one may begin on.
    package static let most = 20
    package static let dayMax = 10_000

    /// Bands as people write them: the first day of each (`1,15,30`), or each whole and next to the one before
    /// (`1-14,15-29,30+`); `nil` when they leave a gap, overlap or do not ascend from 1 or later.
    package init?(_ text: String) {
        var first: [Int] = []
        var next: Int?
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = part.filter { $0 != " " }
            let days =
                word.hasSuffix("+") ? [word.dropLast()] : word.split(separator: "-", omittingEmptySubsequences: false)
            let numbers = days.compactMap { Int($0) }
            guard numbers.count == days.count, (1...2).contains(numbers.count), next.map({ $0 == numbers[0] }) ?? true,
                numbers.count == 1 || numbers[0] <= numbers[1]
            else { return nil }
            first.append(numbers[0])
            next = numbers.count == 2 ? numbers[1] + 1 : nil
        }
        // A last band with an end leaves those after it in one more.
        if let next { first.append(next) }
        guard first.count <= Self.most, first.allSatisfy({ $0 <= Self.dayMax }) else { return nil }
        self.init(firstDays: first)
    }

    /// As `init(_:)` reads it: `1-14,15-29,30+`.
    package var text: String {
        firstDays.indices.map { index in
            index + 1 < firstDays.count ? "\(firstDays[index])-\(firstDays[index + 1] - 1)" : "\(firstDays[index])+"
        }.joined(separator: ",")
    }

    /// 1-14, 15-29, 30-59, 60-89, 90 and more.
    package static let alarmTrade = AgingBuckets(firstDays: [1, 15, 30, 60, 90])!  // ascending by inspection

    /// Number of bands, the one for what is not past due included.
    package var count: Int { firstDays.count + 1 }

    /// The band of something due on `dueOn`: 0 while it is not past due, then 1 and up.
    package func bucket(dueOn: CalendarDate, on today: CalendarDate) -> Int {
        let late = today.days(since: dueOn)
        return firstDays.prefix { $0 <= late }.count
    }

    /// `not past due`, `1 to 14`, ..., `90+`; never `1-14`, which a spreadsheet takes for a day.
    package func label(_ bucket: Int) -> String {
        precondition((0..<count).contains(bucket), "a band is one of those counted")
        guard bucket > 0 else { return firstDays[0] == 1 ? "not past due" : "under \(firstDays[0])" }
        let first = firstDays[bucket - 1]
        return bucket == firstDays.count ? "\(first)+" : "\(first) to \(firstDays[bucket] - 1)"
    }
}
