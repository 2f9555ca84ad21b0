import DatabaseTesting
import Foundation
import PluginKit
import Receivables
import Store
import Tabular
import Testing
import Treatment

@testable import Operations

/// What the desk says in a day's work; the customer C-1001 owes 149.85 USD on INV-1.
struct DailyDeskTests {
    @Test func aCallNamesWhatMayBeAskedForAndTheDisputedPartBesideIt() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-11"))
            func call() async throws -> DayItem? {
                let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
                let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record)
                return (plan.items + plan.ifThereIsTime + plan.notNow).first { $0.kind == .call }
            }
            #expect(try await call()?.why.contains("149.85 USD for 3 days") == true)
            var claim = DisputeReceivable.Claim(
                .work, on: "INV-1", customer: "C-1001", reason: "half done", by: "Pat")
            claim.amount = .usd(cents: 30_00)
            _ = try await DisputeReceivable(store: book.store).raise(claim, for: book.id)
            let after = try #require(try await call())
            #expect(!after.why.contains("149.85"), "\(after.why)")
            if after.minutes > 0, after.command.contains("call show"), after.why.contains("USD") {
                #expect(after.why.contains("119.85 USD for 3 days (30.00 USD more is disputed: do not ask for it)"))
            }
        }
    }

    @Test(arguments: [("billing:2026-03-02", true), ("past-due:2026-03-12", false)])
    func aCallBeforeTheDueDayMayBeMadeAndIsOnTheList(cycle: String, mayCall: Bool) async throws {
        try await LiveBook.with(billedOn: day("2026-03-02"), dueOn: day("2026-03-12")) { book in
            let task = try await book.tenant.attempt(.telephone, step: "all-well-call", state: .taskOpen)
            try await book.raw("UPDATE contact_attempts SET cycle = '\(cycle)'")
            let waiting = WaitingCalls(store: book.store, registry: try TestTenant.plugins())
            let call = try #require(try await waiting.list(for: book.id).first { $0.task.id == task })
            #expect(call.mayCall == mayCall, "\(call.words)")
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record)
            let item = plan.items.first { $0.kind == .call }
            #expect((item?.why == "all-well-call: 149.85 USD not yet past due") == mayCall, "\(item?.why ?? "none")")
        }
    }

    @Test func aLetterThatCameBackIsShownWithTheDayItCameBack() async throws {
        try await TestTenant.with { tenant, _ in
            let letter = try await tenant.attempt(.post, step: "nudge", state: .sent)
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 6 * 86_400))
            _ = try await ConfirmMailing(store: tenant.store).returned(
                letter, reason: .noSuchNumber, by: "Pat", for: tenant.id)
            let sheet = try await ShowCustomer(store: tenant.store).show("C-1001", for: tenant.id)
            let contact = try #require(sheet.cases.flatMap(\.contacts).first { $0.attempt == letter })
            let back = tenant.today.adding(days: 6)
            #expect(contact.returnedOn == back)
            #expect(contact.words.contains("returned \(back)"), "\(contact.words)")
            if let sent = contact.sentOn { #expect(contact.words.contains("returned \(back), sent \(sent)")) }
        }
    }

    @Test(arguments: [true, false])
    func ofTwoReasonsToldOnOneDayTheLaterCounts(writtenLast: Bool) async throws {
        try await TestTenant.with { tenant, _ in
            func write() async throws {
                _ = try await RecordReason(store: tenant.store).record(
                    RecordReason.Told(.otherDebtsFirst, customer: "C-1001", way: .email, by: "Pat", key: "w"),
                    for: tenant.id)
            }
            func call() async throws {
                var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "c")
                report.customerReference = "C-1001"
                report.reason = .forgot
                _ = try await RecordCall(store: tenant.store).record(report, for: tenant.id)
            }
            if !writtenLast { try await write() }
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 1_800))
            try await call()
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 1_800))
            if writtenLast { try await write() }
            let report = try await MakeReport(store: tenant.store)(.reasons, of: tenant.id, ReportRequest())
            let open = report.table.rows.reduce(into: [String: String]()) { $0[$1[0].text] = $1[3].text }
            let latest = writtenLast ? "other-debts-first" : "forgot"
            for (reason, amount) in open {
                #expect((amount == "149.85") == (reason == latest), "\(reason): \(amount)")
            }
            #expect(open.count == 2)
        }
    }

    @Test func whoSaysNothingOfThemselvesRecordsNothing() async throws {
        try await TestTenant.with { tenant, _ in
            for name in ["", "  ", "\n"] {
                #expect(
                    await refusal {
                        _ = try await RecordPromise(store: tenant.store).record(
                            .usd(cents: 10_00), by: tenant.today.adding(days: 3), customer: "C-1001", business: nil,
                            madeBy: name, for: tenant.id)
                    } == .badInput)
                #expect(
                    await refusal {
                        _ = try await HoldCustomer(store: tenant.store).add(
                            .attorney, customer: "C-1001", business: nil, until: nil, note: "", source: name,
                            for: tenant.id)
                    } == .badInput)
            }
        }
    }

    @Test func aDiagnosisListsTiesNearestTheLineFirstAndReferencesAsPeopleCount() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "ties-\(UUID().uuidString).csv")
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        // On 9 March: C-10, C-9 and c-2 are 30 days late, Z 55, L 95 and M 120.
        try Data(
            """
            Customer,Invoice,Due date,Balance,Monthly amount
            C-10,1,2/7/2026,100.00,40.00
            M,2,11/9/2025,100.00,40.00
            C-9,3,2/7/2026,100.00,40.00
            L,4,12/4/2025,100.00,40.00
            c-2,5,2/7/2026,100.00,40.00
            Z,6,1/13/2026,100.00,40.00

            """.utf8
        ).write(to: file)
        let found = try DiagnoseFile()(file, DiagnoseFile.Request(on: day("2026-03-09")))
        #expect(found.callFirst.rows.map { $0[0].text } == ["Z", "c-2", "C-9", "C-10", "L", "M"])
        #expect(found.neverCalledWho == ["c-2", "C-9", "C-10", "L", "M", "Z"])
    }
}
