import Documents
import Foundation
import PluginKit
import Receivables

/// A file that goes along with a mail.
struct AttachedFile: Sendable {
    let name: String
    let bytes: [UInt8]
}

extension OutboundMessage {
    /// What is enclosed, drawn: the same message gives the same bytes.
    ///
    /// Each page is drawn into a file of `folder` that is gone afterwards.
    func attachedFiles(drawnIn folder: URL) throws(LetterFileError) -> [AttachedFile] {
        guard !enclosures.isEmpty else { return [] }
        let renderer = try LetterRenderer(sheet: LetterSheet())
        var files: [AttachedFile] = []
        for (index, enclosure) in enclosures.enumerated() {
            let file = folder.appending(path: ".\(digest(of: idempotencyKey).prefix(40))-\(index).pdf")
            // A file left behind is written over by the next try.
            defer { try? FileManager.default.removeItem(at: file) }
            let drawn = try renderer.draw(enclosure: enclosure.page, createdOn: figuresOn, to: file)
            // A page with a character no font has is left out: the mail itself says all it must.
            guard drawn.file != nil else { continue }
            guard let bytes = FileManager.default.contents(atPath: file.path) else {
                throw .drawing(reason: "the page could not be read back")
            }
            files.append(AttachedFile(name: enclosure.fileName, bytes: Array(bytes)))
        }
        return files
    }
}
