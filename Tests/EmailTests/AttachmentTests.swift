import Foundation
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import Email

/// Pages that go along with a mail.
struct AttachmentTests {
    private func message(_ enclosures: [Enclosure]) -> OutboundMessage {
        let mail = OutboundMessage.mail()
        return OutboundMessage(
            attemptID: mail.attemptID, idempotencyKey: mail.idempotencyKey, sender: mail.sender,
            recipient: mail.recipient, content: mail.content, enclosures: enclosures, language: mail.language,
            figuresOn: mail.figuresOn, reason: mail.reason, unsubscribeURL: mail.unsubscribeURL,
            returnToken: mail.returnToken)
    }

    private func page(_ title: String = "Northwind statement of account") -> LetterContent {
        LetterContent(
            title: title, language: .english, senderLines: ["Northwind Alarm LLC"], recipientLines: ["Ana Núñez"],
            date: "November 23, 2026", referenceLines: ["Agreement NW-1"], salutation: "", opening: ["One by one."],
            itemHeadings: [], items: [], total: [], closing: [], signature: [], smallPrint: [], remittance: nil,
            pageLabel: "Page {page} of {pages}")
    }

    private func keep(_ message: OutboundMessage) async throws -> (mail: String, leftovers: Int) {
        let folder = try TemporaryFolder()
        let context = PluginContext.sample(try .maildir(), spool: folder.url)
        let result = await EmailChannel().send(message, in: context)
        guard case .accepted = result else {
            Issue.record("\(result)")
            return ("", 0)
        }
        let walk = FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)
        let files = (walk?.allObjects ?? []).compactMap { $0 as? URL }
        let mail = try #require(files.first { $0.deletingLastPathComponent().lastPathComponent == "new" })
        return (
            try String(contentsOf: mail, encoding: .utf8), files.count { $0.pathExtension == "pdf" }
        )
    }

    @Test func theyAreAttachedAsPDFUnderTheirNamesBesideBothTexts() async throws {
        let enclosures = [
            Enclosure(fileName: "statement.pdf", page: page()), Enclosure(fileName: "copy-1.pdf", page: page("Copy")),
        ]
        let (mail, leftovers) = try await keep(message(enclosures))
        #expect(mail.contains("multipart/mixed") && mail.contains("multipart/alternative"))
        #expect(mail.contains("text/plain") && mail.contains("text/html"))
        #expect(mail.components(separatedBy: "Content-Type: application/pdf").count == 3)
        for name in ["statement.pdf", "copy-1.pdf"] { #expect(mail.contains("filename=\(name)"), "\(name)") }
        #expect(mail.contains("JVBERi"), "the first bytes of a PDF, in base64")
        #expect(mail.split(separator: "\r\n").allSatisfy { $0.utf8.count <= 998 })
        #expect(leftovers == 0)
    }

    @Test func aRepeatedMailIsTheSameBytes() async throws {
        let message = message([Enclosure(fileName: "statement.pdf", page: page())])
        #expect(try await keep(message).mail == keep(message).mail)
    }

    @Test func aPageNoFontCanPrintIsLeftOutAndTheMailGoes() async throws {
        let (mail, _) = try await keep(message([Enclosure(fileName: "statement.pdf", page: page("\u{E123}"))]))
        #expect(!mail.contains("application/pdf") && mail.contains("multipart/alternative"))
    }
}
