import Foundation
import Testing

@testable import Dunwell

struct TextTableTests {
    private let key = "31a0603c-93aa-46b1-bb34-2c0959818867"

    @Test(arguments: [80, 100])
    func aKeyStaysWholeAndTheTableFits(width: Int) {
        let words = "no: the customer asked not to be called before the end of the month"
        let table = TextTable(
            headings: ["Task", "Customer", "Why"], rows: [[key, "5148-SYKLB", words]], widthMax: width)
        let lines = table.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.contains { $0.hasPrefix(key + " ") })
        #expect(lines.count > 3)
    }

    @Test func aTableThatCannotBeNarrowedIsListedRowByRowAndNothingIsLost() {
        let table = TextTable(
            headings: ["One", "Two", "Three", "Sum"], rows: [[key, key, key, "1,234.50"], [key, key, key, "2.00"]],
            rightAligned: [3])
        let lines = table.text.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 100 })
        #expect(lines.count { $0.hasSuffix(key) } == 6 && lines.contains("Sum: 1,234.50"))
    }

    @Test func everyWordOfALongCellIsPrinted() {
        let words = (1...60).map { "word\($0)" }
        let text = TextTable(headings: ["A"], rows: [[words.joined(separator: " ")]], widthMax: 80).text
        #expect(text.split { $0.isWhitespace }.suffix(60).map(String.init) == words)
    }

    @Test func aWordLongerThanItsColumnIsPartedAndNothingIsLost() {
        let path = "/" + String(repeating: "a/", count: 100)
        let text = TextTable(headings: ["File"], rows: [[path]], widthMax: 80).text
        #expect(text.split(separator: "\n").dropFirst(2).joined() == path)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
}
