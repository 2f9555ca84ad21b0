import Foundation
import JobQueue
import PluginKit
import Receivables
import Store
import Testing

@testable import Operations

private enum Blocked: StubAnswer {
    static let result = DeliveryResult.refused(fault: .carrier, detail: "550 5.7.1 blocked by policy")
}

struct RefusedBeforeTests {
    private static func refusing() throws -> PluginRegistry { try PluginRegistry([StubMail<Blocked>.self]) }

    private static func lastWord(on book: LiveBook) async throws -> DecisionRecord? {
        let why = try await ExplainContact(store: book.store).explain(customer: "C-1001", upTo: nil, for: book.id)
        return why.reasons.first { $0.isLatest }?.decision
    }

    @Test func whatTheRelayRefusedIsNotPlannedAgainTheSameDay() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try Self.refusing())
            for _ in 1...3 {
                #expect(try await book.run().planned == 0)
                #expect(try await book.work(try Self.refusing()).attempts == 0)
            }
            #expect(try await book.attempts().map(\.state) == [.refused])
            #expect(try await book.nextLookFindings() == [])
            let told = try #require(try await Self.lastWord(on: book))
            #expect(told.ruleID == "attempt.refused-today" && told.words.contains("550 5.7.1"))
        }
    }

    @Test func afterThreeRefusalsAPersonIsAskedAndAPassedTestLetsItGoAgain() async throws {
        try await LiveBook.with { book in
            for days in 0...4 {
                try await book.moveClock(to: book.tenant.today.adding(days: days))
                try await book.knowPayments()
                try await book.run()
                try await book.work(try Self.refusing())
                book.queueClock.advance(seconds: 7_200)
            }
            let refused = try await book.attempts().filter { $0.state == .refused }
            #expect(refused.map(\.ordinal) == [1, 2, 3])
            let last = try #require(try await Self.lastWord(on: book))
            #expect(last.verdict == .needsPerson && last.ruleID == "attempt.refused-repeatedly")
            #expect(last.words.contains("550 5.7.1") && last.words.contains("dunwell plugin test email"))
            #expect(try await book.nextLookFindings() == [])

            try await book.tenant.enable("email")
            #expect(try await book.nextLookFindings() == [])
            #expect(try await book.run().planned == 1)
            try await book.work()
            #expect(try await book.attempts().last?.state == .sent)
        }
    }

    @Test func anAddressThatWasRefusedDoesNotHoldTheNextOne() async throws {
        try await LiveBook.with { book in
            try await book.run()
            try await book.work(try PluginRegistry([StubMail<UnknownMailbox>.self]))
            let lines = try await book.run(dryRun: true).lines
            #expect(!lines.isEmpty && lines.allSatisfy { !$0.rule.hasPrefix("attempt.") })
        }
    }
}
