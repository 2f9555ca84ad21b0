import Receivables

// Who speaks, whether anything is owed, whether the tenant may send at all.
extension GateFacts {
    var otherName: RuleOutcome {
        request.role == .firstPartyOtherName ? .block(["role": request.role.rawValue]) : .pass
    }

    var nothingOwed: RuleOutcome {
        switch request.purpose {
        case .collection, .agreedCallBack, .ofPlan, .remedyNotice:
            request.debt == .owed ? .pass : .block(["debt": request.debt.rawValue])
        case .receipt, .answer, .optOutConfirmation: .pass
        }
    }

    /// Nobody is asked for money we hold already; the amount itself stays out of decisions.
    var unappliedMoney: RuleOutcome {
        switch request.purpose {
        case .collection, .agreedCallBack, .ofPlan, .remedyNotice: request.hasUnappliedMoney ? .block() : .pass
        case .receipt, .answer, .optOutConfirmation: .pass
        }
    }

    var tenantMuted: RuleOutcome { request.tenant.isMuted ? .block() : .pass }

    /// Nothing but receipts, and the confirmation of an opt-out, leaves on old figures.
    var dataStale: RuleOutcome {
        if request.purpose == .receipt || request.purpose == .optOutConfirmation { return .pass }
        let limit = request.tenant.freshLimitBusinessDays
        guard let freshAsOf = request.tenant.dataFreshAsOf else {
            return .block(["fresh-as-of": "unknown", "limit-business-days": "\(limit)"])
        }
        let age = request.tenant.calendar.businessDays(after: freshAsOf, through: today)
        guard age > limit else { return .pass }
        return .block([
            "fresh-as-of": freshAsOf.description, "age-business-days": "\(age)", "limit-business-days": "\(limit)",
        ])
    }
}
