import Foundation
import Receivables

/// States the language of a finished PDF, for readers that speak it aloud. Cairo has no call for it, so the document's
/// catalog is written once more behind the file's end, as an incremental update.
///
/// Source: ISO 32000-1 §7.5.6 (incremental updates), §14.9.2 (the catalog's `Lang`).
enum DocumentLanguage {
    private static let tailLength = 1_024
    private static let catalogLength = 4_096

    /// Appends the update. A file whose layout is not the one Cairo writes today is left as it is.
    static func state(_ language: Language, in sink: FileSink) {
        guard let end = Trailer(sink), let offset = end.offset(of: end.root, sink),
            let catalog = catalog(at: offset, of: end.root, sink)
        else { return }
        let tag = language == .spanish ? "es-US" : "en-US"
        let place = sink.byteCount
        let object = catalog.replacing("<<", with: "<< /Lang (\(tag))", maxReplacements: 1)
        let update = """
            \(object)endobj
            xref
            \(end.root) 1
            \(padded(place)) 00000 n\u{20}
            trailer
            << /Size \(end.size) /Root \(end.root) 0 R /Info \(end.info) 0 R /Prev \(end.start) >>
            startxref
            \(place + object.utf8.count + "endobj\n".utf8.count)
            %%EOF

            """
        // A refusal is kept by the sink and ends the drawing.
        _ = Array(update.utf8).withUnsafeBytes { sink.write($0) }
    }

    /// `156 0 obj` and what follows, up to `endobj`.
    private static func catalog(at offset: Int, of number: Int, _ sink: FileSink) -> String? {
        let text = String(decoding: sink.read(at: offset, count: catalogLength), as: UTF8.self)
        guard text.hasPrefix("\(number) 0 obj"), text.contains("/Catalog"), let end = text.firstRange(of: "endobj"),
            !text[..<end.lowerBound].contains("/Lang")
        else { return nil }
        return String(text[..<end.lowerBound])
    }

    private static func padded(_ offset: Int) -> String {
        let digits = "\(offset)"
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    /// What the end of the file says.
    private struct Trailer {
        let size: Int
        let root: Int
        let info: Int
        /// Where the table of objects begins.
        let start: Int

        init?(_ sink: FileSink) {
            let text = String(
                decoding: sink.read(at: max(0, sink.byteCount - tailLength), count: tailLength), as: UTF8.self)
            guard let trailer = text.range(of: "trailer", options: .backwards).map({ text[$0.lowerBound...] }),
                let size = Self.number(behind: "/Size ", in: trailer),
                let root = Self.number(behind: "/Root ", in: trailer),
                let info = Self.number(behind: "/Info ", in: trailer),
                let start = Self.number(behind: "startxref\n", in: trailer)
            else { return nil }
            (self.size, self.root, self.info, self.start) = (size, root, info, start)
        }

        /// Source: ISO 32000-1 §7.5.4, entries of 20 bytes, from object 0 on.
        func offset(of number: Int, _ sink: FileSink) -> Int? {
            let head = "xref\n0 \(size)\n"
            guard String(decoding: sink.read(at: start, count: head.utf8.count), as: UTF8.self) == head else {
                return nil
            }
            let entry = sink.read(at: start + head.utf8.count + 20 * number, count: 10)
            return Int(String(decoding: entry, as: UTF8.self))
        }

        private static func number(behind mark: String, in text: Substring) -> Int? {
            text.firstRange(of: mark).flatMap { Int(text[$0.upperBound...].prefix { $0.isNumber }) }
        }
    }
}
