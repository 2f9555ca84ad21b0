import Receivables

/// Places the parts of one letter on pages, each part from the height where the one before it ended: the first page's head
/// (`LetterHead`), running text (`LetterBody`), the table (`LetterTable`) and the end (`LetterEnd`).
struct LetterComposer {
    /// Bound on one letter; 5 pages of items are more than anybody reads.
    static let pagesMax = 20

    let letter: LetterContent
    let sheet: LetterSheet
    let typesetter: Typesetter
    var pages: [[PageElement]] = [[]]
    /// Where the next part begins on the last page.
    var y: Double
    /// Where the signature begins on the current page; `nil` before it.
    var signatureTop: Double?
    var isSlipPlaced = false

    let body: TextStyle
    let brand: Ink
    /// 1, or less for a letter that just misses a page.
    let density: Double
    let left: Double
    let right: Double
    let bottom: Double

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

    // MARK: Setting and placing

    func set(_ text: String, _ style: TextStyle, width: Double?) throws(LetterRefusal) -> TypesetText {
        try typesetter.set(text, style, width: width)
    }

    mutating func put(
        _ text: TypesetText, lines: Range<Int>? = nil, left: Double, right: Double, top: Double, role: StructureRole
    ) {
        let lines = lines ?? 0..<text.lineCount
        guard !lines.isEmpty else { return }
        // The baseline lies so that the letters stand in the middle of the line's height.
        let baseline = top + (text.pitch - text.style.size) / 2 + text.style.size * 0.86
        pages[pages.count - 1].append(
            .text(text, lines: lines, left: left, right: right, baseline: baseline, role: role))
    }

    mutating func rule(_ y: Double, weight: Double, ink: Ink) {
        pages[pages.count - 1].append(
            .rule(left: left, right: right, y: y, weight: weight, ink: ink, isDashed: false))
    }

    mutating func newPage() {
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
