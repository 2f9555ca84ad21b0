import Correspondence
import Receivables
import Store
import Treatment

// A claim told of no item in particular: the whole case rests for it, and what shows it is asked for in writing.
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

    /// What the request states; `nil` when it is about no such claim, or nothing is open.
    func wholeClaimFacts(of attempt: AttemptRecord, _ policy: Treatment.Policy) -> DisputeFacts? {
        guard let hold = wholeClaim(of: attempt) else { return nil }
        let open = facts.receivables.filter(\.open.isPositive)
        let late = open.filter { $0.dueOn < day.moment.today }
        let items = (late.isEmpty ? open : late).map(\.reference)
        guard !items.isEmpty else { return nil }
        let claim: DisputeClaim = hold.reason == .paymentInFlight ? .paidAlready : .doubleCharge
        let days = DisputeDays(
            openedOn: hold.heldFrom, claim: claim, policy: policy, asksEvidence: true, calendar: day.calendar)
        return DisputeFacts(
            items: items, raisedOn: hold.heldFrom, answerBy: days.answerBy,
            evidence: claim.evidence.map { $0.words(attempt.language) }, evidenceBy: days.evidenceBy)
    }
}
