import Receivables

// The table of a letter, across pages where one does not hold it.

extension LetterComposer {
    mutating func table() throws(LetterRefusal) {
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
}
