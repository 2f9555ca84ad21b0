/// A file as UTF-8, whatever its encoding, in pieces of bounded size.
final class TextSource {
    private let file: InputFile
    private let encoding: TextEncoding
    /// Bytes of the file read so far.
    private(set) var offset: Int
    private var line = 1
    /// An odd byte or a high surrogate that waits for its other half in the next chunk.
    private var pendingByte: UInt8?
    private var pendingSurrogate: UInt16?

    init(_ file: InputFile, _ detection: EncodingDetection) {
        self.file = file
        encoding = detection.encoding
        offset = detection.markLength
    }

    /// The next bytes of text; `nil` at the end.
    func next() throws(ImportFileError) -> [UInt8]? {
        let chunk = try file.chunk(at: offset)
        offset += chunk.count
        if chunk.isEmpty {
            if pendingByte != nil || pendingSurrogate != nil { throw .damagedText(encoding: encoding, line: line) }
            return nil
        }
        switch encoding {
        case .utf8: return chunk
        case .windows1252: return try fromWindows1252(chunk)
        case .utf16LittleEndian: return try fromUTF16(chunk) { UInt16($1) << 8 | UInt16($0) }
        case .utf16BigEndian: return try fromUTF16(chunk) { UInt16($0) << 8 | UInt16($1) }
        }
    }

    private func fromWindows1252(_ chunk: [UInt8]) throws(ImportFileError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(chunk.count + chunk.count / 8)
        for byte in chunk {
            if byte < 0x80 {
                if byte == UInt8(ascii: "\n") { line += 1 }
                output.append(byte)
                continue
            }
            let scalar = byte < 0xA0 ? Self.windows1252[Int(byte) - 0x80] : UInt16(byte)
            guard scalar != 0 else { throw .damagedText(encoding: encoding, line: line) }
            Self.append(UInt32(scalar), to: &output)
        }
        return output
    }

    private func fromUTF16(
        _ chunk: [UInt8], _ unit: (UInt8, UInt8) -> UInt16
    ) throws(ImportFileError) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(chunk.count)
        for byte in chunk {
            guard let first = pendingByte else {
                pendingByte = byte
                continue
            }
            pendingByte = nil
            let code = unit(first, byte)
            let isLow = (0xDC00...0xDFFF).contains(code)
            guard isLow == (pendingSurrogate != nil) else { throw .damagedText(encoding: encoding, line: line) }
            if let high = pendingSurrogate {
                pendingSurrogate = nil
                Self.append(0x10000 + (UInt32(high) - 0xD800) << 10 + (UInt32(code) - 0xDC00), to: &output)
            } else if (0xD800...0xDBFF).contains(code) {
                pendingSurrogate = code
            } else {
                if code == 0x0A { line += 1 }
                Self.append(UInt32(code), to: &output)
            }
        }
        return output
    }

    private static func append(_ scalar: UInt32, to output: inout [UInt8]) {
        switch scalar {
        case ..<0x80: output.append(UInt8(scalar))
        case ..<0x800: output.append(contentsOf: [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)])
        case ..<0x10000:
            output.append(contentsOf: [
                UInt8(0xE0 | scalar >> 12), UInt8(0x80 | scalar >> 6 & 0x3F), UInt8(0x80 | scalar & 0x3F),
            ])
        default:
            output.append(contentsOf: [
                UInt8(0xF0 | scalar >> 18), UInt8(0x80 | scalar >> 12 & 0x3F), UInt8(0x80 | scalar >> 6 & 0x3F),
                UInt8(0x80 | scalar & 0x3F),
            ])
        }
    }

    /// Bytes 0x80 to 0x9F; zero where the set has nothing. Source: Unicode mapping table CP1252.TXT.
    private static let windows1252: [UInt16] = [
        0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
        0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
        0x0178,
    ]
}
