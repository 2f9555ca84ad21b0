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
                for (dueOn, group) in nearGroups(of: askable) {
                    let start = dueOn.adding(days: offset)
                    // What was named with a bill due shortly before is not written about again.
                    if (1...max(1, nearDays)).contains(where: { back in
                        let before = CycleKey(kind: .billing, startedOn: dueOn.adding(days: -back))
                        return progress(of: step, in: before, on: day) != .open
                    }) {
                        found.append(.done)
                        continue
                    }
                    found.append(
                        billingCandidate(step, group: group, key: dueOn, days: start...max(start, dueOn), on: day))
                }
            case .due, .pastDue, .after, .event, .feeDate, .withdrawal, .approval: continue
            }
        }
        return found
    }

    /// Days within which bills due one after the other are written about together: two messages would not keep the
    /// distance there has to be between them.
    private var nearDays: Int { policy.rules.daysBetweenMessages }

    /// Bills by the earliest due day of those that fall due shortly after one another.
    private func nearGroups(of receivables: [OpenReceivable]) -> [(CalendarDate, [OpenReceivable])] {
        var found: [(CalendarDate, [OpenReceivable])] = []
        for (dueOn, group) in groups(of: receivables, by: \.dueOn) {
            if let last = found.last, dueOn.days(since: last.0) <= nearDays {
                found[found.count - 1].1 += group
            } else {
                found.append((dueOn, group))
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
