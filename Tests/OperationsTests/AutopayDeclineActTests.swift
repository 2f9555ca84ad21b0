import Foundation
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// A declined automatic payment as a person or the processor's notice tells it, and what ends it.
struct AutopayDeclineActTests {
    private func late(_ body: (LiveBook) async throws -> Void) async throws {
        try await LiveBook.with(today: day("2026-03-10"), billedOn: day("2026-02-17"), dueOn: day("2026-03-09"), body)
    }

    private func failure(
        _ code: String = "R01", reference: String = "T-1",
        _ change: (inout RecordAutopayDecline.Failure) -> Void = { _ in }
    ) -> RecordAutopayDecline.Failure {
        var failure = RecordAutopayDecline.Failure(
            customerReference: "C-1001", code: code, failedOn: day("2026-03-09"), reference: reference)
        failure.receivable = "INV-1"
        failure.nextTryOn = AutopayDecline(code: code)?.isHard == true ? nil : day("2026-03-13")
        change(&failure)
        return failure
    }

    private func pay(_ book: LiveBook, _ cents: Int64 = 149_85) async throws {
        _ = try await RecordPayment(store: book.store).record(
            .init(
                amount: .usd(cents: cents), paidOn: day("2026-03-10"), customerReference: "C-1001",
                idempotencyKey: "retry"), for: book.id)
    }

    private func day1(_ book: LiveBook) async throws -> [String] {
        try await book.run()
        try await book.work()
        return try await book.attempts().filter { $0.state == .sent }.map(\.stepKey)
    }

    @Test func aDeclineIsToldWithReasonAndNextTryInPlaceOfTheStatement() async throws {
        try await late { book in
            let record = RecordAutopayDecline(store: book.store)
            let done = try await record.record(failure(), for: book.id)
            #expect(done.isNew && !done.isSettled && done.meaning == "insufficient funds; may be tried again")
            #expect(try await record.record(failure(), for: book.id).isNew == false)
            #expect(try await book.count("autopay_failures") == 1)
            #expect(try await day1(book) == ["autopay-failed"])
            let words = try #require(try await book.attempts().first?.contentJSON)
            #expect(words.contains("March 13, 2026"))
            #expect(try await book.nextLookFindings() == [])
        }
    }

    /// Source: formats reference §1.2: only a return for lack of money may be tried again as it is.
    @Test(arguments: ["R05", "R02", "expired_card"])
    func whatCannotWorkIsTriedOnNoDayWhateverDayIsNamed(code: String) async throws {
        try await late { book in
            let done = try await RecordAutopayDecline(store: book.store).record(failure(code), for: book.id)
            #expect(done.isNew && done.nextTryOn == nil)
            let again = try await RecordAutopayDecline(store: book.store).record(
                failure("R01", reference: "T-2"), for: book.id)
            #expect(again.nextTryOn == day("2026-03-13"))
        }
    }

    static let refusals: [(words: String, change: @Sendable (inout RecordAutopayDecline.Failure) -> Void)] = [
        ("there is no customer C-9", { $0.customerReference = "C-9" }),
        ("has no receivable INV-9", { $0.receivable = "INV-9" }),
        ("no return or decline code", { $0.code = "ZZ9" }),
        ("lies in the future", { $0.failedOn = day("2026-03-11") }),
        ("lies more than 180 days back", { $0.failedOn = day("1990-01-05") }),
        ("is not after the failure", { $0.nextTryOn = day("2026-03-09") }),
        ("give a day by 2026-09-05, or leave out --next-try", { $0.nextTryOn = day("2099-01-01") }),
        ("R02 says that the account is closed, so trying the same again cannot work", { $0.code = "R02" }),
        ("leave out --next-try, or correct --code", { $0.code = "54" }),
        ("--reference", { $0.reference = "" }),
    ]

    @Test(arguments: 0..<refusals.count) func aDeclineThatCannotBeIsRefusedInWords(index: Int) async throws {
        try await late { book in
            let asked = failure(Self.refusals[index].change)
            let error = await #expect(throws: ActRefused.self) {
                try await RecordAutopayDecline(store: book.store).record(asked, for: book.id)
            }
            #expect(error?.description.contains(Self.refusals[index].words) == true, "\(error?.description ?? "")")
            let kept = try await book.count("autopay_failures")
            #expect(kept == 0)
        }
    }

    private func failure(_ change: (inout RecordAutopayDecline.Failure) -> Void) -> RecordAutopayDecline.Failure {
        failure("R01", reference: "T-1", change)
    }

    @Test func theSameNumberForAnotherFailureIsRefused() async throws {
        try await late { book in
            let record = RecordAutopayDecline(store: book.store)
            _ = try await record.record(failure(), for: book.id)
            #expect(await refusal { _ = try await record.record(failure("R02"), for: book.id) } == .notAllowed)
        }
    }

    @Test func aDeclineOfAPaidBillStartsNothing() async throws {
        try await late { book in
            try await pay(book)
            let done = try await RecordAutopayDecline(store: book.store).record(failure("54"), for: book.id)
            #expect(done.isSettled)
            #expect(try await day1(book) == ["thank-you"])
        }
    }

    @Test func aSuccessfulRetryEndsItAlthoughAnotherBillIsOpen() async throws {
        try await late { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-04-09"))
            _ = try await RecordAutopayDecline(store: book.store).record(failure(), for: book.id)
            #expect(try await book.tenant.facts().customer.autopay == "failed")
            try await pay(book)
            #expect(!(try await day1(book)).contains("autopay-failed"))
            let reading = CaseReading(
                try await book.tenant.facts(),
                day: try await book.store.transaction(for: book.id) { try TenantDay($0) },
                liveMedia: [])
            #expect(reading.snapshot().customer.autopay == .on)
        }
    }

    private func tasks(_ book: LiveBook) async throws -> [String] {
        try await CaseTaskDesk(store: book.store).list(for: book.id).map(\.kind)
    }

    private func heldFor(_ book: LiveBook) async throws -> [HoldReason] {
        try await book.tenant.facts().holds.map(\.reason).sorted { $0.rawValue < $1.rawValue }
    }

    /// R14 may as well say that whoever acts for the owner cannot go on: nothing claims that the customer is dead.
    @Test(arguments: [("R14", "whoever acts for the account's owner"), ("R15", "holder or beneficiary")])
    func aBanksReportOfADeathHoldsTheCustomerAndAsksAPersonToLook(code: String, words: String) async throws {
        try await late { book in
            let record = RecordAutopayDecline(store: book.store)
            let done = try await record.record(failure(code), for: book.id)
            #expect(done.meaning.contains(words) && done.meaning.contains("everything is held"), "\(done.meaning)")
            #expect(!done.meaning.contains("customer") && !done.meaning.contains("deceased"))
            _ = try await record.record(failure(code), for: book.id)
            _ = try await record.record(failure(code, reference: "T-2"), for: book.id)
            let holds = try await book.tenant.facts().holds
            #expect(holds.map(\.reason) == [.deceased] && holds.map(\.heldUntil) == [nil])
            #expect(holds[0].note.contains(words) && !holds[0].note.contains("customer"), "\(holds[0].note)")
            #expect(try await tasks(book) == ["look-at-the-hold"])
            // Neither the message about the payment nor any rung of the ladder.
            #expect(try await day1(book) == [])
            try await book.moveClock(to: day("2026-05-10"))
            try await book.knowPayments()
            #expect(try await day1(book) == [])
        }
    }

    @Test func anImportedReportOfADeathHoldsTheCustomerLikeOneByHand() async throws {
        try await late { book in
            let file = FileManager.default.temporaryDirectory.appending(path: "autopay-\(UUID().uuidString).csv")
            defer { try? FileManager.default.removeItem(at: file) }  // a leftover there harms nobody
            let head = "Transaction ID,Customer number,Invoice number,Failed on,Code,Next try\n"
            try Data((head + "T-1,C-1001,INV-1,2026-03-09,R15,\nT-2,C-1001,INV-1,2026-03-09,R29,\n").utf8).write(
                to: file)
            let mapping = try #require(ImportMapping.shipped(named: "plain-autopay"))
            for _ in 0..<2 {
                _ = try await ImportFile(store: book.store).run(file, mapping: mapping, tenant: book.id)
            }
            #expect(try await heldFor(book) == [.deceased, .manual])
            #expect(try await tasks(book).sorted() == ["look-at-the-hold", "look-at-the-return"])
            #expect(try await day1(book) == [])
        }
    }

    @Test(arguments: [
        ("R16", true), ("R08", true), ("R02", false), ("R03", false), ("R04", false), ("54", false),
    ])
    func whatCannotWorkIsNotAnnouncedToBeTriedAgain(code: String, forAPerson: Bool) async throws {
        try await late { book in
            let done = try await RecordAutopayDecline(store: book.store).record(failure(code), for: book.id)
            #expect(done.meaning.contains("a manager is asked to look") == forAPerson)
            #expect(try await tasks(book) == (forAPerson ? ["look-at-the-return"] : []))
            #expect(try await day1(book) == ["autopay-failed"])
            let words = try #require(try await book.attempts().first?.contentJSON)
            #expect(words.contains("new card or bank details"))
        }
    }

    /// Source: formats reference §1.2, the unauthorised family.
    @Test(arguments: ["R05", "R07", "R10", "R11", "R29", "R51"])
    func whoDeniesTheAuthorisationIsAskedForNothingUntilTheManagerHasLooked(code: String) async throws {
        try await late { book in
            let record = RecordAutopayDecline(store: book.store)
            let done = try await record.record(failure("R16", reference: "T-0"), for: book.id)
            #expect(done.meaning.contains("a manager is asked to look"))
            let denied = try await record.record(failure(code), for: book.id)
            #expect(denied.meaning.contains("nothing is asked for until then"), "\(denied.meaning)")
            _ = try await record.record(failure(code, reference: "T-2"), for: book.id)
            #expect(try await heldFor(book) == [.manual])
            // What failed for another cause that day is not told either.
            #expect(try await day1(book) == [])
            try await book.moveClock(to: day("2026-04-20"))
            try await book.knowPayments()
            #expect(try await day1(book) == [])
            #expect(try await book.nextLookFindings() == [])
            let desk = CaseTaskDesk(store: book.store)
            for task in try await desk.list(for: book.id) {
                _ = try await desk.done(task.id, words: "a new mandate was signed", by: "Mia", for: book.id)
            }
            #expect(try await book.tenant.facts().holds.allSatisfy { !$0.binds(on: day("2026-04-20")) })
            let steps = try await day1(book)
            #expect(steps.count == 1 && steps.first != "autopay-failed", "\(steps)")
        }
    }

    @Test func anotherTenantsCustomerDoesNotExistHere() async throws {
        try await late { book in
            let other = try await TestTenant.make(in: book.store, slug: "contoso")
            _ = try await RecordAutopayDecline(store: book.store).record(failure(), for: book.id)
            let seen = try await other.store.transaction(for: other.id) {
                try $0.autopayFailure("T-1", ofCase: book.tenant.caseID)?.reference
            }
            #expect(seen == nil)
        }
    }
}
