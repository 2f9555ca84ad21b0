// PostalMail: draws the letters of a business and day into one PDF with a manifest, for a person to print and mail. It
// mails nothing and claims nothing: the host counts a letter as sent when a person confirms the mailing.

import Documents
import Foundation
import Logging
package import PluginKit
import Receivables

/// Letters by the postal service, gathered into one PDF a day.
package struct PostalMailChannel: BatchContactChannel {
    package static let manifest = PluginManifest(
        kind: "postal-mail", name: "Letters", version: "1.0.0", role: .contactChannel(.post),
        summary: "Makes one PDF of the day's letters, ready to print, fold and put into window envelopes.",
        capabilities: PluginCapabilities(attachments: true, batched: true),
        libraries: ["Pango (LGPL-2.0+)", "Cairo (LGPL-2.1 or MPL-1.1)", "GLib (LGPL-2.1+)"],
        configuration: PostalMailConfiguration.schema)

    package init() {}

    package func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? {
        do {
            let configuration = PostalMailConfiguration(context.configuration)
            try LetterRenderer(sheet: configuration.sheet).check(
                letter(of: message, configuration), enclosing: message.enclosures.map(\.page))
            return nil
        } catch let refusal as Refusal {
            return refusal
        } catch let refusal as LetterRefusal {
            return Refusal(fault: refusal.fault, detail: refusal.description)
        } catch {
            return Refusal(fault: .plugin, detail: "\(error)")
        }
    }

    package func produce(_ batch: OutboundBatch, in context: PluginContext) async -> BatchResult {
        guard batch.messages.count <= OutboundBatch.messagesMax else {
            return .refused(
                fault: .plugin,
                detail: "\(batch.messages.count) letters in one batch: part it into \(OutboundBatch.messagesMax) each")
        }
        do {
            return .produced(try MailBatchFiles(batch: batch, context: context).write())
        } catch let error as LetterFileError {
            context.logger.warning(
                "Letters not written", metadata: ["mail-batch.id": "\(batch.batchID)", "error": "\(error)"])
            if case .fontMissing = error { return .refused(fault: .plugin, detail: error.description) }
            return .retry(after: .seconds(300), detail: error.description)
        } catch {
            return .retry(after: .seconds(300), detail: "the manifest could not be written: free space and try again")
        }
    }

    package func test(in context: PluginContext) async -> ConnectionTest {
        var steps: [ConnectionTest.Step] = []
        do {
            // Only whether it loads is asked here.
            _ = try LetterRenderer(sheet: PostalMailConfiguration(context.configuration).sheet)
            steps.append(ConnectionTest.Step(name: "load the font", passed: true, words: "found"))
        } catch {
            steps.append(ConnectionTest.Step(name: "load the font", passed: false, words: error.description))
            return ConnectionTest(steps: steps, fix: "install the package fonts-liberation")
        }
        let probe = context.spoolDirectory.appending(path: ".postal-mail-test")
        do {
            try Data("test".utf8).write(to: probe)
            try FileManager.default.removeItem(at: probe)
            steps.append(ConnectionTest.Step(name: "write to the spool", passed: true, words: "written and removed"))
        } catch {
            steps.append(
                ConnectionTest.Step(name: "write to the spool", passed: false, words: "the folder takes no file"))
            return ConnectionTest(steps: steps, fix: "let the host write to the spool folder, and free space on it")
        }
        return ConnectionTest(steps: steps)
    }

    /// The letter as it is drawn: the window shows the address the host settled on.
    func letter(
        of message: OutboundMessage, _ configuration: PostalMailConfiguration
    ) throws(Refusal) -> LetterContent {
        guard case .letter(let letter) = message.content else {
            throw Refusal(fault: .message, detail: "this is no letter: prepare it for the postal channel")
        }
        guard case .postal(let lines) = message.recipient.address else {
            throw Refusal(fault: .address, detail: "there is no postal address: add one")
        }
        if let problem = MailingAddress.problem(in: lines) { throw Refusal(fault: .address, detail: problem) }
        let words = { (lines: [String]) in lines.map { $0.split { $0.isWhitespace } } }
        guard words(letter.recipientLines) == words([message.recipient.name] + lines) else {
            throw Refusal(
                fault: .message, detail: "the letter shows another address than the one to mail to: write it again")
        }
        guard let sender = configuration.returnAddressLines else { return letter }
        return letter.replacingSender(Array(letter.senderLines.prefix(1)) + sender)
    }
}

extension LetterRefusal {
    /// Who has to change something.
    var fault: Fault {
        switch self {
        case .noAddress: .address
        case .tooManyAddressLines, .addressLineTooWide: .fit
        case .letterheadTooTall: .plugin
        case .partTallerThanPage, .tooLong, .noFontFor: .message
        }
    }
}

extension LetterContent {
    fileprivate func replacingSender(_ lines: [String]) -> LetterContent {
        LetterContent(
            title: title, language: language, senderLines: lines, recipientLines: recipientLines, date: date,
            referenceLines: referenceLines, salutation: salutation, opening: opening, itemHeadings: itemHeadings,
            items: items, total: total, closing: closing, signature: signature, smallPrint: smallPrint,
            remittance: remittance, pageLabel: pageLabel, brandColor: brandColor)
    }
}
