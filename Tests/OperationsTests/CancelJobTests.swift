import DatabaseTesting
import Foundation
import JobQueue
import PluginKit
import Receivables
import Store
import Testing

@testable import Operations

struct CancelJobTests {
    private static func onlyJob(_ book: LiveBook) async throws -> JobRecord {
        let jobs = try await book.store.transaction(for: book.id) { try $0.connection.jobs(limit: 5) }
        return try #require(jobs.first)
    }

    @Test func cancellingAJobTakesItsMessageBackAndWhyTellsTheReason() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            #expect(try await CancelJob(store: book.store)(job.id, reason: "the customer is in hospital"))
            #expect(try await Self.onlyJob(book).state == .cancelled)
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            let told = try #require(try await book.sendingDecisions().first)
            #expect(told.ruleID == "person.cancelled" && told.words.hasSuffix("the customer is in hospital"))
            #expect(try await VerifyAttempts(store: book.store)(book.id) == [])

            // Not again that day; tomorrow the same step, not the one behind it.
            #expect(try await book.run().planned == 0)
            #expect(try await book.nextLookFindings() == [])
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            #expect(try await book.run().planned == 1)
            let attempts = try await book.attempts()
            #expect(attempts.map(\.ordinal) == [1, 2] && Set(attempts.map(\.stepKey)).count == 1)
        }
    }

    @Test func aJobAskedToStopWhileItRunsTakesItsMessageBackBeforeTheTalk() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            // As a worker that died before its talk leaves it.
            try await book.raw(
                """
                UPDATE jobs SET state = 'running', attempt = attempt + 1, worker_id = gen_random_uuid(),
                    lease_until = now() - interval '1 minute', heartbeat_at = now() - interval '2 minutes'
                """)
            #expect(try await !CancelJob(store: book.store)(job.id, reason: "wrong bill"))
            #expect(try await book.work().cancelled == 1)
            #expect(book.mails() == 0)
            #expect(try await Self.onlyJob(book).lastError == "wrong bill")
            #expect(try await book.attempts().map(\.state) == [.cancelled])
            #expect(try await book.sendingDecisions().first?.words.hasSuffix("wrong bill") == true)
        }
    }

    @Test func aMessageThatWaitsForItsNextTryIsTakenBackToo() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            try await book.work(try PluginRegistry([StubMail<Busy>.self]))
            #expect(try await book.attempts().map(\.state) == [.planned])
            #expect(try await CancelJob(store: book.store)(job.id, reason: "enough"))
            #expect(try await book.attempts().map(\.state) == [.cancelled])
        }
    }

    @Test func aReasonIsNeededAndWithoutOneNothingChanges() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            #expect(await refusal { _ = try await CancelJob(store: book.store)(job.id, reason: "") } == .badInput)
            #expect(try await book.attempts().map(\.state) == [.planned])
        }
    }

    @Test func aSettledMessageIsNotRetriedAndWordsSayWhatComesNext() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            try await book.work(try PluginRegistry([StubMail<UnknownMailbox>.self]))
            #expect(try await Self.onlyJob(book).state == .failed)
            let retry = RetryJob(store: book.store)
            #expect(await refusal { try await retry(job.id) } == .notAllowed)
            #expect(try await Self.onlyJob(book).state == .failed)
        }
    }

    @Test func aWaitingJobIsRetriedNow() async throws {
        try await LiveBook.with { book in
            try await book.run()
            let job = try await Self.onlyJob(book)
            try await book.work(try PluginRegistry([StubMail<Busy>.self]))
            try await RetryJob(store: book.store)(job.id)
            #expect(try await Self.onlyJob(book).failures == 0)
        }
    }

    @Test func aMessageWhoseJobIsOverIsFoundOut() async throws {
        try await LiveBook.with { book in
            try await book.run()
            #expect(try await VerifyAttempts(store: book.store)(book.id) == [])
            try await book.raw("UPDATE jobs SET state = 'cancelled', finished_at = now()")
            let findings = try await VerifyAttempts(store: book.store)(book.id)
            #expect(findings.count == 1 && findings.first?.contains("is cancelled") == true)
            try await book.raw("DELETE FROM jobs")
            #expect(try await VerifyAttempts(store: book.store)(book.id).first?.contains("no job") == true)
        }
    }
}
