import Receivables

// The running text of a letter: paragraphs, lists and headings.

extension LetterComposer {
    /// - Parameter reserveAtEnd: Height that must follow the last paragraph on its page, such as the signature's.
    mutating func paragraphs(_ texts: [String], reserveAtEnd: Double = 0) throws(LetterRefusal) {
        for (index, text) in texts.enumerated() {
            if text == LetterContent.pageMark {
                try slipBeforeTheNextSheet()
                newPage()
                continue
            }
            let next = index + 1 < texts.count ? texts[index + 1] : ""
            let isListEntry = text.hasPrefix("• ")
            let keepsNext = text.hasSuffix(":")
            let isHeading = !isListEntry && !keepsNext && index > 0 && texts[index - 1] == LetterContent.pageMark
            if text.hasPrefix(LetterContent.headlineMark) {
                let headline = String(text.dropFirst(LetterContent.headlineMark.count))
                try paragraph(
                    headline, style: TextStyle(size: 13, isBold: true, ink: .text), after: 10, role: .heading)
            } else if isHeading {
                try paragraph(text, style: TextStyle(size: 13, isBold: true, ink: brand), after: 10, role: .heading)
            } else if isListEntry {
                try listEntry(String(text.dropFirst(2)), after: next.hasPrefix("• ") ? 1.5 : 7)
            } else {
                let isLast = index == texts.count - 1
                let reserve = (keepsNext ? 2 * body.pitch : 0) + (isLast ? reserveAtEnd : 0)
                try paragraph(text, after: next.hasPrefix("• ") ? 3 : 7, reserve: reserve)
            }
        }
    }

    mutating func paragraph(
        _ text: String, style: TextStyle? = nil, after gap: Double, reserve: Double = 0,
        role: StructureRole = .paragraph
    ) throws(LetterRefusal) {
        let text = try set(text, style ?? body, width: right - left)
        try flow(text, left: left, reserve: reserve, role: role)
        y += gap * density
    }

    private mutating func listEntry(_ text: String, after gap: Double) throws(LetterRefusal) {
        let mark = try set("•", body, width: nil)
        let text = try set(text, body, width: right - left - 14)
        if y + text.height > bottom { newPage() }
        put(mark, left: left + 2, right: right, top: y, role: .paragraph)
        try flow(text, left: left + 14, reserve: 0, role: .paragraph)
        y += gap * density
    }

    /// Puts lines where they fit; a short paragraph is not parted.
    private mutating func flow(
        _ text: TypesetText, left: Double, reserve: Double, role: StructureRole
    ) throws(LetterRefusal) {
        if text.lineCount <= 6 {
            if y + text.height + reserve > bottom { newPage() }
            put(text, left: left, right: right, top: y, role: role)
            y += text.height
            return
        }
        var next = 0
        while next < text.lineCount {
            var fit = Int((bottom - y) / text.pitch)
            // Neither the first nor the last line of a paragraph stands alone.
            if fit < text.lineCount - next { fit = min(fit, text.lineCount - next - 2) }
            if fit < 2 {
                newPage()
                if pages.count > Self.pagesMax { throw .tooLong(pagesMax: Self.pagesMax) }
                continue
            }
            let end = min(text.lineCount, next + fit)
            put(text, lines: next..<end, left: left, right: right, top: y, role: role)
            y += Double(end - next) * text.pitch
            next = end
        }
    }
}
