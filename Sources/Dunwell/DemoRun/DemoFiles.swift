import Foundation
import Sealing

/// What the spool directory holds, counted and hashed from the files themselves.
struct DemoFiles: Sendable, Encodable {
    /// One batch of letters as it lies on the disk.
    struct Letters: Sendable, Encodable {
        let file: String
        let letters: Int
        let pages: Int
        let sheets: Int
        let sha256: String
    }

    /// In the order of their names, so of their days.
    var batches: [Letters] = []
    var letters = 0
    var sheets = 0
    var mails = 0
    var mailBytes = 0
    /// By the language each mail says it is in.
    var mailsByLanguage: [String: Int] = [:]
    /// Files that do not say what their manifest says.
    var faults: [String] = []

    /// Walks everything below the spool directory.
    init(spool: URL) throws {
        let keys: [URLResourceKey] = [.isRegularFileKey, .fileSizeKey]
        let walk = FileManager.default.enumerator(at: spool, includingPropertiesForKeys: keys)
        while let file = walk?.nextObject() as? URL {
            let values = try file.resourceValues(forKeys: Set(keys))
            guard values.isRegularFile == true else { continue }
            let folder = file.deletingLastPathComponent()
            if folder.deletingLastPathComponent().lastPathComponent == "maildir", folder.lastPathComponent != "tmp" {
                mails += 1
                mailBytes += values.fileSize ?? 0
                mailsByLanguage[try Self.language(ofMail: file), default: 0] += 1
            } else if file.lastPathComponent.hasPrefix("letters-"), file.pathExtension == "json" {
                try add(manifest: file)
            }
        }
        batches.sort { $0.file < $1.file }
        letters = batches.reduce(0) { $0 + $1.letters }
        sheets = batches.reduce(0) { $0 + $1.sheets }
    }

    /// Source: RFC 3282 §2 (Content-Language).
    private static func language(ofMail file: URL) throws -> String {
        let mail = String(decoding: try Data(contentsOf: file), as: UTF8.self).replacing("\r\n", with: "\n")
        let head = mail.split(separator: "\n\n", maxSplits: 1).first ?? ""
        let line = head.split(separator: "\n").first { $0.lowercased().hasPrefix("content-language:") }
        return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? ""
    }

    private mutating func add(manifest file: URL) throws {
        let manifest = try JSONDecoder().decode(Manifest.self, from: Data(contentsOf: file))
        let document = try Data(contentsOf: file.deletingLastPathComponent().appending(path: manifest.file))
        let hash = Digest.hexadecimal(Digest.sha256(Array(document)))
        if hash != manifest.sha256 || document.count != manifest.byteCount {
            faults.append("\(manifest.file) is not the file its manifest tells of")
        }
        batches.append(
            Letters(
                file: manifest.file, letters: manifest.totals.letters, pages: manifest.totals.pages,
                sheets: manifest.totals.sheets, sha256: hash))
    }

    /// The part of a batch's manifest that is read back.
    private struct Manifest: Decodable {
        struct Totals: Decodable {
            let letters: Int
            let pages: Int
            let sheets: Int
        }

        let file: String
        let byteCount: Int
        let sha256: String
        let totals: Totals

        enum CodingKeys: String, CodingKey {
            case byteCount = "byte_count"
            case file, sha256, totals
        }
    }
}
