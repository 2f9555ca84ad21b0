package import Receivables

/// Paper and records that carry a claim.
package enum EvidenceKind: String, CaseIterable, Hashable, Sendable {
    case agreement
    case invoices
    case statementOfAccount = "statement-of-account"
    case proofOfMailing = "proof-of-mailing"
    case callRecords = "call-records"
    case serviceRecords = "service-records"
    case correspondence
}

/// What a business expects of one option, set once for all of its customers: nothing here is about the one customer.
package struct OptionTerms: Hashable, Sendable {
    /// Of 100 dollars owed, how many come in.
    package var collectedPercent: Int
    /// Of 100 dollars that come in, how many the business keeps.
    package var keptPercent: Int
    /// Of 100 customers, how many stay.
    package var staysPercent: Int
    /// What it costs whatever comes in, in minor units.
    package var fixedCost: Int64
    /// Below this the option is not proposed, in minor units.
    package var balanceMin: Int64
    /// What must be at hand.
    package var needs: Set<EvidenceKind>

    package init(
        collectedPercent: Int, keptPercent: Int, staysPercent: Int = 0, fixedCost: Int64 = 0, balanceMin: Int64 = 0,
        needs: Set<EvidenceKind> = []
    ) {
        for percent in [collectedPercent, keptPercent, staysPercent] {
            precondition((0...100).contains(percent), "a percentage is 0 to 100")
        }
        self.collectedPercent = collectedPercent
        self.keptPercent = keptPercent
        self.staysPercent = staysPercent
        self.fixedCost = fixedCost
        self.balanceMin = balanceMin
        self.needs = needs
    }

    /// Cautious starting values a business replaces by its own experience.
    package static let starter: [DecisionPath: OptionTerms] = [
        .carryOn: OptionTerms(collectedPercent: 10, keptPercent: 100, staysPercent: 5),
        .plan: OptionTerms(collectedPercent: 40, keptPercent: 100, staysPercent: 30),
        .settle: OptionTerms(collectedPercent: 20, keptPercent: 60),
        .withdraw: OptionTerms(collectedPercent: 10, keptPercent: 100, fixedCost: 10_00),
        .counsel: OptionTerms(
            collectedPercent: 35, keptPercent: 65, fixedCost: 150_00, balanceMin: 1_000_00,
            needs: [.agreement, .invoices, .proofOfMailing]),
        .agency: OptionTerms(collectedPercent: 20, keptPercent: 70, balanceMin: 50_00, needs: [.invoices]),
        .writeOff: OptionTerms(collectedPercent: 0, keptPercent: 100),
    ]
}

/// What one option would come to, line by line.
package struct OptionWorth: Hashable, Sendable {
    package let option: DecisionPath
    package let worth: Money
    /// How much of it is that the customer may stay; `nil` where nothing is.
    let staying: Money?
    /// The reckoning, one line each, ending with the sum.
    package let arithmetic: [String]

    init(_ option: DecisionPath, terms: OptionTerms, owed: Money, stake: Money?) {
        self.option = option
        let currency = owed.currency
        let collected = owed.minorUnits.percent(terms.collectedPercent)
        let kept = collected.percent(terms.keptPercent)
        var lines = [
            "owed \(owed) x \(terms.collectedPercent)% collected x \(terms.keptPercent)% kept = "
                + "\(Money(minorUnits: kept, currency: currency))"
        ]
        var sum = kept
        var staying: Money?
        if terms.staysPercent > 0, let stake, stake.currency == currency {
            let stays = stake.minorUnits.percent(terms.staysPercent)
            lines.append(
                "value at stake \(stake) x \(terms.staysPercent)% stay = \(Money(minorUnits: stays, currency: currency))"
            )
            if stays > 0 { staying = Money(minorUnits: stays, currency: currency) }
            let (next, overflow) = sum.addingReportingOverflow(stays)
            sum = overflow ? .max : next
        }
        if terms.fixedCost > 0 {
            lines.append("less cost \(Money(minorUnits: terms.fixedCost, currency: currency))")
            sum = sum.subtractingReportingOverflow(terms.fixedCost).partialValue
        }
        worth = Money(minorUnits: sum, currency: currency)
        self.staying = staying
        lines.append("\(option.rawValue) = \(worth)")
        arithmetic = lines
    }
}

extension Int64 {
    /// So many hundredths of it, rounded down for what is above nothing; never overflows for 0 to 100.
    fileprivate func percent(_ percent: Int) -> Int64 {
        self / 100 * Int64(percent) + self % 100 * Int64(percent) / 100
    }
}
