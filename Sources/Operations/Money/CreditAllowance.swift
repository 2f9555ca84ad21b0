import Ledger
import Receivables
import Store
import Treatment

extension MoneyByHand {
    /// Refuses a credit above what the role may give alone: months of the customer's service in twelve months. Who may
    /// settle may credit any amount. Source: starter policies §2.4.
    func checkAllowance(of role: GrantingRole, credit amount: Money) throws {
        let caseID = try tx.caseOf(customer.id, with: business)
        let allowances = (try tx.pinnedPolicy(of: caseID))?.allowances ?? Allowances()
        guard let facts = try tx.caseFacts([caseID], today: moment.today).first else { return }
        let monthly = facts.agreements.compactMap(\.monthly).filter { $0.currency == amount.currency }
            .max { $0.minorUnits < $1.minorUnits }
        let given = try creditsGiven(in: amount.currency)
        let reaching = GrantingRole.allCases.filter { candidate in
            let allowance = allowances.allowance(of: candidate)
            if allowance.settlement { return true }
            guard let monthly, allowance.creditMonths > 0 else { return false }
            let (most, overflow) = monthly.minorUnits.multipliedReportingOverflow(by: Int64(allowance.creditMonths))
            return overflow || amount.minorUnits <= most - min(most, given)
        }
        guard !reaching.contains(role) else { return }
        let months = allowances.allowance(of: role).creditMonths
        let may =
            months == 0
            ? "a \(role.rawValue) gives no credits"
            : "a \(role.rawValue) may credit \(months) month\(months == 1 ? "" : "s") of service in 12 months, and "
                + "\(monthly == nil ? "no agreement says what a month is" : "\(amount) is more than is left of that")"
        throw ActRefused(
            .notAllowed,
            may + (reaching.first.map { ": ask the \($0.rawValue) (--role \($0.rawValue))" } ?? ": nobody may give it"))
    }

    /// What people gave in the last twelve months; waived fees and what a dispute put right are no allowance used up.
    private func creditsGiven(in currency: Currency) throws -> Int64 {
        let entries = try tx.entries(of: customer.id, business: business.id)
        let reversed = Set(entries.compactMap(\.reverses))
        let since = moment.today.adding(days: -365)
        return entries.filter { entry in
            entry.kind == .credited && entry.currency == currency && entry.effectiveOn > since
                && !reversed.contains(entry.id) && entry.heading.memo != "dispute"
                && !(entry.heading.memo ?? "").hasPrefix(TenantTransaction.waiverMemoPrefix)
        }.flatMap(\.postings).reduce(0) { $0 + $1.amount.minorUnits }
    }
}
