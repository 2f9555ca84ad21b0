/// Finds the date order of a file by reading all of it once.
struct DateOrderDetection {
    private var lines: [DateOrder: (line: Int, column: String)] = [:]
    private var ambiguousColumn: String?
    private var isoCount = 0
    private var otherCount = 0

    /// Notes what one cell of a date column allows; a cell that is no date says nothing here.
    mutating func add(_ cell: ArraySlice<UInt8>, line: Int, column: String) {
        let orders = DateText.orders(of: cell)
        if orders == [.iso] { isoCount += 1 } else if !orders.isEmpty { otherCount += 1 }
        if orders.count > 1 {
            if ambiguousColumn == nil { ambiguousColumn = column }
        } else if let order = orders.first, lines[order] == nil {
            lines[order] = (line, column)
        }
    }

    /// The one order that fits. A file without any date takes any order; `iso` is as good as another. Where most dates
    /// are year, month, day the few others are refused row by row: no other order reads more of the file.
    func order() throws(ImportFileError) -> DateOrder {
        if isoCount > otherCount { return .iso }
        if let dayFirst = lines[.dayMonthYear], let monthFirst = lines[.monthDayYear] {
            throw .conflictingDateOrder(
                column: dayFirst.column, dayFirstLine: dayFirst.line, monthFirstLine: monthFirst.line)
        }
        if lines[.dayMonthYear] != nil { return .dayMonthYear }
        if lines[.monthDayYear] != nil { return .monthDayYear }
        if let ambiguousColumn { throw .ambiguousDateOrder(column: ambiguousColumn) }
        return .iso
    }
}
