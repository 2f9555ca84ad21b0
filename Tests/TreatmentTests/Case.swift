import Receivables

@testable import Treatment

/// A day written as people write it; a typing mistake in a test stops it.
func day(_ text: String) -> CalendarDate {
    guard let day = CalendarDate(text) else { preconditionFailure("no such day: \(text)") }
    return day
}

/// The residential starter, read once.
let residential: Treatment.Policy = {
    do {
        let (policy, findings) = PolicyDocument.parse(try StarterPolicies.residential())
        guard let policy else { preconditionFailure("\(findings)") }
        return policy
    } catch { preconditionFailure("\(error)") }
}()

extension OpenReceivable {
    static func invoice(
        due: CalendarDate, cents: Int64 = 50_00, disputed: Int64 = 0, id: Identifier<Receivable> = Identifier()
    ) -> OpenReceivable {
        OpenReceivable(
            id: id, billedOn: due.adding(days: -20), dueOn: due, open: .usd(cents: cents),
            disputed: .usd(cents: disputed))
    }
}

extension CustomerFacts {
    static func reachable(by media: [ContactMedium] = [.email, .post, .telephone]) -> CustomerFacts {
        CustomerFacts(
            language: .english, media: Dictionary(uniqueKeysWithValues: media.map { ($0, MediumState.usable) }))
    }
}

extension CaseSnapshot {
    /// One invoice of 50 dollars and a customer reachable by e-mail, post and telephone.
    static func oneInvoice(
        due: CalendarDate, cents: Int64 = 50_00, media: [ContactMedium] = [.email, .post, .telephone]
    ) -> CaseSnapshot {
        CaseSnapshot(receivables: [.invoice(due: due, cents: cents)], customer: .reachable(by: media))
    }

    mutating func record(
        _ step: String, on day: CalendarDate, by medium: ContactMedium? = .email, cycle: CycleKey,
        state: StepState = .sent, ordinal: Int = 1
    ) {
        steps.append(
            StepRecord(
                step: step, cycle: cycle, ordinal: ordinal, medium: medium, state: state, plannedOn: day,
                goneOn: state == .planned ? nil : day))
    }
}

extension TreatmentDecision {
    var step: StepDecision? { if case .act(let step) = verdict { step } else { nil } }
    var waitsFor: WaitReason? { if case .wait(_, _, let reason) = verdict { reason } else { nil } }
    var waitsUntil: CalendarDate? { if case .wait(_, let until, _) = verdict { until } else { nil } }
}

extension Treatment.Policy {
    func look(at snapshot: CaseSnapshot, on day: CalendarDate) -> TreatmentDecision {
        decision(for: snapshot, on: day, calendar: .weekdays)
    }
}

/// What a run would do day by day: every step that is decided on is recorded as gone that day.
/// Calls are made by `call`, which answers with what came of the day's call, or nothing.
func walk(
    _ snapshot: CaseSnapshot, under policy: Treatment.Policy = residential, from first: CalendarDate, days: Int,
    calendar: BusinessCalendar = .weekdays, skipping: Set<Int> = [],
    call: (StepDecision, CalendarDate) -> CallDisposition? = { _, _ in nil }
) -> (done: [StepDecision], days: [CalendarDate], snapshot: CaseSnapshot) {
    var snapshot = snapshot
    var done: [StepDecision] = []
    var doneOn: [CalendarDate] = []
    for offset in 0..<days where !skipping.contains(offset) {
        let today = first.adding(days: offset)
        // The verdict alone: looking ahead each day is what other tests are for.
        let view = CaseView(snapshot, policy: policy, calendar: calendar)
        guard case .act(let step) = view.glance(on: today).verdict else { continue }
        done.append(step)
        doneOn.append(today)
        let isCall = step.channel == .medium(.telephone)
        snapshot.steps.append(
            StepRecord(
                step: step.step, cycle: step.cycle, ordinal: step.ordinal, medium: step.channel.medium,
                state: isCall ? .planned : .sent, plannedOn: today, goneOn: isCall ? nil : today))
        if isCall, let disposition = call(step, today) {
            snapshot.calls.append(CallFact(day: today, step: step.step, disposition: disposition))
        }
    }
    return (done, doneOn, snapshot)
}

extension BusinessCalendar {
    /// Monday to Friday without holidays, so that a test's days can be counted on the fingers.
    static let weekdays = BusinessCalendar(closesOnFederalHolidays: false)
}

extension CaseSnapshot {
    /// Each promise was confirmed in writing on the day it was made.
    mutating func confirmPromises() {
        for promise in promises {
            record(
                "promise-confirmation", on: promise.madeOn, cycle: CycleKey(kind: .event, startedOn: promise.madeOn))
        }
    }
}
