import Compliance
import Correspondence
import Foundation
import JobQueue
import PluginKit
import Receivables
import Sealing
import Store
import Treatment

/// The first half of a sending: is it still right, may it happen now, and what exactly is said.
struct Sending {
    let desk: DeliveryDesk
    let tx: TenantTransaction
    let day: TenantDay
    let attempt: AttemptRecord
    let reading: CaseReading
    let business: BusinessRecord
    let library: PolicyLibrary

    func prepare() throws -> Preparation<SendContact.Intent> {
        guard day.enabledPlugins.contains(attempt.pluginKind),
            let configuration = try desk.settings.configured(attempt.pluginKind, in: tx)
        else { return try cancel("plugin.disabled", "plugin \(attempt.pluginKind) is switched off for this tenant") }
        guard let policy = library.policy(attempt.policyVersion),
            let point = reading.facts.contactPoints.first(where: { $0.id == attempt.contactPoint })
        else { return try cancel("attempt.address", "the address the attempt was planned for is no longer in use") }
        var writing = MessageWriting(
            reading: reading, attempt: attempt, business: business, policyLabel: library.label(attempt.policyVersion),
            catalog: desk.catalog, unsubscribeURL: attempt.medium == .email ? try stopLink(point) : nil,
            references: attempt.medium == .email ? try tx.messageIDs(of: attempt.caseID) : [], policy: policy)
        writing.grounds = try MessageGrounds(of: attempt, reading: reading, in: tx)
        if attempt.copiedStep != nil, writing.grounds.letter == nil {
            return try cancel("copy.letter-gone", "the letter it is a copy of did not go or came back")
        }
        if let letter = writing.grounds.letter, let mailed = letter.sentOn,
            let gone = reading.daysGone(of: letter, mailedOn: mailed, policy: policy)
        {
            return try cancel(gone.rule, "no copy of a letter whose days were gone: \(gone.words)")
        }
        let items: [MessageWriting.Item]
        if attempt.isOfPlan {
            guard let plan = reading.planMessage(attempt.templateKey, cycle: CycleKey(attempt.cycle)) else {
                return try cancel(GroundGone.planOver.rule, GroundGone.planOver.words)
            }
            items = reading.items(of: plan)
            guard !items.isEmpty else { return try cancel("debt.paid", "nothing of the plan is open") }
            writing.plan = plan
        } else if attempt.tone.asksForNothing {
            items = attempt.listsTheRest ? writing.everythingAskable : reading.undisputedItems
            if let gone = reading.groundGone(ofAnswer: attempt, policy: policy) {
                return try cancel(gone.rule, gone.words)
            }
        } else {
            let asked = writing.askedItems
            guard !asked.isEmpty else { return try cancel("debt.paid", "nothing is left to ask for") }
            // A reminder of a due day names no older one, though older ones may wait for a decision.
            if case .due = policy.step(attempt.stepKey)?.anchor {
                items = asked.filter { !($0.receivable.dueOn < day.moment.today) }
                guard !items.isEmpty else {
                    return try cancel("policy.not-due-any-more", "the due day it reminds of has passed")
                }
            } else {
                items = asked
            }
        }
        if let refusal = try askGate(
            policy: policy, point: point, items: items, copyOf: writing.grounds.letter?.id)
        {
            return refusal
        }
        if attempt.templateKey == "plan-offer", writing.grounds.offers.isEmpty {
            try PlanOfferQuotes.enqueue(attempt.id, items.map(\.receivable.id), in: tx)
            return .skip
        }
        if attempt.medium == .post {
            writing.feeOffer = FeeOffer(
                step: attempt.stepKey, items: items.map(\.receivable), language: attempt.language, reading: reading,
                policy: policy)
        }
        let message: OutboundMessage
        do {
            message = try writing.message(of: items, to: point)
        } catch let refusal as Refusal {
            return try refuse(refusal)
        }
        let context = try desk.context(
            kind: attempt.pluginKind, configuration: configuration, business: attempt.businessID, day: day)
        if let refusal = desk.registry.channel(attempt.pluginKind)?.check(message, in: context) {
            return try refuse(refusal)
        }
        return try begin(
            message, items: items, namesDay: writing.namesDay(items), naming: writing.feeOffer, context: context)
    }

    private func begin(
        _ message: OutboundMessage, items: [MessageWriting.Item], namesDay: CalendarDate?, naming fee: FeeOffer?,
        context: PluginContext
    ) throws -> Preparation<SendContact.Intent> {
        let json = String(decoding: try JSONEncoder().encode(message), as: UTF8.self)
        let batch =
            context.isBatched(by: desk.registry, kind: attempt.pluginKind)
            ? try tx.openMailBatch(of: attempt.businessID, on: day.moment.today).id : nil
        guard
            try tx.beginTalking(
                attempt.id, contentJSON: json,
                messageID: desk.registry.channel(attempt.pluginKind)?.carrierName(of: message, in: context),
                items: items.map { ($0.receivable.id, $0.amount) }, namesDay: namesDay,
                batch: batch)
        else { return .skip }
        if let fee {
            try tx.recordFeeNotice(
                attempt.id, feeFrom: fee.beginsOn, amount: fee.amount, receivables: fee.items.map(\.id))
        }
        return .talk(SendContact.Intent(message: message, kind: attempt.pluginKind, context: context))
    }

    /// Whether the policy would still take the step. Asked of what did not leave on its day, a host that was down among
    /// the causes: a reminder of a due day must not arrive after it.
    private func isStillDue(_ policy: Treatment.Policy) -> Bool {
        guard attempt.plannedOn < day.moment.today, !isOfAnAct(policy) else { return true }
        let decision = policy.decision(
            for: reading.snapshot(leavingOut: attempt.id), on: day.moment.today, calendar: day.calendar)
        guard case .act(let step) = decision.verdict, step.step == attempt.stepKey else { return false }
        // A fact that came late may have moved the first day of a past-due cycle; another bill's reminder is another.
        return step.cycle.kind == .pastDue || step.cycle.description == attempt.cycle
    }

    /// Whether it answers a person's act, a closing letter among it: a day makes nothing untrue that it says, and no run
    /// would plan it again. A copy goes with its letter or not at all.
    private func isOfAnAct(_ policy: Treatment.Policy) -> Bool {
        attempt.source != "policy" || attempt.closesAccount
            || (attempt.ordinal > 1 && ActLetter.again.contains(attempt.stepKey))
            || reading.wholeClaim(of: attempt) != nil
            || (policy.step(attempt.stepKey) == nil && attempt.copiedStep == nil)
    }

    /// How far ahead a message that only the hour or the day keeps back is put: a step to the next day, after which the
    /// run decides anew; what answers an act over any run of holidays, because it would not be written again.
    private func daysItWaits(_ policy: Treatment.Policy) -> Int { isOfAnAct(policy) ? 10 : 1 }

    /// Asks at the moment of sending. When only the hour or the day objects the job moves to the next moment it may go;
    /// any other objection cancels.
    private func askGate(
        policy: Treatment.Policy, point: ContactPointRecord, items: [MessageWriting.Item],
        copyOf letter: Identifier<ContactAttempt>?
    ) throws -> Preparation<SendContact.Intent>? {
        let intent = ContactIntent(
            medium: attempt.medium, contactPoint: point, receivables: items.map(\.receivable.id),
            isFirm: attempt.tone.isFirm, isAgreedCallBack: isAgreedCallBack, isReceipt: attempt.tone.asksForNothing,
            isOfPlan: attempt.isOfPlan, attempt: attempt.id, copied: letter)
        let request = reading.gateRequest(
            intent, promiseGraceDays: policy.promises.graceBusinessDays, caps: policy.rules.caps)
        if let missed = reading.missedCallBack(of: attempt, request) {
            try record(
                rule: "call-back.missed", verdict: .block, citation: "", facts: [:], words: missed, until: nil, pack: ""
            )
            // A call nobody made, and the adherence figures say so.
            try close(.taskLapsed, missed)
            return .skip
        }
        let decision = Gate.decide(request, pack: .federalFirstParty)
        if decision.verdict == .allow {
            guard isStillDue(policy) else {
                return try cancel(
                    "policy.not-due-any-more",
                    "planned on \(attempt.plannedOn) and late; the policy would not take this step today")
            }
            try record(decision)
            return nil
        }
        let waitsForHour = reading.agreedHour(of: attempt).map { day.moment.now < $0.from } ?? false
        if decision.ruleID.hasPrefix("time.") || waitsForHour,
            let later = request.nextAllowed(within: daysItWaits(policy))
        {
            try record(
                rule: decision.ruleID, verdict: .block, citation: decision.citation, facts: decision.facts,
                words: reading.words(forLater: later.at, because: decision), until: later.at,
                pack: decision.packVersion)
            return .snooze(.business(later.at, offset: day.tenant.offset))
        }
        try record(decision)
        try close(.cancelled, "\(decision.ruleID): \(decision.explanation())")
        return .skip
    }

    private var isAgreedCallBack: Bool {
        attempt.medium == .telephone
            && (reading.isPromisedCall(attempt)
                || reading.facts.calls.contains { $0.agreedCallBackOn.map { $0 >= attempt.plannedOn } ?? false })
    }

    private func stopLink(_ point: ContactPointRecord) throws -> URL {
        try desk.links.url(tenant: day.tenant.id, contactPoint: point.id)
    }

    private func refuse(_ refusal: Refusal) throws -> Preparation<SendContact.Intent> {
        // A decision at sending is always written.
        _ = try tx.record([DecisionRecord(refused: attempt, refusal.fault, refusal.detail, at: day.moment)])
        try close(.refused, try EnvelopeFit.detail(refusal.fault, refusal.detail, of: attempt, in: tx))
        if refusal.fault == .address, let point = attempt.contactPoint {
            try tx.markContactPointBad(
                point, reason: "returned", at: day.moment, source: "channel \(attempt.pluginKind)")
        }
        return .skip
    }

    private func cancel(_ rule: String, _ words: String) throws -> Preparation<SendContact.Intent> {
        try record(rule: rule, verdict: .block, citation: "", facts: [:], words: words, until: nil, pack: "")
        try close(.cancelled, "\(rule): \(words)")
        return .skip
    }

    private func close(_ state: AttemptState, _ detail: String) throws {
        // The row is locked by this transaction, so it is still planned.
        _ = try tx.move(attempt.id, from: [.planned], to: state, detail: detail, at: day.moment.now)
        try tx.lowerNextLook(of: [attempt.caseID], to: day.moment.today)
    }

    private func record(_ decision: GateDecision) throws {
        let verdict: DecisionRecord.Verdict =
            switch decision.verdict {
            case .allow: .send
            case .block: .block
            case .needsPerson: .needsPerson
            }
        try record(
            rule: decision.ruleID, verdict: verdict, citation: decision.citation, facts: decision.facts,
            words: decision.explanation(), until: decision.until, pack: decision.packVersion)
    }

    private func record(
        rule: String, verdict: DecisionRecord.Verdict, citation: String, facts: [String: String], words: String,
        until: BusinessInstant?, pack: String
    ) throws {
        let record = DecisionRecord(
            sending: attempt, verdict: verdict, ruleID: rule, citation: citation, facts: facts, words: words,
            until: until, packVersion: pack, at: day.moment)
        _ = try tx.record([record])  // a decision at sending is always written
    }
}

extension PluginContext {
    fileprivate func isBatched(by registry: PluginRegistry, kind: String) -> Bool {
        registry.channel(kind) is any BatchContactChannel
    }
}
