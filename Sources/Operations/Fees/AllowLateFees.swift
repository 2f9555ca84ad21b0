import Postgres
package import Receivables
package import Store

/// Says what a state allows by way of late fees, on a named source. Without a setting for the customer's state no letter
/// names a fee and none is charged; the policy and the agreement must allow it as well.
package struct AllowLateFees: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One setting.
    package struct Setting: Sendable {
        package var businessReference: String?
        /// Two letters.
        package var state: String
        /// The most on one receivable; `nil`: none there.
        package var max: Money?
        /// Where the customer finds that it was agreed, as it stands after "agreed in".
        package var clauseEnglish: String
        package var clauseSpanish: String
        /// The statute, or whose answer it is.
        package var source: String
        package var by: String

        package init(
            businessReference: String?, state: String, max: Money?, clauseEnglish: String, clauseSpanish: String,
            source: String, by: String
        ) {
            self.businessReference = businessReference
            self.state = state
            self.max = max
            self.clauseEnglish = clauseEnglish
            self.clauseSpanish = clauseSpanish
            self.source = source
            self.by = by
        }
    }

    /// The largest fee on one receivable that can be meant, in minor units; anything above is a slip of the pen.
    private static let most: Int64 = 250_00

    /// Keeps a setting from now on.
    package func set(_ setting: Setting, for tenant: Identifier<Tenant>) async throws {
        let state = setting.state.uppercased()
        guard USState.names[state] != nil else {
            throw ActRefused(.badInput, "\(setting.state) is no state: write two letters, such as NY")
        }
        guard setting.max?.isPositive ?? true else {
            throw ActRefused(
                .badInput, "a late fee is above zero: to say that the state allows none use `dunwell fee forbid --help`"
            )
        }
        guard (setting.max?.minorUnits ?? 0) <= Self.most else {
            throw ActRefused(
                .badInput,
                "no state allows a late fee of \(setting.max ?? .usd(cents: 0)) on one receivable: the most this takes is "
                    + "250.00; look at the point, and write it as 5.00")
        }
        guard !setting.source.isBlank, !setting.by.isBlank else {
            throw ActRefused(.badInput, "say on what it rests and who says so: --source and --by")
        }
        try refuseCardNumbers(in: setting.source, setting.by)
        if setting.max != nil, setting.clauseEnglish.isEmpty {
            throw ActRefused(
                .badInput, "name the clause as the customer finds it: --clause \"clause 7 of your agreement\"")
        }
        try await store.transaction(for: tenant) { tx -> Void in
            let moment = try tx.moment()
            let business = try tx.business(named: setting.businessReference)
            try tx.addFeeSetting(
                FeeSettingRecord(
                    business: business.id, state: state, max: setting.max,
                    clauseEnglish: setting.clauseEnglish, clauseSpanish: setting.clauseSpanish,
                    source: setting.source, setBy: setting.by, setAt: moment.now),
                currency: setting.max?.currency ?? .usd)
            // A case may now wait for a day it did not wait for, or no longer.
            try tx.lowerNextLookOfAllCases(to: moment.today)
        }
    }

    /// The settings in force.
    package func list(_ tenant: Identifier<Tenant>) async throws -> [(business: String, setting: FeeSettingRecord)] {
        try await store.transaction(for: tenant) { tx in
            let names = Dictionary(uniqueKeysWithValues: try tx.businesses().map { ($0.id, $0.reference) })
            return try tx.feeSettings().map { (names[$0.business] ?? "", $0) }
        }
    }
}
