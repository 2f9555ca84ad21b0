// Tabular brings tables in and out: CSV, encodings, record layouts as data. It reads files of any size in constant
// memory and says exactly where something is wrong. It must not know what a value leads to, nor any database.
import CTabular
package import Foundation

/// Reads the records of a CSV file one by one.
///
/// Not shared between tasks. Memory does not grow with the file; blank lines are no records.
/// Source: RFC 4180, with two liberties: line ends may be CRLF, LF or CR and may be mixed, and blanks around a cell are
/// dropped unless they stand inside its quotes.
package final class CSVReader {
    /// How much a file may ask for.
    package struct Limits: Sendable {
        package var fieldBytesMax = 1 << 20
        package var rowBytesMax = 4 << 20
        package var columnsMax = 1_000
        /// The usual caps: 1 MiB a field, 4 MiB a row, 1,000 columns.
        package init() {}
    }

    private let source: TextSource
    private let parser: UnsafeMutablePointer<csv_parser>
    private let record: CSVRecord
    private let limits: Limits
    private var chunk: [UInt8] = []
    private var position = 0
    private var line = 1
    private var rowLine = 0
    private var fieldsBefore = 0
    private var quoteLine: Int?
    private var endsWithCR = false
    private var isFinished = false

    /// Opens a file whose encoding is found out; the delimiter must be known.
    package convenience init(
        _ url: URL, delimiter: UInt8 = UInt8(ascii: ","), encoding: TextEncoding? = nil, limits: Limits = Limits()
    ) throws(ImportFileError) {
        let file = try InputFile(url)
        let detection = try EncodingDetection.detect(file, stated: encoding)
        self.init(TextSource(file, detection), delimiter: delimiter, limits: limits)
    }

    init(_ source: TextSource, delimiter: UInt8, limits: Limits) {
        self.source = source
        self.limits = limits
        record = CSVRecord(columnsMax: limits.columnsMax)
        parser = .allocate(capacity: 1)
        csv_init(parser, UInt8(CSV_STRICT | CSV_STRICT_FINI))
        csv_set_delim(parser, delimiter)
    }

    deinit {
        csv_free(parser)
        parser.deallocate()
    }

    /// The next record; `nil` at the end. After an error nothing more can be read.
    package func next() throws(ImportFileError) -> CSVRow? {
        do throws(ImportFileError) {
            return try advance()
        } catch {
            isFinished = true
            record.isComplete = false
            throw error
        }
    }

    private func advance() throws(ImportFileError) -> CSVRow? {
        while !isFinished {
            if position == chunk.count {
                guard let more = try source.next() else {
                    try finish()
                    break
                }
                chunk = more
                position = 0
                try refuseNUL()
                continue
            }
            try feedLine()
            if record.isComplete { return take() }
        }
        return record.isComplete ? take() : nil
    }

    /// Gives the parser the bytes up to the next line end, so that every field and row knows its physical line.
    private func feedLine() throws(ImportFileError) {
        // CR at the very end of a chunk leaves open whether LF follows; the line is counted when that is known.
        if endsWithCR {
            endsWithCR = false
            if chunk[position] != UInt8(ascii: "\n") { line += 1 }
        }
        if !record.hasBegun, rowLine != line, !isInQuotes { rowLine = line }
        let end = lineEnd()
        let columns = record.fieldCount
        let wasInQuotes = isInQuotes
        let start = position
        let consumed = chunk.withUnsafeBytes { bytes in
            csv_parse(
                parser, bytes.baseAddress! + start, end - start, Self.addField, Self.endRow,
                Unmanaged.passUnretained(record).toOpaque())
        }
        position = end
        try checkParser(consumed == end - start)
        if isInQuotes {
            if !wasInQuotes || record.fieldCount != columns { quoteLine = line }
        } else {
            quoteLine = nil
        }
        try checkLimits()
        switch chunk[end - 1] {
        case UInt8(ascii: "\n"): line += 1
        case UInt8(ascii: "\r"): if end == chunk.count { endsWithCR = true } else { line += 1 }
        default: break
        }
    }

    /// Just past the next LF, or past a CR that no LF follows.
    private func lineEnd() -> Int {
        chunk.withUnsafeBytes { bytes in
            let start = bytes.baseAddress! + position
            let count = bytes.count - position
            let lineFeed = memchr(start, 10, count).map { $0 - UnsafeMutableRawPointer(mutating: start) }
            let searched = lineFeed ?? count
            if let carriageReturn = memchr(start, 13, searched) {
                let offset = carriageReturn - UnsafeMutableRawPointer(mutating: start)
                if offset + 1 != lineFeed { return position + offset + 1 }
            }
            return position + (lineFeed.map { $0 + 1 } ?? count)
        }
    }

    /// The parser stands inside a quoted field. Its states are begun (2) and might have ended (3), where 3 means that
    /// the last byte was a quote. Source: libcsv 3.0.3, csv.c.
    private var isInQuotes: Bool { parser.pointee.quoted != 0 && parser.pointee.pstate == 2 }

    private func refuseNUL() throws(ImportFileError) {
        guard let index = chunk.firstIndex(of: 0) else { return }
        var found = line
        for byte in chunk[..<index] where byte == UInt8(ascii: "\n") { found += 1 }
        throw .nul(line: found)
    }

    private func checkParser(_ isAccepted: Bool) throws(ImportFileError) {
        guard !isAccepted else { return }
        if csv_error(parser) == CSV_EPARSE { throw .strayQuote(line: line, openedLine: quoteLine) }
        throw .fieldTooLong(line: line, bytesMax: limits.fieldBytesMax)
    }

    private func checkLimits() throws(ImportFileError) {
        if record.isOverflowing { throw .tooManyColumns(line: rowLine, columnsMax: limits.columnsMax) }
        if parser.pointee.entry_pos > limits.fieldBytesMax || record.longestField > limits.fieldBytesMax {
            if let quoteLine, line > quoteLine {
                throw .quoteTooLong(openedLine: quoteLine, bytesMax: limits.fieldBytesMax)
            }
            throw .fieldTooLong(line: rowLine, bytesMax: limits.fieldBytesMax)
        }
        if record.byteCount > limits.rowBytesMax { throw .rowTooLong(line: rowLine, bytesMax: limits.rowBytesMax) }
    }

    private func finish() throws(ImportFileError) {
        isFinished = true
        let status = csv_fini(parser, Self.addField, Self.endRow, Unmanaged.passUnretained(record).toOpaque())
        if status != 0 { throw .unclosedQuote(openedLine: quoteLine ?? line) }
        try checkLimits()
    }

    private func take() -> CSVRow { record.take(line: rowLine) }

    private static let addField: @convention(c) (UnsafeMutableRawPointer?, Int, UnsafeMutableRawPointer?) -> Void = {
        bytes, count, context in
        let record = Unmanaged<CSVRecord>.fromOpaque(context!).takeUnretainedValue()  // set by every call above
        record.add(UnsafeRawBufferPointer(start: bytes, count: count))
    }

    private static let endRow: @convention(c) (Int32, UnsafeMutableRawPointer?) -> Void = { _, context in
        Unmanaged<CSVRecord>.fromOpaque(context!).takeUnretainedValue().isComplete = true
    }
}

/// The record being put together.
private final class CSVRecord {
    var isComplete = false
    private(set) var isOverflowing = false
    private(set) var longestField = 0
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private let columnsMax: Int

    init(columnsMax: Int) { self.columnsMax = columnsMax }

    var hasBegun: Bool { !ends.isEmpty }
    var fieldCount: Int { ends.count }
    var byteCount: Int { bytes.count }

    func add(_ field: UnsafeRawBufferPointer) {
        guard ends.count < columnsMax else {
            isOverflowing = true
            return
        }
        bytes.append(contentsOf: field)
        ends.append(bytes.count)
        longestField = max(longestField, field.count)
    }

    func take(line: Int) -> CSVRow {
        let row = CSVRow(line: line, bytes: bytes, ends: ends)
        let (bytesLikely, endsLikely) = (bytes.count, ends.count)
        bytes = []
        ends = []
        bytes.reserveCapacity(bytesLikely)
        ends.reserveCapacity(endsLikely)
        isComplete = false
        return row
    }
}
