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
}

extension ClaimAnswerFacts {
    /// What was found about what the customer told us; `nil` where nothing is told. Work nobody asked for with a word of
    /// theirs is answered without one.
    init?(_ answers: [TaskAnswer], _ language: Language) {
        guard !answers.isEmpty else { return nil }
        var told: [String] = []
        for words in answers.compactMap({ $0.reason?.toldBack(language) }) where !told.contains(words) {
            told.append(words)
        }
        let days = Set(answers.filter { $0.reason?.toldBack(language) != nil }.map(\.toldOn))
        self.init(
            told: told, toldOn: days.count == 1 ? days.first : nil,
            explanation: answers.map(\.words).joined(separator: " "))
    }
}

extension NonpaymentReason {
    /// As it stands after "you told us that"; `nil` for a word that would only be held against them, and for none at all.
    fileprivate func toldBack(_ language: Language) -> String? {
        switch self {
        case .refuses, .forgot, .other: nil
        default: words(in: language)
        }
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
