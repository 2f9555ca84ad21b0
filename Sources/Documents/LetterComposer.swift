import Receivables

/// Places the parts of one letter on pages.
struct LetterComposer {
    /// Bound on one letter; 5 pages of items are more than anybody reads.
    static let pagesMax = 20

    let letter: LetterContent
    let sheet: LetterSheet
    let typesetter: Typesetter
    private(set) var pages: [[PageElement]] = [[]]
    private var y: Double
    /// Where the signature begins on the current page; `nil` before it.
    private var signatureTop: Double?
    private var isSlipPlaced = false

    private let body: TextStyle
    private let brand: Ink
    /// 1, or less for a letter that just misses a page.
    private let density: Double
    private let left: Double
    private let right: Double
    private let bottom: Double

    private init(_ letter: LetterContent, sheet: LetterSheet, typesetter: Typesetter, density: Double) {
        self.density = density
        brand = letter.brandColor.flatMap(Ink.init(hexadecimal:)) ?? .brand
        body = TextStyle(size: 10 * density, leading: density < 1 ? 1.3 : 1.34)
        self.letter = letter
        self.sheet = sheet
        self.typesetter = typesetter
        left = sheet.left
        right = sheet.right
        bottom = sheet.bottom
        y = sheet.bodyTop
    }

    /// How much tighter a letter may be set to save a sheet; text stays at 9 points or more.
    private static let densities = [0.93, 0.9]

    /// The pages of a letter and of what is enclosed with it, at least one, numbered through. A letter that just misses
    /// a page is set a little tighter; one that may keeps to one page with its table behind it.
    static func pages(
        of letter: LetterContent, enclosing enclosed: [LetterContent] = [], sheet: LetterSheet, typesetter: Typesetter
    ) throws(LetterRefusal) -> [[PageElement]] {
        var composed = [try fitted(letter, sheet: sheet, typesetter: typesetter)]
        for page in enclosed { composed.append(try enclosure(page, sheet: sheet, typesetter: typesetter)) }
        return try numbered(composed)
    }

    /// The pages of something enclosed, by themselves.
    static func pages(
        ofEnclosure page: LetterContent, sheet: LetterSheet, typesetter: Typesetter
    ) throws(LetterRefusal) -> [[PageElement]] {
        try numbered([try enclosure(page, sheet: sheet, typesetter: typesetter)])
    }

    private static func numbered(_ composed: [LetterComposer]) throws(LetterRefusal) -> [[PageElement]] {
        let count = composed.reduce(0) { $0 + $1.pages.count }
        var done: [[PageElement]] = []
        for var composer in composed {
            let before = done.count
            for number in composer.pages.indices {
                try composer.furniture(onPage: number, number: before + number + 1, of: count)
            }
            done += composer.pages
        }
        return done
    }

    private static func fitted(
        _ letter: LetterContent, sheet: LetterSheet, typesetter: Typesetter
    ) throws(LetterRefusal) -> LetterComposer {
        var usual = LetterComposer(letter, sheet: sheet, typesetter: typesetter, density: 1)
        try usual.compose()
        guard usual.pages.count > 1 else { return usual }
        if usual.pages.count == 2 {
            for density in densities {
                var tight = LetterComposer(letter, sheet: sheet, typesetter: typesetter, density: density)
                try tight.compose()
                if tight.pages.count < usual.pages.count { return tight }
            }
        }
        guard letter.itemsFollow != nil else { return usual }
        for density in [1] + densities {
            var parted = LetterComposer(letter, sheet: sheet, typesetter: typesetter, density: density)
            if try parted.composeWithTheTableBehind() == 1 { return parted }
        }
        return usual
    }

    private static func enclosure(
        _ page: LetterContent, sheet: LetterSheet, typesetter: Typesetter
    ) throws(LetterRefusal) -> LetterComposer {
        var composer = LetterComposer(page, sheet: sheet, typesetter: typesetter, density: 1)
        try composer.composeAsEnclosure()
        return composer
    }

    private mutating func compose() throws(LetterRefusal) {
        try begin()
        try paragraphs(letter.opening)
        try table()
        try paragraphs(letter.closing, reserveAtEnd: Double(letter.signature.count) * body.pitch + 4)
        try signature()
        try slipAndSmallPrint()
    }

    /// The letter with its table on pages of its own.
    ///
    /// - Returns: How many pages the letter itself takes.
    private mutating func composeWithTheTableBehind() throws(LetterRefusal) -> Int {
        try begin()
        try paragraphs(letter.opening)
        try paragraph(letter.itemsFollow ?? "", after: 7)
        try paragraphs(letter.closing, reserveAtEnd: Double(letter.signature.count) * body.pitch + 4)
        try signature()
        try slipAndSmallPrint()
        let own = pages.count
        newPage()
        try table()
        return own
    }

    /// A page without window and salutation: who sends it, what it is, whom it is for.
    private mutating func composeAsEnclosure() throws(LetterRefusal) {
        try letterhead()
        y = sheet.headBottom + 26
        var top = y
        for (index, line) in ([letter.date] + letter.referenceLines).enumerated() {
            let style = TextStyle(size: 10, ink: index == 0 ? .text : .quiet, alignment: .right)
            let text = try set(line, style, width: 220)
            put(text, left: right - 220, right: right, top: top, role: .paragraph)
            top += text.height + 1
        }
        for line in letter.recipientLines {
            let text = try set(line, body, width: right - left - 240)
            put(text, left: left, right: right - 240, top: y, role: .paragraph)
            y += text.height
        }
        y = max(y, top) + 22
        try paragraph(letter.title, style: TextStyle(size: 13, isBold: true, ink: brand), after: 8, role: .heading)
        try paragraphs(letter.opening)
        try table()
        try paragraphs(letter.closing)
        y += 4
        try slipAndSmallPrint()
    }

    private mutating func begin() throws(LetterRefusal) {
        try letterhead()
        try address()
        try reference()
        try paragraph(letter.salutation, after: 7)
    }

    // MARK: First page

    private mutating func letterhead() throws(LetterRefusal) {
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

    private mutating func address() throws(LetterRefusal) {
        let block = try AddressBlock(letter.recipientLines, sheet: sheet, typesetter: typesetter)
        for (line, baseline) in zip(block.lines, block.baselines) {
            pages[0].append(
                .text(
                    line, lines: 0..<1, left: sheet.addressBox.left, right: sheet.addressBox.right, baseline: baseline,
                    role: .paragraph))
        }
    }

    private mutating func reference() throws(LetterRefusal) {
        var top = sheet.addressBox.top - 2
        for (index, line) in ([letter.date] + letter.referenceLines).enumerated() {
            let style = TextStyle(size: 10, ink: index == 0 ? .text : .quiet, alignment: .right)
            let text = try set(line, style, width: right - sheet.sideLeft)
            put(text, left: sheet.sideLeft, right: right, top: top, role: .paragraph)
            top += text.height + 1
        }
        y = max(y, top + 12)
    }

    // MARK: Running text

    /// - Parameter reserveAtEnd: Height that must follow the last paragraph on its page, such as the signature's.
    private mutating func paragraphs(_ texts: [String], reserveAtEnd: Double = 0) throws(LetterRefusal) {
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

    private mutating func paragraph(
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

    // MARK: Table

    private mutating func table() throws(LetterRefusal) {
        guard !letter.items.isEmpty, letter.itemHeadings.count == 4 else { return }
        let cells = TextStyle(size: 9.5, leading: 1.32)
        let table = try ItemTable(letter, width: right - left, style: cells, typesetter: typesetter)
        y += 3
        if y + table.header.height + table.rows[0].height > bottom { newPage() }
        openTable(table)
        for (index, row) in table.rows.enumerated() {
            // The total never stands alone on a page: the last row goes with it.
            let reserve = index == table.rows.count - 1 ? table.total.height + 8 : 0
            if y + row.height + reserve > bottom {
                pages[pages.count - 1].append(.close("Table"))
                newPage()
                if pages.count > Self.pagesMax { throw .tooLong(pagesMax: Self.pagesMax) }
                openTable(table)
                if y + row.height + reserve > bottom { throw .partTallerThanPage(part: "line of the table") }
            }
            place(row)
            rule(y, weight: 0.4, ink: .line)
        }
        rule(y, weight: 0.9, ink: .text)
        place(table.total)
        pages[pages.count - 1].append(.close("Table"))
        y += 12
    }

    private mutating func openTable(_ table: ItemTable) {
        pages[pages.count - 1].append(.open("Table"))
        place(table.header)
        rule(y, weight: 0.9, ink: .text)
    }

    private mutating func place(_ row: ItemTable.Row) {
        pages[pages.count - 1].append(.open("TR"))
        for cell in row.cells {
            put(
                cell.text, left: left + cell.left, right: left + cell.right, top: y + row.padding,
                role: row.isHeader ? .headerCell : .cell)
        }
        pages[pages.count - 1].append(.close("TR"))
        y += row.height
    }

    // MARK: End

    private mutating func signature() throws(LetterRefusal) {
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
    private mutating func slipBeforeTheNextSheet() throws(LetterRefusal) {
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

    private mutating func slipAndSmallPrint() throws(LetterRefusal) {
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
        if y + smallHeight > bottom { newPage() }
        for text in small {
            put(text, left: left, right: right, top: y, role: .paragraph)
            y += text.height
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

    private mutating func furniture(onPage index: Int, number: Int, of count: Int) throws(LetterRefusal) {
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

    // MARK: Setting and placing

    private func set(_ text: String, _ style: TextStyle, width: Double?) throws(LetterRefusal) -> TypesetText {
        try typesetter.set(text, style, width: width)
    }

    private mutating func put(
        _ text: TypesetText, lines: Range<Int>? = nil, left: Double, right: Double, top: Double, role: StructureRole
    ) {
        let lines = lines ?? 0..<text.lineCount
        guard !lines.isEmpty else { return }
        // The baseline lies so that the letters stand in the middle of the line's height.
        let baseline = top + (text.pitch - text.style.size) / 2 + text.style.size * 0.86
        pages[pages.count - 1].append(
            .text(text, lines: lines, left: left, right: right, baseline: baseline, role: role))
    }

    private mutating func rule(_ y: Double, weight: Double, ink: Ink) {
        pages[pages.count - 1].append(
            .rule(left: left, right: right, y: y, weight: weight, ink: ink, isDashed: false))
    }

    private mutating func newPage() {
        pages.append([])
        signatureTop = nil
        y = sheet.continuedTop
    }
}

/// `map` that keeps the type of the error.
func mapped<Element, Result>(
    _ elements: [Element], _ transform: (Element) throws(LetterRefusal) -> Result
) throws(LetterRefusal) -> [Result] {
    var results: [Result] = []
    for element in elements { results.append(try transform(element)) }
    return results
}
