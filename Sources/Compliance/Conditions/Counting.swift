import Foundation
import Receivables

// How often. Days are calendar days where the customer is; a contact recorded later than the moment asked about (a
// clock was moved back) counts as if it had happened already.
extension GateFacts {
    func callsPlaced(max: Int, days: Int) -> RuleOutcome {
        guard request.medium == .telephone, !isAgreed else { return .pass }
        return limit(placedCalls, max: max, days: days)
    }

    func silenceAfterConversation(days: Int) -> RuleOutcome {
        guard request.medium == .telephone, !isAgreed else { return .pass }
        return limit(recent.filter { $0.kind == .conversation && $0.medium == .telephone }, max: 1, days: days)
    }

    func callGap(minutes: Int) -> RuleOutcome {
        guard request.medium == .telephone, !isAgreed, let last = placedCalls.last else { return .pass }
        let until = last.at.adding(seconds: Int64(minutes) * 60)
        return request.at < until ? .block(["minutes": "\(minutes)"], until: until) : .pass
    }

    func callsPerDay(max: Int) -> RuleOutcome {
        guard request.medium == .telephone, !isAgreed else { return .pass }
        return limit(placedCalls, max: max, days: 1)
    }

    func policyContacts(max ceiling: Int, days: Int) -> RuleOutcome {
        guard countsInPolicy else { return .pass }
        let counted = recent.filter {
            countsInPolicy($0) && ($0.kind == .conversation || ($0.kind == .message && $0.direction == .outbound))
        }
        return limit(counted, max: min(ceiling, request.caps.contactsPerWeek), days: days)
    }

    func policyCalls(max ceiling: Int, days: Int) -> RuleOutcome {
        guard request.medium == .telephone, countsInPolicy else { return .pass }
        return limit(policyAttempts, max: min(ceiling, request.caps.callsPerWeek), days: days)
    }

    func policyVoicemails(max ceiling: Int, days: Int) -> RuleOutcome {
        guard request.medium == .telephone else { return .pass }
        let left = recent.filter { $0.kind == .voicemail && $0.direction == .outbound }
        let outcome = limit(left, max: min(ceiling, request.caps.voicemailsPerWeek), days: days)
        if case .object = outcome { return .restrict(.noVoicemail) }
        return .pass
    }

    func messageGap(days: Int) -> RuleOutcome {
        guard request.medium != .telephone, countsInPolicy else { return .pass }
        let gap = max(days, request.caps.daysBetweenMessages)
        let sent = recent.filter { $0.kind == .message && $0.direction == .outbound && countsInPolicy($0) }
        return limit(sent, max: 1, days: gap)
    }

    func partsOfDay(starts: [Int], days: Int) -> RuleOutcome {
        guard request.medium == .telephone, countsInPolicy else { return .pass }
        let part: (Int) -> Int = { minute in starts.lastIndex { $0 <= minute } ?? starts.count - 1 }
        var until: BusinessInstant?
        for here in local {
            let now = part(here.minute)
            let isUsed = policyAttempts.contains {
                here.day.days(since: $0.at.day(in: here.zone)) < days && part($0.at.minuteOfDay(in: here.zone)) == now
            }
            guard isUsed else { continue }
            let next = starts.first { $0 > here.minute }
            let ends =
                next.map { here.day.instant(minuteOfDay: $0, in: here.zone) }
                ?? start(of: here.day.adding(days: 1), in: here.zone)
            until = max(until ?? ends, ends)
        }
        return until.map { .block(["days": "\(days)"], until: $0) } ?? .pass
    }

    private var policyAttempts: [PastContact] { placedCalls.filter(countsInPolicy) }

    /// Refuses when `max` or more of `contacts` fall in the `days` calendar days ending today in any suggested zone,
    /// until the day on which enough of them have dropped out everywhere.
    private func limit(_ contacts: [PastContact], max: Int, days: Int) -> RuleOutcome {
        var until: BusinessInstant?
        var most = 0
        for here in local {
            let counted = contacts.map { $0.at.day(in: here.zone) }.filter { here.day.days(since: $0) < days }
            guard counted.count >= max else { continue }
            most = Swift.max(most, counted.count)
            // A limit of none never opens; else the oldest that must drop out decides.
            guard max > 0 else { return .block(["count": "\(most)", "limit": "0", "days": "\(days)"]) }
            let opens = start(of: counted[counted.count - max].adding(days: days), in: here.zone)
            until = Swift.max(until ?? opens, opens)
        }
        guard let until else { return .pass }
        return .block(["count": "\(most)", "limit": "\(max)", "days": "\(days)"], until: until)
    }
}
