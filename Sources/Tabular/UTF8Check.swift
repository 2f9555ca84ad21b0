/// Judges bytes that arrive in pieces: are they UTF-8, and if not, where not.
///
/// Source: RFC 3629 §4 (no overlong forms, no surrogates, nothing above U+10FFFF).
struct UTF8Check {
    /// Complete characters of two bytes or more.
    private(set) var multibyteCount = 0
    /// Bytes that could not stand where they stood.
    private(set) var invalidCount = 0
    /// Line of the first of them.
    private(set) var firstInvalidLine: Int?
    private var line = 1
    private var needed = 0
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Whether everything so far, ended here, is UTF-8.
    var isValid: Bool { invalidCount == 0 && needed == 0 }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            index += 1
            if needed > 0 {
                if byte >= lower, byte <= upper {
                    needed -= 1
                    (lower, upper) = (0x80, 0xBF)
                    if needed == 0 { multibyteCount += 1 }
                    continue
                }
                refuse()
            }
            if byte < 0x80 {
                if byte == UInt8(ascii: "\n") { line += 1 }
                continue
            }
            begin(byte)
        }
    }

    /// Tells that no more bytes come.
    mutating func finish() { if needed > 0 { refuse() } }

    private mutating func refuse() {
        needed = 0
        (lower, upper) = (0x80, 0xBF)
        invalidCount += 1
        if firstInvalidLine == nil { firstInvalidLine = line }
    }

    private mutating func begin(_ byte: UInt8) {
        switch byte {
        case 0xC2...0xDF: needed = 1
        case 0xE0: (needed, lower) = (2, 0xA0)
        case 0xED: (needed, upper) = (2, 0x9F)
        case 0xE1...0xEF: needed = 2
        case 0xF0: (needed, lower) = (3, 0x90)
        case 0xF1...0xF3: needed = 3
        case 0xF4: (needed, upper) = (3, 0x8F)
        default: refuse()
        }
    }
}
