import Correspondence
import Foundation
import JobQueue
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

// A book lived day by day, as a business lives it: stored facts become a snapshot, a decision, an attempt.
extension LiveBook {
    /// Publishes `text` and has the cases go by it from now on, which only a test may do to a case that has begun.
    func adopt(_ text: String) async throws {
        _ = try await PublishPolicy(
            store: store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn()
        ).publish(text, note: "", for: id, business: nil)
        try await raw(
            """
            UPDATE collection_cases c SET policy_version_id = b.default_policy_version_id
            FROM businesses b WHERE b.tenant_id = c.tenant_id AND b.id = c.business_id
            """)
    }

    /// Lives one day at noon: payments are known, letters of days before are confirmed as mailed, windows that ended
    /// lapse, the book is run twice, mail leaves, and people make the calls that wait.
    ///
    /// - Parameter answer: What comes of a call; `nil` when nobody makes it.
    func live(
        _ today: CalendarDate, mailed: Bool = true, answer: (AttemptRecord) -> CallDisposition? = { _ in nil }
    ) async throws {
        try await moveClock(to: today)
        try await knowPayments()
        if mailed {
            let mail = ConfirmMailing(store: store)
            for batch in try await mail.list(id) where batch.state == "produced" && !(today < batch.lettersOf) {
                try await takeOutBarred(batch.id)
                _ = try await mail.confirm(batch.id, mailedOn: today, by: "Pat", for: id)
            }
        }
        _ = try await LapseCallTasks(store: store).run(for: id)
        for _ in 1...2 { try await run() }
        try await work()
        _ = try await ProduceMailBatch.produceOpenBatches(of: id, store: store)
        try await work()
        for (task, _) in try await RecordCall(store: store).openTasks(of: id) {
            guard let disposition = answer(task) else { continue }
            var report = RecordCall.Report(
                disposition: disposition, recordedBy: "Pat", idempotencyKey: "\(today) \(task.id)")
            report.task = task.id
            _ = try await RecordCall(store: store).record(report, for: id)
        }
        #expect(try await nextLookFindings() == [], "\(today)")
    }

    /// Lives each day from the first to the last.
    func live(
        from first: CalendarDate, to last: CalendarDate, mailed: Bool = true,
        answer: (AttemptRecord, CalendarDate) -> CallDisposition? = { _, _ in nil }
    ) async throws {
        var today = first
        while today <= last {
            try await live(today, mailed: mailed) { answer($0, today) }
            today = today.adding(days: 1)
        }
    }

    /// The steps planned for the first customer that ask for something, oldest first, those called off left out.
    func asked(since day: CalendarDate? = nil) async throws -> [AttemptRecord] {
        try await attempts().filter { attempt in
            attempt.tone != .grateful && attempt.source == "policy" && attempt.copiedStep == nil
                && day.map { attempt.plannedOn >= $0 } ?? true
                && ![.cancelled, .refused].contains(attempt.state)
        }
    }

    /// What a run would say about the first customer today.
    func line() async throws -> RunTheBook.Line? {
        try await raw("UPDATE collection_cases SET next_look_on = least(next_look_on, DATE '\(try await now())')")
        return try await run(dryRun: true).lines.first { $0.customer == "C-1001" }
    }

    private func now() async throws -> CalendarDate { try await store.transaction(for: id) { try $0.moment().today } }

    /// Both clocks of the first customer, from the stored facts.
    func clock() async throws -> CaseClock? {
        try await store.transaction(for: id) { tx in
            let day = try TenantDay(tx)
            let facts = try tx.caseFacts([tenant.caseID], today: day.moment.today)[0]
            let library = try PolicyLibrary(Set([facts.policyVersion].compactMap(\.self)), in: tx)
            guard let policy = library.policy(facts.policyVersion) else { return nil }
            return CaseReading(facts, day: day, liveMedia: []).snapshot()
                .clock(on: day.moment.today, policy: policy, calendar: day.calendar)
        }
    }
}

/// Somebody tries every call on business days, and nobody ever answers.
func nobodyAnswers(_ task: AttemptRecord, _ today: CalendarDate) -> CallDisposition? {
    today.weekday <= 5 ? .noAnswer : nil
}

extension LiveBook {
    /// Takes out of a pile what must not be mailed.
    func takeOutBarred(_ batch: Identifier<MailBatch>) async throws {
        let leaving = LeaveOutLetter(store: store)
        for one in try await leaving.barred(in: batch, for: id) {
            _ = try await leaving.leaveOut(one.letter.id, reason: "barred", by: "Pat", for: id)
        }
    }
}
