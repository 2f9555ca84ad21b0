import Receivables

/// Days as sorted runs that neither overlap nor touch, so that counting them is one pass.
struct DaySpans: Hashable, Sendable {
    /// First day and first day after, as days since the epoch; an open end is `Int.max`.
    private(set) var runs: [Range<Int>] = []

    init(_ intervals: some Sequence<DayInterval>) {
        let sorted = intervals.compactMap { interval -> Range<Int>? in
            let from = interval.from.daysSinceEpoch
            let until = interval.until?.daysSinceEpoch ?? .max
            return from < until ? from..<until : nil
        }.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        for run in sorted {
            if let last = runs.last, run.lowerBound <= last.upperBound {
                runs[runs.count - 1] = last.lowerBound..<max(last.upperBound, run.upperBound)
            } else {
                runs.append(run)
            }
        }
    }

    /// Number of days after `start` up to and including `end` that lie in a run.
    func count(after start: CalendarDate, through end: CalendarDate) -> Int {
        let asked = (start.daysSinceEpoch + 1)..<(max(start, end).daysSinceEpoch + 1)
        return runs.reduce(0) { $0 + $1.clamped(to: asked).count }
    }

    /// The run a day lies in; no end when it is open.
    func run(containing day: CalendarDate) -> DayInterval? {
        guard let run = runs.first(where: { $0.contains(day.daysSinceEpoch) }) else { return nil }
        return DayInterval(
            from: CalendarDate(daysSinceEpoch: run.lowerBound),
            until: run.upperBound == .max ? nil : CalendarDate(daysSinceEpoch: run.upperBound))
    }
}
