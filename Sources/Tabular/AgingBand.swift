/// One column of an aging summary: what is as many days past due.
package struct AgingBand: Hashable, Sendable {
    /// As the file has it.
    package let heading: String
    /// The youngest day past due it holds; 0 for what is not past due, or may not be.
    package let firstDay: Int

    /// `nil` for a heading that is none of a band: `Current`, `1 - 30`, `31-60 days`, `> 90`, `Over 90`, `91 and over`,
    /// `90+`, `2 Months`.
    init?(_ heading: String) {
        self.heading = CellBytes.text(CellBytes.trimmed(ArraySlice(heading.utf8)))
        let whole = Heading.normalized(heading)
        if let day = Self.words[whole] {
            firstDay = day
            return
        }
        let text = whole.replacing("past due", with: "").filter { $0 != "(" && $0 != ")" }
            .split(separator: " ").filter { !Self.fillers.contains(String($0)) }.joined(separator: " ")
        if let match = text.wholeMatch(of: /(\d{1,4}) ?(-|\u{2013}|\u{2014}|to|thru|through) ?(\d{1,4})/),
            let first = Int(match.1), let last = Int(match.3), first <= last
        {
            firstDay = first
        } else if let match = text.wholeMatch(of: /(>|over|more than|older than|above) ?(\d{1,4})/),
            let last = Int(match.2)
        {
            firstDay = last + 1
        } else if let match = text.wholeMatch(of: /(>=|\u{2265}|from) ?(\d{1,4})/), let first = Int(match.2) {
            firstDay = first
        } else if let match = text.wholeMatch(
            of: /(\d{1,4}) ?(\+|(and|&|or) (over|above|more|older|up)|plus|up)/), let first = Int(match.1)
        {
            firstDay = first
        } else {
            return nil
        }
    }

    /// Bands named in words. So many months are at least as many days as their shortest run has.
    private static let words: [String: Int] = [
        "current": 0, "not due": 0, "not yet due": 0, "not past due": 0, "not overdue": 0, "future": 0,
        "current due": 0, "< 1 month": 1, "1 month": 28, "2 months": 59, "3 months": 89, "older": 120,
    ]
    private static let fillers: Set<String> = ["days", "day", "overdue", "late", "old"]
}
