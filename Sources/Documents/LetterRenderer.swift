import CPangoCairo
package import Foundation
package import Receivables

/// Draws letters into one PDF.
///
/// Plain synchronous work on the caller's thread; one renderer is used by one task at a time. The same letters and date
/// give the same bytes.
package final class LetterRenderer {
    private let sheet: LetterSheet
    private let typesetter: Typesetter

    /// - Throws: `LetterFileError.fontMissing` when the letters' font is not installed.
    package init(sheet: LetterSheet) throws(LetterFileError) {
        self.sheet = sheet
        typesetter = try Typesetter()
    }

    /// Whether the letter can be drawn: the address fits in the window, every character has a font.
    ///
    /// - Returns: How many pages it takes.
    @discardableResult
    package func check(_ letter: LetterContent, enclosing enclosed: [LetterContent] = []) throws(LetterRefusal) -> Int {
        try LetterComposer.pages(of: letter, enclosing: enclosed, sheet: sheet, typesetter: typesetter).count
    }

    /// Draws all letters, in order, into `file`, replacing it in one step when everything is on the disk.
    ///
    /// A letter that cannot be drawn is left out and says why; the others are drawn. When none can be drawn no file is
    /// written. Memory stays constant however many letters there are.
    ///
    /// - Parameters:
    ///   - enclosing: What follows each letter, in the order of the letters; fewer than letters for none.
    ///   - createdOn: The day stated inside the file.
    /// - Returns: One result for each letter, and the file's measure.
    /// - Throws: `LetterFileError`; the folder is then as it was before.
    package func draw(
        _ letters: [LetterContent], enclosing enclosed: [[LetterContent]] = [], title: String, createdOn: CalendarDate,
        to file: URL
    ) throws(LetterFileError) -> DrawnLetters {
        let pages = letters.enumerated().map { index, letter in
            PagesToDraw(language: letter.language) { (self) throws(LetterRefusal) in
                try LetterComposer.pages(
                    of: letter, enclosing: index < enclosed.count ? enclosed[index] : [], sheet: self.sheet,
                    typesetter: self.typesetter)
            }
        }
        return try draw(pages, title: title, createdOn: createdOn, to: file)
    }

    /// Draws one enclosure by itself into `file`, as it is attached to a mail.
    package func draw(
        enclosure page: LetterContent, createdOn: CalendarDate, to file: URL
    ) throws(LetterFileError) -> DrawnLetters {
        let pages = PagesToDraw(language: page.language) { (self) throws(LetterRefusal) in
            try LetterComposer.pages(ofEnclosure: page, sheet: self.sheet, typesetter: self.typesetter)
        }
        return try draw([pages], title: page.title, createdOn: createdOn, to: file)
    }

    /// Pages that are composed when their turn comes.
    private struct PagesToDraw {
        let language: Language
        let compose: (LetterRenderer) throws(LetterRefusal) -> [[PageElement]]
    }

    private func draw(
        _ letters: [PagesToDraw], title: String, createdOn: CalendarDate, to file: URL
    ) throws(LetterFileError) -> DrawnLetters {
        let sink = try FileSink(target: file)
        do {
            let results = try draw(letters, title: title, createdOn: createdOn, to: sink)
            guard results.contains(where: { (try? $0.get()) != nil }) else {  // only asks whether any was drawn
                sink.abandon()
                return DrawnLetters(results: results, file: nil)
            }
            let measure = DrawnLetters.File(byteCount: sink.byteCount, sha256: sink.sha256)
            try sink.commit()
            return DrawnLetters(results: results, file: measure)
        } catch {
            sink.abandon()
            throw error
        }
    }

    private func draw(
        _ letters: [PagesToDraw], title: String, createdOn: CalendarDate, to sink: FileSink
    ) throws(LetterFileError) -> [Result<LetterPages, LetterRefusal>] {
        let surface = cairo_pdf_surface_create_for_stream(
            { closure, bytes, count in
                guard let closure else { return CAIRO_STATUS_WRITE_ERROR }
                let sink = Unmanaged<FileSink>.fromOpaque(closure).takeUnretainedValue()
                let buffer = UnsafeRawBufferPointer(start: bytes, count: Int(count))
                return sink.write(buffer) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR
            }, Unmanaged.passUnretained(sink).toOpaque(), sheet.width, sheet.height)
        defer { cairo_surface_destroy(surface) }
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "Dunwell")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "\(createdOn)T12:00:00Z")
        cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, "\(createdOn)T12:00:00Z")
        guard let cairo = cairo_create(surface) else { throw .drawing(reason: "no drawing context") }
        defer { cairo_destroy(cairo) }
        // Cairo marks the file as tagged only when its structure has a Document at the root.
        cairo_tag_begin(cairo, "Document", nil)
        var drawn = 0
        var results: [Result<LetterPages, LetterRefusal>] = []
        for letter in letters {
            do throws(LetterRefusal) {
                let pages = try letter.compose(self)
                if sheet.printsBothSides, drawn % 2 == 1 {
                    cairo_show_page(cairo)
                    drawn += 1
                }
                let count = pages.count
                results.append(
                    .success(
                        LetterPages(
                            firstPage: drawn + 1, pages: count,
                            sheets: sheet.printsBothSides ? (count + 1) / 2 : count)))
                for page in pages {
                    for element in page { element.draw(on: cairo) }
                    cairo_show_page(cairo)
                }
                drawn += count
            } catch {
                results.append(.failure(error))
            }
            if let failure = sink.failure { throw failure }
        }
        cairo_tag_end(cairo, "Document")
        cairo_surface_finish(surface)
        if let failure = sink.failure { throw failure }
        for status in [cairo_status(cairo), cairo_surface_status(surface)] where status != CAIRO_STATUS_SUCCESS {
            throw .drawing(reason: String(cString: cairo_status_to_string(status)))
        }
        let languages = zip(letters, results).filter { (try? $1.get()) != nil }  // only asks whether it was drawn
            .map(\.0.language)
        let spanish = languages.count { $0 == .spanish }
        DocumentLanguage.state(2 * spanish > languages.count ? .spanish : .english, in: sink)
        if let failure = sink.failure { throw failure }
        return results
    }
}

/// What became of letters drawn into one file.
package struct DrawnLetters: Sendable {
    /// The file that was written.
    package struct File: Hashable, Sendable {
        package let byteCount: Int
        /// 64 lower-case hexadecimal digits.
        package let sha256: String
    }

    /// One for each letter, in order.
    package let results: [Result<LetterPages, LetterRefusal>]
    /// `nil` when no letter could be drawn and so no file was written.
    package let file: File?
}

/// Where one letter stands in its file.
package struct LetterPages: Hashable, Sendable {
    /// Counted from 1.
    package let firstPage: Int
    package let pages: Int
    /// Sheets of paper.
    package let sheets: Int
}

extension Typesetter {
    /// Sets a text, refusing one that would print as boxes.
    func set(_ text: String, _ style: TextStyle, width: Double?) throws(LetterRefusal) -> TypesetText {
        let result = TypesetText(text, style: style, width: width, in: self)
        guard result.unknownGlyphs == 0 else {
            let culprit = text.unicodeScalars.first { scalar in
                TypesetText(String(scalar), style: style, width: nil, in: self).unknownGlyphs > 0
            }
            let hex = culprit.map { String($0.value, radix: 16, uppercase: true) } ?? "?"
            throw .noFontFor(character: "U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex)
        }
        return result
    }
}
