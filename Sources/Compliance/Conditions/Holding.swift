import Receivables

extension GateFacts {
    /// The strictest effect of the binding holds of one reason.
    func hold(_ reason: HoldReason, _ effect: HoldEffect) -> RuleOutcome {
        var found: (verdict: Verdict, hold: GateHold)?
        for hold in request.holds where hold.reason == reason && hold.binds(at: request.at) {
            let verdict = verdict(of: hold, effect)
            if verdict == .allow { continue }
            // The strictest stands; of equals the one that lasts longest, so that `until` does not promise too much.
            let isStronger =
                found.map { current in
                    if verdict != current.verdict { return verdict == .block }
                    guard let until = hold.until else { return current.hold.until != nil }
                    return current.hold.until.map { $0 < until } ?? false
                } ?? true
            if isStronger { found = (verdict, hold) }
        }
        guard let found else { return .pass }
        return .object(
            Objection(
                verdict: found.verdict,
                facts: [
                    "hold": reason.rawValue, "source": found.hold.source, "scope": found.hold.scope.word,
                    "since": found.hold.from.day(in: request.tenant.timeZone).description,
                ], until: found.hold.until))
    }

    private func verdict(of hold: GateHold, _ effect: HoldEffect) -> Verdict {
        switch hold.scope {
        case .tenant: return effect.verdict(for: request.purpose)
        case .business(let id): return id == request.businessID ? effect.verdict(for: request.purpose) : .allow
        case .customer(let id): return id == request.customerID ? effect.verdict(for: request.purpose) : .allow
        case .collectionCase(let id): return id == request.caseID ? effect.verdict(for: request.purpose) : .allow
        case .receivable(let id):
            let isAsked = request.receivableIDs.isEmpty || request.receivableIDs.contains(id)
            if isAsked { return effect.verdict(for: request.purpose) }
            return [.collection, .ofPlan].contains(request.purpose) ? effect.otherDebts : .allow
        }
    }
}

extension GateHold.Scope {
    /// The kind of thing held, without its key.
    var word: String {
        switch self {
        case .receivable: "receivable"
        case .collectionCase: "case"
        case .customer: "customer"
        case .business: "business"
        case .tenant: "tenant"
        }
    }
}
