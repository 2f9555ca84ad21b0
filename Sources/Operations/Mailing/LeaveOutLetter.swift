package import Receivables
package import Store

/// Takes a letter out of the pile before it is mailed, and says which ones have to be taken out.
///
/// A letter left out never counts as mailed: no rung is done by it, no fee named, no day counted from it. It may be
/// written again, not before tomorrow, once nothing speaks against it.
package struct LeaveOutLetter: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// The rule told for a letter a person took out.
    package static let rule = "person.left-out"

    /// Whether the batch still takes letters, so that none of it lies in a pile yet.
    package func isOpen(_ batch: Identifier<MailBatch>, for tenant: Identifier<Tenant>) async throws -> Bool {
        try await store.transaction(for: tenant) { try $0.mailBatch(batch)?.state == "open" }
    }

    /// The letters of a batch that must not be mailed today.
    package func barred(
        in batch: Identifier<MailBatch>, for tenant: Identifier<Tenant>
    ) async throws -> [BarredLetter] {
        try await store.transaction(for: tenant) { tx in
            let day = try TenantDay(tx)
            return try MailingGate(day: day, mailedOn: day.moment.today).barred(tx.attempts(inBatch: batch), tx)
                .filter { !$0.isOfTenant }
        }
    }

    /// Takes one letter out.
    ///
    /// - Returns: Whether it was taken out now, and not before.
    /// - Throws: `ActRefused` for what is no letter, and for one that has left or ended otherwise.
    package func leaveOut(
        _ letter: Identifier<ContactAttempt>, reason: String, by person: String, for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        guard !reason.isBlank, !person.isBlank else {
            throw ActRefused(.badInput, "say why (--reason) and who takes it out (--by)")
        }
        try refuseCardNumbers(in: reason, person)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard let found = try tx.attempt(letter), found.medium == .post else {
                throw ActRefused(.unknown, "there is no letter \(letter): `dunwell mail list` shows the batches")
            }
            switch found.state {
            case .prepared: break
            case .cancelled: return false
            case .sent:
                throw ActRefused(
                    .notAllowed,
                    "letter \(letter) was confirmed as mailed: when it comes back, record it as `dunwell mail returned --help` says"
                )
            case .planned, .talking, .taskOpen, .taskDone, .taskLapsed, .inDoubt, .refused, .returned:
                throw ActRefused(
                    .notAllowed, "letter \(letter) is \(found.state.rawValue) and lies in no pile: nothing to take out")
            }
            let day = try TenantDay(tx)
            let barred = try MailingGate(day: day, mailedOn: day.moment.today).barred([found], tx).first
            // The row is locked by this transaction, so it still waits.
            _ = try tx.move(
                letter, from: [.prepared], to: .cancelled, detail: "\(Self.rule): \(reason)", at: moment.now)
            // A decision at sending is always written.
            _ = try tx.record([
                DecisionRecord(
                    sending: found, verdict: .block, ruleID: Self.rule,
                    words: "\(person) took the letter out before it was mailed: \(reason)", at: moment)
            ])
            try tx.lowerNextLook(of: [found.caseID], to: moment.today)
            try barred?.writeAnew(tx)
            return true
        }
    }
}
