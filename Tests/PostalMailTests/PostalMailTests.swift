import Documents
import Foundation
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import PostalMail

struct PostalMailTests {
    @Test func conforms() async throws {
        #expect(try PluginConformance(PostalMailChannel.self).violations() == [])
        let suite = ChannelConformance(PostalMailChannel(), message: .letter(), configuration: try configuration())
        #expect(try await suite.violations(recognisesKey: true) == [])
    }

    @Test func aLetterIsOnlyPreparedAndLeavesNoFile() async throws {
        let spool = try TemporaryFolder()
        let result = await PostalMailChannel().send(.letter(), in: .sample(try configuration(), spool: spool.url))
        #expect(result == .prepared)
        #expect(try spool.files().isEmpty)
    }

    @Test(arguments: [
        (["12 Acequia Madre", "Santa Fe, NM 87505"], true), (["12 Acequia Madre", "SANTA FE NM 87505-1234"], true),
        (["PO BOX 4", "APO AE 09012"], true), (["Santa Fe, NM 87505"], false),
        (["12 Acequia Madre", "Santa Fe"], false),
        (["12 Acequia Madre", "Santa Fe, NM 8750"], false), (["12 Acequia Madre", "Santa Fe, XX 87505"], false),
        (["12", "Santa Fe, NM 87505"], false), ([], false),
    ])
    func anAddressNeedsAllItsParts(lines: [String], isSufficient: Bool) throws {
        let spool = try TemporaryFolder()
        let refusal = PostalMailChannel().check(.letter(to: lines), in: .sample(try configuration(), spool: spool.url))
        #expect((refusal == nil) == isSufficient)
        #expect(isSufficient || refusal?.fault == .address)
    }

    @Test func anAddressThatOverflowsTheWindowIsRefusedAndTheTallerWindowTakesIt() throws {
        let spool = try TemporaryFolder()
        let lines = ["c/o The Acequia Office", "12 Acequia Madre", "Apt 4", "Santa Fe, NM 87505"]
        let refusal = PostalMailChannel().check(.letter(to: lines), in: .sample(try configuration(), spool: spool.url))
        #expect(refusal?.fault == .fit)
        #expect(refusal?.detail.contains("5 lines and the window shows 3") == true)
        let tall = try configuration(["envelope": "number-10-tall"])
        #expect(PostalMailChannel().check(.letter(to: lines), in: .sample(tall, spool: spool.url)) == nil)
    }

    @Test func aLetterThatShowsAnotherAddressIsRefused() throws {
        let spool = try TemporaryFolder()
        let message = OutboundMessage.letter().with(address: .postal(["9 Other Street", "Santa Fe, NM 87505"]))
        let refusal = PostalMailChannel().check(message, in: .sample(try configuration(), spool: spool.url))
        #expect(refusal?.fault == .message)
    }

    @Test func nobodyButTheServiceReadsTheLetters() async throws {
        let spool = try TemporaryFolder()
        let batch = OutboundBatch(batchID: Identifier(), day: .fixtureDay, number: 1, messages: [.letter()])
        _ = try await produce(batch, in: .sample(try configuration(), spool: spool.url))
        let permissions = try spool.permissions()
        #expect(permissions.count == 2)
        #expect(permissions.values.allSatisfy { $0 == "600" })
    }

    @Test func aBatchIsOnePDFWithItsManifest() async throws {
        let spool = try TemporaryFolder()
        let messages = [OutboundMessage.letter(), .letter(to: ["Nowhere"]), .letter(itemCount: 60)]
        let batch = OutboundBatch(batchID: Identifier(), day: .fixtureDay, number: 2, messages: messages)
        let produced = try await produce(batch, in: .sample(try configuration(), spool: spool.url))
        let artefact = try #require(produced.artefact)
        let manifestFile = try #require(produced.manifest)
        #expect(artefact.name.hasPrefix("letters-2026-11-23-2-"))
        #expect(try Set(spool.files().keys) == [artefact.name, manifestFile.name])
        #expect(try spool.files()[artefact.name]?.count == artefact.byteCount)
        let manifest = try JSONDecoder().decode(
            MailBatchManifest.self, from: try #require(try spool.files()[manifestFile.name]))
        #expect(manifest.sha256 == artefact.sha256)
        #expect(manifest.totals.letters == 2)
        #expect(manifest.totals.leftOut == 1)
        #expect(manifest.totals.sheets == manifest.letters.reduce(0) { $0 + $1.sheets })
        #expect(manifest.letters.map(\.attemptID) == [messages[0].attemptID, messages[2].attemptID].map(\.description))
        #expect(produced.outcomes.map(\.attemptID) == messages.map(\.attemptID))
        guard case .included(1, 1, 1) = produced.outcomes[0].result,
            case .refused(let refusal) = produced.outcomes[1].result,
            case .included(firstPage: 2, let pages, let sheets) = produced.outcomes[2].result
        else {
            Issue.record("\(produced.outcomes)")
            return
        }
        #expect(refusal.fault == .address)
        #expect(pages > 1 && sheets == pages)
    }

    @Test func theManifestHoldsNoNameAndNoAddress() async throws {
        let spool = try TemporaryFolder()
        let batch = OutboundBatch(
            batchID: Identifier(), day: .fixtureDay, number: 1, messages: [.letter(), .letter(to: ["Nowhere"])])
        let produced = try await produce(batch, in: .sample(try configuration(), spool: spool.url))
        let name = try #require(produced.manifest?.name)
        let bytes = try #require(try spool.files()[name])
        let text = String(decoding: bytes, as: UTF8.self)
        for word in ["Ana", "Núñez", "Acequia", "Santa Fe", "Nowhere"] { #expect(!text.contains(word)) }
    }

    @Test func producingABatchAgainWritesTheSameBytes() async throws {
        let spool = try TemporaryFolder()
        let batch = OutboundBatch(
            batchID: Identifier(), day: .fixtureDay, number: 1, messages: [.letter(), .letter(itemCount: 9)])
        let context = PluginContext.sample(try configuration(), spool: spool.url)
        let first = try await produce(batch, in: context)
        let files = try spool.files()
        #expect(try await produce(batch, in: context) == first)
        #expect(try spool.files() == files)
    }

    @Test func aBatchOfRefusedLettersMakesNoFile() async throws {
        let spool = try TemporaryFolder()
        let batch = OutboundBatch(
            batchID: Identifier(), day: .fixtureDay, number: 1, messages: [.letter(to: ["Nowhere"])])
        let produced = try await produce(batch, in: .sample(try configuration(), spool: spool.url))
        #expect(produced.artefact == nil && produced.manifest == nil)
        #expect(try spool.files().isEmpty)
    }

    @Test func aFolderThatIsGoneMeansTryAgain() async throws {
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try configuration(), spool: spool.url.appending(path: "gone"))
        let batch = OutboundBatch(batchID: Identifier(), day: .fixtureDay, number: 1, messages: [.letter()])
        guard case .retry(_, let detail) = await PostalMailChannel().produce(batch, in: context) else {
            Issue.record("expected to be asked to try again")
            return
        }
        #expect(detail.contains("No such file"))
    }

    @Test func theReturnAddressCanBeSet() throws {
        let configured = PostalMailConfiguration(
            try configuration(["return_address": "PO Box 1 |  Taos, NM  87571", "endorsement": "none"]))
        #expect(configured.returnAddressLines == ["PO Box 1", "Taos, NM 87571"])
        #expect(configured.sheet.endorsement == nil)
        let letter = try PostalMailChannel().letter(of: .letter(), configured)
        #expect(letter.senderLines == ["Northwind Alarm LLC", "PO Box 1", "Taos, NM 87571"])
    }

    private func configuration(_ values: [String: ConfigurationValue] = [:]) throws -> PluginConfiguration {
        try PluginConfiguration(schema: PostalMailConfiguration.schema, values: values)
    }

    private func produce(_ batch: OutboundBatch, in context: PluginContext) async throws -> ProducedBatch {
        let result = await PostalMailChannel().produce(batch, in: context)
        guard case .produced(let produced) = result else {
            Issue.record("\(result)")
            throw InvalidConfiguration(findings: [])
        }
        return produced
    }
}

extension OutboundMessage {
    /// A letter of the made-up dealer to the given address.
    static func letter(
        to lines: [String] = ["12 Acequia Madre Apt 4", "Santa Fe, NM 87505"], itemCount: Int = 1
    ) -> OutboundMessage {
        let items = (0..<itemCount).map { index in
            LetterContent.Item(
                reference: "INV-\(index)", summary: "Monitoring", dueOn: "November 1, 2026", amount: "$10.00")
        }
        let letter = LetterContent(
            title: "Northwind statement", language: .english,
            senderLines: ["Northwind Alarm LLC", "12 Mesa Road", "Santa Fe, NM 87501"],
            recipientLines: ["Ana Núñez"] + lines, date: "November 23, 2026", referenceLines: ["Agreement NW-1"],
            salutation: "Dear Ana Núñez:", opening: ["Thank you."],
            itemHeadings: ["Reference", "What it is for", "Due", "Open"], items: items,
            total: ["Total", "$\(10 * itemCount).00"], closing: [], signature: ["Northwind Alarm"], smallPrint: [],
            remittance: nil, pageLabel: "Page {page} of {pages}")
        return OutboundMessage(
            attemptID: Identifier(), idempotencyKey: "attempt-1", sender: .northwind(),
            recipient: MessageRecipient(name: "Ana Núñez", address: .postal(lines)), content: .letter(letter),
            language: .english, figuresOn: .fixtureDay, reason: "no answer to two mails")
    }
}
