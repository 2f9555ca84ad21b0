package import Receivables

extension CaseSnapshot {
    /// How the customer works with the business, as seen on `today`: derived, never typed in.
    /// Source: starter policies §1.3.
    package func cooperation(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> Cooperation {
        CaseView(self, policy: policy, calendar: calendar).cooperation(on: today)
    }
}

extension CaseView {
    /// Days within which a conversation shows that somebody still talks to the business.
    static let reachedDays = 21
    /// Attempts, days they fall on and days they span before silence counts as avoiding.
    static let avoiding = (attempts: 6, days: 4, span: 21)

    /// What needs putting right comes first, then what was said last, then what was done, then silence.
    func cooperation(on day: CalendarDate) -> Cooperation {
        let facts = CooperationFacts(self, on: day)
        if facts.disagrees { return .disagrees }
        if facts.refuses { return .refusing }
        if facts.worksWithUs { return .working }
        if facts.cannot { return .cannot }
        if facts.cannotBeFound { return .notFound }
        if facts.avoids { return .avoiding }
        return .unknown
    }

    /// Whether anything came from the customer since the cycle began.
    func hasAnswered(on day: CalendarDate) -> Bool { CooperationFacts(self, on: day).hasAnswered }
}

extension Policy {
    /// Business days any letter may lie before it is mailed without losing the day it names: printed on Friday, it may
    /// leave on Monday. Most may lie longer, because their day lies further ahead.
    package static let daysToMail = 1

    /// The first day a letter that leaves on `day` by post may name to pay or to agree how: it has arrived, and three
    /// days are left to answer it.
    package func firstDayToName(mailedOn day: CalendarDate, calendar: BusinessCalendar) -> CalendarDate {
        calendar.adding(businessDays: rules.transitBusinessDays, to: day).adding(days: 3)
    }

    /// The last day a final letter written on `day` names, to pay or to agree how: the policy's last day, and never one
    /// before the letter can have been mailed, have arrived and been answered. One that falls on a free day moves to the
    /// next business day: the letter asks to speak with a person until then.
    ///
    /// - Parameter policyDay: That of the day the letter is written.
    package func lastDay(
        ofLetterWritten day: CalendarDate, policyDay: Int, calendar: BusinessCalendar
    ) -> CalendarDate {
        let mailed = calendar.adding(businessDays: Self.daysToMail, to: day)
        let last = max(
            firstDayToName(mailedOn: mailed, calendar: calendar),
            day.adding(days: (decision.lastDay ?? decision.day) - policyDay))
        return calendar.businessDay(onOrAfter: last)
    }
}

extension CaseSnapshot {
    /// The last day a final letter written on `day` names for this case.
    package func lastDay(ofLetterWritten day: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CalendarDate
    {
        policy.lastDay(
            ofLetterWritten: day, policyDay: clock(on: day, policy: policy, calendar: calendar)?.policyDay ?? 0,
            calendar: calendar)
    }

    /// The last day the final letter of the present cycle named; `nil` when none stands. It may have passed.
    package func lastDayNamed(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CalendarDate? {
        CaseView(self, policy: policy, calendar: calendar).lastDayNamed(on: today)
    }

    /// The last day the final letter leaves the customer, while it has not passed: nothing is decided before the day
    /// after it, and nobody else gets the case. `nil` when no such day stands in the way.
    package func lastDayOpen(on today: CalendarDate, policy: Policy, calendar: BusinessCalendar) -> CalendarDate? {
        CaseView(self, policy: policy, calendar: calendar).lastDayOpen(on: today)
    }
}

extension CaseView {
    /// The last day the final letter of the present cycle named; `nil` when none stands.
    ///
    /// A letter that left too late for its day gives the days it had to give: every date counts from the mailing.
    /// Source: starter policies §1.2 rule 4.
    func lastDayNamed(on day: CalendarDate) -> CalendarDate? {
        guard let cycle = cycle(on: day) else { return nil }
        return finalLetters.flatMap { step -> [CalendarDate] in
            guard case .done(let sent, _) = progress(of: step, in: cycle, on: day) else { return [] }
            let kept = (records(of: step.key, in: cycle, on: day) + renamedRecords(of: step, in: cycle, on: day))
                .filter { $0.state == .sent }
            return kept.isEmpty
                ? [snapshot.lastDay(ofLetterWritten: sent, policy: policy, calendar: calendar)]
                : kept.map { lastDay(namedBy: $0, on: day) }
        }.max()
    }

    private func lastDay(namedBy letter: StepRecord, on day: CalendarDate) -> CalendarDate {
        let named =
            letter.namesDay
            ?? snapshot.lastDay(ofLetterWritten: letter.plannedOn, policy: policy, calendar: calendar)
        guard letter.medium == .post, let gone = letter.goneOn, gone <= day else { return named }
        return max(named, policy.firstDayToName(mailedOn: gone, calendar: calendar))
    }

    /// The last day the final letter leaves the customer, while it has not passed. Who said that they will not pay has
    /// answered. Source: starter policies §1.2 rule 8, §1.3.
    func lastDayOpen(on day: CalendarDate) -> CalendarDate? {
        guard let last = lastDayNamed(on: day), last >= day, cooperation(on: day) != .refusing else { return nil }
        return last
    }

    /// Steps that are the last conditional letter of the ladder.
    var finalLetters: [PolicyStep] {
        policy.steps.filter {
            $0.tone == .serious && $0.firmness == .firm && $0.channels.contains { $0.channel.medium != nil }
        }
    }
}

/// What cooperation is read from: acts and words of the present cycle, and nothing about who the customer is.
private struct CooperationFacts {
    let view: CaseView
    let day: CalendarDate
    let start: CalendarDate

    init(_ view: CaseView, on day: CalendarDate) {
        self.view = view
        self.day = day
        start = view.cycle(on: day)?.startedOn ?? view.open.map(\.billedOn).min() ?? day
    }

    private var snapshot: CaseSnapshot { view.snapshot }

    /// Reasons of the cycle; those of which only the kind is known count as its oldest.
    private var reasons: [ReasonFact] {
        snapshot.reasons.filter { $0.saidOn >= start && $0.saidOn <= day }
            + snapshot.customer.reasons.map { ReasonFact(reason: $0, saidOn: start) }
    }

    private var spoken: [CalendarDate] {
        snapshot.calls.filter { $0.disposition == .spoke && $0.day <= day }.map(\.day)
    }

    private func isHeld(_ kinds: Set<HoldReason>) -> Bool {
        snapshot.holds.contains { kinds.contains($0.reason) && $0.days.contains(day) }
    }

    var disagrees: Bool {
        let isDisputed = view.open.contains { $0.disputed.isPositive && $0.billedOn <= day }
        if isDisputed || snapshot.customer.hasOpenTicket || snapshot.customer.satisfaction == .notYet { return true }
        if isHeld([.dispute, .complaint, .openTicket, .cancellationClaim]) { return true }
        guard snapshot.customer.satisfaction != .satisfied else { return false }
        return reasons.contains { fact in
            guard fact.reason == .dissatisfied || fact.reason == .systemDoesNotWork else { return false }
            // Put right since: a hold for it began then and has ended.
            return !snapshot.holds.contains { hold in
                let isService = hold.reason == .complaint || hold.reason == .openTicket
                return isService && hold.days.from >= fact.saidOn && (hold.days.until.map { $0 <= day } ?? false)
            }
        }
    }

    /// The last word was a refusal, and no promise followed it.
    var refuses: Bool {
        if isHeld([.refusal]) { return true }
        guard let refused = reasons.filter({ $0.reason == .refuses }).map(\.saidOn).max() else { return false }
        let laterWord = reasons.contains { $0.reason != .refuses && $0.saidOn > refused }
        let laterPromise = snapshot.promises.contains { $0.madeOn > refused && $0.madeOn <= day }
        return !laterWord && !laterPromise
    }

    var worksWithUs: Bool {
        let plan = snapshot.plans.contains { DayInterval(from: $0.acceptedOn, until: $0.endedOn).contains(day) }
        if plan { return true }
        // Who gives a promise was reached, whether or not the call was recorded.
        let promised = snapshot.promises.filter { $0.madeOn <= day }.map(\.madeOn)
        guard let last = (spoken + promised).max(), day.days(since: last) <= CaseView.reachedDays else { return false }
        let payments = snapshot.payments.filter { $0.day <= day }
        let outcomes = snapshot.promises.filter { $0.madeOn >= start && $0.madeOn <= day }
            .sorted { ($0.madeOn, $0.dueOn, $0.id.description) < ($1.madeOn, $1.dueOn, $1.id.description) }
            .map {
                $0.outcome(
                    payments: payments, on: day, graceBusinessDays: view.policy.promises.graceBusinessDays,
                    calendar: view.calendar)
            }
        let counted = outcomes.filter { outcome in
            switch outcome {
            case .open, .kept, .partlyKept, .broken: true
            case .superseded, .withdrawn, .released: false
            }
        }
        switch counted.last {
        case .open, .kept: return true
        case .partlyKept, .broken, .superseded, .withdrawn, .released, nil: return false
        }
    }

    var cannot: Bool {
        isHeld([.hardship]) || reasons.contains { $0.reason == .changeOfMeans || $0.reason == .otherDebtsFirst }
    }

    /// Every address is bad or missing. Somebody who opted out of a medium is known, and not lost.
    var cannotBeFound: Bool {
        let states = snapshot.customer.media.values
        return !states.contains(.usable) && !states.contains(.optedOut)
    }

    var avoids: Bool {
        guard let cycle = view.cycle(on: day), isReachable, hasLastDemand(in: cycle), !hasAnswered else {
            return false
        }
        let attempts = snapshot.calls.filter { $0.isAttempt && $0.day >= start && $0.day <= day }.map(\.day).sorted()
        guard let first = attempts.first, let last = attempts.last else { return false }
        let (least, days, span) = CaseView.avoiding
        return attempts.count >= least && Set(attempts).count >= days && last.days(since: first) + 1 >= span
    }

    /// Whether anything came from the customer since the cycle began: a talk, a call of theirs, money that stayed, a
    /// promise, a plan, a claim, a word in writing. Whatever became of it, it was an answer.
    var hasAnswered: Bool {
        let days = start...max(start, day)
        if snapshot.customer.satisfaction == .satisfied || !reasons.isEmpty { return true }
        return snapshot.calls.contains { days.contains($0.day) && ($0.disposition == .spoke || !$0.isOutbound) }
            || snapshot.lastPaidOn.map(days.contains) ?? false
            || snapshot.payments.contains { days.contains($0.day) && $0.amount.isPositive }
            || snapshot.promises.contains { days.contains($0.madeOn) }
            || snapshot.plans.contains { days.contains($0.acceptedOn) }
            || snapshot.events.contains { days.contains($0.day) && $0.kind.comesFromTheCustomer }
    }

    private var isReachable: Bool {
        let media = snapshot.customer.media
        return media[.telephone] == .usable && (media[.post] == .usable || media[.email] == .usable)
    }

    /// Whether the last conditional letter of the ladder went and stayed there.
    private func hasLastDemand(in cycle: CycleKey) -> Bool {
        view.finalLetters.contains { step in
            if case .done = view.progress(of: step, in: cycle, on: day) { true } else { false }
        }
    }
}

extension PolicyEvent {
    /// Whether it is known because the customer said or did something. Money has its own record, without what was
    /// reversed.
    fileprivate var comesFromTheCustomer: Bool {
        switch self {
        case .paymentMethodChanged, .promise, .planAccepted, .dispute, .evidenceAsked, .evidenceReceived, .claimsPaid,
            .cancellationClaim, .dissatisfied, .openTicket, .hardship, .willLookIntoIt, .workAccepted,
            .workNotAccepted:
            true
        case .paidInFull, .partPayment, .autopayFailed, .cardReplaced, .promiseReminder, .promiseBroken,
            .planReminder, .planMissed, .disputeResolved, .legalHold, .badAddress, .staleData, .approval:
            false
        }
    }
}
