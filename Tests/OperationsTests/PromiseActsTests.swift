import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// Promises to pay: taken within the policy, and what became of each computed from the books.
/// The customer owes 149.85 since 1 February; today is Monday 9 March 2026, and grace is two business days.
struct PromiseActsTests {
    @discardableResult
    private func promise(
        _ cents: Int64, by due: String, _ book: LiveBook, terms: PromiseTermsGiven = PromiseTermsGiven()
    ) async throws -> Identifier<PromiseToPay> {
        try await RecordPromise(store: book.store).record(
            .usd(cents: cents), by: day(due), customer: "C-1001", business: nil, terms: terms, madeBy: "Pat",
            for: book.id)
    }

    private func pay(_ cents: Int64, _ book: LiveBook, key: String = "p") async throws -> Identifier<JournalEntry> {
        try await RecordPayment(store: book.store).record(
            .init(
                amount: .usd(cents: cents), paidOn: try await book.today(), customerReference: "C-1001",
                idempotencyKey: key), for: book.id
        ).entry
    }

    /// What was done beside confirming the promise.
    private func others(_ book: LiveBook) async throws -> [AttemptRecord] {
        try await book.attempts().filter { $0.templateKey != "promise-confirmation" }
    }

    private func states(_ book: LiveBook) async throws -> [String] {
        try await RecordPromise(store: book.store).list(customer: "C-1001", for: book.id).map(\.state)
    }

    private func run(on date: String, _ book: LiveBook) async throws {
        try await book.moveClock(to: day(date))
        try await book.knowPayments()
        try await book.run()
        try await book.work()
    }

    /// What refuses a promise, in words.
    private func refused(
        _ amount: Money, by due: String, _ book: LiveBook, terms: PromiseTermsGiven = PromiseTermsGiven()
    ) async throws -> ActRefused? {
        do {
            _ = try await RecordPromise(store: book.store).record(
                amount, by: day(due), customer: "C-1001", business: nil, terms: terms, madeBy: "Pat", for: book.id)
            return nil
        } catch let refused as ActRefused {
            return refused
        }
    }

    @Test(arguments: [
        (Int64(0), "broken"), (20_00, "partly-kept"), (50_00, "kept"),
    ])
    func whetherItWasKeptIsReadFromTheBooks(paid: Int64, state: String) async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-12", book)
            #expect(try await states(book) == ["open"])
            if paid > 0 { _ = try await pay(paid, book) }
            // Thursday the 12th; Monday the 16th is the last day of grace.
            try await book.moveClock(to: day("2026-03-16"))
            #expect(try await states(book) == [state == "kept" ? "kept" : "open"])
            try await book.moveClock(to: day("2026-03-17"))
            #expect(try await states(book) == [state])
        }
    }

    @Test func whatWasPaidBeforeThePromiseOnItsDayDoesNotKeepIt() async throws {
        try await LiveBook.with { book in
            _ = try await pay(50_00, book, key: "before")
            try await promise(50_00, by: "2026-03-12", book)
            #expect(try await states(book) == ["open"])
            // Money of an earlier day lowered what was owed, whenever it is written down.
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 40_00), paidOn: day("2026-03-06"), customerReference: "C-1001",
                    idempotencyKey: "late"), for: book.id)
            #expect(try await states(book) == ["open"])
            let after = try await pay(50_00, book, key: "after")
            #expect(try await states(book) == ["kept"])
            _ = try await ReversePayment(store: book.store).reverse(
                after, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: book.id)
            #expect(try await states(book) == ["open"])
        }
    }

    @Test func moneyAppliedLaterNoLongerKeepsAPromiseOnceItsPaymentIsReversed() async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-12", book)
            let desk = DisputeReceivable(store: book.store)
            let dispute = try await desk.open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "Pat", for: book.id)
            let paid = try await pay(50_00, book)
            #expect(try await states(book) == ["released"])
            try await desk.resolve(dispute, outcome: "withdrawn", reason: "settled", for: book.id)
            #expect(try await states(book) == ["kept"])
            _ = try await ReversePayment(store: book.store).reverse(
                paid, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: book.id)
            #expect(try await states(book) == ["open"])
        }
    }

    @Test func whatIsWithAnAgencyIsNotPromisedHere() async throws {
        try await LiveBook.with { book in
            let caseID = book.tenant.caseID.uuid, tenant = book.id.uuid, business = book.tenant.business.id.uuid
            try await book.raw(
                """
                INSERT INTO agencies (id, reference, name) VALUES (gen_random_uuid(), 'NORTH', 'North Agency');
                INSERT INTO placement_batches (tenant_id, id, business_id, agency_id, number, plugin_kind, state,
                    approved_by, approved_at, currency)
                SELECT '\(tenant)', gen_random_uuid(), '\(business)', id, 1, 'csv', 'exported', 'Dana', now(), 'USD'
                FROM agencies;
                INSERT INTO placements (tenant_id, id, batch_id, case_id, state, currency)
                SELECT tenant_id, gen_random_uuid(), id, '\(caseID)', 'exported', 'USD' FROM placement_batches;
                """)
            let refusal = try #require(try await refused(.usd(cents: 50_00), by: "2026-03-12", book))
            #expect(refusal.kind == .notAllowed && refusal.description.contains("North Agency"))
        }
    }

    @Test func anOpenPromiseSleepsTheCaseAndABrokenOneWakesItAtItsRung() async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-12", book)
            for date in ["2026-03-09", "2026-03-12", "2026-03-16"] {
                try await run(on: date, book)
                #expect(try await others(book).isEmpty, "\(date)")
                #expect(try await book.nextLookFindings() == [])
            }
            try await run(on: "2026-03-17", book)
            #expect(try await others(book).map(\.stepKey) == ["statement"])
        }
    }

    @Test func whoAskedForItIsRemindedTheDayBeforeAndNobodyElse() async throws {
        for wants in [true, false] {
            try await LiveBook.with { book in
                var terms = PromiseTermsGiven()
                terms.wantsReminder = wants
                try await promise(50_00, by: "2026-03-13", book, terms: terms)
                for date in ["2026-03-11", "2026-03-12", "2026-03-13", "2026-03-14"] {
                    try await run(on: date, book)
                }
                let sent = try await others(book)
                #expect(sent.map(\.stepKey) == (wants ? ["promise-reminder"] : []))
                #expect(sent.map(\.state) == (wants ? [.sent] : []))
                #expect(sent.map(\.sentOn) == (wants ? [day("2026-03-12")] : []))
                #expect(sent.allSatisfy { $0.contentJSON?.contains("$50.00") == true })
            }
        }
    }

    @Test func whoPaidIsNotReminded() async throws {
        try await LiveBook.with { book in
            var terms = PromiseTermsGiven()
            terms.wantsReminder = true
            try await promise(50_00, by: "2026-03-13", book, terms: terms)
            try await run(on: "2026-03-09", book)
            try await book.moveClock(to: day("2026-03-12"))
            try await book.knowPayments()
            try await book.run()
            _ = try await pay(50_00, book)
            try await book.work()
            #expect(try await others(book).first { $0.stepKey == "promise-reminder" }?.state == .cancelled)
        }
    }

    @Test func aBrokenPromiseIsCalledAboutOnTheDayAgreedOn() async throws {
        try await LiveBook.with { book in
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            report.customerReference = "C-1001"
            report.promise = (.usd(cents: 50_00), day("2026-03-10"))
            report.promiseTerms.callBackOn = day("2026-03-13")
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            try await run(on: "2026-03-12", book)
            #expect(try await others(book).isEmpty)
            // Spoken with on Monday, so that no other call may be made this week.
            try await run(on: "2026-03-13", book)
            #expect(try await others(book).map(\.stepKey) == ["promise-call"])
            #expect(try await others(book).map(\.state) == [.taskOpen])
            let calls = try await WaitingCalls(store: book.store, registry: try TestTenant.plugins()).list(for: book.id)
            #expect(calls.map(\.mayCall) == [true])
            #expect(try await others(book).first?.contentJSON?.contains("$50.00") == true)
        }
    }

    @Test func aLaterPromiseReplacesAnOpenOneAndOneCanBeTakenBack() async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-12", book)
            try await book.moveClock(to: day("2026-03-10"))
            let second = try await promise(60_00, by: "2026-03-16", book)
            #expect(try await states(book) == ["superseded", "open"])
            let desk = RecordPromise(store: book.store)
            #expect(try await desk.withdraw(second, reason: "cannot after all", by: "Pat", for: book.id).isNew)
            #expect(try await book.count("promise_endings", where: "recorded_by = 'Pat'") == 1)
            #expect(try await !desk.withdraw(second, reason: "cannot after all", by: "Pat", for: book.id).isNew)
            #expect(try await states(book) == ["superseded", "withdrawn"])
            try await run(on: "2026-03-10", book)
            #expect(try await others(book).count == 1)
            #expect(
                await refusal {
                    _ = try await desk.withdraw(Identifier(), reason: "x", by: "Pat", for: book.id)
                } == .unknown)
        }
    }

    @Test func thirdAfterTwoBrokenIsForAManager() async throws {
        try await LiveBook.with { book in
            for (date, due) in [("2026-03-09", "2026-03-10"), ("2026-03-13", "2026-03-16")] {
                try await book.moveClock(to: day(date))
                try await promise(50_00, by: due, book)
            }
            try await book.moveClock(to: day("2026-03-20"))
            let refusal = try #require(try await refused(.usd(cents: 50_00), by: "2026-03-24", book))
            #expect(refusal.kind == .notAllowed && refusal.description.contains("--role manager"))
            var terms = PromiseTermsGiven()
            terms.takenBy = .manager
            try await promise(50_00, by: "2026-03-24", book, terms: terms)
            #expect(try await states(book) == ["broken", "broken", "open"])
        }
    }

    @Test func whatCannotBePromisedIsRefusedWithTheReasonAndNothingIsKept() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 20_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-10"))
            _ = try await DisputeReceivable(store: book.store).open(
                "INV-2", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "Pat", for: book.id)
            var disputed = PromiseTermsGiven()
            disputed.items = ["INV-2"]
            var unknown = PromiseTermsGiven()
            unknown.items = ["INV-9"]
            let euro = try #require(Currency("EUR"))
            let asked: [(Money, String, PromiseTermsGiven, ActRefused.Kind, String)] = [
                (.usd(cents: 10_00), "2026-03-08", .init(), .badInput, "has passed: today is 9 Mar 2026"),
                (.usd(cents: 150_00), "2026-03-12", .init(), .badInput, "more than the"),
                (.usd(cents: 10_00), "2026-03-12", disputed, .badInput, "disputed"),
                (.usd(cents: 10_00), "2026-03-12", unknown, .badInput, "INV-9 is not open"),
                (Money(minorUnits: 10_00, currency: euro), "2026-03-12", .init(), .badInput, "USD"),
                (.usd(cents: 10_00), "2026-03-24", .init(), .notAllowed, "--role manager"),
            ]
            for (amount, due, terms, kind, words) in asked {
                let refusal = try #require(try await refused(amount, by: due, book, terms: terms))
                #expect(refusal.kind == kind)
                #expect(refusal.description.contains(words), "\(refusal.description)")
            }
            #expect(try await states(book).isEmpty)
            // What is undisputed may be promised to the cent.
            try await promise(149_85, by: "2026-03-12", book)
        }
    }

    @Test func aPromiseOnSomeItemsLeavesTheOthersToTheLadder() async throws {
        try await LiveBook.with { book in
            _ = try await book.tenant.bill(
                "INV-2", .usd(cents: 40_00), billedOn: day("2026-01-20"), dueOn: day("2026-02-10"))
            var terms = PromiseTermsGiven()
            terms.items = ["INV-1"]
            try await promise(100_00, by: "2026-03-16", book, terms: terms)
            try await run(on: "2026-03-09", book)
            try await run(on: "2026-03-10", book)
            let mail = book.words(try #require(try await book.messages("statement").first))
            #expect(mail.contains("INV-2") && !mail.contains("INV-1"))
        }
    }

    @Test(arguments: [("2026-03-13", "open"), ("2026-03-18", "broken")])
    func moneyThatGoesBackLeavesItsPromiseOpenOrBrokenAndIsTold(on date: String, state: String) async throws {
        try await LiveBook.with { book in
            try await promise(50_00, by: "2026-03-12", book)
            let entry = try await pay(50_00, book)
            #expect(try await states(book) == ["kept"])
            try await run(on: date, book)
            let before = try await others(book).count
            let reverse = ReversePayment(store: book.store)
            let done = try await reverse.reverse(
                entry, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: book.id)
            #expect(done.promises.map(\.was) == ["kept"] && done.promises.map(\.became) == [state])
            #expect(done.promises.allSatisfy { $0.words.contains("$50.00") || $0.words.contains("50.00") })
            let again = try await reverse.reverse(
                entry, on: nil, reason: "returned-cheque", idempotencyKey: "r", for: book.id)
            #expect(!again.isNew && again.promises.isEmpty)
            #expect(try await states(book) == [state])
            #expect(try await book.tenant.facts().nextLookOn <= day(date))
            try await book.run()
            #expect(try await book.nextLookFindings() == [])
            #expect(try await book.tenant.owed() == 149_85)
            if state == "open" { #expect(try await others(book).count == before) }
        }
    }
}
