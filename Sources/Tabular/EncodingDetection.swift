import CTabular

/// How a file's bytes are text, and how sure that is.
package struct EncodingDetection: Hashable, Sendable {
    package let encoding: TextEncoding
    /// Bytes of the byte order mark, which are no text.
    package let markLength: Int
    /// Whether the bytes leave another reading open, so that a person should look at accented letters.
    package let isGuess: Bool

    /// Reads the whole file once: a mark decides; then valid UTF-8; then UTF-16 without a mark; then Windows-1252 for
    /// anything Western. A file that is UTF-8 but for some bytes is damaged, not Windows-1252.
    static func detect(_ file: InputFile, stated: TextEncoding?) throws(ImportFileError) -> EncodingDetection {
        let first = try file.chunk(at: 0)
        let mark = Self.mark(of: first)
        if let encoding = stated ?? mark?.encoding {
            let length = mark?.encoding == encoding ? mark?.length ?? 0 : 0
            if encoding == .utf8 { try requireUTF8(try check(file)) }
            return EncodingDetection(encoding: encoding, markLength: length, isGuess: false)
        }
        if let encoding = unmarkedUTF16(first) {
            return EncodingDetection(encoding: encoding, markLength: 0, isGuess: true)
        }
        let check = try check(file)
        if check.isValid { return EncodingDetection(encoding: .utf8, markLength: 0, isGuess: false) }
        if check.multibyteCount > check.invalidCount { try requireUTF8(check) }
        let name = try foreignName(file)
        if let name { throw .unsupportedEncoding(name) }
        return EncodingDetection(encoding: .windows1252, markLength: 0, isGuess: true)
    }

    private static func mark(of bytes: [UInt8]) -> (encoding: TextEncoding, length: Int)? {
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
        if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
        if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
        return nil
    }

    private static func requireUTF8(_ check: UTF8Check) throws(ImportFileError) {
        if let line = check.firstInvalidLine { throw .damagedText(encoding: .utf8, line: line) }
    }

    private static func check(_ file: InputFile) throws(ImportFileError) -> UTF8Check {
        var check = UTF8Check()
        var offset = 0
        while true {
            let chunk = try file.chunk(at: offset)
            if chunk.isEmpty { break }
            chunk.withUnsafeBufferPointer { check.add($0) }
            offset += chunk.count
        }
        check.finish()
        return check
    }

    /// Mostly ASCII text in UTF-16 has a zero in every other byte.
    private static func unmarkedUTF16(_ bytes: [UInt8]) -> TextEncoding? {
        let pairs = bytes.count / 2
        guard pairs >= 4 else { return nil }
        var zeroFirst = 0
        var zeroSecond = 0
        for pair in 0..<pairs {
            if bytes[pair * 2] == 0 { zeroFirst += 1 }
            if bytes[pair * 2 + 1] == 0 { zeroSecond += 1 }
        }
        if zeroSecond * 10 > pairs * 7, zeroFirst * 10 < pairs { return .utf16LittleEndian }
        if zeroFirst * 10 > pairs * 7, zeroSecond * 10 < pairs { return .utf16BigEndian }
        return nil
    }

    /// What uchardet calls the bytes, when that is no Western European single-byte set.
    ///
    /// With few accented letters it names any of a dozen Latin sets; all of those are taken as Windows-1252, by far the
    /// most common, and the result says that it is a guess.
    private static func foreignName(_ file: InputFile) throws(ImportFileError) -> String? {
        guard let detector = uchardet_new() else { return nil }
        defer { uchardet_delete(detector) }
        var offset = 0
        let enough = 4 * 1024 * 1024
        var unusual = 0
        while offset < enough {
            let chunk = try file.chunk(at: offset)
            if chunk.isEmpty { break }
            unusual += chunk.count { $0 >= 0x80 }
            let status = chunk.withUnsafeBytes {
                uchardet_handle_data(detector, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
            }
            if status != 0 { break }
            offset += chunk.count
        }
        uchardet_data_end(detector)
        let name = String(cString: uchardet_get_charset(detector))
        // Too few bytes beyond ASCII say nothing: a single accented letter has been called Thai and Japanese.
        guard unusual >= 24, !name.isEmpty, name != "ASCII" else { return nil }
        let western = ["ISO-8859-1", "ISO-8859-15", "ISO-8859-9", "ISO-8859-3", "WINDOWS-1252", "WINDOWS-1254"]
        return western.contains(name.uppercased()) ? nil : name
    }
}
