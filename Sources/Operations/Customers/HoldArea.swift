package import Receivables
package import Store
import Treatment

/// Holds every customer with an address in an area, such as after a disaster. Source: starter policies §1.2 rule 10.
///
/// Each gets a hold of their own, so that one can be lifted alone. Who moves there later is bound by the next time it is
/// said; saying it again binds nobody twice.
package struct HoldArea: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// References of the customers, in order.
    package struct Held: Sendable {
        /// Bound by this.
        package fileprivate(set) var bound: [String] = []
        /// Held for the same reason as long or longer already.
        package fileprivate(set) var already: [String] = []
    }

    /// Most ZIP codes of one area.
    private static let zipsMax = 1_000

    /// Holds whole customers from the tenant's today on.
    ///
    /// - Parameters:
    ///   - zips: Five digits each; an address with four more digits lies in its first five.
    ///   - until: First day it no longer binds.
    ///   - dryRun: Says whom it would bind and changes nothing.
    package func hold(
        _ reason: HoldReason, zips: [String], until: CalendarDate, note: String, source: String, dryRun: Bool = false,
        for tenant: Identifier<Tenant>
    ) async throws -> Held {
        guard reason == .disasterArea else {
            throw ActRefused(
                .badInput,
                "only disaster-area binds an area; \(reason.rawValue) is of one customer: name it with --customer")
        }
        guard !zips.isEmpty, zips.count <= Self.zipsMax, zips.allSatisfy(\.isFiveDigits) else {
            throw ActRefused(
                .badInput, "a ZIP code has five digits: give 1 to \(Self.zipsMax) of them, such as --zip 77002,77003")
        }
        guard !source.isBlank else { throw ActRefused(.badInput, "say who or what raised it: --by") }
        try refuseCardNumbers(in: note, source)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard until > today else {
                throw ActRefused(.badInput, "the hold would end on \(until), before it begins: today is \(today)")
            }
            var held = Held()
            var last: String?
            while true {
                let page = try tx.customers(inZIPs: zips, after: last, limit: 500)
                guard let end = page.last else { break }
                last = end.reference
                let standing = Set(
                    try tx.holds(of: page.map(\.id)).filter { hold in
                        hold.reason == reason && hold.caseID == nil && hold.receivableID == nil
                            && hold.binds(on: today) && hold.heldUntil.map { $0 >= until } ?? true
                    }.map(\.customerID))
                for customer in page {
                    if standing.contains(customer.id) {
                        held.already.append(customer.reference)
                        continue
                    }
                    held.bound.append(customer.reference)
                    if dryRun { continue }
                    // The area is told with the hold; whoever lifts it names the hold itself.
                    _ = try tx.hold(
                        NewHold(
                            customerID: customer.id, caseID: nil, reason: reason, source: source, from: today,
                            until: until, note: note))
                }
            }
            return held
        }
    }
}

extension String {
    fileprivate var isFiveDigits: Bool { count == 5 && allSatisfy { $0.isASCII && $0.isNumber } }
}
