import Foundation
import Receivables
import Testing

@testable import Documents

/// Pages that go along with a letter, and a table that gives way to the page.
struct EnclosureTests {
    private let renderer: LetterRenderer

    init() throws { renderer = try LetterRenderer(sheet: LetterSheet()) }

    private func text(_ path: String, page: Int) throws -> String {
        try output(of: "pdftotext", ["-layout", "-f", "\(page)", "-l", "\(page)", path, "-"])
    }

    @Test func whatIsEnclosedFollowsItsLetterAndIsNumberedWithIt() throws {
        let file = try temporaryFolder().appending(path: "letters.pdf")
        let page = LetterContent.sample(itemCount: 3, opening: ["Every entry, one by one."], slip: false)
        let drawn = try renderer.draw(
            [.sample(), .sample()], enclosing: [[page, page]], title: "Letters",
            createdOn: CalendarDate(daysSinceEpoch: 15_887), to: file)
        #expect(try drawn.results.map { try $0.get().firstPage } == [1, 4])
        #expect(try drawn.results.map { try $0.get().pages } == [3, 1])
        #expect(try text(file.path, page: 1).contains("Page 1 of 3"))
        let second = try text(file.path, page: 2)
        #expect(second.contains("Page 2 of 3") && second.contains("Every entry") && !second.contains("Dear"))
        #expect(try text(file.path, page: 4).contains("Page 1 of 1"))
        #expect(try renderer.check(.sample(), enclosing: [page, page]) == 3)
    }

    @Test func anEnclosureStandsByItselfAndNeedsNoAddress() throws {
        let file = try temporaryFolder().appending(path: "statement.pdf")
        let drawn = try renderer.draw(
            enclosure: .sample(recipient: ["María Núñez"], itemCount: 60, slip: false),
            createdOn: CalendarDate(daysSinceEpoch: 15_887), to: file)
        let pages = try #require(drawn.results.first).get().pages
        #expect(pages == 3)
        #expect(try text(file.path, page: 1).contains("Page 1 of 3"))
    }

    @Test(arguments: [2, 12, 60]) func aLetterThatMustKeepsToOnePageWithItsItemsBehindIt(items: Int) throws {
        let paragraphs = Array(repeating: String(repeating: "words of a formal letter ", count: 12), count: 4)
        let letter = LetterContent.sample(itemCount: items, opening: paragraphs).mayFollow("The items follow.")
        let (path, drawn) = try renderer.drawn([letter])
        let first = try text(path, page: 1)
        #expect(first.contains("Please send this part"), "the slip stands on the letter's own page")
        let pages = try #require(drawn.results.first).get().pages
        if items == 2 {
            #expect(pages == 1 && first.contains("INV-7001") && !first.contains("The items follow."))
        } else {
            #expect(pages > 1 && first.contains("The items follow.") && !first.contains("INV-7001"))
            #expect(try text(path, page: 2).contains("INV-7001"))
        }
    }
}

extension LetterContent {
    fileprivate func mayFollow(_ words: String) -> LetterContent {
        LetterContent(
            title: title, language: language, senderLines: senderLines, recipientLines: recipientLines, date: date,
            referenceLines: referenceLines, salutation: salutation, opening: opening, itemHeadings: itemHeadings,
            items: items, total: total, closing: closing, signature: signature, smallPrint: smallPrint,
            remittance: remittance, pageLabel: pageLabel, brandColor: brandColor, itemsFollow: words)
    }
}
