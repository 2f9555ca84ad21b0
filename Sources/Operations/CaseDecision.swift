import Compliance
import Foundation
import Receivables
import Sealing
import Store
import Treatment

/// What the run concluded for one case.
struct CaseOutcome: Sendable {
    struct Planned: Sendable {
        let attempt: PlannedAttempt
        /// When it goes: now, or the first moment today the hours allow.
        let at: BusinessInstant
    }

    let record: DecisionRecord
    let planned: Planned?
    let nextLookOn: CalendarDate
    let line: RunTheBook.Line
}

/// Decides one case: the policy says what is due, the gate says whether it may happen. Pure.
struct CaseDecision {
    let reading: CaseReading
    let policy: Treatment.Policy
    let channels: LiveChannels

    private var today: CalendarDate { reading.day.moment.today }

    func outcome() -> CaseOutcome {
        let decision = policy.decision(for: reading.snapshot(), on: today, calendar: reading.day.calendar)
        switch decision.verdict {
        case .act(let step): return act(step, decision)
        case .wait(let step, _, _): return rest(decision, .wait, step: step)
        case .asleep: return rest(decision, .asleep)
        case .nothing: return rest(decision, .done)
        case .locate(let need): return rest(decision, .locate, step: need.step)
        }
    }

    private func act(_ step: StepDecision, _ decision: TreatmentDecision) -> CaseOutcome {
        guard case .medium(let medium) = step.channel, let kind = channels.kind(for: medium),
            let point = reading.contactPoint(for: medium), let version = reading.facts.policyVersion
        else {
            // Ledger, task and decision steps are not planned as contacts; the policy check refuses them as not live.
            return rest(decision, .wait, step: step.step)
        }
        if let before = RefusedBefore(
            step: step.step, cycle: step.cycle.description, plugin: kind, in: reading)
        {
            return held(step, medium, before)
        }
        let intent = ContactIntent(
            medium: medium, contactPoint: point, receivables: step.receivables, isFirm: step.tone >= .clear,
            isAgreedCallBack: step.agreedCallBackOn != nil, attempt: nil)
        let request = reading.gateRequest(
            intent, promiseGraceDays: policy.promises.graceBusinessDays, caps: policy.rules.caps)
        let now = Gate.decide(request, pack: .federalFirstParty)
        let opens = medium == .telephone && intent.isAgreedCallBack ? reading.agreedHour(on: today)?.from : nil
        let isTime = now.verdict == .allow && (opens.map { $0 <= request.at } ?? true)
        guard let (gate, at) = isTime ? (decision: now, at: request.at) : laterToday(request) else {
            return blocked(step, medium, now)
        }
        let attempt = PlannedAttempt(
            id: Identifier(), caseID: reading.facts.id, customerID: reading.facts.customer.id,
            businessID: reading.facts.business, policyVersion: version, stepKey: step.step,
            cycle: step.cycle.description,
            ordinal: step.ordinal, medium: medium, pluginKind: kind, contactPoint: point.id, plannedOn: today,
            dueSince: step.dueSince, lapsesAfter: step.callWindow?.lastDay, attemptsMax: step.callWindow?.attempts,
            language: reading.facts.customer.language, tone: step.tone, templateKey: step.template ?? step.step)
        let words =
            at == request.at ? decision.words : "\(decision.words); \(reading.words(forLater: at, because: now))"
        var record = record(
            .send, step: step.step, cycle: step.cycle.description, attempt: attempt.id, gate: gate, words: words)
        if at != request.at {
            record.until = at
            record.facts["waits-for"] = now.ruleID
        }
        return CaseOutcome(
            record: record, planned: CaseOutcome.Planned(attempt: attempt, at: at), nextLookOn: today.adding(days: 1),
            line: line(step.step, medium.rawValue, "send", gate.ruleID, words))
    }

    /// When only the hour or the spacing objects: the first moment left today, and what the gate says of it.
    private func laterToday(_ request: GateRequest) -> (decision: GateDecision, at: BusinessInstant)? {
        guard let later = request.nextAllowed(within: 1), later.at.day(in: reading.day.moment.zone) == today else {
            return nil
        }
        return later
    }

    private func blocked(_ step: StepDecision, _ medium: ContactMedium, _ gate: GateDecision) -> CaseOutcome {
        let verdict: DecisionRecord.Verdict = gate.verdict == .needsPerson ? .needsPerson : .block
        let words = gate.explanation()
        return CaseOutcome(
            record: record(
                verdict, step: step.step, cycle: step.cycle.description, attempt: nil, gate: gate, words: words),
            planned: nil, nextLookOn: today.adding(days: 1),
            line: line(step.step, medium.rawValue, verdict.rawValue, gate.ruleID, words))
    }

    private func held(_ step: StepDecision, _ medium: ContactMedium, _ before: RefusedBefore) -> CaseOutcome {
        CaseOutcome(
            record: record(
                before.verdict, step: step.step, cycle: step.cycle.description, attempt: nil, gate: nil,
                rule: before.rule, words: before.words),
            planned: nil, nextLookOn: today.adding(days: 1),
            line: line(step.step, medium.rawValue, before.verdict.rawValue, before.rule, before.words))
    }

    private func rest(_ decision: TreatmentDecision, _ verdict: DecisionRecord.Verdict, step: String = "")
        -> CaseOutcome
    {
        let rule = "policy.\(verdict.rawValue)"
        return CaseOutcome(
            record: record(
                verdict, step: step, cycle: decision.cycle?.description ?? "", attempt: nil, gate: nil,
                words: decision.words),
            planned: nil, nextLookOn: max(decision.nextLookOn, today.adding(days: 1)),
            line: line(step, "", verdict.rawValue, rule, decision.words))
    }

    private func record(
        _ verdict: DecisionRecord.Verdict, step: String, cycle: String, attempt: Identifier<ContactAttempt>?,
        gate: GateDecision?, rule named: String? = nil, words: String
    ) -> DecisionRecord {
        let rule = named ?? gate?.ruleID ?? "policy.\(verdict.rawValue)"
        return DecisionRecord(
            caseID: reading.facts.id, customerID: reading.facts.customer.id, attempt: attempt, decidedOn: today,
            decidedAt: reading.day.moment.now, stepKey: step, cycle: cycle, moment: .planning, verdict: verdict,
            ruleID: rule, citation: gate?.citation ?? "", facts: gate?.facts ?? [:], words: words, until: gate?.until,
            packVersion: gate?.packVersion ?? "",
            cause: Digest.sha256(
                Array("\(verdict.rawValue)|\(rule)|\(step)|\(cycle)|\(words)|\(attempt?.description ?? "")".utf8)))
    }

    private func line(_ step: String, _ medium: String, _ verdict: String, _ rule: String, _ words: String)
        -> RunTheBook.Line
    {
        RunTheBook.Line(
            customer: reading.facts.customer.reference, step: step, medium: medium, verdict: verdict, rule: rule,
            words: words)
    }
}
