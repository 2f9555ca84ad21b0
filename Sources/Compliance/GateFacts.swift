import Foundation
import Receivables

/// A request with what several rules derive from it: local days in each suggested zone, recent calls and messages.
struct GateFacts {
    /// One suggested zone and the moment asked about on its clock.
    struct LocalTime {
        let zone: TimeZone
        let day: CalendarDate
        let minute: Int
    }

    let request: GateRequest
    /// The tenant's calendar day.
    let today: CalendarDate
    let local: [LocalTime]
    /// Contacts of the last 9 days and any later, oldest first: enough for every limit of up to 8 days.
    let recent: [PastContact]

    init(_ request: GateRequest) {
        self.request = request
        today = request.at.day(in: request.tenant.timeZone)
        local = request.zones.zones.map { zone in
            LocalTime(zone: zone, day: request.at.day(in: zone), minute: request.at.minuteOfDay(in: zone))
        }
        let earliest = request.at.adding(seconds: -9 * 86_400)
        recent = request.history.filter { $0.at >= earliest }.sorted { $0.at < $1.at }
    }

    /// The zones as facts of a decision.
    var zoneFacts: [String: String] {
        ["zones": request.zones.names.joined(separator: " "), "zones-basis": request.zones.basis.rawValue]
    }

    /// Whether the planned contact is one the customer agreed to.
    var isAgreed: Bool {
        [.collection, .agreedCallBack].contains(request.purpose) && isAgreed(request.medium, at: request.at)
    }

    /// Whether an agreement covered a contact at a moment.
    ///
    /// Source: comment 14(b)(3)(i) to 12 CFR 1006.14: at most seven days, the day of consent being the first; it ends
    /// when used for a conversation.
    func isAgreed(_ medium: ContactMedium, at moment: BusinessInstant) -> Bool {
        request.agreedCallBacks.contains { agreed in
            agreed.medium == medium && agreed.agreedAt <= moment && agreed.from <= moment && moment < agreed.until
                && (agreed.revokedAt.map { moment < $0 } ?? true)
                && request.zones.zones.allSatisfy { moment.day(in: $0).days(since: agreed.agreedAt.day(in: $0)) <= 6 }
                && !request.history.contains {
                    $0.kind == .conversation && agreed.agreedAt < $0.at && $0.at < moment
                }
        }
    }

    /// Whether the planned contact counts in the policy's limits.
    var countsInPolicy: Bool {
        switch request.purpose {
        case .collection, .agreedCallBack, .remedyNotice: !isAgreed
        // A written reminder the customer wished for is no contact of ours; a call is one.
        case .ofPlan: request.medium == .telephone
        case .receipt, .answer, .optOutConfirmation: false
        }
    }

    /// Whether a past contact counts in the policy's limits.
    func countsInPolicy(_ contact: PastContact) -> Bool {
        switch contact.purpose {
        case .collection, .ofPlan, .remedyNotice: true
        case .agreedCallBack: !isAgreed(contact.medium, at: contact.at)
        case .receipt, .answer, .optOutConfirmation: false
        }
    }

    /// Recent outbound calls that count as attempts, without those an agreement covered.
    var placedCalls: [PastContact] {
        recent.filter {
            $0.medium == .telephone && $0.direction == .outbound && $0.countsAsAttempt
                && !isAgreed(.telephone, at: $0.at)
        }
    }

    /// The first moment of a day in a zone.
    func start(of day: CalendarDate, in zone: TimeZone) -> BusinessInstant { day.instant(minuteOfDay: 0, in: zone) }
}
