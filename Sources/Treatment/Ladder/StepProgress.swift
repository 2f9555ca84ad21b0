package import Receivables

/// How far a step has come within its cycle, as seen on a day.
enum StepProgress: Hashable, Sendable {
    /// Never planned, or returned, or cancelled: it may go.
    case open
    /// A call task in its window, or a message planned and not gone; the last day this holds the ladder up.
    case underWay(until: CalendarDate)
    case inDoubt
    case done(on: CalendarDate, medium: ContactMedium?)
    case lapsed(on: CalendarDate)
    case excused
}

extension CaseView {
    /// Records of a step that belong to `cycle`.
    ///
    /// A past-due cycle takes every record planned since it began, whatever key it was kept under: a fact that arrives
    /// late may move the first day of a cycle, and must not make steps go again.
    func records(of step: String, in cycle: CycleKey, on day: CalendarDate) -> [StepRecord] {
        snapshot.steps.filter { record in
            guard record.step == step, record.plannedOn <= day else { return false }
            if record.cycle == cycle { return true }
            return cycle.kind == .pastDue && record.cycle.kind == .pastDue && record.plannedOn >= cycle.startedOn
        }.sorted { ($0.ordinal, $0.plannedOn) < ($1.ordinal, $1.plannedOn) }
    }

    /// Where `step` stands in `cycle` on `day`.
    func progress(of step: PolicyStep, in cycle: CycleKey, on day: CalendarDate) -> StepProgress {
        let known = records(of: step.key, in: cycle, on: day) + renamedRecords(of: step, in: cycle, on: day)
        let found = known.map { progress(of: step, record: $0, on: day) }
        if let done = found.first(where: { if case .done = $0 { true } else { false } }) { return done }
        if let prior = priorDay(of: step, in: cycle, on: day) {
            return .done(on: prior, medium: step.channels.first?.channel.medium)
        }
        return found.last { $0 != .open } ?? .open
    }

    /// Records of the same words under a step the policy does not know: another version called it otherwise.
    func renamedRecords(of step: PolicyStep, in cycle: CycleKey, on day: CalendarDate) -> [StepRecord] {
        guard cycle.kind == .pastDue, let template = step.template else { return [] }
        return snapshot.steps.filter { record in
            record.template == template && record.cycle.kind == .pastDue && record.plannedOn <= day
                && (record.cycle == cycle || record.plannedOn >= cycle.startedOn) && policy.step(record.step) == nil
        }.sorted { ($0.plannedOn, $0.step, $0.ordinal) < ($1.plannedOn, $1.step, $1.ordinal) }
    }

    /// The firmest tone in which the step went, or may have, in the cycle; `nil` when it did not or nobody knows.
    func firmestTone(of step: PolicyStep, in cycle: CycleKey, on day: CalendarDate) -> Tone? {
        records(of: step.key, in: cycle, on: day).filter(\.wentOrMayHave).compactMap(\.tone)
            .filter { $0 != .grateful }.max()
    }

    /// Messages of the cycle that went, or may have, under steps the policy does not know: those of another version.
    func strangeRecords(in cycle: CycleKey, on day: CalendarDate) -> [StepRecord] {
        snapshot.steps.filter { record in
            guard record.plannedOn <= day, record.plannedOn >= cycle.startedOn, record.cycle.kind == .pastDue,
                policy.step(record.step) == nil
            else { return false }
            return record.wentOrMayHave
        }.sorted { ($0.plannedOn, $0.step, $0.ordinal) < ($1.plannedOn, $1.step, $1.ordinal) }
    }

    /// The ordinal the next attempt at a step takes.
    func nextOrdinal(of step: String, in cycle: CycleKey, on day: CalendarDate) -> Int {
        1 + (records(of: step, in: cycle, on: day).map(\.ordinal).max() ?? 0)
    }

    /// The day the process before Dunwell took the step, when that was in this cycle.
    private func priorDay(of step: PolicyStep, in cycle: CycleKey, on day: CalendarDate) -> CalendarDate? {
        let from: CalendarDate
        switch (cycle.kind, step.anchor) {
        case (.billing, .due):
            guard let billed = open.filter({ $0.dueOn == cycle.startedOn }).map(\.billedOn).min() else { return nil }
            from = billed
        case (.billing, _), (.pastDue, _), (.event, _), (.withdrawal, _): from = cycle.startedOn
        }
        return snapshot.priorSteps.filter { $0.step == step.key && $0.day >= from && $0.day <= day }.map(\.day).min()
    }

    func progress(of step: PolicyStep, record: StepRecord, on day: CalendarDate) -> StepProgress {
        switch record.state {
        case .returned, .cancelled: return .open
        case .excused: return .excused
        case .inDoubt: return .inDoubt
        case .sent: return .done(on: record.day(by: day), medium: record.medium)
        case .planned, .lapsed:
            guard record.medium == .telephone, let terms = step.window else {
                if record.state == .lapsed { return .lapsed(on: record.plannedOn) }
                return .underWay(until: record.plannedOn.adding(days: policy.rules.plannedDays))
            }
            return CallTask(plannedOn: record.plannedOn, terms: terms, calendar: calendar)
                .progress(step: step.key, calls: snapshot.calls, on: day, isClosed: record.state == .lapsed)
        }
    }
}

extension StepRecord {
    /// Whether it reached the customer, may have, or is about to.
    var wentOrMayHave: Bool {
        switch state {
        case .planned, .inDoubt, .sent: true
        case .lapsed, .excused, .returned, .cancelled: false
        }
    }

    /// The day a message counts on, as known on `today`: when it went, or when it was planned.
    func day(by today: CalendarDate) -> CalendarDate {
        if let goneOn, goneOn <= today { return goneOn }
        return plannedOn
    }
}

extension StepChannel {
    /// The medium, for a channel that reaches the customer.
    package var medium: ContactMedium? { if case .medium(let medium) = self { medium } else { nil } }
}
