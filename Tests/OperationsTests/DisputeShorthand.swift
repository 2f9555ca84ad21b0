import Receivables
import Treatment

@testable import Operations

extension DisputeReceivable {
    /// Raises a dispute where a test is about something else.
    func open(
        _ receivable: String, amount: Money?, customer: String, business: String?, reason: String,
        evidenceDueOn: CalendarDate?, source: String, for tenant: Identifier<Tenant>
    ) async throws -> Identifier<Dispute> {
        var claim = Claim(.other, on: receivable, customer: customer, reason: reason, by: source)
        (claim.business, claim.amount, claim.evidenceBy) = (business, amount, evidenceDueOn)
        return try await raise(claim, for: tenant).dispute
    }

    /// Decides a dispute where a test is about something else.
    func resolve(
        _ id: Identifier<Dispute>, outcome: String, reason: String, for tenant: Identifier<Tenant>
    ) async throws {
        let words = outcome == "withdrawn" ? "" : "We have looked at it with you."
        _ = try await decide(
            id, Decision(outcome: outcome, explanation: words, reason: reason, by: "Dana"), for: tenant)
    }
}
