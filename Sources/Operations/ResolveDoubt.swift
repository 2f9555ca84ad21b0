package import Receivables
package import Store

/// Decides about attempts of which nobody knows whether they left. Nothing is sent again before a person has said so.
package struct ResolveDoubt: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Attempts in doubt, oldest first.
    package func list(_ tenant: Identifier<Tenant>, limit: Int = 200) async throws -> [AttemptRecord] {
        try await store.transaction(for: tenant) { try $0.attemptsInDoubt(limit: limit) }
    }

    /// A person found that the message left, on a day.
    package func delivered(
        _ id: Identifier<ContactAttempt>, on day: CalendarDate?, for tenant: Identifier<Tenant>
    ) async throws {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let attempt = try Self.inDoubt(id, tx)
            let sentOn = day ?? attempt.plannedOn
            guard sentOn >= attempt.plannedOn, sentOn <= moment.today else {
                throw ActRefused(
                    .badInput, "it left between \(attempt.plannedOn) and \(moment.today): --on lies between them")
            }
            guard
                try tx.markSent(attempt.id, from: [.inDoubt], reference: nil, on: sentOn, at: moment.now)
            else { throw Self.notInDoubt(id) }
            try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
        }
    }

    /// A person found that it never left. The step counts as not taken, and the next run may take it as a new attempt.
    package func notDelivered(_ id: Identifier<ContactAttempt>, for tenant: Identifier<Tenant>) async throws {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let attempt = try Self.inDoubt(id, tx)
            guard
                try tx.move(
                    attempt.id, from: [.inDoubt], to: .refused, detail: "a person found that it never left",
                    at: moment.now)
            else { throw Self.notInDoubt(id) }
            try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
        }
    }

    private static func inDoubt(_ id: Identifier<ContactAttempt>, _ tx: TenantTransaction) throws -> AttemptRecord {
        guard let attempt = try tx.attempt(id) else { throw ActRefused(.unknown, "there is no attempt \(id)") }
        guard attempt.state == .inDoubt else { throw notInDoubt(id) }
        return attempt
    }

    private static func notInDoubt(_ id: Identifier<ContactAttempt>) -> ActRefused {
        ActRefused(.notAllowed, "attempt \(id) is not in doubt: there is nothing to decide")
    }
}
