import Foundation
import JobQueue
import PluginKit
import Receivables
import Store
import Testing

@testable import Operations

/// What may happen between the plan of a contact and its sending, and the rule that must then stop it.
enum Meanwhile: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case held, paid, optedOut, muted, stale, switchedOff, disputed, promised

    var testDescription: String { rawValue }

    var rule: String {
        switch self {
        case .held: "hold.attorney"
        case .paid, .disputed: "debt.paid"
        case .optedOut: "channel.opted-out"
        case .muted: "data.muted"
        case .stale: "data.stale"
        case .switchedOff: "plugin.disabled"
        case .promised: "hold.promise"
        }
    }

    func happen(to book: LiveBook) async throws {
        let (store, id) = (book.store, book.id)
        switch self {
        case .held:
            _ = try await HoldCustomer(store: store).add(
                .attorney, customer: "C-1001", business: nil, until: nil, note: "", source: "letter", for: id)
        case .paid:
            _ = try await RecordPayment(store: store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: id)
        case .optedOut:
            try await store.transaction(for: id) { tx -> Void in
                _ = try tx.stopContactPoint(book.tenant.email, at: try tx.moment().now, source: "test")
            }
        case .muted: try await MuteTenant(store: store).mute(id, reason: "restored")
        case .stale: try await book.raw("UPDATE data_feeds SET fresh_as_of = '2026-02-20'")
        case .switchedOff: try await store.transaction(for: id) { try $0.setPlugin("email", enabled: false) }
        case .disputed:
            _ = try await DisputeReceivable(store: store).open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "call", for: id)
        case .promised:
            _ = try await RecordPromise(store: store).record(
                .usd(cents: 149_85), by: book.tenant.today.adding(days: 4), customer: "C-1001", business: nil,
                madeBy: "Pat", for: id)
        }
    }
}

struct SendContactTests {
    @Test(arguments: Meanwhile.allCases)
    func theGateIsAskedAgainAtTheMomentOfSending(meanwhile: Meanwhile) async throws {
        try await LiveBook.with { book in
            #expect(try await book.run().planned == 1)
            try await meanwhile.happen(to: book)
            try await book.work()
            #expect(book.mails() == 0)
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            let decisions = try await book.sendingDecisions()
            #expect(decisions.count == 1)
            #expect(decisions.first?.ruleID == meanwhile.rule)
            #expect([.block, .needsPerson].contains(decisions.first?.verdict))
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aContactThatComesTooLateInTheDayMovesToTheNextMorning() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.moveClock(to: book.tenant.today, minuteOfDay: 21 * 60 + 30)
            #expect(try await book.work().snoozed == 1)
            let zone = try #require(TimeZone(identifier: TestTenant.zone))
            let morning = book.tenant.today.adding(days: 1).instant(minuteOfDay: 8 * 60, in: zone)
            let refused = try await book.sendingDecisions()
            #expect(refused.map(\.ruleID) == ["time.hours"] && refused.first?.until == morning)
            #expect(refused.first?.words.contains("2026-03-10 08:00") == true)
            #expect(try await book.attempts().map(\.state) == [.planned])
            let job = try await book.store.transaction(for: book.id) { try $0.connection.jobs(limit: 5).first }
            #expect(job?.businessRunAt == morning)
            try await book.moveClock(to: book.tenant.today.adding(days: 1), minuteOfDay: 8 * 60)
            try await book.work()
            #expect(book.mails() == 1)
            #expect(try await book.sendingDecisions().map(\.verdict) == [.send, .block])
        }
    }

    @Test func aReminderOfADueDayDoesNotArriveAfterIt() async throws {
        try await LiveBook.with(billedOn: day("2026-02-20"), dueOn: day("2026-03-12")) { book in
            try await book.run()
            #expect(try await book.attempts().map(\.stepKey) == ["courtesy"])
            try await book.moveClock(to: day("2026-03-13"))
            try await book.knowPayments()
            try await book.work()
            #expect(book.mails() == 0)
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            let rules = try await book.sendingDecisions().map(\.ruleID)
            #expect(rules == ["policy.not-due-any-more"])
            try await book.run()
            try await book.work()
            #expect(try await book.attempts().map(\.stepKey) == ["courtesy", "statement"])
            #expect(book.mails() == 1)
        }
    }

    @Test(arguments: [FaultPoint.beforeTalk, .afterTalk, .beforeFinishCommit])
    func aSendingThatBrokeOffIsInDoubtAndNeverRepeatedByItself(point: FaultPoint) async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(faults: FaultPlan { passed, _ in passed == point ? .abandon : nil })
            #expect(try await book.attempts().map(\.state) == [.talking])
            let left = book.mails()
            #expect(left == (point == .beforeTalk ? 0 : 1))
            book.queueClock.advance(seconds: 120)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.inDoubt])
            #expect(try await book.nextLookFindings() == [])
            for days in 1...3 {
                try await book.moveClock(to: book.tenant.today.adding(days: days))
                try await book.knowPayments()
                try await book.run()
                book.queueClock.advance(seconds: 7_200)
                try await book.work()
            }
            #expect(try await book.attempts().filter { $0.stepKey == "statement" }.count == 1)
        }
    }

    @Test(arguments: [true, false])
    func aPersonDecidesAboutAContactInDoubt(left: Bool) async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(faults: FaultPlan { passed, _ in passed == .afterTalk ? .abandon : nil })
            book.queueClock.advance(seconds: 120)
            try await book.work()
            let resolve = ResolveDoubt(store: book.store)
            let doubt = try #require(try await resolve.list(of: book.id).first)
            let message = try #require(doubt.message)
            #expect(message.customer == "C-1001" && message.step == "statement")
            #expect(message.messageID.hasPrefix("<") && message.messageID.hasSuffix(".example>"))
            let finding: ResolveDoubt.Finding = left ? .sent : .notSent
            try await resolve.resolve(doubt.job.id, as: finding, reason: "the relay's log")
            await #expect(throws: JobQueueError.self) {
                try await resolve.resolve(doubt.job.id, as: .notSent, reason: "the relay's log")
            }
            #expect(try await resolve.list(of: book.id).isEmpty)
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            try await book.run()
            let statements = try await book.attempts().filter { $0.stepKey == "statement" }
            #expect(statements.map(\.ordinal) == (left ? [1] : [1, 2]))
            #expect(statements.first?.state == (left ? .sent : .refused))
        }
    }

    @Test func whatTheCarrierPutsOffIsTriedLaterAndSentOnce() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let busy = try PluginRegistry([StubMail<Busy>.self])
            #expect(try await book.work(busy).retried == 1)
            #expect(try await book.attempts().map(\.state) == [.planned])
            #expect(try await book.work().attempts == 0)
            book.queueClock.advance(seconds: 3_600)
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.sent])
            #expect(book.mails() == 1)
        }
    }

    @Test func aMailTheCarrierRefusesForItsAddressGoesAnotherWay() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try PluginRegistry([StubMail<UnknownMailbox>.self]))
            let facts = try await book.tenant.facts()
            #expect(facts.attempts.map(\.state) == [.refused])
            #expect(facts.contactPoints.first { $0.medium == .email }?.isBad == true)
            #expect(try await book.nextLookFindings() == [])
            book.queueClock.advance(seconds: 7_200)
            #expect(try await book.work().attempts == 0)
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            try await book.run()
            #expect(try await book.attempts().last?.medium == .post)
        }
    }

    @Test func anAnswerNobodyUnderstandsIsInDoubt() async throws {
        try await LiveBook.with { book in
            try await book.run()
            #expect(try await book.work(try PluginRegistry([StubMail<Vanishing>.self])).inDoubt == 1)
            #expect(try await book.attempts().map(\.state) == [.inDoubt])
            book.queueClock.advance(seconds: 7_200)
            #expect(try await book.work().attempts == 0)
            #expect(book.mails() == 0)
        }
    }
}

/// What a carrier of a test answers.
protocol StubAnswer: Sendable {
    static var result: DeliveryResult { get }
}

enum Busy: StubAnswer { static let result = DeliveryResult.retry(after: .seconds(600), detail: "451 later") }
enum UnknownMailbox: StubAnswer { static let result = DeliveryResult.refused(fault: .address, detail: "550 unknown") }
enum Vanishing: StubAnswer { static let result = DeliveryResult.inDoubt(detail: "the connection was lost") }

/// Stands where the e-mail plugin stands and answers always the same.
struct StubMail<Answer: StubAnswer>: ContactChannel {
    static var manifest: PluginManifest {
        PluginManifest(
            kind: "email", name: "Stub", version: "1.0.0", role: .contactChannel(.email), summary: "Answers the same.",
            capabilities: PluginCapabilities(), configuration: ConfigurationSchema())
    }

    init() {}
    func test(in context: PluginContext) async -> ConnectionTest { ConnectionTest(steps: []) }
    func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? { nil }
    func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult { Answer.result }
}
