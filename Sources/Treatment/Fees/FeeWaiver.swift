package import Receivables

/// One late fee as the waiver rules see it.
package struct ChargedFee: Hashable, Sendable {
    package let receivable: Identifier<Receivable>
    package let chargedOn: CalendarDate
    /// The last day something of it was waived; `nil` when nothing was.
    package let waivedOn: CalendarDate?

    package init(receivable: Identifier<Receivable>, chargedOn: CalendarDate, waivedOn: CalendarDate? = nil) {
        self.receivable = receivable
        self.chargedOn = chargedOn
        self.waivedOn = waivedOn
    }
}

/// Why an allowance does not cover a waiver.
package enum FeeWaiverRefusal: Error, Hashable, Sendable {
    /// The role waives nothing alone.
    case notAllowed
    /// More than one fee at once.
    case onlyOne
    /// Another fee was charged in the twelve months before it.
    case notTheFirst(since: CalendarDate)
    /// Something was waived in the last twelve months already.
    case waivedBefore(on: CalendarDate)
    /// The fee belongs to an earlier cycle, or nothing is late now.
    case otherCycle
}

extension Allowance.FeeWaiver {
    /// Days that stand for twelve months.
    private static let yearDays = 365

    /// Why `chosen` may not be waived by this allowance; `nil` when it may.
    ///
    /// - Parameters:
    ///   - all: Every fee the customer was ever charged, `chosen` included.
    ///   - cycleFrom: First day of the cycle that runs; `nil` when nothing is late.
    ///
    /// Source: starter policies §2.4.
    package func refusal(
        of chosen: [ChargedFee], among all: [ChargedFee], cycleFrom: CalendarDate?, on today: CalendarDate
    ) -> FeeWaiverRefusal? {
        switch self {
        case .none: return .notAllowed
        case .any: return nil
        case .cycle:
            guard let cycleFrom, chosen.allSatisfy({ $0.chargedOn >= cycleFrom }) else { return .otherCycle }
            return nil
        case .firstInTwelveMonths:
            guard chosen.count == 1, let fee = chosen.first else { return .onlyOne }
            let recent = all.compactMap(\.waivedOn).filter { today.days(since: $0) < Self.yearDays }
            if let waived = recent.max() { return .waivedBefore(on: waived) }
            let earlier = all.filter {
                $0.receivable != fee.receivable && $0.chargedOn < fee.chargedOn
                    && fee.chargedOn.days(since: $0.chargedOn) < Self.yearDays
            }
            return earlier.map(\.chargedOn).max().map { .notTheFirst(since: $0) }
        }
    }
}

extension Allowances {
    /// The first role whose allowance covers the waiver; `nil` when none does.
    package func roleWaiving(
        _ chosen: [ChargedFee], among all: [ChargedFee], cycleFrom: CalendarDate?, on today: CalendarDate
    ) -> GrantingRole? {
        GrantingRole.allCases.first {
            allowance(of: $0).feeWaiver.refusal(of: chosen, among: all, cycleFrom: cycleFrom, on: today) == nil
        }
    }
}
