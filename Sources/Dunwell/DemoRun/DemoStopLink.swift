import Foundation

extension DemoFiles {
    /// The one-click link in a mail of the spool, found by its message id; `nil` when there is no such mail.
    ///
    /// Source: RFC 8058 §3.1 (List-Unsubscribe with an HTTPS address), RFC 5322 §2.2.3 (folded headers).
    static func stopLink(inMail messageID: String, below spool: URL) throws -> URL? {
        let walk = FileManager.default.enumerator(at: spool, includingPropertiesForKeys: [.isRegularFileKey])
        while let file = walk?.nextObject() as? URL {
            let folder = file.deletingLastPathComponent()
            guard folder.lastPathComponent == "new", folder.deletingLastPathComponent().lastPathComponent == "maildir"
            else { continue }
            let mail = String(decoding: try Data(contentsOf: file), as: UTF8.self).replacing("\r\n", with: "\n")
            let head = mail.split(separator: "\n\n", maxSplits: 1).first ?? ""
            let lines = head.replacing("\n ", with: " ").replacing("\n\t", with: " ").split(separator: "\n")
            guard lines.contains(where: { $0.lowercased().hasPrefix("message-id:") && $0.contains(messageID) }),
                let line = lines.first(where: { $0.lowercased().hasPrefix("list-unsubscribe:") })
            else { continue }
            return line.split(whereSeparator: { "<>, ".contains($0) })
                .first { $0.hasPrefix("http") }.flatMap { URL(string: String($0)) }
        }
        return nil
    }
}
