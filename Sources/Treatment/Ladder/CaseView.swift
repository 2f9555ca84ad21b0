package import Receivables

/// The facts of a case prepared for asking about any day: what is computed once stands here, what depends on the day
/// is a function of it.
struct CaseView: Sendable {
    let snapshot: CaseSnapshot
    let policy: Policy
    let calendar: BusinessCalendar
    let sleep: CaseSleep
    /// What is open, oldest due date first.
    let open: [OpenReceivable]
    private let cycles: DaySpans

    init(_ snapshot: CaseSnapshot, policy: Policy, calendar: BusinessCalendar) {
        self.snapshot = snapshot
        self.policy = policy
        self.calendar = calendar
        sleep = CaseSleep(snapshot, policy: policy, calendar: calendar)
        open = snapshot.receivables.filter { $0.open.isPositive }
            .sorted { ($0.dueOn, $0.id.description) < ($1.dueOn, $1.id.description) }
        let openPastDue = open.map { DayInterval(from: $0.dueOn.adding(days: 1), until: nil) }
        cycles = DaySpans(openPastDue + snapshot.settledPastDue)
    }

    /// The past-due cycle `day` belongs to; `nil` when nothing open is past due, disputed or not.
    func cycle(on day: CalendarDate) -> CycleKey? {
        guard open.contains(where: { $0.dueOn < day }), let run = cycles.run(containing: day) else { return nil }
        return CycleKey(kind: .pastDue, startedOn: run.from)
    }

    /// What may be asked for on `day`: billed, not disputed in full, not held by itself.
    func askable(on day: CalendarDate) -> [OpenReceivable] {
        open.filter {
            $0.billedOn <= day && $0.undisputed.isPositive && sleep.spell(on: $0.id, day: day) == nil
        }
    }

    /// Both clocks; `nil` when nothing undisputed is past due.
    func clock(on day: CalendarDate) -> CaseClock? {
        let late = open.filter { $0.dueOn < day && $0.undisputed.isPositive }
        guard let oldest = late.first else { return nil }
        let awake = late.filter { sleep.spell(on: $0.id, day: day) == nil }
        let counted = awake.isEmpty ? late : awake
        // A receivable that slept by itself must not pull the others back, so the furthest one leads.
        let policyDay = counted.map { sleep.policyDay(of: $0, on: day) }.max() ?? 0
        return CaseClock(
            daysPastDue: day.days(since: oldest.dueOn), policyDay: policyDay, oldestDueOn: oldest.dueOn)
    }

    /// The first day, up to `day`, on which the policy day had reached `policyDay`; `day` when it has not.
    func day(reaching policyDay: Int, by day: CalendarDate) -> CalendarDate {
        let late = askable(on: day).filter { $0.dueOn < day }
        let days = late.compactMap { receivable -> CalendarDate? in
            var low = receivable.dueOn.adding(days: 1)
            var high = day
            guard sleep.policyDay(of: receivable, on: high) >= policyDay else { return nil }
            // The policy day never falls, so the first day is found by halving.
            while low < high {
                let middle = low.adding(days: high.days(since: low) / 2)
                if sleep.policyDay(of: receivable, on: middle) >= policyDay {
                    high = middle
                } else {
                    low = middle.adding(days: 1)
                }
            }
            return high
        }
        return days.min() ?? day
    }

    /// Days and agreed call-backs after a conversation: the latest day still ahead of `day` or on it.
    func agreedCallBack(on day: CalendarDate) -> CalendarDate? {
        snapshot.calls.filter { $0.day <= day }.compactMap(\.agreedCallBackOn).filter { $0 >= day }.min()
    }
}

extension CaseSnapshot {
    /// Both clocks of the case on `today`; `nil` when nothing undisputed is past due.
    package func clock(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CaseClock? {
        CaseView(self, policy: policy, calendar: calendar).clock(on: today)
    }

    /// Why nobody was to ask for anything on `day`: the case slept, or all that was past due did or was disputed. `nil`
    /// when something was to be asked for, and when nothing was past due.
    package func rest(on day: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> SleepReason? {
        let view = CaseView(self, policy: policy, calendar: calendar)
        if let spell = view.sleep.wholeCaseSpell(on: day) { return spell.reason }
        let late = view.open.filter { $0.dueOn < day }
        guard !late.isEmpty, !view.askable(on: day).contains(where: { $0.dueOn < day }) else { return nil }
        return late.lazy.compactMap { view.sleep.spell(on: $0.id, day: day)?.reason }.first ?? .allDisputed
    }

    /// The past-due cycle `today` belongs to; `nil` when nothing open is past due.
    package func cycle(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CycleKey? {
        CaseView(self, policy: policy, calendar: calendar).cycle(on: today)
    }
}
