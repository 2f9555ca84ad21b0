import Correspondence
package import Receivables
package import Store
import Treatment

// Failed automatic payments: as the import takes them, as events of the policy, as facts of the message.

extension CaseReading {
    /// A failure is an event; a card that expired or was replaced is a second one, which puts the ladder off.
    var autopayEvents: [CaseEvent] {
        facts.autopayFailures.flatMap { failure -> [CaseEvent] in
            let failed = CaseEvent(kind: .autopayFailed, day: failure.failedOn)
            return failure.decline.isNoLateness
                ? [failed, CaseEvent(kind: .cardReplaced, day: failure.failedOn)] : [failed]
        }
    }

    /// The failure a message is about; `nil` for every other message.
    func autopayFacts(of attempt: AttemptRecord) -> AutopayFacts? {
        guard attempt.templateKey == "autopay-failed" else { return nil }
        let day = CycleKey(attempt.cycle)?.startedOn
        guard let failure = facts.autopayFailures.last(where: { $0.failedOn == day }) else {
            return AutopayFacts(reason: .unknown)
        }
        // A day that has come cannot be announced any more.
        let next = failure.nextTryOn.flatMap { $0 > self.day.moment.today ? $0 : nil }
        return AutopayFacts(reason: failure.decline.cause.messageReason, nextTryOn: next)
    }
}

extension AutopayFailureRecord {
    var decline: AutopayDecline {
        AutopayDecline(cause: AutopayDecline.Cause(rawValue: cause) ?? .declined, isHard: isHard)
    }
}

extension AutopayDecline.Cause {
    /// What a customer is told; what nobody knows for sure is not guessed at.
    var messageReason: AutopayFacts.Reason {
        switch self {
        case .cardExpired: .cardExpired
        case .insufficientFunds: .insufficientFunds
        case .accountClosed: .bankAccountClosed
        case .declined: .declined
        case .cardReplaced, .noAccount, .notAuthorised, .technical: .unknown
        }
    }
}

extension TenantTransaction {
    /// Notes staged codes nobody knows; their rows are taken all the same.
    func nameUnknownAutopayCodes() throws {
        let unknown = try stagedAutopayCodes().filter { AutopayDecline(code: $0.code) == nil }
        try addStagedFindings(
            unknown.map {
                StagedFinding(
                    line: $0.line, isError: false, field: "code", found: String($0.code.prefix(40)),
                    expected: "a return or decline code, such as R01, R02, 51, 54 or expired_card",
                    fix: "taken as declined; correct the code if it says more")
            })
    }
}

extension StagedAutopayFailure {
    /// As it is kept, with what its code means.
    var record: AutopayFailureRecord {
        let decline = AutopayDecline(code: code) ?? .unknown
        return AutopayFailureRecord(
            caseID: caseID, receivable: receivable, reference: reference, failedOn: failedOn, code: code,
            cause: decline.cause.rawValue, isHard: decline.isHard, nextTryOn: nextTryOn)
    }
}

/// Keeps that a customer gave a new card or bank account for the automatic payment.
package struct RenewAutopay: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Records it as of today; the message about the failure no longer goes.
    package func renew(_ reference: String, source: String, for tenant: Identifier<Tenant>) async throws {
        guard !source.isEmpty else { throw ActRefused(.badInput, "say who records it: --by") }
        try await store.transaction(for: tenant) { tx -> Void in
            let customer = try tx.customer(named: reference)
            try tx.recordNewPaymentMethod(of: customer.id, on: try tx.moment().today, source: source)
        }
    }
}
