package import Receivables
package import Store
import Treatment

/// Keeps what happened on a telephone call, and closes the task it answers when that is done.
///
/// A call is a fact: it is kept whenever it was made. Whether it may be made is asked when the task is given out.
package struct RecordCall: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// What a person says about a call.
    package struct Report: Sendable {
        /// The task the call answers; `nil` for one nobody asked for, which then names the customer.
        package var task: Identifier<ContactAttempt>?
        package var customerReference: String?
        package var businessReference: String?
        package var isOutbound = true
        package var disposition: CallDisposition
        package var reason: NonpaymentReason?
        /// `nil`: now.
        package var calledAt: BusinessInstant?
        package var agreedCallBackOn: CalendarDate?
        /// Minutes after the customer's midnight.
        package var agreedCallBackMinute: Int?
        package var willLookIntoIt = false
        package var promise: (amount: Money, dueOn: CalendarDate)?
        /// The rest of what was promised; its amount and day are those of `promise`.
        package var promiseTerms = PromiseTermsGiven()
        /// References of the receivables the reason is about; empty for all.
        package var items: [String] = []
        package var note = ""
        /// Whether it is known to be another call than one recorded of the same moment.
        package var isAnother = false
        package var recordedBy: String
        /// Made by whoever reports; the same key again changes nothing.
        package var idempotencyKey: String

        package init(disposition: CallDisposition, recordedBy: String, idempotencyKey: String) {
            self.disposition = disposition
            self.recordedBy = recordedBy
            self.idempotencyKey = idempotencyKey
        }
    }

    /// What became of it.
    package struct Recorded: Sendable {
        package let isNew: Bool
        /// State of the task afterwards; `nil` for a call without one.
        package let task: AttemptState?
        package let promise: Identifier<PromiseToPay>?
        /// What the reason given leads to; `nil` when none was given, or the call was recorded before.
        package let consequence: ReasonConsequence?
        package let caseID: Identifier<CollectionCase>
        /// The report that stands when this one changed nothing; `nil` when this one is new.
        package let standing: Standing?
        /// Talks of colleagues with the customer on the same day that say otherwise, one sentence each.
        package var others: [String] = []
    }

    /// A report of the same call that was there first.
    package struct Standing: Sendable, Encodable {
        package let recordedBy: String
        package let calledOn: CalendarDate
        package let disposition: CallDisposition
        package let reason: NonpaymentReason?
        /// Everything it says beside how the call ended, in words.
        package let recorded: [String]
        /// What this report said and that one did not: none of it was kept.
        package let notKept: [NotKept]
    }

    /// How far apart two reports may put the same call.
    private static let sameCallSeconds: Int64 = 15 * 60

    /// Open call tasks, those lapsing first, first.
    package func openTasks(of tenant: Identifier<Tenant>, limit: Int = 200) async throws -> [(
        task: AttemptRecord, customer: CustomerRecord
    )] {
        try await store.transaction(for: tenant) { tx in
            try tx.openCallTasks(limit: limit).compactMap { task in
                try tx.customer(task.customerID).map { (task, $0) }
            }
        }
    }

    /// Records a call.
    ///
    /// - Throws: `ActRefused` when what is reported cannot be, and nothing is kept.
    package func record(_ report: Report, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !report.idempotencyKey.isEmpty, !report.recordedBy.isBlank else {
            throw ActRefused(.badInput, "say who made the call (--by) and give the report a key of its own (--key)")
        }
        try refuseCardNumbers(in: report.note, report.idempotencyKey, report.recordedBy)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let subject = try Subject(of: report, tx)
            // The case row serialises two people who record the same call.
            try tx.takeTurn(on: subject.caseID)
            if let standing = try Self.standing(report, subject, moment, tx) {
                return Recorded(
                    isNew: false, task: try subject.task.flatMap { try tx.attempt($0.id)?.state }, promise: nil,
                    consequence: nil, caseID: subject.caseID, standing: standing)
            }
            if let task = subject.task, task.state == .taskDone {
                throw ActRefused(
                    .notAllowed,
                    "call task \(task.id) is done: record a further call with --customer instead of --task")
            }
            let call = try Self.call(report, subject, moment, tx)
            guard try tx.record(call, today: moment.today) else {
                throw ActRefused(
                    .notAllowed, "a call was recorded with this key just now: look, and give another --key")
            }
            if [.outOfService, .wrongNumber].contains(report.disposition), let point = call.contactPoint {
                try tx.markContactPointBad(
                    point, reason: report.disposition.rawValue, at: moment, source: "call by \(report.recordedBy)")
            }
            let promise = try report.promise.map { promised in
                try Self.tellingThatNothingIsKept(of: report, without: "the promise", tx) {
                    try tx.promise(
                        report.promiseTerms.request(promised.amount, by: promised.dueOn),
                        items: report.promiseTerms.items, caseID: subject.caseID, call: call.id,
                        madeBy: report.recordedBy)
                }
            }
            let consequence = try report.reason.map { reason in
                var told = ToldReason(
                    reason: reason, saidOn: call.calledAt.day(in: moment.zone), source: "call", by: report.recordedBy)
                (told.items, told.hasPromise) = (report.items, promise != nil)
                told.callOn = report.agreedCallBackOn
                return try tx.follow(
                    told, customer: subject.customer, caseID: subject.caseID, policy: subject.policy(tx),
                    calendar: try tx.calendar())
            }
            let state = try subject.task.map { task in
                try tx.end(task, because: report.disposition, moment: moment) ?? tx.settle(task, moment: moment)
            }
            return Recorded(
                isNew: true, task: state, promise: promise, consequence: consequence, caseID: subject.caseID,
                standing: nil, others: try Self.othersSay(beside: call, report, moment, tx))
        }
    }

    /// The report of the same call that was there first: one with this key, or one of the same moment and outcome, a
    /// colleague's or one the same person made for the same task. Asked before anything else, because what was agreed on
    /// may have passed since.
    private static func standing(
        _ report: Report, _ subject: Subject, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> Standing? {
        if let known = try tx.call(key: report.idempotencyKey) {
            let (there, here) = (try parts(of: known, tx), CallParts(report))
            guard known.customerID == subject.customer, known.disposition == report.disposition, there == here else {
                func said(_ disposition: CallDisposition, _ parts: CallParts) -> String {
                    ([disposition.rawValue] + parts.words).joined(separator: ", ")
                }
                throw ActRefused(
                    .badInput,
                    "key \(report.idempotencyKey) belongs to another report, recorded by \(known.recordedBy) "
                        + "(\(said(known.disposition, there))), and this one says otherwise "
                        + "(\(said(report.disposition, here))): give it a key of its own; nothing was changed")
            }
            return Standing(known, moment, recorded: there.words, notKept: [])
        }
        guard !report.isAnother else { return nil }
        let calledAt = report.calledAt ?? moment.now
        let since = calledAt.day(in: moment.zone).adding(days: -1)
        let done = subject.task.flatMap { $0.state == .taskDone ? $0.id : nil }
        let others = try tx.calls(of: [subject.customer], since: since) + (done.map { try tx.calls(for: $0) } ?? [])
        let same = others.last { call in
            guard call.isOutbound == report.isOutbound, call.disposition == report.disposition,
                call.caseID == subject.caseID
            else { return false }
            // Who answers two tasks means two calls; two people may have one call for different things.
            guard call.recordedBy != report.recordedBy || call.attempt == subject.task?.id else { return false }
            // One talk closes a task: whoever reports another for it means the same.
            let closedIt = done != nil && call.attempt == done && call.disposition == .spoke
            return closedIt
                || abs(call.calledAt.microseconds - calledAt.microseconds) <= sameCallSeconds * 1_000_000
        }
        guard let same else { return nil }
        let there = try parts(of: same, tx)
        let customer = try tx.customer(subject.customer)?.reference ?? report.customerReference ?? ""
        return Standing(
            same, moment, recorded: there.words,
            notKept: notKept(of: report, beside: there, customer: customer, tenant: try tx.tenant().slug))
    }

    /// Two talks of one day that say different things both stand; whoever records the second is told of the first.
    private static func othersSay(
        beside call: CallRecord, _ report: Report, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> [String] {
        guard call.disposition == .spoke else { return [] }
        let day = call.calledAt.day(in: moment.zone)
        var ours = CallParts(report)
        ours.note = ""
        return try tx.calls(of: [call.customerID], since: day).filter { other in
            other.id != call.id && other.caseID == call.caseID && other.disposition == .spoke
                && other.recordedBy != call.recordedBy && other.calledAt.day(in: moment.zone) == day
        }.compactMap { other in
            var theirs = try parts(of: other, tx)
            theirs.note = ""
            guard theirs != ours else { return nil }
            let said = theirs.words.isEmpty ? "nothing more" : theirs.words.joined(separator: ", ")
            return
                "\(other.recordedBy) recorded another talk with the customer on \(day), with \(said): both stand, and of "
                + "two reasons or promises the one recorded later counts; settle between you which is right"
        }
    }

    /// Whoever hears that a promise was refused must not think that the call is kept.
    private static func tellingThatNothingIsKept<Result>(
        of report: Report, without part: String, _ tx: TenantTransaction, _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch let refusal as ActRefused {
            throw ActRefused(
                refusal.kind,
                "\(refusal.description); nothing was recorded, the call neither: to keep it without \(part), "
                    + report.commandWithoutPromise(tenant: try tx.tenant().slug))
        }
    }

    private static func parts(of call: CallRecord, _ tx: TenantTransaction) throws -> CallParts {
        CallParts(call, promise: try tx.promises(ofCases: [call.caseID]).first { $0.call == call.id })
    }

    /// Whom the call was about.
    private struct Subject {
        let customer: Identifier<Customer>
        let business: Identifier<Business>
        let caseID: Identifier<CollectionCase>
        let task: AttemptRecord?

        init(of report: Report, _ tx: TenantTransaction) throws {
            if let id = report.task {
                guard let found = try tx.attempt(id), found.medium == .telephone else {
                    throw ActRefused(.unknown, "there is no call task \(id): `dunwell call list` shows those that wait")
                }
                guard [.taskOpen, .taskDone, .taskLapsed].contains(found.state) else {
                    throw ActRefused(.notAllowed, "call task \(id) is \(found.state.rawValue): no call answers it")
                }
                (customer, business, caseID, task) = (found.customerID, found.businessID, found.caseID, found)
                return
            }
            guard let reference = report.customerReference else {
                throw ActRefused(.badInput, "name the task with --task or the customer with --customer")
            }
            let business = try tx.business(named: report.businessReference)
            let customer = try tx.customer(named: reference)
            (self.customer, self.business, task) = (customer.id, business.id, nil)
            caseID = try tx.caseOf(customer.id, with: business)
        }

        /// The policy the case pins; `nil` when it pins none.
        func policy(_ tx: TenantTransaction) throws -> Treatment.Policy? {
            try tx.pinnedPolicy(of: caseID)
        }
    }

    private static func call(
        _ report: Report, _ subject: Subject, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> CallRecord {
        let calledAt = report.calledAt ?? moment.now
        guard calledAt <= moment.now else {
            throw ActRefused(.badInput, "the call lies in the future: record it once it was made")
        }
        let calledOn = calledAt.day(in: moment.zone)
        if let minute = report.agreedCallBackMinute {
            guard report.agreedCallBackOn != nil, (0..<1440).contains(minute) else {
                throw ActRefused(
                    .badInput, "a time of the call-back goes with its day and lies between 00:00 and 23:59")
            }
        }
        if let day = report.agreedCallBackOn {
            guard report.disposition == .spoke else {
                throw ActRefused(.badInput, "only a customer who was spoken with can agree to a call-back")
            }
            guard day >= calledOn, day <= calledOn.adding(days: 7) else {
                throw ActRefused(
                    .badInput, "an agreed call-back is at most 7 days after the call, by \(calledOn.adding(days: 7))")
            }
            try refuseCallBackNobodyMakes(report, on: day, subject, calledAt: calledAt, tx)
        }
        if report.reason != nil, report.disposition != .spoke {
            throw ActRefused(.badInput, "only a customer who was spoken with can give a reason")
        }
        if report.promise != nil || report.willLookIntoIt, report.disposition != .spoke {
            throw ActRefused(.badInput, "only a customer who was spoken with can promise or say to look into it")
        }
        let earlier = try tx.calls(of: [subject.customer], since: calledOn.adding(days: -9))
        let wasAgreed =
            report.isOutbound && earlier.contains { $0.agreedCallBackOn == calledOn && $0.calledAt < calledAt }
        let point =
            try subject.task?.contactPoint
            ?? tx.contactPoints(of: [subject.customer])
            .first { $0.medium == .telephone && $0.role != "service" && !$0.isBad }?.id
        return CallRecord(
            customerID: subject.customer, caseID: subject.caseID, attempt: subject.task?.id,
            contactPoint: report.isOutbound ? point : nil, isOutbound: report.isOutbound,
            disposition: report.disposition, reason: report.reason, calledAt: calledAt,
            agreedCallBackOn: report.agreedCallBackOn, agreedCallBackMinute: report.agreedCallBackMinute,
            willLookIntoIt: report.willLookIntoIt, wasAgreed: wasAgreed, note: report.note,
            recordedBy: report.recordedBy, idempotencyKey: report.idempotencyKey)
    }

    /// Refuses a call-back that no step of the policy would make, or that may not be made at its hour: the customer
    /// would wait for nothing.
    private static func refuseCallBackNobodyMakes(
        _ report: Report, on day: CalendarDate, _ subject: Subject, calledAt: BusinessInstant, _ tx: TenantTransaction
    ) throws {
        guard try subject.policy(tx)?.makesCallBacks == true else {
            throw ActRefused(
                .notAllowed,
                "the policy of the case has no live telephone step on will-look-into-it, so nobody would be asked to "
                    + "call back: add such a step and publish it, or leave out --call-back-on")
        }
        let today = try TenantDay(tx)
        guard let facts = try tx.caseFacts([subject.caseID], today: today.moment.today).first else {
            throw ActRefused(.unknown, "the case is not there any more")
        }
        let reading = CaseReading(facts, day: today, liveMedia: [])
        let hour = AgreedHour(day: day, minute: report.agreedCallBackMinute, zone: reading.customersClock)
        guard calledAt < hour.until else {
            throw ActRefused(.badInput, "the call-back at \(hour.words) would be before the call: give a later time")
        }
        if let objection = reading.objection(toCallBack: hour) { throw ActRefused(.badInput, objection) }
    }
}

extension RecordCall.Standing {
    fileprivate init(
        _ call: CallRecord, _ moment: TenantMoment, recorded: [String], notKept: [RecordCall.NotKept]
    ) {
        (self.recorded, self.notKept) = (recorded, notKept)
        recordedBy = call.recordedBy
        calledOn = call.calledAt.day(in: moment.zone)
        (disposition, reason) = (call.disposition, call.reason)
    }
}

extension Treatment.Policy {
    /// Whether some step calls back who agreed to it.
    fileprivate var makesCallBacks: Bool {
        steps.contains { step in
            guard step.live, case .event(.willLookIntoIt, _) = step.anchor else { return false }
            return step.channels.contains { $0.channel == .medium(.telephone) }
        }
    }
}
