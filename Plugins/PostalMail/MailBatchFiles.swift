import Documents
import Foundation
import PluginKit
import Receivables

/// The two files of one batch: the PDF, and a manifest to check it against.
struct MailBatchFiles {
    let batch: OutboundBatch
    let context: PluginContext

    /// Writes both. The same batch gives the same bytes under the same names.
    func write() throws -> ProducedBatch {
        let configuration = PostalMailConfiguration(context.configuration)
        let renderer = try LetterRenderer(sheet: configuration.sheet)
        var refused: [Identifier<ContactAttempt>: Refusal] = [:]
        var letters: [(attemptID: Identifier<ContactAttempt>, letter: LetterContent, enclosed: [LetterContent])] = []
        for message in batch.messages {
            do throws(Refusal) {
                letters.append(
                    (
                        message.attemptID, try PostalMailChannel().letter(of: message, configuration),
                        message.enclosures.map(\.page)
                    ))
            } catch {
                refused[message.attemptID] = error
            }
        }
        let stem = "letters-\(batch.day)-\(batch.number)-\(batch.batchID.description.prefix(8))"
        let pdf = context.spoolDirectory.appending(path: stem + ".pdf")
        let drawn = try renderer.draw(
            letters.map(\.letter), enclosing: letters.map(\.enclosed),
            title: "Letters of \(batch.day), batch \(batch.number)", createdOn: batch.day,
            to: pdf)
        var included: [Identifier<ContactAttempt>: LetterPages] = [:]
        for (attempt, result) in zip(letters.map(\.attemptID), drawn.results) {
            switch result {
            case .success(let pages): included[attempt] = pages
            case .failure(let refusal): refused[attempt] = Refusal(fault: refusal.fault, detail: refusal.description)
            }
        }
        let outcomes = batch.messages.map { message in
            BatchOutcome(
                attemptID: message.attemptID,
                result: included[message.attemptID].map {
                    .included(firstPage: $0.firstPage, pages: $0.pages, sheets: $0.sheets)
                } ?? .refused(refused[message.attemptID] ?? Refusal(fault: .plugin, detail: "the letter was left out")))
        }
        guard let file = drawn.file else { return ProducedBatch(artefact: nil, manifest: nil, outcomes: outcomes) }
        let artefact = SpooledFile(
            name: stem + ".pdf", mediaType: "application/pdf", byteCount: file.byteCount, sha256: file.sha256)
        let text = try MailBatchManifest(batch: batch, artefact: artefact, outcomes: outcomes).bytes()
        let measure: DrawnLetters.File
        do {
            measure = try DurableFile.write(text, to: context.spoolDirectory.appending(path: stem + ".json"))
        } catch {
            // Letters without their manifest could be mailed and then made again; the error to tell is the first one.
            try? FileManager.default.removeItem(at: pdf)
            throw error
        }
        return ProducedBatch(
            artefact: artefact,
            manifest: SpooledFile(
                name: stem + ".json", mediaType: "application/json", byteCount: measure.byteCount,
                sha256: measure.sha256),
            outcomes: outcomes)
    }
}

/// What the PDF holds, letter by letter. Holds no name and no address.
struct MailBatchManifest: Codable {
    struct Letter: Codable {
        let attemptID: String
        let firstPage: Int
        let pages: Int
        let sheets: Int

        enum CodingKeys: String, CodingKey {
            case attemptID = "attempt_id"
            case firstPage = "first_page"
            case pages, sheets
        }
    }

    struct LeftOut: Codable {
        let attemptID: String
        let fault: String
        let reason: String

        enum CodingKeys: String, CodingKey {
            case attemptID = "attempt_id"
            case fault, reason
        }
    }

    struct Totals: Codable {
        let letters: Int
        let pages: Int
        let sheets: Int
        let leftOut: Int

        enum CodingKeys: String, CodingKey {
            case letters, pages, sheets
            case leftOut = "left_out"
        }
    }

    let batchID: String
    let day: String
    let number: Int
    let file: String
    let byteCount: Int
    let sha256: String
    let totals: Totals
    let letters: [Letter]
    let leftOut: [LeftOut]

    enum CodingKeys: String, CodingKey {
        case batchID = "batch_id"
        case byteCount = "byte_count"
        case leftOut = "left_out"
        case day, number, file, sha256, totals, letters
    }

    init(batch: OutboundBatch, artefact: SpooledFile, outcomes: [BatchOutcome]) {
        var letters: [Letter] = []
        var leftOut: [LeftOut] = []
        for outcome in outcomes {
            switch outcome.result {
            case .included(let firstPage, let pages, let sheets):
                letters.append(
                    Letter(
                        attemptID: outcome.attemptID.description, firstPage: firstPage, pages: pages, sheets: sheets))
            case .refused(let refusal):
                leftOut.append(
                    LeftOut(
                        attemptID: outcome.attemptID.description, fault: refusal.fault.rawValue, reason: refusal.detail)
                )
            }
        }
        batchID = batch.batchID.description
        day = batch.day.description
        number = batch.number
        file = artefact.name
        byteCount = artefact.byteCount
        sha256 = artefact.sha256
        totals = Totals(
            letters: letters.count, pages: letters.reduce(0) { $0 + $1.pages },
            sheets: letters.reduce(0) { $0 + $1.sheets }, leftOut: leftOut.count)
        self.letters = letters
        self.leftOut = leftOut
    }

    /// Readable JSON with sorted keys, so that the same batch gives the same bytes.
    func bytes() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }
}
