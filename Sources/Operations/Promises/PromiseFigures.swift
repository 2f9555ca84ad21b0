import Receivables
package import Store
import Treatment

/// What became of a tenant's promises, computed from the books.
package struct PromiseFigures: Hashable, Sendable, Codable {
    package var made = 0
    package var kept = 0
    package var partlyKept = 0
    package var broken = 0
    /// Neither paid nor past their grace.
    package var open = 0
    package var superseded = 0
    package var withdrawn = 0
    /// Nothing of what they cover was left to ask for.
    package var released = 0

    /// Counts them as of the tenant's today, each under the policy its case pins.
    package init(_ tx: TenantTransaction) throws {
        let day = try TenantDay(tx)
        let today = day.moment.today
        let ids = try tx.casesWithPromises()
        for start in stride(from: 0, to: ids.count, by: 500) {
            let facts = try tx.caseFacts(Array(ids[start..<min(start + 500, ids.count)]), today: today)
            let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
            for facts in facts {
                let grace = (library.policy(facts.policyVersion)?.promises ?? PromiseTerms()).graceBusinessDays
                for promise in CaseReading(facts, day: day, liveMedia: []).promises {
                    count(
                        promise.outcome(
                            payments: facts.payments, on: today, graceBusinessDays: grace, calendar: day.calendar))
                }
            }
        }
    }

    private mutating func count(_ outcome: PromiseOutcome) {
        made += 1
        switch outcome {
        case .kept: kept += 1
        case .partlyKept: partlyKept += 1
        case .broken: broken += 1
        case .open: open += 1
        case .superseded: superseded += 1
        case .withdrawn: withdrawn += 1
        case .released: released += 1
        }
    }
}
