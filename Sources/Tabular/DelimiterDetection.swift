/// Which character parts the cells of a file.
package enum DelimiterDetection {
    /// Characters looked for; between equals the one with more cells a line wins, then the earlier.
    package static let candidates: [UInt8] = [
        UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"),
    ]

    /// Judges the beginning of a text: the candidate by which the most lines have one same number of cells.
    ///
    /// - Returns: A comma when nothing speaks for another, as in a file of one column.
    package static func detect(_ sample: [UInt8]) -> UInt8 {
        var best = (delimiter: candidates[0], lines: 0, columns: 1)
        for candidate in candidates {
            var linesByColumns: [Int: Int] = [:]
            for columns in columnCounts(sample, delimiter: candidate) where columns > 1 {
                linesByColumns[columns, default: 0] += 1
            }
            for (columns, lines) in linesByColumns where (lines, columns) > (best.lines, best.columns) {
                best = (candidate, lines, columns)
            }
        }
        return best.delimiter
    }

    /// Cells of each line outside quotes, of the first 100 lines; a last line that was cut off is not judged.
    private static func columnCounts(_ sample: [UInt8], delimiter: UInt8) -> [Int] {
        var counts: [Int] = []
        var columns = 1
        var isInQuotes = false
        var isBlank = true
        for byte in sample {
            switch byte {
            case UInt8(ascii: "\""): isInQuotes.toggle()
            case delimiter where !isInQuotes: columns += 1
            case 10 where !isInQuotes, 13 where !isInQuotes:
                if !isBlank { counts.append(columns) }
                if counts.count == 100 { return counts }
                (columns, isBlank) = (1, true)
                continue
            default: break
            }
            isBlank = false
        }
        if counts.isEmpty, !isBlank { counts.append(columns) }
        return counts
    }
}
