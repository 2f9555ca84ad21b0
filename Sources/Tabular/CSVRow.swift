/// One record of a CSV file. Cells are byte slices of UTF-8 text, quotes and doubled quotes already resolved.
package struct CSVRow: Sendable, Hashable {
    /// Physical line on which the record begins, counted from 1; quoted line breaks count.
    package let line: Int
    private let bytes: [UInt8]
    private let ends: [Int]

    init(line: Int, bytes: [UInt8], ends: [Int]) {
        self.line = line
        self.bytes = bytes
        self.ends = ends
    }

    /// Number of cells.
    package var count: Int { ends.count }

    /// The bytes of a cell; empty past the end of a short row.
    package subscript(index: Int) -> ArraySlice<UInt8> {
        guard index < ends.count else { return [] }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// The text of a cell; empty past the end of a short row.
    package func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

    /// All cells as texts.
    package var texts: [String] { (0..<count).map(text) }

    /// Whether no cell has anything but blanks.
    package var isBlank: Bool { bytes.allSatisfy(CellBytes.isBlank) }
}

/// Reading bytes of a cell.
enum CellBytes {
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

    /// Without blanks, and without no-break spaces, at both ends.
    static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var start = bytes.startIndex
        var end = bytes.endIndex
        while start < end {
            if isBlank(bytes[start]) {
                start += 1
            } else if end - start >= 2, bytes[start] == 0xC2, bytes[start + 1] == 0xA0 {
                start += 2
            } else {
                break
            }
        }
        while start < end {
            if isBlank(bytes[end - 1]) {
                end -= 1
            } else if end - start >= 2, bytes[end - 2] == 0xC2, bytes[end - 1] == 0xA0 {
                end -= 2
            } else {
                break
            }
        }
        return bytes[start..<end]
    }

    static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
