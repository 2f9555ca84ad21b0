import Receivables

// The end of a letter: signature, small print and the slip that is torn off.

extension LetterComposer {
    mutating func signature() throws(LetterRefusal) {
        guard !letter.signature.isEmpty else { return }
        let texts = try mapped(letter.signature) { line throws(LetterRefusal) in
            try set(line, body, width: right - left)
        }
        let height = texts.reduce(4) { $0 + $1.height }
        if y + height > bottom { newPage() }
        y += 4
        signatureTop = y
        for text in texts {
            put(text, left: left, right: right, top: y, role: .paragraph)
            y += text.height
        }
        y += 8
    }

    /// What the reader sends back is torn off the sheet that asks for it, not off one that only goes along.
    mutating func slipBeforeTheNextSheet() throws(LetterRefusal) {
        guard let slip = try slipBlock() else { return }
        if y + slip.height + 14 > bottom { newPage() }
        place(slip)
        isSlipPlaced = true
    }

    private func slipBlock() throws(LetterRefusal) -> SlipBlock? {
        guard !isSlipPlaced, let slip = letter.remittance else { return nil }
        let block = try SlipBlock(slip, brand: brand, width: right - left, typesetter: typesetter)
        if block.height + 14 > bottom - sheet.continuedTop { throw .partTallerThanPage(part: "slip") }
        return block
    }

    mutating func slipAndSmallPrint() throws(LetterRefusal) {
        let small = try mapped(letter.smallPrint) { line throws(LetterRefusal) in
            try set(line, TextStyle(size: 7.5, ink: .quiet, leading: 1.3), width: right - left)
        }
        let smallHeight = small.reduce(0) { $0 + $1.height }
        let slip = try slipBlock()
        let slipHeight = slip.map { $0.height + 14 } ?? 0
        // With no room above the slip the small print stands beside the signature: never on what is torn off.
        if let slip, let signatureTop, y + slipHeight <= bottom, y + smallHeight + slipHeight > bottom,
            try putBeside(signatureTop, upTo: bottom - slipHeight)
        {
            return place(slip)
        }
        // Nor does it go to a sheet of its own, or of the slip alone, while there is room beside the signature.
        var isBeside = false
        if y + smallHeight > bottom, let signatureTop { isBeside = try putBeside(signatureTop, upTo: bottom) }
        if !isBeside {
            if y + smallHeight > bottom { newPage() }
            for text in small {
                put(text, left: left, right: right, top: y, role: .paragraph)
                y += text.height
            }
        }
        guard let slip else { return }
        if y + slipHeight > bottom { newPage() }
        place(slip)
    }

    /// Puts the small print to the right of the signature.
    ///
    /// - Returns: Whether there was room for it above `limit`.
    private mutating func putBeside(_ signatureTop: Double, upTo limit: Double) throws(LetterRefusal) -> Bool {
        let start = left + (right - left) * 0.36
        let texts = try mapped(letter.smallPrint) { line throws(LetterRefusal) in
            try set(line, TextStyle(size: 7.5, ink: .quiet, leading: 1.3), width: right - start)
        }
        let height = texts.reduce(0) { $0 + $1.height }
        guard signatureTop + height <= limit else { return false }
        var top = signatureTop
        for text in texts {
            put(text, left: start, right: right, top: top, role: .paragraph)
            top += text.height
        }
        return true
    }

    private mutating func place(_ slip: SlipBlock) {
        let top = bottom - slip.height
        pages[pages.count - 1].append(
            .rule(left: 0, right: sheet.width, y: top - 8, weight: 0.6, ink: .quiet, isDashed: true))
        for part in slip.parts {
            put(part.text, left: left + part.left, right: left + part.right, top: top + part.top, role: part.role)
        }
        for line in slip.rules {
            pages[pages.count - 1].append(
                .rule(
                    left: left + line.left, right: left + line.right, y: top + line.y, weight: 0.6, ink: .quiet,
                    isDashed: false))
        }
    }
}
