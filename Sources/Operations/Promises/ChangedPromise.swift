package import Receivables
import Store
import Treatment

/// A promise that stands otherwise after money went back.
package struct ChangedPromise: Sendable, Encodable {
    package let id: Identifier<PromiseToPay>
    package let amount: Money
    package let dueOn: CalendarDate
    /// How it stood, and how it stands: `kept`, `open`, `broken` and so on.
    package let was: String
    package let became: String
    /// What it means, in a sentence.
    package var words: String {
        let what = "the promise of \(amount) by \(dueOn) was \(was) and is \(became)"
        return became == "open"
            ? "\(what) again: the case sleeps until its day and grace have passed" : "\(what): the ladder goes on"
    }

    static func between(_ before: [Standing], _ after: [Standing]) -> [ChangedPromise] {
        after.compactMap { now in
            guard let was = before.first(where: { $0.promise.id == now.promise.id }), was.outcome != now.outcome else {
                return nil
            }
            return ChangedPromise(
                id: now.promise.id, amount: now.promise.amount, dueOn: now.promise.dueOn, was: was.outcome.word,
                became: now.outcome.word)
        }
    }

    /// A promise with its outcome on the tenant's today.
    struct Standing {
        let promise: PromiseFact
        let outcome: PromiseOutcome
    }
}

extension TenantTransaction {
    /// Promises of these customers to a business as they stand on the tenant's today.
    func promisesAsTheyStand(
        of customers: [Identifier<Customer>], business: Identifier<Business>
    ) throws -> [ChangedPromise.Standing] {
        let ids = try customers.compactMap { try caseID(of: $0, business: business) }
        guard try !promises(ofCases: ids).isEmpty else { return [] }
        let day = try TenantDay(self)
        return try caseFacts(ids, today: day.moment.today).flatMap { facts in
            let grace = (try pinnedPolicy(of: facts.id)?.promises ?? PromiseTerms()).graceBusinessDays
            let reading = CaseReading(facts, day: day, liveMedia: [])
            return reading.promises.map {
                ChangedPromise.Standing(promise: $0, outcome: reading.outcome(of: $0, on: day.moment.today, grace))
            }
        }
    }
}
