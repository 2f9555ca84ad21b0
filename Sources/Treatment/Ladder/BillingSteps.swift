import Receivables

extension CaseView {
    /// Days after billing in which a bill may still be sent though it is due by then.
    static let lateBillDays = 3

    /// What the steps before anything is late come to on `day`, earliest receivables first.
    ///
    /// While something is past due only the bill itself goes: the next statement lists the rest. A ladder that waits for
    /// a decision has no next statement.
    ///
    /// - Parameter cycle: The past-due cycle whose statements list what falls due; `nil` for none.
    func billingCandidates(on day: CalendarDate, askable: [OpenReceivable], cycle: CycleKey?) -> [StepCandidate] {
        var found: [StepCandidate] = []
        for step in policy.steps {
            switch step.anchor {
            case .billDay(let offset):
                for (billedOn, group) in groups(of: askable, by: \.billedOn) {
                    guard let latestDue = group.map(\.dueOn).max() else { continue }
                    let lastDay = max(latestDue, billedOn.adding(days: offset + Self.lateBillDays))
                    let start = billedOn.adding(days: offset)
                    found.append(
                        billingCandidate(step, group: group, key: billedOn, days: start...max(start, lastDay), on: day))
                }
            case .due(let offset) where cycle == nil:
                for (dueOn, group) in groups(of: askable, by: \.dueOn) {
                    let start = dueOn.adding(days: offset)
                    found.append(
                        billingCandidate(step, group: group, key: dueOn, days: start...max(start, dueOn), on: day))
                }
            case .due, .pastDue, .after, .event, .feeDate, .withdrawal, .approval: continue
            }
        }
        return found
    }

    private func groups(
        of receivables: [OpenReceivable], by key: KeyPath<OpenReceivable, CalendarDate>
    ) -> [(CalendarDate, [OpenReceivable])] {
        Dictionary(grouping: receivables) { $0[keyPath: key] }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    private func billingCandidate(
        _ step: PolicyStep, group: [OpenReceivable], key: CalendarDate, days: ClosedRange<CalendarDate>,
        on day: CalendarDate
    ) -> StepCandidate {
        if day > days.upperBound { return .done }
        if !step.live { return .passedOver(PassedOverStep(step: step.key, because: .notLive)) }
        if day < days.lowerBound {
            let start = days.lowerBound
            return .wait(StepWait(step: step.key, until: start, because: .beforeDue(start)))
        }
        let billing = CycleKey(kind: .billing, startedOn: key)
        guard progress(of: step, in: billing, on: day) == .open else { return .done }
        let context = ConditionContext(view: self, day: day, cycle: nil, receivables: group)
        if let failing = context.firstFailing(of: step.onlyIf) {
            return .passedOver(PassedOverStep(step: step.key, because: .condition(failing.words)))
        }
        let nearest = group.map(\.dueOn).min() ?? key
        let due = DueStep(
            step: step, cycle: billing, dueSince: days.lowerBound, policyDay: day.days(since: nearest),
            receivables: group)
        return candidate(due, context: context, on: day)
    }
}
