import Receivables

/// How contacts keep their distance. Source: starter policies §1.2 rules 6, 7 and 10.
struct ContactSpacing {
    /// Days with a written message or a voicemail, caps' exceptions left out.
    private let messages: [CalendarDate]
    /// Days with a conversation the caps count.
    private let conversations: [CalendarDate]
    /// The latest conversation of any kind: even an agreed one is followed by days without a call.
    private let lastSpoken: CalendarDate?
    private let attempts: [CalendarDate]
    /// Days a step was planned on, whichever became of it, cancelled ones left out.
    private let planned: [CalendarDate]
    private let rules: LadderRules
    private let calendar: BusinessCalendar
    private let day: CalendarDate

    init(_ view: CaseView, on day: CalendarDate) {
        self.day = day
        rules = view.policy.rules
        calendar = view.calendar
        let snapshot = view.snapshot
        let records = snapshot.steps.filter { record in
            guard record.plannedOn <= day else { return false }
            switch record.state {
            case .planned, .inDoubt, .sent, .returned: return true
            case .lapsed, .excused, .cancelled: return false
            }
        }
        planned = records.filter { $0.medium != nil }.map(\.plannedOn)
        let known = snapshot.calls.filter { $0.day <= day }
        let calls = known.filter { !$0.wasAgreed }
        let uncounted = Set(view.policy.steps.filter { !$0.countsTowardCaps }.map(\.key))
        let prior = snapshot.priorSteps.filter { prior in
            prior.day <= day && view.policy.step(prior.step)?.channels.first?.channel != .medium(.telephone)
        }
        messages =
            records.filter { !uncounted.contains($0.step) && $0.medium.map { $0 != .telephone } ?? false }
            .map { $0.day(by: day) }
            + prior.map(\.day)
            + snapshot.otherMessages.filter { $0.counts && $0.day <= day }.map(\.day)
            + calls.filter { $0.disposition == .leftVoicemail }.map(\.day)
        conversations = calls.filter { $0.disposition == .spoke }.map(\.day)
        lastSpoken = known.filter { $0.disposition == .spoke }.map(\.day).max()
        attempts = calls.filter(\.isAttempt).map(\.day)
    }

    /// What keeps a contact through `medium` from leaving on the day, and the first day it does not; the first that
    /// applies. An agreed call is free of everything here.
    func obstacle(
        to medium: ContactMedium, counts: Bool, firmness: Firmness
    ) -> (until: CalendarDate, because: WaitReason)? {
        if rules.businessDayMedia.contains(medium), !calendar.isBusinessDay(day) {
            return (calendar.businessDay(onOrAfter: day), .notBusinessDay)
        }
        if firmness == .firm, let end = quietSeasonEnd { return (end, .quietSeason) }
        guard counts else { return nil }
        // One thing a day, so that a run that is repeated or comes late never stacks two.
        if (planned + messages + conversations).contains(day) || lastSpoken == day {
            return (day.adding(days: 1), .distanceBetweenMessages(days: 1))
        }
        if medium == .telephone, let found = callObstacle { return found }
        if medium != .telephone, let last = messages.max(), day.days(since: last) < rules.daysBetweenMessages {
            let until = last.adding(days: rules.daysBetweenMessages)
            return (until, .distanceBetweenMessages(days: rules.daysBetweenMessages))
        }
        if let until = end(of: messages + conversations, max: rules.messagesInSevenDays) {
            return (until, .messagesInSevenDays(rules.messagesInSevenDays))
        }
        return nil
    }

    private var callObstacle: (until: CalendarDate, because: WaitReason)? {
        if let last = lastSpoken, day.days(since: last) < rules.daysAfterConversation {
            let until = last.adding(days: rules.daysAfterConversation)
            return (until, .afterConversation(days: rules.daysAfterConversation))
        }
        if let until = end(of: attempts, max: rules.callAttemptsInSevenDays) {
            return (until, .callAttemptsInSevenDays(rules.callAttemptsInSevenDays))
        }
        return nil
    }

    /// When fewer than `max` of `days` lie within the seven days that end with the day; `nil` when that is so now.
    private func end(of days: [CalendarDate], max count: Int) -> CalendarDate? {
        let recent = days.filter { day.days(since: $0) < 7 }.sorted()
        guard recent.count >= count, count > 0 else { return nil }
        return recent[recent.count - count].adding(days: 7)
    }

    /// First day after the quiet season when the day lies in it; `nil` otherwise.
    var quietSeasonEnd: CalendarDate? {
        guard let season = rules.quietSeason, season.contains(day) else { return nil }
        return (1...366).lazy.map { day.adding(days: $0) }.first { !season.contains($0) } ?? day.adding(days: 366)
    }
}
