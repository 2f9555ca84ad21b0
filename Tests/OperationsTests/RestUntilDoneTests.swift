import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What a customer said of no item in particular rests the case until somebody has looked, however long that takes, and
/// they are told what was found. Said on Monday 9 March 2026.
struct RestUntilDoneTests {
    private func say(
        _ reason: NonpaymentReason, _ book: LiveBook, _ change: (inout RecordCall.Report) -> Void = { _ in }
    ) async throws -> ReasonConsequence {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "said")
        (report.customerReference, report.reason, report.isAnother) = ("C-1001", reason, true)
        change(&report)
        return try #require(try await RecordCall(store: book.store).record(report, for: book.id).consequence)
    }

    private func run(on date: String, _ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.moveClock(to: day(date))
        try await book.knowPayments()
        try await book.run()
        #expect(try await book.nextLookFindings() == [], "\(date)")
        return try await book.attempts().filter { !$0.tone.asksForNothing }
    }

    private static let found = "The transfer of March 2 went to another business."

    static let reasons = NonpaymentReason.allCases.filter { ReasonPath(for: $0).hold?.onlyInWriting == false }

    @Test func theTableHasWhatSomebodyLooksInto() {
        #expect(Self.reasons.count == 13)
        #expect(Set(Self.reasons).isSuperset(of: [.paidAlready, .doubleCharge, .nameNotRecognised, .cancelled]))
    }

    @Test(arguments: reasons) func nothingIsAskedForBeforeSomebodyHasLooked(reason: NonpaymentReason) async throws {
        try await LiveBook.with { book in
            let task = try #require(try await say(reason, book).taskID)
            // Six weeks: longer than any day the reason comes with.
            for date in ["2026-03-25", "2026-04-20"] { #expect(try await run(on: date, book).isEmpty, "\(date)") }
            let desk = CaseTaskDesk(store: book.store)
            let done = try await desk.done(task, words: "looked", answer: Self.found, by: "Lee", for: book.id)
            #expect(done.isTold)
            if ReasonPath(for: reason).task?.isAskedAgain == true {
                #expect(try await run(on: "2026-05-04", book).isEmpty)
                _ = try await RecordSatisfaction(store: book.store).record(
                    .init(customer: "C-1001", answers: [.worksAsPromised: true], way: .telephone, by: "Pat", key: "a"),
                    for: book.id)
            }
            #expect(try await run(on: "2026-05-05", book).count == 1)
        }
    }

    @Test func aLetterThatWaitsIsBarredUntilSomebodyHasLooked() async throws {
        try await LiveBook.with { book in
            try await book.raw("UPDATE contact_points SET is_bad = true, bad_reason = 'bounced' WHERE medium = 'email'")
            try await book.run()
            try await book.work()
            #expect(try await book.attempts().map(\.state) == [.prepared])
            let task = try #require(try await say(.paidAlready, book).taskID)
            func barred() async throws -> [String] {
                try await book.moveClock(to: day("2026-04-20"))
                try await book.knowPayments()
                return try await book.store.transaction(for: book.id) { tx in
                    let today = try TenantDay(tx)
                    let facts = try tx.caseFacts([book.tenant.caseID], today: today.moment.today)[0]
                    return try MailingGate(day: today, mailedOn: today.moment.today).barred(facts.attempts, tx)
                        .map(\.rule)
                }
            }
            #expect(try await barred() == ["hold.payment-in-flight"])
            _ = try await CaseTaskDesk(store: book.store).done(
                task, words: "none came", answer: Self.found, by: "Lee", for: book.id)
            #expect(try await barred() == [])
        }
    }

    @Test func aPromiseOfTheSameCallIsNotBrokenWhileSomebodyLooksAndHasItsGraceThen() async throws {
        try await LiveBook.with { book in
            let told = try await say(.paidAlready, book) { $0.promise = (.usd(cents: 50_00), day("2026-03-13")) }
            func states(_ date: String) async throws -> [String] {
                _ = try await run(on: date, book)
                return try await RecordPromise(store: book.store).list(customer: "C-1001", for: book.id).map(\.state)
            }
            for date in ["2026-03-18", "2026-04-20"] { #expect(try await states(date) == ["open"], "\(date)") }
            _ = try await CaseTaskDesk(store: book.store).done(
                try #require(told.taskID), words: "none came", answer: Self.found, by: "Lee", for: book.id)
            #expect(try await states("2026-04-22") == ["open"])
            #expect(try await book.attempts().filter { !$0.tone.asksForNothing }.isEmpty)
            #expect(try await states("2026-04-23") == ["broken"])
            let figures = try await book.store.transaction(for: book.id) { try PromiseFigures($0) }
            #expect(figures.broken == 1 && figures.open == 0)
        }
    }

    @Test func whatWasFoundIsToldInWritingAndAnAnswerThatWasPromisedIsNotLeftOut() async throws {
        try await LiveBook.with { book in
            let task = try #require(try await say(.paidAlready, book).taskID)
            let desk = CaseTaskDesk(store: book.store)
            for answer in [nil, "none", "No money came from you!"] {
                let kind = await refusal {
                    _ = try await desk.done(task, words: "none", answer: answer, by: "Lee", for: book.id)
                }
                #expect(kind == .badInput, "\(answer ?? "")")
            }
            #expect(try await desk.list(for: book.id).count == 1)
            try await book.moveClock(to: day("2026-03-12"))
            try await book.knowPayments()
            _ = try await desk.done(task, words: "none came", answer: Self.found, by: "Lee", for: book.id)
            #expect(try await desk.done(task, words: "again", by: "Lee", for: book.id).isNew == false)
            for _ in 1...2 { try await book.work() }
            let told = try await book.attempts().filter { $0.stepKey == "claim-answer" }
            #expect(told.map(\.state) == [.sent])
            let words = book.words(try #require(try await book.messages("claim-answer").first))
            for part in ["You told us on March 9, 2026 that it is paid already.", Self.found, "$149.85"] {
                #expect(words.contains(part), "\(words)")
            }
            // It is no rung: the ladder begins where it would have.
            #expect(try await run(on: "2026-03-13", book).map(\.stepKey) == ["statement"])
        }
    }

    // MARK: What shows it

    private func raise(_ book: LiveBook) async throws -> DisputeReceivable.Raised {
        try await DisputeReceivable(store: book.store).raise(
            .init(.paidAlready, on: "INV-1", customer: "C-1001", reason: "paid", by: "Pat"), for: book.id)
    }

    private func sent(_ book: LiveBook) async throws -> [String] {
        try await book.attempts().filter { $0.state == .sent && $0.tone.asksForNothing }.map(\.stepKey)
    }

    @Test func whatIsToBeSentIsNotAskedForOnTheDayItWouldNameOrLater() async throws {
        try await LiveBook.with { book in
            #expect(try await raise(book).evidenceBy == day("2026-03-19"))
            try await book.run()
            #expect(try await book.attempts().map(\.stepKey) == ["evidence-request"])
            // Nothing worked for ten days: the customer hears that somebody looks, and is asked for nothing.
            try await book.deliver(from: day("2026-03-19"), to: day("2026-03-20"))
            #expect(try await sent(book) == ["dispute-received"])
            #expect(try await book.nextLookFindings() == [])
        }
    }

    @Test func aRequestThatIsSomeDaysLateLeavesAndOneBehindItsDayDoesNot() async throws {
        for (date, left) in [("2026-03-12", ["evidence-request"]), ("2026-03-19", [])] {
            try await LiveBook.with { book in
                _ = try await say(.paidAlready, book)
                // Written down, and nothing works for days.
                try await book.store.transaction(for: book.id) { tx -> Void in
                    let point = try #require(
                        try tx.contactPoints(of: [book.tenant.customer]).first { $0.medium == .email })
                    let facts = try tx.caseFacts([book.tenant.caseID], today: day("2026-03-09"))[0]
                    try tx.planToSend(
                        [
                            PlannedAttempt(
                                id: Identifier(), caseID: facts.id, customerID: facts.customer.id,
                                businessID: facts.business, policyVersion: try #require(facts.policyVersion),
                                stepKey: "evidence-request",
                                cycle: CycleKey(kind: .event, startedOn: day("2026-03-09")).description, ordinal: 1,
                                medium: .email, pluginKind: "email", contactPoint: point.id,
                                plannedOn: day("2026-03-09"),
                                dueSince: day("2026-03-09"), lapsesAfter: nil, attemptsMax: nil, language: .english,
                                tone: .grateful, templateKey: "evidence-request")
                        ], try TenantDay(tx))
                }
                try await book.moveClock(to: day(date))
                try await book.knowPayments()
                try await book.work()
                #expect(try await sent(book) == left, "\(date)")
            }
        }
    }

    @Test func whatWasAskedForTheWholeIsNotAskedForTheItemAgain() async throws {
        try await LiveBook.with { book in
            _ = try await say(.paidAlready, book)
            for _ in 1...2 { try await book.work() }
            #expect(try await sent(book) == ["evidence-request"])
            try await book.moveClock(to: day("2026-03-10"))
            let raised = try await raise(book)
            #expect(raised.replacedHolds == 1 && raised.evidenceBy == nil)
            try await book.deliver(from: day("2026-03-10"), to: day("2026-03-12"))
            #expect(try await sent(book) == ["evidence-request", "dispute-received"])
        }
    }
}
