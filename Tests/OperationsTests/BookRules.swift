import Foundation
import Receivables
import Store
import Treatment

@testable import Operations

/// What no attempt of the ladder may break, read from the facts that were known when it was planned and from the text of
/// the policy: nothing here asks the code that decides.
struct BookRules {
    let before: CaseFacts
    /// The day it was planned on: a test tenant's clock may have gone back since.
    let today: CalendarDate
    private let policy: Treatment.Policy
    private let zone: TimeZone

    init(before: CaseFacts, today: CalendarDate) throws {
        (self.before, self.today) = (before, today)
        guard let policy = PolicyDocument.parse(try StarterPolicies.residential()).policy,
            let zone = TimeZone(identifier: TestTenant.zone)
        else { throw ActRefused(.configuration, "the starter and the zone are there") }
        (self.policy, self.zone) = (policy, zone)
    }

    /// What is wrong with an attempt that was planned today.
    func faults(of attempt: AttemptRecord) -> [String] {
        guard attempt.tone != .grateful, let cycle = CycleKey(attempt.cycle) else { return [] }
        return (climbing(attempt, cycle) + tooNear(attempt) + sleeping(attempt, cycle)).map {
            "\(attempt.stepKey): \($0)"
        }
    }

    private var earlier: [AttemptRecord] {
        before.attempts.filter {
            ![.cancelled, .refused, .returned, .taskLapsed].contains($0.state) && $0.tone != .grateful
                && $0.source == "policy"
        }
    }

    private func gone(_ attempt: AttemptRecord) -> CalendarDate { min(attempt.sentOn ?? attempt.plannedOn, today) }

    // MARK: Rung before rung

    private func climbing(_ attempt: AttemptRecord, _ cycle: CycleKey) -> [String] {
        guard cycle.kind == .pastDue else { return [] }
        var faults: [String] = []
        let inCycle = earlier.filter { $0.plannedOn >= cycle.startedOn && $0.cycle.hasPrefix("past-due") }
        if inCycle.contains(where: { $0.stepKey == attempt.stepKey }) { faults.append("again") }
        if let highest = inCycle.map(\.tone).max(), attempt.tone < highest {
            faults.append("\(attempt.tone) after \(highest)")
        }
        guard let step = policy.step(attempt.stepKey), step.firmness == .firm else { return faults }
        let done = inCycle.filter { [.sent, .taskDone].contains($0.state) }
        for rung in step.requires.rungs where !done.contains(where: { $0.stepKey == rung }) {
            faults.append("before \(rung)")
        }
        if done.count < step.requires.rungs.count + step.requires.otherRungs { faults.append("after too few rungs") }
        if let last = done.map(gone).max(), today.days(since: last) < policy.rules.daysBetweenRungs {
            faults.append("firm on \(today), the rung before on \(last)")
        }
        if attempt.medium == .post, before.contactPoints.allSatisfy(\.isBad) { faults.append("nobody can be reached") }
        return faults
    }

    // MARK: Distance

    private func tooNear(_ attempt: AttemptRecord) -> [String] {
        var faults: [String] = []
        let isAgreed = before.calls.contains { $0.agreedCallBackOn == today }
        let written = earlier.filter { $0.medium != .telephone }.map(gone)
        let spoken = before.calls.filter { $0.disposition == .spoke && !$0.wasAgreed }
            .map { min($0.calledAt.day(in: zone), today) }
        if attempt.medium != .telephone, let last = written.max(), today.days(since: last) < 2 {
            faults.append("written on \(last) and on \(today)")
        }
        if attempt.medium == .telephone, !isAgreed, let last = spoken.max(), today.days(since: last) < 7 {
            faults.append("spoken on \(last), to be called on \(today)")
        }
        let recent = (written + spoken).filter { today.days(since: $0) < 7 }
        if !isAgreed, recent.count >= 2 { faults.append("third contact in 7 days, \(recent)") }
        return faults
    }

    // MARK: Sleep

    private func sleeping(_ attempt: AttemptRecord, _ cycle: CycleKey) -> [String] {
        // What an agreement itself announced.
        if ["promise-reminder", "plan-reminder", "plan-missed"].contains(attempt.stepKey) { return [] }
        var faults: [String] = []
        if before.holds.contains(where: { $0.receivableID == nil && $0.binds(on: today) }) {
            faults.append("while held")
        }
        if before.promises.contains(where: waits) { faults.append("while a promise waits for its day") }
        let late = before.receivables.filter { $0.open.isPositive && $0.dueOn < today }
        guard cycle.kind == .pastDue, !late.isEmpty else { return faults }
        let planned = Set(
            before.plans.filter {
                $0.isStanding(on: today) && $0.acceptedOn <= today && today < $0.acceptedOn.adding(days: 7)
            }.flatMap { $0.items.map(\.receivable) })
        if late.allSatisfy({ planned.contains($0.id) }) { faults.append("while a plan waits for its first payment") }
        if late.allSatisfy({ isDisputed($0) }) { faults.append("while all of it is disputed") }
        return faults
    }

    /// Whether a promise for the whole case runs, with something left that it covers.
    private func waits(_ promise: PromiseRecord) -> Bool {
        guard promise.items.isEmpty, promise.madeOn <= today, today <= promise.dueOn,
            [promise.supersededOn, promise.withdrawnOn].allSatisfy({ $0.map { today < $0 } ?? true })
        else { return false }
        let paid = before.payments.filter { promise.madeOn <= $0.day && $0.day <= today }
            .reduce(0) { $0 + $1.amount.minorUnits }
        return paid < promise.amount.minorUnits
            && before.receivables.contains { item in
                item.open.isPositive && item.billedOn <= promise.madeOn && !isDisputed(item)
            }
    }

    private func isDisputed(_ item: ReceivableRecord) -> Bool {
        before.disputes.contains { dispute in
            dispute.receivableID == item.id && dispute.amount == nil && dispute.openedOn <= today
                && dispute.resolvedOn.map { today < $0 } ?? true
        }
    }
}
