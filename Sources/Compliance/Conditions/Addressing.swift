import Receivables

// Whether this address may be used for this medium.
extension GateFacts {
    var wrongAddressKind: RuleOutcome {
        let kind = request.contactPoint.kind
        return kind.serves(request.medium)
            ? .pass : .block(["address-kind": kind.rawValue, "medium": request.medium.rawValue])
    }

    var badAddress: RuleOutcome {
        request.contactPoint.badReason.map { .block(["address": $0.rawValue]) } ?? .pass
    }

    var addressOptedOut: RuleOutcome {
        guard let at = request.contactPoint.optedOutAt, at <= request.at, !mayConfirm(since: at) else { return .pass }
        return .block(["opted-out-on": at.day(in: request.tenant.timeZone).description])
    }

    var mediumStopped: RuleOutcome {
        guard let at = request.customer.stoppedMedia[request.medium], at <= request.at, !mayConfirm(since: at) else {
            return .pass
        }
        return .block([
            "medium": request.medium.rawValue, "stopped-on": at.day(in: request.tenant.timeZone).description,
        ])
    }

    /// One confirmation after a stop request, and no second.
    private func mayConfirm(since stop: BusinessInstant) -> Bool {
        request.purpose == .optOutConfirmation
            && !request.history.contains {
                $0.purpose == .optOutConfirmation && $0.medium == request.medium && $0.at >= stop
            }
    }

    var placeBarred: RuleOutcome {
        let place = request.contactPoint.place
        // Private numbers and addresses are tied to no place.
        guard place != .personal, request.customer.barredPlaces.contains(place) else { return .pass }
        return .block(["place": place.rawValue])
    }

    var employerAddress: RuleOutcome {
        let point = request.contactPoint
        guard request.medium == .email, point.place == .work,
            !point.holdsConsent(.email, [.explicit, .used], request.at)
        else { return .pass }
        return .block(["place": point.place.rawValue])
    }

    func consent(_ medium: ContactMedium, _ bases: Set<ContactConsent.Basis>) -> RuleOutcome {
        guard request.medium == medium, request.purpose != .optOutConfirmation,
            !request.contactPoint.holdsConsent(medium, bases, request.at)
        else { return .pass }
        return .block([
            "medium": medium.rawValue, "needed": bases.map(\.rawValue).sorted().joined(separator: " or "),
        ])
    }

    func textFreshness(days: Int) -> RuleOutcome {
        guard request.medium == .text, request.purpose != .optOutConfirmation else { return .pass }
        let renewals =
            request.contactPoint.consents
            .filter { $0.medium == .text && $0.basis != .given && $0.holds(at: request.at) }.map(\.at)
            + request.history
            .filter { $0.medium == .text && $0.direction == .inbound && $0.at <= request.at }.map(\.at)
        let latest = renewals.max()?.day(in: request.tenant.timeZone)
        if let latest, today.days(since: latest) <= days { return .pass }
        return .block(["renewed-on": latest?.description ?? "never", "limit-days": "\(days)"])
    }
}

extension ContactPointFacts {
    func holdsConsent(
        _ medium: ContactMedium, _ bases: Set<ContactConsent.Basis>, _ moment: BusinessInstant
    ) -> Bool {
        consents.contains { $0.medium == medium && bases.contains($0.basis) && $0.holds(at: moment) }
    }
}
