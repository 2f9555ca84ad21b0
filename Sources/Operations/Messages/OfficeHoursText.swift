import Correspondence

extension OfficeHours {
    /// Reads `1-5 08:00-17:00; 6 09:00-12:00`: days of the week, Monday 1 to Sunday 7, and the hours a person answers.
    ///
    /// - Returns: The spans in the order given; `nil` for any other form, for days or hours that do not exist, and for a
    ///   span that ends before it begins.
    static func reading(_ text: String) -> [OfficeHours]? {
        var spans: [OfficeHours] = []
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let match = part.wholeMatch(of: /\s*([1-7])(?:-([1-7]))?\s+(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})\s*/)
            guard let match, let first = Int(match.1), let opens = minute(match.3, match.4),
                let closes = minute(match.5, match.6)
            else { return nil }
            let last = match.2.flatMap { Int($0) } ?? first
            guard first <= last, opens < closes else { return nil }
            spans.append(
                OfficeHours(firstWeekday: first, lastWeekday: last, opensAtMinute: opens, closesAtMinute: closes))
        }
        return spans
    }

    private static func minute(_ hour: Substring, _ minute: Substring) -> Int? {
        guard let hour = Int(hour), let minute = Int(minute), hour < 24, minute < 60 else { return nil }
        return hour * 60 + minute
    }
}
