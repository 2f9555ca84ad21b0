import Receivables

// The head of a letter, and what stands at the edge of each of its pages.

extension LetterComposer {
    mutating func letterhead() throws(LetterRefusal) {
        let registered = letter.senderLines.first ?? ""
        let name = try set(
            letter.brandName ?? registered,
            TextStyle(size: letter.brandName == nil ? 16 : 22, isBold: true, ink: brand),
            width: 250)
        put(name, left: left, right: left + 250, top: sheet.headTop, role: .paragraph)
        if letter.brandName != nil {
            let full = try set(registered, TextStyle(size: 8.5, ink: .quiet, leading: 1.3), width: 250)
            let top = sheet.headTop + name.height
            if top + full.height > sheet.headBottom { throw .letterheadTooTall(lines: 2, fit: 1) }
            put(full, left: left, right: left + 250, top: top, role: .paragraph)
        }
        var top = sheet.headTop + 2
        let lines = letter.senderLines.dropFirst() + (sheet.endorsement.map { [$0] } ?? [])
        for (index, line) in lines.enumerated() {
            let style = TextStyle(size: 8.5, ink: .quiet, alignment: .right, leading: 1.3)
            let text = try set(line, style, width: 210)
            if top + text.height > sheet.headBottom { throw .letterheadTooTall(lines: lines.count, fit: index) }
            put(text, left: right - 210, right: right, top: top, role: .paragraph)
            top += text.height
        }
        pages[0].append(
            .rule(left: left, right: right, y: sheet.headBottom + 4, weight: 1.2, ink: brand, isDashed: false))
    }

    mutating func address() throws(LetterRefusal) {
        let block = try AddressBlock(letter.recipientLines, sheet: sheet, typesetter: typesetter)
        for (line, baseline) in zip(block.lines, block.baselines) {
            pages[0].append(
                .text(
                    line, lines: 0..<1, left: sheet.addressBox.left, right: sheet.addressBox.right, baseline: baseline,
                    role: .paragraph))
        }
    }

    mutating func reference() throws(LetterRefusal) {
        var top = sheet.addressBox.top - 2
        for (index, line) in ([letter.date] + letter.referenceLines).enumerated() {
            let style = TextStyle(size: 10, ink: index == 0 ? .text : .quiet, alignment: .right)
            let text = try set(line, style, width: right - sheet.sideLeft)
            put(text, left: sheet.sideLeft, right: right, top: top, role: .paragraph)
            top += text.height + 1
        }
        y = max(y, top + 12)
    }

    mutating func furniture(onPage index: Int, number: Int, of count: Int) throws(LetterRefusal) {
        let label = letter.pageLabel.replacing("{page}", with: String(number))
            .replacing("{pages}", with: String(count))
        let style = TextStyle(size: 8.5, ink: .quiet, alignment: .right)
        let text = try set(label, style, width: nil)
        pages[index].append(
            .text(text, lines: 0..<1, left: left, right: right, baseline: sheet.labelBaseline, role: .furniture))
        guard index > 0 else { return }
        let running = ([letter.senderLines.first ?? ""] + letter.referenceLines + [letter.date])
            .filter { !$0.isEmpty }.joined(separator: "  ·  ")
        let head = try set(running, TextStyle(size: 8.5, ink: .quiet), width: right - left)
        pages[index].append(
            .text(
                head, lines: 0..<1, left: left, right: right, baseline: sheet.headTop + 8, role: .furniture))
        pages[index].append(
            .rule(left: left, right: right, y: sheet.headTop + 16, weight: 0.6, ink: .line, isDashed: false))
    }
}
