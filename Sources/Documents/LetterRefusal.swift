/// Why one letter cannot be drawn. Holds no words of the letter.
package enum LetterRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// No line to print in the window.
    case noAddress
    /// More lines than the window shows at the smallest size allowed.
    case tooManyAddressLines(found: Int, fit: Int)
    /// One line, counted from 1, is wider than the window shows at the smallest size allowed.
    case addressLineTooWide(line: Int, byMillimetres: Double)
    /// The sender's lines run into the window.
    case letterheadTooTall(lines: Int, fit: Int)
    /// One part is taller than a page: `part` says which.
    case partTallerThanPage(part: String)
    /// The letter is longer than any letter should be.
    case tooLong(pagesMax: Int)
    /// A character no installed font can draw, as `U+1F600`.
    case noFontFor(character: String)

    package var description: String {
        switch self {
        case .noAddress: "the address is empty: give a name and a postal address"
        case .tooManyAddressLines(let found, let fit):
            "the address has \(found) lines and the window shows \(fit): join lines (put the unit at the end of the "
                + "street line) or use an envelope with a taller window"
        case .addressLineTooWide(let line, let excess):
            "address line \(line) is \(tenths(excess)) mm wider than the window shows: shorten it or break it in two"
        case .letterheadTooTall(let lines, let fit):
            "the letterhead has \(lines) lines and \(fit) fit above the window: shorten the sender's address"
        case .partTallerThanPage(let part): "the \(part) is taller than a page: shorten it"
        case .tooLong(let most): "the letter is longer than \(most) pages: send a statement by another way"
        case .noFontFor(let character): "no installed font has \(character): replace it, or install a font that has it"
        }
    }

    private func tenths(_ value: Double) -> String {
        let count = Int((value * 10).rounded(.up))
        return "\(count / 10).\(count % 10)"
    }
}

/// Why no file of letters was made. The same may be tried again once the cause is gone.
package enum LetterFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The font letters are set in is not installed.
    case fontMissing(family: String)
    /// The operating system refused; `step` says what was being done, `code` is its errno.
    case system(step: String, code: Int32, reason: String)
    /// The page library refused.
    case drawing(reason: String)

    package var description: String {
        switch self {
        case .fontMissing(let family):
            "the font \(family) is not installed: install the package fonts-liberation and try again"
        case .system(let step, let code, let reason):
            "\(step) the file of letters: \(reason) (errno \(code)); no file was left behind. "
                + "Free space or correct the folder's permissions, then try again"
        case .drawing(let reason): "the page library stopped: \(reason); no file was left behind"
        }
    }
}
