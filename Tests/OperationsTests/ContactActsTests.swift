import Foundation
import Receivables
import Sealing
import Store
import Testing

@testable import Operations

struct ContactActsTests {
    private func report(
        _ disposition: CallDisposition, task: Identifier<ContactAttempt>? = nil, key: String
    ) -> RecordCall.Report {
        var report = RecordCall.Report(disposition: disposition, recordedBy: "Pat", idempotencyKey: key)
        report.task = task
        if task == nil { report.customerReference = "C-1001" }
        return report
    }

    @Test func whoeverRecordsAnotherTalkOfTheDayIsToldOfTheOneThatSaysOtherwise() async throws {
        try await LiveBook.with { book in
            func talk(_ by: String, _ reason: NonpaymentReason) async throws -> RecordCall.Recorded {
                var report = RecordCall.Report(disposition: .spoke, recordedBy: by, idempotencyKey: "talk \(by)")
                (report.customerReference, report.reason) = ("C-1001", reason)
                return try await RecordCall(store: book.store).record(report, for: book.id)
            }
            let first = try await talk("Pat", .forgot)
            #expect(first.isNew && first.others.isEmpty)
            try await book.moveClock(to: book.tenant.today, minuteOfDay: 15 * 60)
            let second = try await talk("Kim", .refuses)
            #expect(second.isNew && second.others.count == 1)
            #expect(second.others.first?.hasPrefix("Pat recorded another talk") == true)
            #expect(second.others.first?.contains("the reason forgot") == true)
        }
    }

    @Test func aTaskIsDoneOnceTheCustomerWasSpokenWith() async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, state: .taskOpen)
            let record = RecordCall(store: tenant.store)
            #expect(try await record.record(report(.noAnswer, task: task, key: "1"), for: tenant.id).task == .taskOpen)
            var spoke = report(.spoke, task: task, key: "2")
            spoke.promise = (.usd(cents: 50_00), day("2026-03-12"))
            let done = try await record.record(spoke, for: tenant.id)
            #expect(done.task == .taskDone && done.promise != nil)
            let again = try await record.record(spoke, for: tenant.id)
            #expect(!again.isNew && again.promise == nil)
            #expect(try await tenant.facts().promises.count == 1)
        }
    }

    @Test func aTaskThatIsDoneTakesNoSecondReport() async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, state: .taskOpen)
            let record = RecordCall(store: tenant.store)
            var spoke = report(.spoke, task: task, key: "1")
            spoke.promise = (.usd(cents: 50_00), day("2026-03-12"))
            #expect(try await record.record(spoke, for: tenant.id).isNew)
            spoke.idempotencyKey = "2"
            #expect(try await record.record(spoke, for: tenant.id).standing?.recordedBy == "Pat")
            spoke.isAnother = true
            let another = spoke
            #expect(await refusal { _ = try await record.record(another, for: tenant.id) } == .notAllowed)
            #expect(try await tenant.facts().promises.count == 1)
            // A further talk is a call of its own.
            #expect(try await record.record(report(.spoke, key: "3"), for: tenant.id).isNew)
        }
    }

    @Test(arguments: [true, false])
    func whoReportsTheSameCallTwiceLeavesOneUnlessItIsSaidToBeAnother(hasTask: Bool) async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await hasTask ? tenant.attempt(.telephone, state: .taskOpen) : nil
            let record = RecordCall(store: tenant.store)
            var call = report(.noAnswer, task: task, key: "1")
            #expect(try await record.record(call, for: tenant.id).isNew)
            call.idempotencyKey = "2"
            let double = try await record.record(call, for: tenant.id)
            #expect(!double.isNew && double.standing?.recordedBy == "Pat" && double.standing?.notKept.isEmpty == true)
            #expect(double.task == (hasTask ? .taskOpen : nil))
            #expect(try await tenant.facts().calls.count == 1)
            call.isAnother = true
            #expect(try await record.record(call, for: tenant.id).isNew)
            #expect(try await tenant.facts().calls.count == 2)
        }
    }

    @Test func aRefusedPromiseSaysThatTheCallIsNotKeptAndHowToKeepIt() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordCall(store: tenant.store)
            var spoke = report(.spoke, key: "1")
            (spoke.note, spoke.reason, spoke.willLookIntoIt) = ("rang at noon", .forgot, true)
            spoke.promise = (.usd(cents: 9_999_00), day("2026-03-12"))
            let told = spoke
            let refused = await #expect(throws: ActRefused.self) { try await record.record(told, for: tenant.id) }
            let words = refused?.description ?? ""
            #expect(words.contains("nothing was recorded, the call neither"), "\(words)")
            #expect(
                words.hasSuffix(
                    "dunwell call record --customer C-1001 --disposition spoke --reason forgot --will-look-into-it "
                        + "--note 'rang at noon' --by Pat --tenant northwind"), "\(words)")
            let calls = try await tenant.facts().calls
            #expect(calls.isEmpty)
        }
    }

    @Test func aTaskIsDoneAfterTheAttemptsAskedFor() async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, state: .taskOpen)
            let record = RecordCall(store: tenant.store)
            _ = try await record.record(report(.noAnswer, task: task, key: "1"), for: tenant.id)
            // Busy is no attempt. Source: comment 14(b)(3)(ii)-1.
            #expect(try await record.record(report(.busy, task: task, key: "2"), for: tenant.id).task == .taskOpen)
            #expect(
                try await record.record(report(.leftVoicemail, task: task, key: "3"), for: tenant.id).task == .taskDone)
        }
    }

    @Test(arguments: [CallDisposition.outOfService, .wrongNumber])
    func aDeadNumberIsBadFromThenOn(disposition: CallDisposition) async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, state: .taskOpen)
            let ended = try await RecordCall(store: tenant.store).record(
                report(disposition, task: task, key: "1"), for: tenant.id)
            #expect(ended.task == .cancelled)
            #expect(try await RecordCall(store: tenant.store).openTasks(of: tenant.id).isEmpty)
            #expect(try await tenant.facts().contactPoints.first { $0.id == tenant.phone }?.isBad == true)
        }
    }

    @Test func whatCannotHaveBeenSaidIsRefused() async throws {
        try await TestTenant.with { tenant, _ in
            let record = RecordCall(store: tenant.store)
            var late = report(.spoke, key: "1")
            late.agreedCallBackOn = tenant.today.adding(days: 8)
            var silent = report(.noAnswer, key: "2")
            silent.promise = (.usd(cents: 1_00), tenant.today)
            var early = report(.spoke, key: "3")
            early.calledAt = tenant.today.adding(days: 1).instant(minuteOfDay: 0, in: .gmt).adding(seconds: 86_400)
            for wrong in [late, silent, early] {
                #expect(await refusal { _ = try await record.record(wrong, for: tenant.id) } == .badInput)
            }
            #expect(
                await refusal {
                    _ = try await record.record(report(.spoke, task: Identifier(), key: "4"), for: tenant.id)
                }
                    == .unknown)
            let calls = try await tenant.facts().calls
            #expect(calls.isEmpty)
        }
    }

    @Test func anAgreedCallIsKnownAsAgreed() async throws {
        try await LiveBook.with { book in
            let tenant = book.tenant
            let record = RecordCall(store: tenant.store)
            var first = report(.spoke, key: "1")
            first.agreedCallBackOn = tenant.today.adding(days: 2)
            _ = try await record.record(first, for: tenant.id)
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 2 * 86_400))
            _ = try await record.record(report(.noAnswer, key: "2"), for: tenant.id)
            #expect(try await tenant.facts().calls.map(\.wasAgreed) == [false, true])
        }
    }

    @Test func aTaskNobodyWorkedLapsesAfterItsWindowOnce() async throws {
        try await TestTenant.with { tenant, _ in
            let task = try await tenant.attempt(.telephone, state: .taskOpen)
            let lapse = LapseCallTasks(store: tenant.store)
            #expect(try await lapse.run(for: tenant.id) == (0, 0))
            _ = try await MoveClock(store: tenant.store).move(tenant.id, to: .by(seconds: 4 * 86_400))
            #expect(try await lapse.run(for: tenant.id) == (1, 0))
            #expect(try await tenant.state(of: task) == .taskLapsed)
            #expect(try await lapse.run(for: tenant.id) == (0, 0))
        }
    }

    @Test func aLinkStopsTheAddressAtOnceAndAStrangersTokenNothing() async throws {
        try await TestTenant.with { tenant, _ in
            let links = StopLink(keyring: Keyring(), base: try #require(URL(string: "https://mail.northwind.example")))
            let token = try links.url(tenant: tenant.id, contactPoint: tenant.email).lastPathComponent
            let stop = StopContact(store: tenant.store)
            #expect(try await stop.stop(token: "other", links: links) == false)
            #expect(try await tenant.facts().contactPoints.allSatisfy { $0.stoppedAt == nil })
            #expect(try await stop.stop(token: token, links: links))
            let first = try await tenant.facts().contactPoints.first { $0.id == tenant.email }?.stoppedAt
            #expect(first != nil)
            #expect(try await stop.stop(token: token, links: links))
            #expect(try await tenant.facts().contactPoints.first { $0.id == tenant.email }?.stoppedAt == first)
        }
    }

    @Test func aHoldBindsUntilItIsLifted() async throws {
        try await TestTenant.with { tenant, _ in
            let hold = HoldCustomer(store: tenant.store)
            let id = try await hold.add(
                .hardship, customer: tenant.customerReference, business: nil, until: nil, note: "", source: "Pat",
                for: tenant.id)
            #expect(try await tenant.facts().holds.map { $0.binds(on: tenant.today) } == [true])
            #expect(try await hold.lift(id, reason: "over", source: "Pat", for: tenant.id))
            #expect(try await hold.lift(id, reason: "again", source: "Pat", for: tenant.id) == false)
            #expect(try await tenant.facts().holds.map { $0.binds(on: tenant.today) } == [false])
            #expect(
                await refusal { try await hold.lift(Identifier(), reason: "over", source: "Pat", for: tenant.id) }
                    == .unknown)
        }
    }

    @Test func aDisputeIsOpenOnceAndResolved() async throws {
        try await TestTenant.with { tenant, _ in
            let dispute = DisputeReceivable(store: tenant.store)
            func open() async throws -> Identifier<Dispute> {
                try await dispute.open(
                    "INV-1", amount: nil, customer: tenant.customerReference, business: nil, reason: "never installed",
                    evidenceDueOn: nil, source: "Pat", for: tenant.id)
            }
            let first = try await open()
            #expect(try await open() == first)
            try await dispute.resolve(first, outcome: "rejected", reason: "signed", for: tenant.id)
            try await dispute.resolve(first, outcome: "rejected", reason: "again", for: tenant.id)
            #expect(
                await refusal { try await dispute.resolve(first, outcome: "upheld", reason: "", for: tenant.id) }
                    == .notAllowed)
            #expect(try await tenant.facts().disputes.map(\.outcome) == ["rejected"])
            #expect(
                await refusal { try await dispute.resolve(first, outcome: "maybe", reason: "", for: tenant.id) }
                    == .badInput)
        }
    }
}
