/// The recipient's lines, set as large as the window's safe box allows.
struct AddressBlock {
    /// Largest first. Source: USPS DMM 202: an address is at least 8 point.
    static let sizes: [Double] = [10.5, 10, 9.5, 9, 8.5, 8]
    /// Distance of baselines in sizes.
    private static let leading = 1.16
    /// Height of capitals above, depth of descenders below the baseline, in sizes.
    private static let (rise, drop) = (0.74, 0.22)

    let lines: [TypesetText]
    /// One for each line, points from the sheet's top.
    let baselines: [Double]

    init(_ texts: [String], sheet: LetterSheet, typesetter: Typesetter) throws(LetterRefusal) {
        let box = sheet.addressBox
        guard texts.contains(where: { !$0.isEmpty }) else { throw .noAddress }
        var refusal = LetterRefusal.noAddress
        for size in Self.sizes {
            let needed = size * (Self.rise + Self.drop + Double(texts.count - 1) * Self.leading)
            if needed > box.height {
                let fit = Int((box.height / size - Self.rise - Self.drop) / Self.leading) + 1
                refusal = .tooManyAddressLines(found: texts.count, fit: fit)
                continue
            }
            let style = TextStyle(size: size, leading: Self.leading)
            let lines = try mapped(texts) { text throws(LetterRefusal) in
                try typesetter.set(text, style, width: nil)
            }
            if let wide = lines.firstIndex(where: { $0.width > box.width }) {
                refusal = .addressLineTooWide(
                    line: wide + 1, byMillimetres: (lines[wide].width - box.width).millimetres)
                continue
            }
            let first = box.top + (box.height - needed) / 2 + size * Self.rise
            self.lines = lines
            baselines = lines.indices.map { first + Double($0) * size * Self.leading }
            return
        }
        throw refusal
    }
}
