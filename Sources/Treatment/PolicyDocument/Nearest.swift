/// Finds the word somebody probably meant.
enum Nearest {
    /// The allowed word nearest to `text`; `nil` when none is near enough to suggest.
    static func word(to text: String, among allowed: [String]) -> String? {
        let asked = text.prefix(60).lowercased().replacing("_", with: "-")
        let ranked = allowed.map { ($0, distance(asked, $0)) }.min { $0.1 < $1.1 }
        guard let (word, distance) = ranked, distance <= Self.distanceMax(word.count) else { return nil }
        return word
    }

    /// Two words of four letters that differ in two are two words.
    private static func distanceMax(_ letters: Int) -> Int { letters < 5 ? 1 : max(2, letters / 3) }

    static func fix(for text: String, among allowed: [String]) -> String {
        word(to: text, among: allowed).map { "did you mean \($0.quoted)?" } ?? "remove it or use one of those"
    }

    static func list(_ words: [String]) -> String {
        words.count <= 1 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words[words.count - 1]
    }

    /// Letters to insert, drop or change to turn one word into the other.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left), Array(right))
        var row = Array(0...right.count)
        for (i, letter) in left.enumerated() {
            var previous = row[0]
            row[0] = i + 1
            for (j, other) in right.enumerated() {
                let changed = previous + (letter == other ? 0 : 1)
                previous = row[j + 1]
                row[j + 1] = min(changed, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}

/// Amounts as people write them in a policy.
enum Amounts {
    /// Reads `15`, `15.5` is refused, `15.00` is 1500; `nil` for any other form and below nothing.
    static func minorUnits(_ text: String) -> Int64? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), !parts[0].isEmpty, parts[0].count <= 12,
            parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }), let whole = Int64(parts[0])
        else { return nil }
        guard parts.count == 2 else { return whole * 100 }
        guard parts[1].count == 2, let cents = Int64(parts[1]) else { return nil }
        return whole * 100 + cents
    }
}
