import CPangoCairo

/// One thing on a page, in reading order. Positions are points from the top left corner.
enum PageElement {
    /// Lines `lines` of a text, the first baseline at `baseline`.
    case text(TypesetText, lines: Range<Int>, left: Double, right: Double, baseline: Double, role: StructureRole)
    case rule(left: Double, right: Double, y: Double, weight: Double, ink: Ink, isDashed: Bool)
    /// Opens and closes a group of the PDF's structure, such as `Table`; both stand on the same page.
    case open(String)
    case close(String)

    func draw(on cairo: OpaquePointer) {
        switch self {
        case .text(let text, let lines, let left, let right, let baseline, let role):
            // A paragraph drawn as a whole keeps only its first line in the structure, so each line has its own span.
            if let tag = role.tag { cairo_tag_begin(cairo, tag, nil) }
            for (offset, line) in lines.enumerated() {
                if role.tag != nil { cairo_tag_begin(cairo, "Span", nil) }
                text.draw(
                    line: line, left: left, right: right, baseline: baseline + Double(offset) * text.pitch, on: cairo)
                if role.tag != nil { cairo_tag_end(cairo, "Span") }
            }
            if let tag = role.tag { cairo_tag_end(cairo, tag) }
        case .rule(let left, let right, let y, let weight, let ink, let isDashed):
            cairo_save(cairo)
            cairo_set_source_rgb(cairo, ink.red, ink.green, ink.blue)
            cairo_set_line_width(cairo, weight)
            if isDashed { cairo_set_dash(cairo, [3, 3], 2, 0) }
            cairo_move_to(cairo, left, y)
            cairo_line_to(cairo, right, y)
            cairo_stroke(cairo)
            cairo_restore(cairo)
        case .open(let tag): cairo_tag_begin(cairo, tag, nil)
        case .close(let tag): cairo_tag_end(cairo, tag)
        }
    }
}

/// What a text is in the PDF's structure.
enum StructureRole {
    case heading, paragraph, headerCell, cell
    /// Repeated on each page and not part of the letter's text, such as the page number.
    case furniture

    var tag: String? {
        switch self {
        case .heading: "H1"
        case .paragraph: "P"
        case .headerCell: "TH"
        case .cell: "TD"
        case .furniture: nil
        }
    }
}
