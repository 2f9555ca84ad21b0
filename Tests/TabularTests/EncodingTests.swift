import Testing

@testable import Tabular

struct EncodingTests {
    private static let text =
        "No,Customer,Billed,Due,Amount,What\r\n1,José,2026-01-02,2026-02-02,10.00,Ñandú 😀 €\r\n"

    private static func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { unit in
            let bytes = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
            return bigEndian ? bytes : bytes.reversed()
        }
    }

    @Test(arguments: [
        ([], Array(text.utf8), TextEncoding.utf8), ([0xEF, 0xBB, 0xBF], Array(text.utf8), .utf8),
        ([0xFF, 0xFE], utf16(text, bigEndian: false), .utf16LittleEndian),
        ([0xFE, 0xFF], utf16(text, bigEndian: true), .utf16BigEndian),
        ([], utf16(text, bigEndian: false), .utf16LittleEndian),
    ])
    func unicodeIsRead(mark: [UInt8], bytes: [UInt8], encoding: TextEncoding) throws {
        let reading = try Reading(mark + bytes, .invoices())
        #expect(reading.reader.encoding.encoding == encoding)
        #expect(reading.rows.map { $0["customer_reference"] } == ["José"])
        #expect(reading.rows.map { $0["summary"] } == ["Ñandú 😀 €"])
    }

    @Test func windows1252IsRecognisedAndToldAsAGuess() throws {
        var bytes = Array("No,Customer,Billed,Due,Amount,What\n1,Jos".utf8)
        bytes += [0xE9]
        bytes += Array(",2026-01-02,2026-02-02,10.00,".utf8) + [0x80, 0x93, 0xD1, 0x94, 10]
        let reading = try Reading(bytes, .invoices())
        #expect(reading.reader.encoding == EncodingDetection(encoding: .windows1252, markLength: 0, isGuess: true))
        #expect(reading.rows.map { $0["customer_reference"] } == ["José"])
        #expect(reading.rows.map { $0["summary"] } == ["€“Ñ”"])
    }

    @Test func damagedUTF8IsNotTakenForAnotherEncoding() throws {
        let bytes = Array(Self.text.utf8) + Array("2,Nu\u{F1}ez,".utf8) + [0xFF, 0x41, 10]
        #expect(throws: ImportFileError.damagedText(encoding: .utf8, line: 3)) { try Reading(bytes, .invoices()) }
    }

    @Test func aStatedEncodingIsHeld() throws {
        let bytes = Array("No,Customer\n1,Jos".utf8) + [0xE9, 10]
        let mapping = try ImportMapping.invoices(more: "encoding: utf-8")
        #expect(throws: ImportFileError.damagedText(encoding: .utf8, line: 2)) { try Reading(bytes, mapping) }
    }

    @Test func bytesWindows1252DoesNotHaveAreReported() throws {
        let bytes = Array("No,Customer,Billed\n1,Jos".utf8) + [0xE9, 0x81, 10]
        let mapping = try ImportMapping.invoices(more: "encoding: windows-1252")
        #expect(throws: ImportFileError.damagedText(encoding: .windows1252, line: 2)) { try Reading(bytes, mapping) }
    }

    @Test func loneSurrogatesAreReported() throws {
        let bytes: [UInt8] = [0xFF, 0xFE] + Self.utf16("No,Customer\n1,", bigEndian: false) + [0x00, 0xD8, 0x41, 0x00]
        #expect(throws: ImportFileError.damagedText(encoding: .utf16LittleEndian, line: 2)) {
            try Reading(bytes, .invoices())
        }
    }

    @Test(
        arguments: [[0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80]] as [[UInt8]])
    func formsUTF8ForbidsAreInvalid(bytes: [UInt8]) {
        var check = UTF8Check()
        bytes.withUnsafeBufferPointer { check.add($0) }
        check.finish()
        #expect(!check.isValid)
    }

    @Test(arguments: [
        ("a,b,c\n1,2,3\n", UInt8(ascii: ",")), ("a;b;c\n1,5;2,5;3,5\n", UInt8(ascii: ";")),
        ("a\tb\n1\t2,3\n", 9), ("a|b\n1|2\n", UInt8(ascii: "|")), ("\"a,b\";c\n\"1,2\";3\n", UInt8(ascii: ";")),
        ("single\nvalue\n", UInt8(ascii: ",")), ("", UInt8(ascii: ",")),
    ])
    func theDelimiterIsFound(sample: String, delimiter: UInt8) {
        #expect(DelimiterDetection.detect(Array(sample.utf8)) == delimiter)
    }
}
