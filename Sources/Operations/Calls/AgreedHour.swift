import Compliance
package import Foundation
package import Receivables
import Store
import Treatment

/// A call-back the customer agreed to, on the customer's clock.
package struct AgreedHour: Sendable {
    /// How far from the minute agreed on a call still is the one agreed on.
    static let leewaySeconds: Int64 = 30 * 60

    package let day: CalendarDate
    /// Minutes after midnight in `zone`; `nil` when only the day was agreed on.
    package let minute: Int?
    package let zone: TimeZone

    /// The calls it covers, the end left out.
    var from: BusinessInstant {
        minute.map { day.instant(minuteOfDay: $0, in: zone).adding(seconds: -Self.leewaySeconds) }
            ?? day.instant(minuteOfDay: 0, in: zone)
    }
    var until: BusinessInstant {
        minute.map { day.instant(minuteOfDay: $0, in: zone).adding(seconds: Self.leewaySeconds) }
            ?? day.adding(days: 1).instant(minuteOfDay: 0, in: zone)
    }

    /// `2026-03-12 15:00 (America/Boise)`.
    package var words: String {
        guard let minute else { return "\(day)" }
        return "\(day) \(String(format: "%02d:%02d", minute / 60, minute % 60)) (\(zone.identifier))"
    }
}

extension CaseReading {
    /// The clock the customer means: of the zone they named, else of where their mail goes.
    var customersClock: TimeZone {
        let zip = facts.contactPoints.first { $0.medium == .post && $0.role != "service" && $0.zip != nil }?.zip
        let home = zip.map { ZoneDirectory.shared.zones(forZIP: $0) } ?? []
        let suggested = zones
        if suggested.basis == .records, let zone = suggested.zones.first(where: { home.contains($0.identifier) }) {
            return zone
        }
        return suggested.zones.first ?? day.moment.zone
    }

    /// The hour agreed on that an attempt planned for an event is about; `nil` when there is none.
    func agreedHour(of attempt: AttemptRecord) -> AgreedHour? {
        guard attempt.medium == .telephone, attempt.cycle.hasPrefix("event:") else { return nil }
        return agreedHour(on: attempt.plannedOn)
    }

    /// The call-back last agreed on for a day.
    func agreedHour(on day: CalendarDate) -> AgreedHour? {
        facts.calls.last { $0.agreedCallBackOn == day }
            .map { AgreedHour(day: day, minute: $0.agreedCallBackMinute, zone: customersClock) }
    }

    /// Why an agreed call nobody was asked to make in its hour has lapsed; `nil` while the hour lasts, when they were
    /// spoken with since, and when something but the hour and the spacing objects to the call.
    func missedCallBack(of attempt: AttemptRecord, _ request: GateRequest) -> String? {
        guard let hour = agreedHour(of: attempt), day.moment.now >= hour.until,
            !facts.calls.contains(where: { $0.calledAt >= hour.from && $0.disposition == .spoke })
        else { return nil }
        let others = RulePack.federalFirstParty.keeping { $0.group < .time }
        guard Gate.decide(request, pack: others).verdict == .allow else { return nil }
        return "the call-back agreed for \(hour.words) was not made"
    }

    /// The next call-back agreed on whose hour has not come; `nil` when there is none.
    var callBackAhead: AgreedHour? {
        facts.calls.compactMap { call in
            call.agreedCallBackOn.map {
                AgreedHour(day: $0, minute: call.agreedCallBackMinute, zone: customersClock)
            }
        }.filter { day.moment.now < $0.from }.min { $0.from < $1.from }
    }

    /// Why a call may not be agreed on for that moment; `nil` when it may.
    func objection(toCallBack hour: AgreedHour) -> String? {
        guard let point = contactPoint(for: .telephone) else {
            return "there is no telephone number that may be called: agree on another way, and leave out --call-back-on"
        }
        let intent = ContactIntent(
            medium: .telephone, contactPoint: point, receivables: [], isFirm: false, isAgreedCallBack: true,
            attempt: nil)
        var request = gateRequest(intent, promiseGraceDays: 0, caps: LadderRules().caps)
        request.at = hour.day.instant(minuteOfDay: hour.minute ?? 12 * 60, in: hour.zone)
        let pack = RulePack.federalFirstParty.keeping { rule in
            rule.group == .time && (hour.minute != nil || !rule.id.hasSuffix(".hours"))
        }
        let decision = Gate.decide(request, pack: pack)
        if decision.verdict == .allow { return nil }
        return "no call may be made at \(hour.words): \(decision.explanation()) Agree on another time."
    }
}
