import Correspondence
import Foundation
import Ledger
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// The day a case is looked at next never lies after the first day on which its decision would change.
struct NextLookTests {
    @Test(arguments: [UInt64(1), 2, 3, 4])
    func noHistoryMovesTheLookPastTheFirstDayItMatters(seed: UInt64) async throws {
        try await LiveBook.with(dueOn: day("2026-03-05"), furtherCustomers: 1) { book in
            var history = History(book: book, seed: seed)
            var done: [String] = []
            for _ in 1...40 {
                done.append(try await history.next())
                let findings = try await book.nextLookFindings()
                #expect(findings == [], "seed \(seed), after \(done.joined(separator: ", "))")
                if !findings.isEmpty { return }
            }
        }
    }

    @Test func aLookRaisedByHandIsFound() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work()
            #expect(try await book.nextLookFindings() == [])
            try await book.raw("UPDATE collection_cases SET next_look_on = '2026-04-30'")
            let findings = try await book.nextLookFindings()
            #expect(findings.count == 1 && findings[0].contains("\(book.tenant.caseID)"))
            #expect(findings[0].contains("2026-04-30"))
        }
    }

    @Test func aTenantsDayAfterItsCasesIsFound() async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE tenant_next_looks SET next_look_on = '2026-04-30'")
            #expect(try await book.nextLookFindings().contains { $0.contains("tenant's earliest day 2026-04-30") })
        }
    }

    /// Facts written without lowering the day, as if one call of `lowerNextLook` were gone.
    @Test(arguments: [
        """
        INSERT INTO hold_releases (tenant_id, hold_id, released_on, reason, source)
        SELECT tenant_id, id, '2026-03-09', '', 'test' FROM holds
        """,
        "UPDATE holds SET held_until = '2026-03-12'",
        "DELETE FROM hold_reviews; DELETE FROM holds",
    ])
    func aFactThatForgetsToLowerTheLookIsFound(sql: String) async throws {
        try await LiveBook.with { book in
            _ = try await HoldCustomer(store: book.store).add(
                .manual, customer: "C-1001", business: nil, until: nil, note: "", source: "test", for: book.id)
            try await book.run()
            #expect(try await book.nextLookFindings() == [])
            try await book.raw(sql)
            #expect(try await book.nextLookFindings().contains { $0.contains("\(book.tenant.caseID)") })
        }
    }

    @Test func aHoldThatIsLiftedIsLookedAtTheSameDay() async throws {
        try await LiveBook.with { book in
            let holds = HoldCustomer(store: book.store)
            let hold = try await holds.add(
                .manual, customer: "C-1001", business: nil, until: nil, note: "", source: "test", for: book.id)
            try await book.run()
            let asleep = try await book.tenant.facts().nextLookOn
            #expect(asleep > book.tenant.today)
            try await holds.lift(hold, reason: "", source: "test", for: book.id)
            #expect(try await book.nextLookFindings() == [])
        }
    }

    private static let agreements = """
        customer_id,kind,first_name,last_name,business_name,email,phone,line1,line2,city,state,zip,language,agreement_number,\
        service,monthly_amount,term_months,agreement_start,sold_by,home_square_feet,home_type,funded_by,notes
        C-1001,consumer,Ana,Nunez,,,,,,,,,en,NW-1,burglar,44.95,12,2010-06-25,S. Lindgren,1100,house,,

        """

    @Test func anAgreementThatArrivesLaterIsLookedAt() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work()
            try await book.run()
            let before = try await book.tenant.facts().nextLookOn
            #expect(before > book.tenant.today)
            let file = book.spool.appending(path: "agreements.csv")
            try Data(Self.agreements.utf8).write(to: file)
            let mapping = try #require(ImportMapping.shipped(named: "demo-agreements"))
            let report = try await ImportFile(store: book.store).run(
                file, mapping: mapping, tenant: book.id, options: ImportOptions())
            #expect(report.isWritten && report.new == 1)
            #expect(try await book.tenant.facts().agreements.count == 1)
            #expect(try await book.tenant.facts().nextLookOn == book.tenant.today)
        }
    }
}

/// What may happen to a tenant and its first customer, in an order a seed decides.
private struct History {
    let book: LiveBook
    var random: SplitMix
    private var number = 0
    private var payments: [Identifier<JournalEntry>] = []
    private var holds: [Identifier<Hold>] = []
    private var disputes: [Identifier<Dispute>] = []
    private var store: Store { book.store }
    private var id: Identifier<Tenant> { book.id }

    init(book: LiveBook, seed: UInt64) {
        self.book = book
        random = SplitMix(state: seed)
    }

    /// Lets one thing happen and says which. An act that is refused is a thing that happened too.
    mutating func next() async throws -> String {
        number += 1
        do {
            return try await act(Int.random(in: 0..<18, using: &random))
        } catch is ActRefused {
            return "refused"
        } catch is LedgerError {
            return "refused by the books"
        }
    }

    private mutating func act(_ choice: Int) async throws -> String {
        let today = try await store.transaction(for: id) { try $0.moment().today }
        switch choice {
        case 0, 1, 2, 3:
            try await book.run()
            try await book.work()
            return "run on \(today)"
        case 4, 5, 6:
            let days = Int.random(in: 1...9, using: &random)
            try await book.moveClock(
                to: today.adding(days: days), minuteOfDay: 60 * Int.random(in: 6...22, using: &random))
            try await book.knowPayments()
            return "\(days) days on"
        case 7:
            let days = Int.random(in: 1...6, using: &random)
            try await book.moveClock(to: today.adding(days: -days))
            return "\(days) days back"
        case 8: return try await bill(today)
        case 9: return try await pay(today)
        case 10:
            guard let payment = payments.popLast() else { return "nothing to reverse" }
            _ = try await ReversePayment(store: store).reverse(
                payment, on: nil, reason: "", idempotencyKey: "r\(number)", for: id)
            return "payment reversed"
        case 11:
            let days = Int.random(in: 1...40, using: &random)
            holds.append(
                try await HoldCustomer(store: store).add(
                    .manual, customer: "C-1001", business: nil, until: days > 20 ? nil : today.adding(days: days),
                    note: "", source: "test", for: id))
            return "held"
        case 12:
            guard let hold = holds.popLast() else { return "nothing held" }
            try await HoldCustomer(store: store).lift(hold, reason: "", source: "test", for: id)
            return "hold lifted"
        case 13:
            _ = try await RecordPromise(store: store).record(
                .usd(cents: 10_00), by: today.adding(days: Int.random(in: 0...14, using: &random)), customer: "C-1001",
                business: nil, madeBy: "Pat", for: id)
            return "promise"
        case 14: return try await dispute()
        case 15:
            guard let dispute = disputes.popLast() else { return "nothing disputed" }
            try await DisputeReceivable(store: store).resolve(dispute, outcome: "withdrawn", reason: "", for: id)
            return "dispute withdrawn"
        case 16: return try await publish()
        default: return try await answerOrLapse()
        }
    }

    private mutating func bill(_ today: CalendarDate) async throws -> String {
        _ = try await book.tenant.bill(
            "INV-9\(number)", .usd(cents: 30_00), billedOn: today,
            dueOn: today.adding(days: Int.random(in: 0...20, using: &random)))
        return "billed"
    }

    private mutating func pay(_ today: CalendarDate) async throws -> String {
        let cents = Int64.random(in: 1...200, using: &random) * 100
        let recorded = try await RecordPayment(store: store).record(
            .init(
                amount: .usd(cents: cents), paidOn: today, customerReference: "C-1001", idempotencyKey: "p\(number)"),
            for: id)
        payments.append(recorded.entry)
        return "\(cents) paid"
    }

    private mutating func dispute() async throws -> String {
        let part: Money? = Bool.random(using: &random) ? nil : .usd(cents: 5_00)
        disputes.append(
            try await DisputeReceivable(store: store).open(
                "INV-1", amount: part, customer: "C-1001", business: nil, reason: "test", evidenceDueOn: nil,
                source: "test", for: id))
        return part == nil ? "disputed" : "disputed in part"
    }

    private func publish() async throws -> String {
        let publisher = PublishPolicy(
            store: store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn())
        let text = try StarterPolicies.residential() + "\n# edition \(number)\n"
        _ = try await publisher.publish(text, note: "", for: id, business: nil)
        return "policy published"
    }

    private mutating func answerOrLapse() async throws -> String {
        _ = try await LapseCallTasks(store: store).run(for: id)
        guard let task = try await RecordCall(store: store).openTasks(of: id).first?.task else { return "no call" }
        let disposition = [CallDisposition.noAnswer, .spoke, .leftVoicemail].randomElement(using: &random) ?? .spoke
        var report = RecordCall.Report(disposition: disposition, recordedBy: "Pat", idempotencyKey: "c\(number)")
        report.task = task.id
        _ = try await RecordCall(store: store).record(report, for: id)
        return "call: \(disposition.rawValue)"
    }
}

/// A generator that gives the same numbers on every machine. Source: Steele, Lea and Flood, SplitMix64 (2014).
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
