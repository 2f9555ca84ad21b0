import Compliance
import Foundation
import Ledger
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
    /// Fees that fall due today; the run posts them.
    var charges: [LedgerEntry] = []
    /// The same fees as the report tells them.
    var charged: [RunTheBook.Charge] = []
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
            if step.channel == .ledger, case .feeDate = policy.step(step.step)?.anchor { return charge(step, decision) }
            // Other ledger, task and decision steps are not planned as contacts; the policy check refuses them as not live.
            return rest(decision, .wait, step: step.step)
        }
        if !step.tone.asksForNothing, step.agreedCallBackOn == nil, reading.hasPlannedToday {
            return hadItsDay(step, medium)
        }
        if let before = RefusedBefore(
            step: step.step, cycle: step.cycle.description, plugin: kind, in: reading)
        {
            return held(step, medium, before)
        }
        // A plan's own word is about what the plan covers, which asleep steps leave out.
        let plan = step.isOfPlan ? reading.planMessage(step.template ?? step.step, cycle: step.cycle) : nil
        let intent = ContactIntent(
            medium: medium, contactPoint: point,
            receivables: plan.map { reading.items(of: $0).map(\.receivable.id) } ?? step.receivables,
            isFirm: step.tone.isFirm, isAgreedCallBack: step.agreedCallBackOn != nil,
            isReceipt: step.tone.asksForNothing, isOfPlan: step.isOfPlan, attempt: nil)
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
        let words = [
            decision.words, at == request.at ? nil : reading.words(forLater: at, because: now),
            reading.wordsOnOtherCurrencies,
        ].compactMap(\.self).joined(separator: "; ")
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

    /// The fee its letter announced, on each item it named. Nothing is charged on old figures or while money lies
    /// unapplied.
    private func charge(_ step: StepDecision, _ decision: TreatmentDecision) -> CaseOutcome {
        let due = reading.mayCharge ? reading.feesDue(on: step.receivables, policy: policy) : []
        let told = due.map { item, amount in
            RunTheBook.Charge(
                customer: reading.facts.customer.reference,
                business: reading.day.businesses[reading.facts.business]?.brandName ?? "",
                receivable: item.reference, amount: amount,
                letterOf: reading.facts.feeNotices.filter { $0.receivables.contains(item.id) }
                    .compactMap(\.mailedOn).max())
        }
        let charges = due.compactMap { item, amount in
            // Refused only for an amount of nothing or of another currency, which the rule never gives.
            try? LedgerEntry.fee(
                ReceivableAccount(item.id, of: reading.facts.customer.id, in: reading.facts.business), amount,
                EntryHeading(effectiveOn: today, idempotencyKey: "late-fee:\(item.id)", memo: step.step))
        }
        guard !charges.isEmpty else {
            let outcome = rest(decision, .wait, step: step.step)
            return CaseOutcome(
                record: outcome.record, planned: nil, nextLookOn: today.adding(days: 1), line: outcome.line)
        }
        let words =
            "late fee on " + due.map { "\($0.item.reference): \($0.amount)" }.joined(separator: ", ")
            + ", as the letter said"
        return CaseOutcome(
            record: record(
                .send, step: step.step, cycle: step.cycle.description, attempt: nil, gate: nil, words: words),
            planned: nil, charges: charges, charged: told, nextLookOn: today,
            line: line(step.step, "", "send", "policy.send", words))
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

    /// One step of a case a day, however often the book is run on it.
    private func hadItsDay(_ step: StepDecision, _ medium: ContactMedium) -> CaseOutcome {
        let words = "\(step.step) is due and goes tomorrow: one step a day"
        return CaseOutcome(
            record: record(
                .wait, step: step.step, cycle: step.cycle.description, attempt: nil, gate: nil,
                rule: "policy.one-a-day", words: words),
            planned: nil, nextLookOn: today.adding(days: 1),
            line: line(step.step, medium.rawValue, "wait", "policy.one-a-day", words))
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
        var record = record(
            verdict, step: step, cycle: decision.cycle?.description ?? "", attempt: nil, gate: nil,
            words: decision.words)
        record.until = decision.verdict.endsOn?.instant(minuteOfDay: 0, in: reading.day.moment.zone)
        record.citation = decision.verdict.source
        return CaseOutcome(
            record: record, planned: nil, nextLookOn: max(decision.nextLookOn, today.adding(days: 1)),
            line: line(step, "", verdict.rawValue, rule, decision.words))
    }

    private func record(
        _ verdict: DecisionRecord.Verdict, step: String, cycle: String, attempt: Identifier<ContactAttempt>?,
        gate: GateDecision?, rule named: String? = nil, words: String
    ) -> DecisionRecord {
        let rule = named ?? gate?.ruleID ?? "policy.\(verdict.rawValue)"
        return DecisionRecord(
            caseID: reading.facts.id, customerID: reading.facts.customer.id, attempt: attempt, decidedOn: today,
            decidedAt: reading.day.decidedAt, stepKey: step, cycle: cycle, moment: .planning, verdict: verdict,
            ruleID: rule, citation: gate?.citation ?? "", facts: gate?.facts ?? [:], words: words, until: gate?.until,
            packVersion: gate?.packVersion ?? "",
            cause: Digest.sha256(
                Array("\(verdict.rawValue)|\(rule)|\(step)|\(cycle)|\(words)|\(attempt?.description ?? "")".utf8)))
    }

    private func line(_ step: String, _ medium: String, _ verdict: String, _ rule: String, _ words: String)
        -> RunTheBook.Line
    {
        RunTheBook.Line(
            customer: reading.facts.customer.reference,
            business: reading.day.businesses[reading.facts.business]?.brandName ?? "", step: step, medium: medium,
            verdict: verdict, rule: rule,
            words: words)
    }
}

extension CaseReading {
    /// Whether a run took a step of the case today that went, or may still.
    fileprivate var hasPlannedToday: Bool {
        facts.attempts.contains { attempt in
            guard attempt.source == "policy", attempt.plannedOn == day.moment.today, !attempt.isBesideTheLadder else {
                return false
            }
            switch attempt.stepState {
            case .planned, .inDoubt, .sent, .lapsed: return true
            case .excused, .returned, .cancelled: return false
            }
        }
    }
}
