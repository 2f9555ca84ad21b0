import DatabaseTesting
import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

/// What an agency is told before it gets a case, and of what happens here afterwards.
struct TellAgencyTests {
    private func telling(_ book: LiveBook) throws -> TellAgency {
        TellAgency(try book.placing(book.spool).files)
    }

    private func export(_ book: LiveBook) async throws -> PlaceCases.Exported {
        try await book.placing(book.spool).export(agency: "SUNCO", business: nil, dryRun: false, for: book.id)
    }

    private func placed(_ body: (LiveBook, TellAgency) async throws -> Void) async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            #expect(try await book.decide(.agency) == .approved)
            #expect(try await export(book).placed == ["C-1001"])
            try await body(book, try telling(book))
        }
    }

    private func kinds(_ telling: TellAgency, _ book: LiveBook, dryRun: Bool = false) async throws -> [String] {
        try await telling.tell(agency: "SUNCO", business: nil, dryRun: dryRun, for: book.id).changes.map(\.kind)
    }

    @Test func eachThingIsToldOnce() async throws {
        try await placed { book, telling in
            #expect(try await kinds(telling, book).isEmpty)
            let paid = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 50_00), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            #expect(try await kinds(telling, book, dryRun: true) == ["payment"])
            let told = try await telling.tell(agency: "SUNCO", business: nil, dryRun: false, for: book.id)
            #expect(told.changes.map(\.amount) == [.usd(cents: 50_00)])
            #expect(told.changes.map(\.balance) == [.usd(cents: 99_85)])
            let file = try #require(told.file), folder = try #require(told.folder)
            #expect(file.name == "CHG_northwind_SUNCO_20260309_0001_v1.csv")
            let text = try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)
            #expect(text.contains(",payment,") && text.contains(",50.00,USD,99.85,payment-received\r\n"))
            #expect(try await kinds(telling, book).isEmpty)

            _ = try await DisputeReceivable(store: book.store).open(
                "INV-1", amount: nil, customer: "C-1001", business: nil, reason: "not mine", evidenceDueOn: nil,
                source: "call", for: book.id)
            #expect(
                try await telling.recall("C-1001", business: nil, reason: "disputed", by: "Pat", for: book.id))
            #expect(
                try await telling.recall("C-1001", business: nil, reason: "disputed", by: "Pat", for: book.id)
                    == false)
            _ = try await ReversePayment(store: book.store).reverse(
                paid.entry, on: nil, reason: "returned", idempotencyKey: "r", for: book.id)
            #expect(Set(try await kinds(telling, book)) == ["dispute", "recall", "payment-reversed"])
            #expect(try await kinds(telling, book).isEmpty)
            #expect(try await book.count("placement_change_files") == 2)
        }
    }

    @Test func exportingAgainExportsNothingNewAndTheHoldBindsEveryChannel() async throws {
        try await placed { book, _ in
            #expect(await refusal { _ = try await export(book) } == .notAllowed)
            let report = try await book.run()
            #expect(report.planned == 0 && report.asleep == 1)
            #expect(try await book.waiting().isEmpty)
            #expect(try await book.decision(.plan).words.contains("dunwell place recall"))
        }
    }

    @Test func newBillsAfterwardsAreNotTheAgencys() async throws {
        try await placed { book, telling in
            _ = try await book.tenant.bill(
                "INV-9", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-31"))
            #expect(try await kinds(telling, book).isEmpty)
        }
    }

    @Test func whatChangedBetweenDecisionAndFileIsLeftOutAndTheRestGoes() async throws {
        try await LiveBook.with(furtherCustomers: 3) { book in
            let customers = ["C-1001", "C-20", "C-21", "C-22"]
            for customer in customers {
                try await book.refuseToPay(customer)
                #expect(try await book.decision(.agency, about: customer).outcome == .approved)
            }
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            _ = try await DisputeReceivable(store: book.store).open(
                "INV-20", amount: .usd(cents: 10_00), customer: "C-20", business: nil, reason: "wrong",
                evidenceDueOn: nil, source: "call", for: book.id)
            _ = try await HoldCustomer(store: book.store).add(
                .bankruptcy, customer: "C-21", business: nil, until: nil, note: "", source: "Pat", for: book.id)
            let done = try await export(book)
            #expect(done.placed == ["C-22"])
            let reasons = Dictionary(uniqueKeysWithValues: done.leftOut.map { ($0.customer, $0.reasons.joined()) })
            #expect(reasons["C-1001"]?.contains("it is paid") == true)
            #expect(reasons["C-20"]?.contains("dispute") == true)
            #expect(reasons["C-21"]?.contains("bankruptcy") == true)
            #expect(try await book.count("decision_endings", where: "kind = 'left-out'") == 3)
            #expect(try await book.count("decision_endings", where: "kind = 'carried-out'") == 1)
        }
    }

    @Test func whatWaitsGoesWithALaterFileWhileTheRestGoesNow() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            for customer in ["C-1001", "C-20"] {
                try await book.refuseToPay(customer)
                #expect(try await book.decision(.agency, about: customer).outcome == .approved)
            }
            _ = try await telling(book).keepNotice(
                to: "C-20", about: "SUNCO", sentOn: book.tenant.today, optOutBy: nil, by: "Pat", for: book.id)
            let done = try await export(book)
            #expect(done.placed == ["C-1001"] && done.waiting.map(\.customer) == ["C-20"])
            try await book.moveClock(to: book.tenant.today.adding(days: 36))
            try await book.knowPayments()
            #expect(try await export(book).placed == ["C-20"])
            #expect(try await book.count("placement_batches", where: "state = 'exported'") == 2)
        }
    }

    @Test func aNewBillOfAPlacedCaseStaysOursIsNotCountedThereAndIsNamedToday() async throws {
        try await placed { book, telling in
            _ = try await book.tenant.bill(
                "INV-9", .usd(cents: 40_00), billedOn: day("2026-03-01"), dueOn: day("2026-03-31"))
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(
                for: record, minutes: 480)
            let item = try #require((plan.items + plan.ifThereIsTime).first { $0.kind == .billOfPlaced })
            #expect(item.customer == "C-1001" && item.why.contains("40.00 USD") && item.why.contains("INV-9"))
            #expect(try await telling.recall("C-1001", business: nil, reason: "new-bills", by: "Pat", for: book.id))
            let told = try await telling.tell(agency: "SUNCO", business: nil, dryRun: false, for: book.id)
            #expect(told.changes.map(\.balance) == [.usd(cents: 149_85)])
            let file = try #require(told.file), folder = try #require(told.folder)
            let text = try String(contentsOf: folder.appending(path: file.name), encoding: .utf8)
            #expect(text.contains(",recall,") && text.contains(",new-bills\r\n"))
        }
    }

    @Test func aSentenceIsNoReasonForARecallAndAnAgencyIsNotRenamed() async throws {
        try await placed { book, telling in
            #expect(
                await refusal {
                    _ = try await telling.recall(
                        "C-1001", business: nil, reason: "Ana is ill", by: "Pat", for: book.id)
                } == .badInput)
            let placing = try book.placing(book.spool)
            let isNew = try await placing.addAgency("SUNCO", name: "Sun Collections")
            #expect(!isNew)
            #expect(await refusal { try await placing.addAgency("SUNCO", name: "Moon Collections") } == .notAllowed)
        }
    }

    /// Source: 12 CFR 1006.6(d)(4)(ii)(C).
    @Test func theNoticeTravelsWithTheRowAndItsDayComesFirst() async throws {
        try await LiveBook.with { book in
            try await book.refuseToPay()
            let telling = try telling(book), sentOn = book.tenant.today
            #expect(
                await refusal {
                    _ = try await telling.keepNotice(
                        to: "C-1001", about: "SUNCO", sentOn: sentOn, optOutBy: nil, by: "Pat", for: book.id)
                } == .unknown)
            #expect(try await book.decide(.agency) == .approved)
            #expect(
                await refusal {
                    _ = try await telling.keepNotice(
                        to: "C-1001", about: "SUNCO", sentOn: sentOn, optOutBy: sentOn.adding(days: 34), by: "Pat",
                        for: book.id)
                } == .badInput)
            #expect(
                await refusal {
                    _ = try await telling.keepNotice(
                        to: "C-1001", about: "SUNCO", sentOn: day("2019-03-09"), optOutBy: nil, by: "Pat",
                        for: book.id)
                } == .badInput)
            let kept = try await telling.keepNotice(
                to: "C-1001", about: "SUNCO", sentOn: sentOn, optOutBy: nil, by: "Pat", for: book.id)
            #expect(kept.optOutBy == sentOn.adding(days: 35) && kept.isNew)
            let again = try await telling.keepNotice(
                to: "C-1001", about: "SUNCO", sentOn: sentOn, optOutBy: nil, by: "Pat", for: book.id)
            #expect(again.isNew == false)

            try await book.moveClock(to: sentOn.adding(days: 35))
            try await book.knowPayments()
            let early = try await export(book)
            #expect(early.placed.isEmpty)
            #expect(early.leftOut.isEmpty)
            #expect(early.waiting[0].reasons.contains { $0.contains("may say no") && $0.contains("stays decided") })
            #expect(try await book.waiting().isEmpty)
            try await book.moveClock(to: sentOn.adding(days: 36))
            let done = try await export(book)
            #expect(done.placed == ["C-1001"] && done.waiting.isEmpty)
            let name = try #require(done.file?.name)
            let rows = try String(contentsOf: done.folder.appending(path: name), encoding: .utf8)
                .split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
            let column = try #require(rows[0].firstIndex(of: "email_notice_sent_on"))
            #expect(rows[1][column] == "2026-03-09" && rows[1][column + 1] == "2026-04-13")
        }
    }

    @Test func anotherTenantsPlacementsAreNoNews() async throws {
        try await placed { book, _ in
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 50_00), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "p"), for: book.id)
            let other = try await TestTenant.make(in: book.store, slug: "contoso")
            try await other.enable("placement-csv")
            let told = try await telling(book).tell(
                agency: "SUNCO", business: nil, dryRun: false, for: other.id)
            #expect(told.changes.isEmpty && told.file == nil)
            #expect(
                await refusal {
                    _ = try await telling(book).recall(
                        "C-1001", business: nil, reason: "x", by: "Pat", for: other.id)
                } == .notAllowed)
        }
    }
}
