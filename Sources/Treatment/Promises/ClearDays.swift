package import Receivables

extension PromiseFact {
    /// The first of the days, without a break up to `day`, on which nothing the promise covers was open and undisputed;
    /// `nil` when something is on `day`.
    func releasedOn(by day: CalendarDate) -> CalendarDate? {
        clearDays.first { $0.contains(day) }.map { max($0.from, madeOn) }
    }
}

extension DayInterval {
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
