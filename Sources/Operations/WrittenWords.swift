import Receivables

extension String {
    /// Whether nothing is written in it: a name of blanks is nobody's.
    package var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

// What people write, looked at before it is kept. Every act that keeps free text begins with this.

/// Refuses texts that hold the number of a payment card. The words of the refusal hold none of it.
func refuseCardNumbers(in texts: String?...) throws {
    guard texts.contains(where: { $0.map { CardNumber.isIn($0) } ?? false }) else { return }
    throw ActRefused(
        .badInput,
        "a number in it may be that of a payment card, and those are never kept: leave it out; card details belong in the "
            + "payment page alone")
}

/// Refuses what is no stable word: it stands in the books for ever, and reports count by it.
///
/// - Parameter example: A word that would do.
func checkReason(_ reason: String, example: String) throws {
    let isWord =
        (1...40).contains(reason.utf8.count)
        && reason.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") }
    guard isWord else {
        throw ActRefused(
            .badInput,
            "--reason takes one stable word of small letters, digits and dashes, such as \(example): what a person has to "
                + "say belongs in a note, dunwell customer note")
    }
    try refuseCardNumbers(in: reason)
}
