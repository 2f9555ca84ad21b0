import Foundation
import Receivables

// Whether the moment suits, on the customer's clock in every suggested zone and on the tenant's calendar.
extension GateFacts {
    func hours(_ minutes: Range<Int>, _ media: Set<ContactMedium>) -> RuleOutcome {
        guard media.contains(request.medium) else { return .pass }
        var until: BusinessInstant?
        var refusing: [String] = []
        for here in local where !minutes.contains(here.minute) {
            let day = here.minute < minutes.lowerBound ? here.day : here.day.adding(days: 1)
            let opens = day.instant(minuteOfDay: minutes.lowerBound, in: here.zone)
            until = max(until ?? opens, opens)
            refusing.append(here.zone.identifier)
        }
        guard let until else { return .pass }
        return .block(
            [
                "from": Self.clock(minutes.lowerBound), "to": Self.clock(minutes.upperBound),
                "zones": refusing.joined(separator: " "), "zones-basis": request.zones.basis.rawValue,
            ], until: until)
    }

    func inconvenientTime(_ media: Set<ContactMedium>) -> RuleOutcome {
        guard media.contains(request.medium), !isSingleReply else { return .pass }
        var until: BusinessInstant?
        for time in request.customer.inconvenientTimes {
            for here in local where time.contains(here) {
                let ends =
                    time.minutes.upperBound >= 1440
                    ? start(of: here.day.adding(days: 1), in: here.zone)
                    : here.day.instant(minuteOfDay: time.minutes.upperBound, in: here.zone)
                until = max(until ?? ends, ends)
            }
        }
        return until.map { .block(zoneFacts, until: $0) } ?? .pass
    }

    /// Whether this answers a message of today that came through the same medium and was not answered yet.
    /// Source: comment 6(b)(1)-2 to 12 CFR 1006.6.
    private var isSingleReply: Bool {
        guard request.purpose == .answer else { return false }
        let sameMedium = recent.filter { $0.medium == request.medium && $0.at <= request.at }
        guard let asked = sameMedium.last(where: { $0.direction == .inbound }) else { return false }
        return local.allSatisfy { asked.at.day(in: $0.zone) == $0.day }
            && !sameMedium.contains { $0.direction == .outbound && $0.at >= asked.at }
    }

    func businessDays(_ media: Set<ContactMedium>) -> RuleOutcome {
        let calendar = request.tenant.calendar
        guard media.contains(request.medium), !calendar.isBusinessDay(today) else { return .pass }
        let next = calendar.nextBusinessDay(after: today)
        return .block(
            ["day": today.description, "next": next.description], until: start(of: next, in: request.tenant.timeZone))
    }

    func quietDays(from: RuleCondition.MonthDay, through: RuleCondition.MonthDay) -> RuleOutcome {
        guard request.isFirm else { return .pass }
        let isQuiet: (CalendarDate) -> Bool = { date in
            let day = RuleCondition.MonthDay(date.parts.month, date.parts.day)
            return from <= through ? (from...through).contains(day) : day >= from || day <= through
        }
        guard isQuiet(today) else { return .pass }
        // A quiet period is shorter than a year, so a year's days hold one that is not quiet.
        let next = (1...366).lazy.map { today.adding(days: $0) }.first { !isQuiet($0) }
        return .block(["day": today.description], until: next.map { start(of: $0, in: request.tenant.timeZone) })
    }

    /// `21:00` for 1260.
    static func clock(_ minute: Int) -> String {
        "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    }
}

extension InconvenientTime {
    func contains(_ here: GateFacts.LocalTime) -> Bool {
        weekdays.contains(here.day.weekday) && minutes.contains(here.minute)
            && (from.map { $0 <= here.day } ?? true) && (through.map { here.day <= $0 } ?? true)
    }
}
