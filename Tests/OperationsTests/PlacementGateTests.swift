import DatabaseTesting
import Foundation
import PluginKit
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What is otherwise between a decision and the file keeps a case here. Owed: INV-1 over 149.85 since 1 February 2026;
/// today is Monday, 9 March.
struct PlacementGateTests {
    /// A case decided to go to SUNCO, and what the file does after `change`.
    private func exported(
        _ change: (LiveBook) async throws -> Void, _ body: (LiveBook, PlaceCases.Exported) async throws -> Void
    ) async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            try await change(book)
            try await body(book, try await export(book))
        }
    }

    private func export(_ book: LiveBook) async throws -> PlaceCases.Exported {
        try await book.placing(book.spool).export(agency: "SUNCO", business: nil, dryRun: false, for: book.id)
    }

    private func leftOut(_ words: String, _ change: (LiveBook) async throws -> Void) async throws {
        try await exported(change) { book, done in
            let reasons = done.leftOut.first?.reasons.joined(separator: "; ") ?? "nothing"
            #expect(done.placed.isEmpty && reasons.contains(words), "\(reasons)")
            let isPlaced = try await book.tenant.facts().isPlaced
            let ended = try await book.count("decision_endings", where: "kind = 'left-out'")
            #expect(!isPlaced && ended == 1)
        }
    }

    private func tell(_ reason: NonpaymentReason, _ book: LiveBook) async throws {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "told")
        (report.customerReference, report.reason, report.isAnother) = ("C-1001", reason, true)
        _ = try await RecordCall(store: book.store).record(report, for: book.id)
    }

    @Test func moreThanWasDecidedAboutIsDecidedAnew() async throws {
        try await leftOut("209.85 USD is past due and 149.85 USD was decided about") { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 60_00), billedOn: day("2026-01-20"), dueOn: day("2026-03-04"))
        }
    }

    @Test func whoToldOfHardshipSinceStaysHereThoughTheHoldEnded() async throws {
        try await leftOut("the customer told of hardship since") { book in
            try await tell(.changeOfMeans, book)
            try await book.raw(
                "UPDATE holds SET held_from = held_from - 1, held_until = held_from WHERE reason = 'hardship'")
        }
    }

    @Test func whoPromisedSinceStaysHere() async throws {
        try await leftOut("the customer works with us: 50.00 USD is promised by 2026-03-12") { book in
            _ = try await RecordPromise(store: book.store).record(
                .usd(cents: 50_00), by: day("2026-03-12"), customer: "C-1001", business: nil, madeBy: "Pat",
                for: book.id)
        }
    }

    @Test(arguments: [HoldReason.deceased, .bankruptcy, .activeDuty, .identityTheft, .hardship, .complaint])
    func aHoldSinceKeepsItHere(reason: HoldReason) async throws {
        try await leftOut("a hold for \(reason.rawValue) is in force") { book in
            _ = try await HoldCustomer(store: book.store).add(
                reason, customer: "C-1001", business: nil, until: nil, note: "", source: "Pat", for: book.id)
        }
    }

    @Test func counselComesTooLateOnceTheLimitationHasPassed() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            var note = NoteForDecision.Note(customer: "C-1001", source: "cabinet 3", by: "Pat")
            note.evidence = EvidenceKind.allCases
            note.limitationOn = day("2026-03-10")
            try await NoteForDecision(store: book.store).keep(note, for: book.id)
            let decided = try await book.decision(.counsel)
            #expect(decided.outcome == .approved, "\(decided.words)")
            try await book.moveClock(to: day("2026-03-10"))
            let done = try await export(book)
            let reasons = done.leftOut.first?.reasons.joined(separator: "; ") ?? "nothing"
            #expect(reasons.contains("a suit was timely until 2026-03-10"), "\(reasons)")
        }
    }

    /// Source: 12 CFR 1006.30(b)(1)(i): what was paid is not placed, and on old figures nobody knows.
    @Test func onOldFiguresItWaitsAndStaysDecided() async throws {
        try await exported({ try await $0.moveClock(to: day("2026-03-16")) }) { book, done in
            #expect(done.placed.isEmpty && done.leftOut.isEmpty)
            #expect(done.waiting.first?.reasons.first?.contains("payments are known up to 2026-03-09") == true)
            try await book.knowPayments()
            #expect(try await export(book).placed == ["C-1001"])
        }
    }

    @Test func aMutedTenantHandsNothingOver() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            try await MuteTenant(store: book.store).mute(book.id, reason: "a look")
            #expect(await refusal { _ = try await export(book) } == .notAllowed)
            let preview = try await book.placing(book.spool).export(
                agency: "SUNCO", business: nil, dryRun: true, for: book.id)
            #expect(preview.placed == ["C-1001"])
        }
    }

    @Test func aBillThatIsNotDueStaysHere() async throws {
        try await exported({ book in
            _ = try await book.tenant.bill(
                "INV-9", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-31"))
        }) { book, done in
            #expect(done.placed == ["C-1001"] && done.totals?.balance == .usd(cents: 149_85))
            _ = try await GiveCredit(store: book.store).give(
                .usd(cents: 5_00), on: "INV-9", customer: "C-1001", business: nil, reason: "goodwill", role: .owner,
                by: "Dana", idempotencyKey: "c", for: book.id)
            let told = try await TellAgency(try book.placing(book.spool).files).tell(
                agency: "SUNCO", business: nil, dryRun: true, for: book.id)
            #expect(told.changes.isEmpty, "\(told.changes)")
        }
    }

    @Test func theFileSaysTheAddressAndTheNumberOfTheMoment() async throws {
        try await exported({ book in
            try await book.raw(
                """
                UPDATE contact_points SET value = '9 Oak Road' || chr(10) || 'Austin TX 78701', line1 = '9 Oak Road',
                    city = 'Austin', state = 'TX', zip = '78701' WHERE medium = 'post'
                """)
            try await book.raw("UPDATE contact_points SET is_bad = true WHERE medium = 'telephone'")
        }) { _, done in
            let name = try #require(done.file?.name)
            let text = try String(contentsOf: done.folder.appending(path: name), encoding: .utf8)
            #expect(text.contains("9 Oak Road") && text.contains("78701"), "\(text)")
        }
    }
}
