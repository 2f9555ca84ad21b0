import Receivables
import Store
import Treatment

// What happened to a case, for the steps and effects a policy hangs on it. All of it follows from other facts, so that
// nobody records anything twice and undoing the fact undoes the event. Source: starter policies §1.4.

extension CaseReading {
    /// Events that follow from what was said, held, disputed, answered and from addresses that turned out bad.
    var factEvents: [CaseEvent] {
        let said = reasons.compactMap { fact in
            ReasonPath(for: fact.reason).event.map { CaseEvent(kind: $0, day: fact.saidOn) }
        }
        let held = facts.holds.compactMap { hold in
            hold.reason.event.map { CaseEvent(kind: $0, day: hold.heldFrom) }
        }
        let returned = facts.attempts.filter { $0.state == .returned }.compactMap { attempt in
            attempt.closedAt.map { CaseEvent(kind: .badAddress, day: $0.day(in: day.moment.zone)) }
        }
        let today = day.moment.today
        // A dispute's own record says what to answer, whether it came by a call or by a letter.
        return Set(said + held + returned + workEvents).filter { $0.day <= today && $0.kind != .dispute }
            .sorted { ($0.day, $0.kind.rawValue) < ($1.day, $1.kind.rawValue) }
    }

    /// Whether the work was accepted, by the answer to the first question.
    private var workEvents: [CaseEvent] {
        facts.satisfactionAnswers.filter { $0.question == .worksAsPromised }.map {
            CaseEvent(kind: $0.isYes ? .workAccepted : .workNotAccepted, day: $0.answeredOn)
        }
    }

    /// What was answered about service and bill since the oldest open bill. "Not yet" stands until what it asked for was
    /// done; the question is open again then.
    var satisfaction: SatisfactionAnswer {
        let since = facts.receivables.filter(\.open.isPositive).map(\.billedOn).min() ?? day.moment.today
        var latest: [SatisfactionQuestion: Bool] = [:]
        for answer in facts.satisfactionAnswers where answer.answeredOn >= since {
            latest[answer.question] = answer.isYes
        }
        if !latest.isEmpty, !latest.values.contains(false) { return .satisfied }
        if !latest.isEmpty {
            let isHeld = facts.holds.contains {
                $0.source == RecordSatisfaction.source && $0.binds(on: day.moment.today)
            }
            return isHeld ? .notYet : .unanswered
        }
        let asking: Set<String> = ["satisfaction", "bill-and-verify", "all-well-call"]
        let asked = facts.attempts.contains {
            asking.contains($0.templateKey) && ($0.sentOn.map { $0 >= since } ?? false)
        }
        return asked ? .unanswered : .notAsked
    }

    /// Whether the service is being put right.
    var hasOpenTicket: Bool {
        facts.holds.contains { [.openTicket, .complaint].contains($0.reason) && $0.binds(on: day.moment.today) }
    }
}
