import Correspondence
import Receivables
import Store
import Treatment

// A claim told of no item in particular: the whole case rests for it, what shows it is asked for in writing, and what was
// found is told.
// Source: starter policies §1.4.

extension CaseReading {
    /// The hold of the claim a request for evidence is about; `nil` when it is about disputes, or does not bind any more.
    func wholeClaim(of attempt: AttemptRecord) -> HoldRecord? {
        guard attempt.templateKey == "evidence-request", let cycle = CycleKey(attempt.cycle), cycle.kind == .event
        else { return nil }
        return facts.holds.last { hold in
            hold.heldFrom == cycle.startedOn && hold.binds(on: day.moment.today) && hold.receivableID == nil
                && (hold.reason == .paymentInFlight || hold.reason == .dispute)
        }
    }

    /// Last day for what shows the claim of such a hold, as the request names it.
    func evidenceDay(_ hold: HoldRecord, _ policy: Treatment.Policy?) -> CalendarDate? {
        wholeClaimDays(hold, policy).evidenceBy
    }

    private func wholeClaimDays(_ hold: HoldRecord, _ policy: Treatment.Policy?) -> DisputeDays {
        DisputeDays(
            openedOn: hold.heldFrom, claim: hold.reason == .paymentInFlight ? .paidAlready : .doubleCharge,
            policy: policy, asksEvidence: true, calendar: day.calendar)
    }

    /// What the request states; `nil` when it is about no such claim, or nothing is open.
    func wholeClaimFacts(of attempt: AttemptRecord, _ policy: Treatment.Policy) -> DisputeFacts? {
        guard let hold = wholeClaim(of: attempt) else { return nil }
        let open = facts.receivables.filter(\.open.isPositive)
        let late = open.filter { $0.dueOn < day.moment.today }
        let items = (late.isEmpty ? open : late).map(\.reference)
        guard !items.isEmpty else { return nil }
        let claim: DisputeClaim = hold.reason == .paymentInFlight ? .paidAlready : .doubleCharge
        let days = wholeClaimDays(hold, policy)
        return DisputeFacts(
            items: items, raisedOn: hold.heldFrom, answerBy: days.answerBy,
            evidence: claim.evidence.map { $0.words(attempt.language) }, evidenceBy: days.evidenceBy)
    }

    /// What the answer to such a claim states beside the words of whoever looked: what the claim was about; `nil` for any
    /// other message.
    func wholeClaimAnswer(_ attempt: AttemptRecord, words: String?) -> DisputeFacts? {
        guard attempt.answersWholeClaim, let day = CycleKey(attempt.cycle)?.startedOn else { return nil }
        let since = facts.holds.filter { $0.heldUntil == day && $0.receivableID == nil }.map(\.heldFrom).min() ?? day
        let meant = facts.receivables.filter { item in
            item.billedOn <= since && (item.open.isPositive || item.settledOn.map { since <= $0 } ?? false)
        }
        let late = meant.filter { $0.dueOn < day }
        return DisputeFacts(items: (late.isEmpty ? meant : late).map(\.reference), raisedOn: since, explanation: words)
    }
}

extension DisputeClaim {
    /// What rests the whole case while nobody knows which item is meant; `nil` for a claim that always names one.
    var holdOfTheWhole: HoldReason? {
        switch self {
        case .paidAlready: .paymentInFlight
        case .doubleCharge: .dispute
        case .amount, .notMine, .work, .other: nil
        }
    }
}

extension AttemptRecord {
    /// Whether it left, is about to, or may have.
    var hasLeft: Bool { [.sent, .prepared, .talking, .inDoubt].contains(state) }

    /// Whether it tells what was found about a claim of no item in particular.
    var answersWholeClaim: Bool { stepKey == ActLetter.claimAnswer }
}
