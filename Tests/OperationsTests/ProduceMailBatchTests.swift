import Email
import Foundation
import JobQueue
import PluginKit
import PostalMail
import Receivables
import Sealing
import Store
import Testing

@testable import Operations

struct ProduceMailBatchTests {
    /// Customers who can be reached by post alone, and their letters of the day planned.
    private func letters(_ further: Int, _ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with(furtherCustomers: further) { book in
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium <> 'post'")
            try await body(book)
        }
    }

    private func produce(_ book: LiveBook) async throws {
        try await book.run()
        try await book.work()
        _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
        try await book.work()
    }

    private func batches(_ book: LiveBook) async throws -> [MailBatchRecord] {
        try await ConfirmMailing(store: book.store).list(book.id)
    }

    /// The files of the spool with this ending.
    private func files(_ ending: String, _ book: LiveBook) -> [URL] {
        let walk = FileManager.default.enumerator(at: book.spool, includingPropertiesForKeys: nil)
        return (walk?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == ending }
    }

    /// The part of a manifest a mail room checks.
    private struct Manifest: Decodable {
        struct Letter: Decodable {
            let firstPage: Int
            let pages: Int
            let sheets: Int
        }
        struct Totals: Decodable {
            let letters: Int
            let pages: Int
            let sheets: Int
        }
        let file: String
        let byteCount: Int
        let sha256: String
        let totals: Totals
        let letters: [Letter]
    }

    private func manifest(_ book: LiveBook) throws -> Manifest {
        let found = files("json", book)
        #expect(found.count == 1)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Manifest.self, from: Data(contentsOf: try #require(found.first)))
    }

    @Test func anAddressTooLargeForTheEnvelopeStaysGoodAndIsAskedAgainOnceSomethingChanged() async throws {
        try await letters(0) { book in
            try await book.raw("UPDATE customers SET first_name = repeat('WIDE', 40)")
            try await produce(book)
            #expect(try await book.attempts().map(\.state) == [.refused])
            #expect(try await book.tenant.facts().contactPoints.first { $0.medium == .post }?.isBad == false)
            #expect(try await book.nextLookFindings() == [])
            func nextDay(_ days: Int) async throws {
                try await book.moveClock(to: book.tenant.today.adding(days: days))
                try await book.knowPayments()
                try await book.raw("UPDATE collection_cases SET next_look_on = '2026-03-01'")
                try await book.run()
                try await book.work()
            }
            try await nextDay(1)
            #expect(try await book.attempts().count == 1)
            try await book.raw("UPDATE customers SET first_name = 'Ana'")
            try await nextDay(2)
            #expect(try await book.attempts().map(\.state) == [.refused, .prepared])
        }
    }

    @Test func theLettersOfADayAreOneFileItsManifestTellsTheTruthAbout() async throws {
        try await letters(2) { book in
            try await produce(book)
            let batch = try #require(try await batches(book).first)
            #expect(batch.state == "produced" && batch.letterCount == 3)
            let manifest = try manifest(book)
            let file = try #require(files("pdf", book).first)
            #expect(files("pdf", book).count == 1 && file.lastPathComponent == manifest.file)
            let bytes = try Data(contentsOf: file)
            #expect(bytes.count == manifest.byteCount)
            #expect(Digest.hexadecimal(Digest.sha256(Array(bytes))) == manifest.sha256)
            #expect(batch.fileSHA256 == manifest.sha256 && batch.sheetCount == manifest.totals.sheets)
            #expect(manifest.totals.letters == 3 && manifest.letters.count == 3)
            #expect(manifest.letters.map(\.pages).reduce(0, +) == manifest.totals.pages)
            #expect(manifest.letters.map(\.sheets).reduce(0, +) == manifest.totals.sheets)
            var next = 1
            for letter in manifest.letters {
                #expect(letter.firstPage == next)
                next += letter.pages
            }
            #expect(try pages(of: file) == manifest.totals.pages)
            let attempts = try await book.attempts()
            #expect(attempts.map(\.state) == [.prepared], "a printed letter is not a mailing")
        }
    }

    @Test func producingAgainMakesNothingTwice() async throws {
        try await letters(1) { book in
            try await produce(book)
            let pdf = try #require(files("pdf", book).first)
            let before = try Data(contentsOf: pdf)
            let batch = try #require(try await batches(book).first)
            #expect(try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store) == 0)
            // Somebody asks for the batch all the same.
            try await book.store.transaction(for: book.id) {
                try ProduceMailBatch.enqueue(batch.id, tenant: book.id, in: $0, at: .now)
            }
            try await produce(book)
            #expect(files("pdf", book).count == 1)
            #expect(try Data(contentsOf: pdf) == before)
            #expect(try await batches(book).map(\.state) == ["produced"])
            #expect(try await book.count("contact_attempts") == 2)
        }
    }

    @Test func aBatchWhoseProducerDiedIsProducedOnceMore() async throws {
        try await letters(1) { book in
            try await book.run()
            try await book.work()
            _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
            try await book.work(faults: .init { passed, _ in passed == .afterTalk ? .abandon : nil })
            #expect(try await batches(book).map(\.state) == ["open"])
            let before = try Data(contentsOf: try #require(files("pdf", book).first))
            book.queueClock.advance(seconds: 600)
            try await book.work()
            book.queueClock.advance(seconds: 600)
            try await book.work()
            #expect(try await batches(book).map(\.state) == ["produced"])
            #expect(files("pdf", book).count == 1)
            #expect(try Data(contentsOf: try #require(files("pdf", book).first)) == before)
        }
    }

    @Test func anAddressTheWindowCannotHoldIsLeftOutWithItsReasonAndTheOthersGo() async throws {
        try await letters(2) { book in
            let name = String(repeating: "Wolfeschlegelsteinhausenbergerdorff ", count: 12)
            try await book.raw(
                """
                UPDATE contact_points SET value = '\(name)' || chr(10) || 'Brooklyn NY 11201'
                WHERE medium = 'post' AND customer_id = '\(book.tenant.customer)'
                """)
            try await produce(book)
            let attempts = try await book.attempts()
            #expect(attempts.map(\.state) == [.refused])
            #expect(attempts.first?.detail.hasPrefix("fit ") == true)
            #expect(try await batches(book).map(\.letterCount) == [2])
            #expect(try manifest(book).totals.letters == 2)
            #expect(try await book.tenant.facts().contactPoints.first { $0.medium == .post }?.isBad == false)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aLetterTakenOutWhileTheFileIsDrawnIsNotInThePile() async throws {
        try await letters(1) { book in
            try await book.run()
            try await book.work()
            let letter = try #require(try await book.attempts().first)
            _ = try await ProduceMailBatch.produceOpenBatches(of: book.id, store: book.store)
            let desk = LeaveOutLetter(store: book.store)
            try await SlowPost.$meanwhile.withValue({
                _ = try await desk.leaveOut(letter.id, reason: "called us", by: "Pat", for: book.id)
            }) {
                _ = try await book.work(try PluginRegistry([EmailChannel.self, SlowPost.self]))
            }
            book.queueClock.advance(seconds: 60)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            #expect(try await batches(book).map(\.state) == ["produced"])
            #expect(try await batches(book).map(\.letterCount) == [1])
            #expect(try manifest(book).totals.letters == 1)
        }
    }

    /// Counted by poppler, which did not write the file.
    private func pages(of file: URL) throws -> Int {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["pdfinfo", file.path(percentEncoded: false)]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Int(try #require(text.firstMatch(of: /Pages: +(\d+)/)).1) ?? -1
    }
}

/// The shipped channel of letters, with time for something to happen while the file is drawn.
private struct SlowPost: BatchContactChannel {
    @TaskLocal static var meanwhile: (@Sendable () async throws -> Void)?

    static let manifest = PostalMailChannel.manifest
    private let channel = PostalMailChannel()

    func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? {
        channel.check(message, in: context)
    }

    func produce(_ batch: OutboundBatch, in context: PluginContext) async -> BatchResult {
        let result = await channel.produce(batch, in: context)
        do { try await Self.meanwhile?() } catch { return .refused(fault: .plugin, detail: "\(error)") }
        return result
    }

    func test(in context: PluginContext) async -> ConnectionTest { await channel.test(in: context) }
}
