import Foundation
import Receivables
import Testing

@testable import Documents

struct LetterRendererTests {
    let renderer: LetterRenderer

    init() throws { renderer = try LetterRenderer(sheet: LetterSheet()) }

    @Test func everyFontIsEmbedded() throws {
        let (path, _) = try renderer.drawn([.sample(opening: ["☐ yes   ☐ not yet, señor"])])
        let fonts = try output(of: "pdffonts", [path]).split(separator: "\n").dropFirst(2)
        #expect(fonts.count >= 2)
        // Columns from the right: object ID (two numbers), unicode, subset, embedded.
        #expect(fonts.allSatisfy { $0.split(separator: " ").dropLast(4).last == "yes" })
        #expect(fonts.contains { $0.contains("LiberationSans") })
    }

    @Test func theTextStandsInReadingOrder() throws {
        let (path, _) = try renderer.drawn([.sample()])
        let text = try output(of: "pdftotext", ["-raw", path, "-"]).replacing("\n", with: " ")
        var rest = text[...]
        for part in [
            "María Núñez", "Dear María Núñez:", "Thank you for being a customer.", "Online", "INV-7001", "INV-7002",
            "$1,179.94", "already paid", "Customer Care", "Figures as of", "Please send this part", "Page 1 of 1",
        ] {
            let found = try #require(rest.firstRange(of: part), "\(part) is missing or out of order")
            rest = rest[found.upperBound...]
        }
    }

    @Test(arguments: EnvelopeProfile.known)
    func theWindowShowsTheAddressAndNothingElse(profile: EnvelopeProfile) throws {
        let recipient = ["Ñandú Gómez", "Calle Ancha 12", "Santa Fe, NM 87505"]
        let sheet = LetterSheet(envelope: profile, endorsement: "Return Service Requested")
        var letter = LetterContent.sample(recipient: recipient)
        letter = .sample(
            recipient: recipient, itemCount: 40, opening: [String(repeating: "long words of opening ", count: 40)],
            sender: letter.senderLines + ["(505) 555-0142", "care@northwind.example"])
        let (path, _) = try LetterRenderer(sheet: sheet).drawn([letter])
        let page = try output(of: "pdftotext", ["-bbox", "-f", "1", "-l", "1", path, "-"])
        let (safe, reach) = (profile.safeBox(on: .usLetter).points, profile.reach(on: .usLetter).points)
        let pattern = /<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">([^<]*)</
        var seen: [String] = []
        for match in page.matches(of: pattern) {
            let edges = [match.output.1, match.output.2, match.output.3, match.output.4].compactMap { Double($0) }
            guard edges[0] < reach.right, edges[2] > reach.left, edges[1] < reach.bottom, edges[3] > reach.top else {
                continue
            }
            seen.append(String(match.output.5))
            // Poppler's boxes are the font's ascent and descent, a little more than the ink.
            #expect(edges[0] >= safe.left - 0.1 && edges[2] <= safe.right + 0.1)
            #expect(edges[1] >= safe.top - 2.5 && edges[3] <= safe.bottom + 2.5)
        }
        #expect(seen == recipient.flatMap { $0.split(separator: " ").map(String.init) })
    }

    @Test func sixtyItemsTakeSeveralPagesEachWithItsHeading() throws {
        let (path, drawn) = try renderer.drawn([.sample(itemCount: 60), .sample()])
        let first = try drawn.results[0].get()
        #expect(first.pages == 3)
        #expect(try drawn.results[1].get() == LetterPages(firstPage: 4, pages: 1, sheets: 1))
        for page in 1...2 {
            let text = try output(of: "pdftotext", ["-f", "\(page)", "-l", "\(page)", path, "-"])
            #expect(text.contains("Page \(page) of 3"))
            #expect(text.contains("What it is for"))
        }
        let all = try output(of: "pdftotext", ["-raw", path, "-"])
        for number in 7001...7060 { #expect(all.contains("INV-\(number)")) }
        #expect(all.contains("Page 1 of 1"))
    }

    @Test func bothSidesBeginEachLetterOnANewSheet() throws {
        let renderer = try LetterRenderer(sheet: LetterSheet(printsBothSides: true))
        let (path, drawn) = try renderer.drawn([.sample(), .sample(itemCount: 60), .sample()])
        let places = try drawn.results.map { try $0.get() }
        #expect(places.map(\.firstPage) == [1, 3, 7])
        #expect(places.map(\.sheets) == [1, 2, 1])
        #expect(try output(of: "pdfinfo", [path]).contains(/Pages: +7\n/))
    }

    @Test func theSameLettersGiveTheSameBytes() throws {
        let letters = [LetterContent.sample(itemCount: 30), .sample(language: .spanish)]
        let one = try renderer.drawn(letters)
        let other = try LetterRenderer(sheet: LetterSheet()).drawn(letters)
        #expect(one.letters.file == other.letters.file)
        #expect(
            try Data(contentsOf: URL(fileURLWithPath: one.path)) == Data(contentsOf: URL(fileURLWithPath: other.path)))
        let digest = try output(of: "sha256sum", [one.path]).prefix(64)
        #expect(one.letters.file?.sha256 == String(digest))
    }

    @Test func theFileIsTaggedLineByLine() throws {
        let (path, _) = try renderer.drawn([
            .sample(opening: [String(repeating: "many words in one paragraph ", count: 12) + "and the end"])
        ])
        #expect(try output(of: "pdfinfo", [path]).contains(/Tagged: +yes/))
        let structure = try output(of: "pdfinfo", ["-struct-text", path])
        #expect(structure.contains("and the end"))
        #expect(structure.contains("Table"))
    }

    @Test(arguments: [
        ([Language.english], "en-US"), ([.spanish], "es-US"), ([.spanish, .english, .spanish], "es-US"),
        ([.spanish, .english], "en-US"),
    ])
    func theFileStatesTheLanguageOfMostOfItsLetters(languages: [Language], tag: String) throws {
        let (path, drawn) = try renderer.drawn(languages.map { .sample(language: $0) })
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(String(decoding: bytes, as: UTF8.self).contains("/Lang (\(tag))"))
        #expect(drawn.file?.byteCount == bytes.count)
        // The file is still whole for a strict reader, and still tagged.
        #expect(try output(of: "qpdf", ["--check", path]).contains("No syntax or stream encoding errors"))
        #expect(try output(of: "pdfinfo", [path]).contains(/Tagged: +yes/))
        #expect(try output(of: "pdftotext", [path, "-"]).contains("Customer Care"))
    }

    @Test(arguments: [
        // Dark enough to read; too pale, or no colour at all, gives the product's own.
        ("#8a1b1b", "0.541176 0.105882 0.105882 rg"), ("#ffe680", "0.106 0.31 0.541 rg"),
        ("red", "0.106 0.31 0.541 rg"),
    ])
    func theBusinessesColourIsUsedWhereItCanBeRead(color: String, operation: String) throws {
        let (path, _) = try renderer.drawn([.sample(brandColor: color)])
        let plain = path + ".plain"
        _ = try output(of: "qpdf", ["--qdf", "--object-streams=disable", path, plain])
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: plain)), as: UTF8.self)
        #expect(text.contains(operation))
    }

    private func top(of word: String, in path: String, page: Int) throws -> Double? {
        let text = try output(of: "pdftotext", ["-bbox", "-f", "\(page)", "-l", "\(page)", path, "-"])
        let line = text.split(separator: "\n").first { $0.contains(">\(word)<") }
        return line?.firstMatch(of: /yMin="([0-9.]+)"/).flatMap { Double($0.output.1) }
    }

    @Test func theSlipIsTornOffTheSheetThatAsksForIt() throws {
        let letter = LetterContent.sample(opening: ["Two questions.", "\u{0C}", "Copy of your statement"])
        let path = try LetterRenderer(sheet: LetterSheet()).drawn([letter]).path
        #expect(try top(of: "Enclosed", in: path, page: 1) != nil)
        #expect(try top(of: "Enclosed", in: path, page: 2) == nil)
    }

    @Test func theSmallPrintNeverStandsOnThePartThatIsTornOff() throws {
        for count in 1...26 {
            let letter = LetterContent.sample(itemCount: count)
            let path = try LetterRenderer(sheet: LetterSheet()).drawn([letter]).path
            for page in 1...2 {
                guard let small = try top(of: "Figures", in: path, page: page),
                    let slip = try top(of: "Enclosed", in: path, page: page)
                else { continue }
                #expect(small < slip, "\(count) items")
            }
        }
    }

    @Test func aLetterThatJustMissesAPageSavesTheSheet() throws {
        let closing = ["Is something wrong?"] + (1...7).map { "• Reason number \($0) that somebody may have" }
        var fits = 0
        for extra in 0..<12 {
            let lines = closing + (0..<extra).map { "• One more line, number \($0)" }
            let pages = try renderer.check(.sample(opening: lines))
            #expect((1...2).contains(pages))
            if pages == 1 { fits = extra }
        }
        // Set as wide as usual the tenth of these lines would go to a second sheet.
        #expect(fits >= 1 && fits < 11)
    }

    @Test func anAddressThatDoesNotFitIsRefusedWithTheReason() {
        #expect(throws: LetterRefusal.tooManyAddressLines(found: 5, fit: 3)) {
            try renderer.check(.sample(recipient: ["A", "B", "C", "D", "E"]))
        }
        #expect(throws: LetterRefusal.noAddress) { try renderer.check(.sample(recipient: [])) }
        let wide = String(repeating: "Wide Boulevard ", count: 12)
        let error = #expect(throws: LetterRefusal.self) { try renderer.check(.sample(recipient: ["A", wide, "C"])) }
        guard case .addressLineTooWide(let line, let excess) = error else {
            Issue.record("expected the wide line to be named")
            return
        }
        #expect(line == 2)
        #expect(excess > 50)
    }

    @Test func theTallerWindowTakesFiveLines() throws {
        let renderer = try LetterRenderer(sheet: LetterSheet(envelope: .number10Tall))
        #expect(try renderer.check(.sample(recipient: ["A", "B", "C", "D", "Santa Fe, NM 87505"])) == 1)
    }

    @Test func aRefusedLetterDoesNotStopTheOthers() throws {
        let (path, drawn) = try renderer.drawn([.sample(recipient: []), .sample()])
        #expect(throws: LetterRefusal.noAddress) { try drawn.results[0].get() }
        #expect(try drawn.results[1].get().firstPage == 1)
        #expect(FileManager.default.fileExists(atPath: path))
        let none = try renderer.drawn([.sample(recipient: [])])
        #expect(none.letters.file == nil)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: (none.path as NSString).deletingLastPathComponent)
                .isEmpty)
    }

    @Test func aCharacterWithoutAFontIsRefusedNotPrintedAsABox() {
        #expect(throws: LetterRefusal.noFontFor(character: "U+E0FF")) {
            try renderer.check(.sample(summary: "Private \u{E0FF} use"))
        }
    }

    @Test func aFullDiskLeavesNoFileBehind() throws {
        let folder = try temporaryFolder()
        let file = folder.appending(path: "letters.pdf")
        // /dev/full answers every write with ENOSPC.
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "letters.pdf.part"), withDestinationURL: URL(fileURLWithPath: "/dev/full"))
        let error = #expect(throws: LetterFileError.self) {
            try renderer.draw(
                [.sample()], title: "Letters", createdOn: CalendarDate(daysSinceEpoch: 0), to: file)
        }
        guard case .system("writing", ENOSPC, _) = error else {
            Issue.record("expected the disk to be named: \(String(describing: error))")
            return
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func afterAFailureTheEarlierFileStillStands() throws {
        let folder = try temporaryFolder()
        let file = folder.appending(path: "letters.pdf")
        try Data("earlier".utf8).write(to: file)
        try FileManager.default.createSymbolicLink(
            at: folder.appending(path: "letters.pdf.part"), withDestinationURL: URL(fileURLWithPath: "/dev/full"))
        #expect(throws: LetterFileError.self) {
            try renderer.draw([.sample()], title: "L", createdOn: CalendarDate(daysSinceEpoch: 0), to: file)
        }
        #expect(try Data(contentsOf: file) == Data("earlier".utf8))
    }

    @Test func aMissingFolderIsAnErrorWithItsReason() throws {
        let file = try temporaryFolder().appending(path: "missing/letters.pdf")
        let error = #expect(throws: LetterFileError.self) {
            try renderer.draw([.sample()], title: "L", createdOn: CalendarDate(daysSinceEpoch: 0), to: file)
        }
        guard case .system("opening", ENOENT, _) = error else {
            Issue.record("expected the folder to be missing")
            return
        }
    }
}
