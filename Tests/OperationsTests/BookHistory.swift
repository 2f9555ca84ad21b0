import Compliance
import Correspondence
import Foundation
import Ledger
import PluginKit
import Receivables
import Sealing
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// What may happen to a tenant and its first customer, in an order a seed decides.
struct BookHistory {
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
        // Days go by between what happens, and on most of them somebody looks at the book.
        if Int.random(in: 0..<10, using: &random) < 7 { try await goOn(days: Int.random(in: 1...3, using: &random)) }
        do {
            return try await act(Int.random(in: 0..<29, using: &random))
        } catch is ActRefused {
            return "refused"
        } catch is LedgerError {
            return "refused by the books"
        }
    }

    private func goOn(days: Int) async throws {
        let today = try await book.today()
        try await book.moveClock(to: today.adding(days: days))
        try await book.knowPayments()
        _ = try await LapseCallTasks(store: store).run(for: id)
        try await book.run()
        try await book.work()
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
                payment, on: nil, reason: "returned", idempotencyKey: "r\(number)", for: id)
            return "payment reversed"
        case 11:
            let days = Int.random(in: 1...12, using: &random)
            holds.append(
                try await HoldCustomer(store: store).add(
                    .manual, customer: "C-1001", business: nil, until: days > 9 ? nil : today.adding(days: days),
                    note: "", source: "test", for: id))
            return "held"
        case 12:
            guard let hold = holds.popLast() else { return "nothing held" }
            try await HoldCustomer(store: store).lift(hold, reason: "over", source: "test", for: id)
            return "hold lifted"
        case 13, 23, 26:
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
        case 17: return try await importBill(today)
        case 18:
            _ = try await GiveCredit(store: store).give(
                .usd(cents: Int64.random(in: 1...40, using: &random) * 100), on: "INV-1", customer: "C-1001",
                business: nil, reason: "service", role: .owner, by: "Dana", idempotencyKey: "k\(number)", for: id)
            return "credited"
        case 19: return try await agreePlan()
        case 20: return try await mail(today)
        case 21:
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "i\(number)")
            report.customerReference = "C-1001"
            report.isOutbound = false
            report.willLookIntoIt = Bool.random(using: &random)
            if report.willLookIntoIt {
                report.agreedCallBackOn = today.adding(days: Int.random(in: 1...6, using: &random))
            }
            _ = try await RecordCall(store: store).record(report, for: id)
            return "the customer called"
        case 24: return try await say()
        case 25: return try await finish()
        default: return try await answerOrLapse()
        }
    }

    /// The customer says something about no item in particular, and sometimes names a day all the same.
    private mutating func say() async throws -> String {
        let reasons: [NonpaymentReason] = [.paidAlready, .nameNotRecognised, .cancelled, .dissatisfied]
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "s\(number)")
        (report.customerReference, report.isOutbound) = ("C-1001", false)
        report.reason = reasons.randomElement(using: &random)
        _ = try await RecordCall(store: store).record(report, for: id)
        return "said \(report.reason?.rawValue ?? "")"
    }

    private func finish() async throws -> String {
        let desk = CaseTaskDesk(store: store)
        guard let task = try await desk.list(for: id).first(where: { $0.kind != "ask-again" }) else {
            _ = try await RecordSatisfaction(store: store).record(
                .init(
                    customer: "C-1001", answers: [.worksAsPromised: true], way: .telephone, by: "Pat",
                    key: "y\(number)"), for: id)
            return "it works again"
        }
        _ = try await desk.done(
            task.id, words: "looked", answer: "We looked, and found nothing of it.", by: "Lee", for: id)
        return "\(task.kind) done"
    }

    private mutating func bill(_ today: CalendarDate) async throws -> String {
        _ = try await book.tenant.bill(
            "INV-9\(number)", .usd(cents: 60_00), billedOn: today,
            dueOn: today.adding(days: Int.random(in: 0...20, using: &random)))
        return "billed"
    }

    private mutating func pay(_ today: CalendarDate) async throws -> String {
        let cents = Int64.random(in: 1...25, using: &random) * 100
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

    private func importBill(_ today: CalendarDate) async throws -> String {
        try await ImportFixture(of: book.tenant, book.database).take(
            "no,customer,billed,due,amount,currency,agreement,disputed\n"
                + "F\(number),C-1001,\(today.adding(days: -20)),\(today.adding(days: -3)),25.00,USD,,\n",
            .testReceivables)
        return "a late bill imported"
    }

    private func agreePlan() async throws -> String {
        let asking = PlanAsking(
            store: store, registry: try TestTenant.plugins(), sealer: Sealer(book.keyring), spool: book.spool,
            logger: TestTenant.quiet)
        var request = QuotePlan.Request(customer: "C-1001", role: .owner, quotedBy: "Pat")
        request.wish = PlanWish(size: .parts(3))
        let quotes = try await QuotePlan(asking).quote(request, for: id)
        guard let first = quotes.first else { return "no plan to be had" }
        _ = try await AcceptPlan(asking).accept(first.id, how: "call", by: "Pat", reviewedBy: nil, for: id)
        return "plan agreed"
    }

    /// Letters are printed, confirmed as mailed, and some come back.
    private mutating func mail(_ today: CalendarDate) async throws -> String {
        _ = try await ProduceMailBatch.produceOpenBatches(of: id, store: store)
        try await book.work()
        let mail = ConfirmMailing(store: store)
        for batch in try await mail.list(id) where batch.state == "produced" && batch.lettersOf <= today {
            try await book.takeOutBarred(batch.id)
            _ = try await mail.confirm(batch.id, mailedOn: today, by: "Pat", for: id)
        }
        let sent = try await book.attempts().last { $0.medium == .post && $0.state == .sent }
        guard let sent, Int.random(in: 0..<4, using: &random) == 0 else { return "letters mailed" }
        _ = try await mail.returned(sent.id, reason: .unclaimed, by: "Pat", for: id)
        return "a letter came back"
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
struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
