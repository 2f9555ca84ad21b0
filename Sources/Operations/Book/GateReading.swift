package import Compliance
import Foundation
package import Receivables
package import Store
import Treatment

/// What one contact would be, for asking the gate.
package struct ContactIntent: Sendable {
    package let medium: ContactMedium
    package let contactPoint: ContactPointRecord
    package let receivables: [Identifier<Receivable>]
    /// Whether the message has weight: tone clear or later.
    package let isFirm: Bool
    /// Whether the customer agreed to this very contact.
    package let isAgreedCallBack: Bool
    /// Whether it thanks for money and asks for none.
    package let isReceipt: Bool
    /// Whether it says what a plan of the customer's itself announced.
    package let isOfPlan: Bool
    /// The attempt itself, left out of the history it is judged by.
    package let attempt: Identifier<ContactAttempt>?
    /// The letter it is a copy of: one message with it.
    package let copied: Identifier<ContactAttempt>?

    package init(
        medium: ContactMedium, contactPoint: ContactPointRecord, receivables: [Identifier<Receivable>], isFirm: Bool,
        isAgreedCallBack: Bool, isReceipt: Bool = false, isOfPlan: Bool = false,
        attempt: Identifier<ContactAttempt>?, copied: Identifier<ContactAttempt>? = nil
    ) {
        self.isOfPlan = isOfPlan
        self.copied = copied
        self.isReceipt = isReceipt
        self.medium = medium
        self.contactPoint = contactPoint
        self.receivables = receivables
        self.isFirm = isFirm
        self.isAgreedCallBack = isAgreedCallBack
        self.attempt = attempt
    }
}

extension ContactIntent {
    fileprivate var purpose: ContactPurpose {
        if isReceipt { return .receipt }
        if isOfPlan { return .ofPlan }
        return isAgreedCallBack ? .agreedCallBack : .collection
    }
}

extension CaseReading {
    /// The question to the gate, with every fact it may look at.
    package func gateRequest(_ intent: ContactIntent, promiseGraceDays: Int, caps: ContactCaps) -> GateRequest {
        let zones = zones
        var request = GateRequest(
            tenantID: day.tenant.id, businessID: facts.business, customerID: facts.customer.id, caseID: facts.id,
            medium: intent.medium,
            purpose: intent.purpose,
            contactPoint: gatePoint(intent.contactPoint, medium: intent.medium), at: day.moment.now, zones: zones,
            customer: Compliance.CustomerFacts(
                kind: facts.customer.kind, states: Set(facts.contactPoints.compactMap(\.state)),
                stoppedMedia: stoppedMedia),
            debt: debtStatus(intent.receivables),
            tenant: TenantFacts(
                isMuted: day.isMuted, dataFreshAsOf: day.freshness[facts.business],
                freshLimitBusinessDays: day.tenant.freshDataLimitDays, calendar: day.calendar,
                timeZone: day.moment.zone))
        request.receivableIDs = Set(intent.receivables)
        request.hasUnappliedMoney = facts.unapplied?.isPositive ?? false
        request.isFirm = intent.isFirm
        request.holds = gateHolds(promiseGraceDays: promiseGraceDays)
        request.history = history(leavingOut: intent.attempt, and: intent.copied)
        request.agreedCallBacks = agreedCallBacks
        request.caps = caps
        return request
    }

    /// When a contact goes that may not go now, in words: `set for 14:00 (America/New_York): …`.
    func words(forLater at: BusinessInstant, because objection: GateDecision) -> String {
        let zone = day.moment.zone
        let minute = at.minuteOfDay(in: zone)
        let clock = String(format: "%02d:%02d", minute / 60, minute % 60)
        let moment = "set for \(at.day(in: zone)) \(clock) (\(zone.identifier)), because"
        if objection.verdict == .allow { return "\(moment) the customer agreed to be called then" }
        return "\(moment) now: \(objection.explanation())"
    }

    /// Every zone the records suggest. Source: cmt 6(b)(1)(i)-2.
    package var zones: ZoneSet {
        var statement: ZoneEvidence.Statement?
        if let name = facts.customer.statedZone, let zone = TimeZone(identifier: name),
            let until = facts.customer.statedZoneUntil
        {
            statement = ZoneEvidence.Statement(zone: zone, statedOn: until.adding(days: -180))
        }
        let evidence = ZoneEvidence(
            zipCodes: facts.contactPoints.compactMap(\.zip),
            areaCodes: facts.contactPoints.filter { $0.medium == .telephone && !$0.isBad }
                .compactMap { PhoneNumber($0.value)?.areaCode },
            // A ZIP says more than its state; an address without one still says the state.
            states: facts.contactPoints.filter { ($0.zip ?? "").isEmpty }.compactMap(\.state),
            statement: statement)
        return ZoneDirectory.shared.zones(suggestedBy: evidence, on: day.moment.today)
    }

    private func gatePoint(_ point: ContactPointRecord, medium: ContactMedium) -> ContactPointFacts {
        let kind: ContactPointKind =
            switch point.medium {
            case .email: .email
            case .post: .postal
            case .telephone, .text: .phone
            }
        // Addresses come from the customer through the business; they were known when they were recorded.
        let known = min(
            BusinessInstant(ServerInstant(microseconds: point.recordedAt.microseconds), offset: day.tenant.offset),
            day.moment.now)
        var consents = [ContactConsent(medium: point.medium, basis: .given, at: known)]
        if let at = point.textConsentAt { consents.append(ContactConsent(medium: .text, basis: .explicit, at: at)) }
        return ContactPointFacts(
            id: point.id, kind: kind,
            badReason: point.isBad ? (point.badReason.flatMap(BadAddressReason.init) ?? .returned) : nil,
            consents: consents, optedOutAt: point.stoppedAt)
    }

    private func debtStatus(_ receivables: [Identifier<Receivable>]) -> DebtStatus {
        let asked = facts.receivables.filter { receivables.contains($0.id) && $0.open.isPositive }
        if asked.isEmpty { return .paid }
        return asked.allSatisfy { disputed($0) == $0.open } ? .allDisputed : .owed
    }

    private func gateHolds(promiseGraceDays: Int) -> [GateHold] {
        let midnight = { (day: CalendarDate) in day.instant(minuteOfDay: 0, in: self.day.moment.zone) }
        let stored = facts.holds.map { hold in
            GateHold(
                id: hold.id, reason: hold.reason,
                scope: hold.receivableID.map { .receivable($0) } ?? hold.caseID.map { .collectionCase($0) }
                    ?? .customer(hold.customerID),
                from: midnight(hold.heldFrom), until: hold.heldUntil.map(midnight), source: hold.source)
        }
        let disputes = facts.disputes.filter { $0.amount == nil }.map { dispute in
            GateHold(
                reason: .dispute, scope: .receivable(dispute.receivableID), from: midnight(dispute.openedOn),
                until: dispute.resolvedOn.map(midnight), source: "dispute")
        }
        return stored + disputes + promiseHolds(graceBusinessDays: promiseGraceDays) + planHolds
    }

    private func history(
        leavingOut attempt: Identifier<ContactAttempt>?, and copied: Identifier<ContactAttempt>?
    ) -> [PastContact] {
        let messages = (facts.attempts + facts.attemptsElsewhere)
            .filter {
                $0.id != attempt && $0.id != copied && $0.copiedStep == nil && $0.isOrWillBeMessage
                    && $0.isNearEnough(to: day.moment.today)
            }
            // Of two that wait for the same moment exactly one gives way, whichever is asked about first.
            .filter { other in
                guard other.state == .planned, let attempt else { return true }
                return other.id.description < attempt.description
            }
            .map { message in
                PastContact(
                    medium: message.medium, kind: .message,
                    at: message.sentAt ?? message.plannedOn.instant(minuteOfDay: 9 * 60, in: day.moment.zone),
                    purpose: message.tone.asksForNothing ? .receipt : .collection, businessID: message.businessID)
            }
        let calls = (facts.calls + facts.callsElsewhere).map { call in
            var contact = PastContact.call(
                call.disposition, at: call.calledAt, purpose: call.wasAgreed ? .agreedCallBack : .collection,
                businessID: nil)
            if !call.isOutbound { contact.direction = .inbound }
            return contact
        }
        return messages + calls
    }

    private var agreedCallBacks: [AgreedCallBack] {
        let zone = customersClock
        return facts.calls.compactMap { call in
            guard let on = call.agreedCallBackOn else { return nil }
            let hour = AgreedHour(day: on, minute: call.agreedCallBackMinute, zone: zone)
            return AgreedCallBack(agreedAt: call.calledAt, from: hour.from, until: hour.until)
        } + promisedCallBacks
    }
}

extension GateRequest {
    /// The first moment at which the contact may go, and what the gate says of it; `nil` when something other than the
    /// hour or the spacing objects, or no such moment comes within `days` days.
    func nextAllowed(within days: Int) -> (decision: GateDecision, at: BusinessInstant)? {
        for begin in openings(within: days) {
            var later = self
            later.at = begin
            guard let next = Gate.nextAllowed(later, pack: .federalFirstParty, within: days) else { continue }
            later.at = next
            let decision = Gate.decide(later, pack: .federalFirstParty)
            if decision.verdict == .allow { return (decision, next) }
        }
        return nil
    }

    /// Where to begin looking: an agreed call first at the hours agreed on, which free it from the spacing.
    private func openings(within days: Int) -> [BusinessInstant] {
        guard purpose == .agreedCallBack else { return [at] }
        let last = at.adding(seconds: Int64(days) * 86_400)
        return agreedCallBacks.map(\.from).filter { $0 > at && $0 <= last }.sorted() + [at]
    }
}

extension AttemptRecord {
    /// The caps look at most nine days back; what has not gone by then no longer counts as about to go.
    fileprivate func isNearEnough(to today: CalendarDate) -> Bool { today.days(since: sentOn ?? plannedOn) <= 30 }
}

extension LadderRules {
    /// The policy's own caps, which may only be stricter than the law's.
    var caps: ContactCaps {
        ContactCaps(
            contactsPerWeek: messagesInSevenDays, callsPerWeek: callAttemptsInSevenDays,
            voicemailsPerWeek: voicemailsInSevenDays, daysBetweenMessages: daysBetweenMessages)
    }
}
