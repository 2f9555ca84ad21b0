package import Receivables

extension PromiseFact {
    /// The first of the days, without a break up to `day`, on which nothing the promise covers was open and undisputed;
    /// `nil` when something is on `day`.
    func releasedOn(by day: CalendarDate) -> CalendarDate? {
        clearDays.first { $0.contains(day) }.map { max($0.from, madeOn) }
    }
}

extension DayInterval {
    /// Days on which nothing of one item is open and undisputed, in order.
    ///
    /// - Parameters:
    ///   - moved: By how much each day changed what is open, in minor units; in any order.
    ///   - disputes: Its disputes with their parts in minor units; `nil` for all of it.
    package static func clear(
        moved: [(day: CalendarDate, minor: Int64)], disputes: [(days: DayInterval, minor: Int64?)]
    ) -> [DayInterval] {
        let ends = disputes.flatMap { [$0.days.from, $0.days.until].compactMap(\.self) }
        let changes = Set(moved.map(\.day) + ends).sorted()
        var found: [DayInterval] = []
        var since: CalendarDate?
        for day in changes {
            // What cannot be counted is certainly open.
            let open = moved.filter { $0.day <= day }.reduce(Int64(0)) {
                $0.addingReportingOverflow($1.minor).partialValue
            }
            let standing = disputes.filter { $0.days.contains(day) }
            let disputed = standing.reduce(Int64(0)) { sum, one in
                min(max(open, 0), sum + min(one.minor ?? open, max(open, 0)))
            }
            if open <= disputed {
                since = since ?? day
            } else if let from = since {
                found.append(DayInterval(from: from, until: day))
                since = nil
            }
        }
        if let since { found.append(DayInterval(from: since, until: nil)) }
        return found
    }

    /// Days that lie in a run of each list; empty when there is no list, or no such day.
    package static func common(to lists: [[DayInterval]]) -> [DayInterval] {
        let spans = lists.map { DaySpans($0) }
        guard !spans.isEmpty else { return [] }
        let starts = Set(lists.flatMap { $0.map(\.from) }).sorted()
        let found = starts.compactMap { start -> DayInterval? in
            let runs = spans.compactMap { $0.run(containing: start) }
            guard runs.count == spans.count else { return nil }
            return DayInterval(from: start, until: runs.compactMap(\.until).min())
        }
        return DaySpans(found).runs.compactMap { run in
            found.first { $0.from.daysSinceEpoch == run.lowerBound }.map { first in
                DayInterval(
                    from: first.from,
                    until: run.upperBound == .max ? nil : CalendarDate(daysSinceEpoch: run.upperBound))
            }
        }
    }
}
