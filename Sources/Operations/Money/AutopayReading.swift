import Correspondence
package import Receivables
package import Store
import Treatment

// Failed automatic payments: as the import takes them, as events of the policy, as facts of the message.

extension CaseReading {
    /// A failure is an event; a card that expired or was replaced is a second one, which puts the ladder off. What was
    /// paid before is no failure, and one that was paid since is not told any more: its next try went through.
    var autopayEvents: [CaseEvent] {
        facts.autopayFailures.flatMap { failure -> [CaseEvent] in
            // What a person has to clear up first is told by nobody else.
            if failure.isForAPerson || wasSettled(failure, by: failure.failedOn) { return [] }
            var events: [CaseEvent] = []
            if mayBeAskedFor(failure) || wasTold(failure) {
                events.append(CaseEvent(kind: .autopayFailed, day: failure.failedOn))
            }
            if failure.decline.isNoLateness {
                events.append(CaseEvent(kind: .cardReplaced, day: failure.failedOn))
            }
            return events
        }
    }

    /// Whether the automatic payment works, for what is stored as failed: the last try could be made again as it was,
    /// and its bill is paid.
    var isAutopayRescued: Bool {
        guard let last = facts.autopayFailures.last else { return false }
        return !last.isHard && wasSettled(last, by: day.moment.today)
    }

    /// Tries of the automatic payment that lie ahead: of what failed and may work as it is, what is open is taken again
    /// on a day told beforehand, unless it failed once more before that day.
    var announcedTries: [AnnouncedTry] {
        facts.autopayFailures.enumerated().compactMap { index, failure in
            guard let tryOn = failure.nextTryOn, !failure.isHard, !failure.isForAPerson else { return nil }
            let open = facts.receivables.filter { failure.isOf($0) && $0.open.isPositive }
            let failedAgain = facts.autopayFailures[(index + 1)...].filter { $0.failedOn > failure.failedOn }
            let tried = open.filter { item in !failedAgain.contains { $0.isOf(item) } }
            guard !tried.isEmpty else { return nil }
            return AnnouncedTry(failedOn: failure.failedOn, tryOn: tryOn, receivables: Set(tried.map(\.id)))
        }
    }

    /// Whether a message or call of the attempt may be about an item at all: what failed, for a failed automatic payment;
    /// what is past due, for all others but the bill.
    func isAbout(_ item: ReceivableRecord, _ attempt: AttemptRecord) -> Bool {
        guard attempt.templateKey == "autopay-failed", let day = CycleKey(attempt.cycle)?.startedOn else {
            return attempt.asksBeforeDue || item.dueOn < self.day.moment.today
        }
        let failed = facts.autopayFailures.filter { $0.failedOn == day && !$0.isForAPerson }
        // The customer said that the card is no good: no try is known, and it was for what was billed by then.
        return failed.isEmpty ? item.billedOn <= day : failed.contains { $0.isOf(item) }
    }

    /// Whether anything of what the try was for is open and in no dispute.
    private func mayBeAskedFor(_ failure: AutopayFailureRecord) -> Bool {
        facts.receivables.contains { failure.isOf($0) && $0.open.minorUnits > disputed($0).minorUnits }
    }

    /// Whether nothing of what the try was for was open at the end of a day.
    private func wasSettled(_ failure: AutopayFailureRecord, by day: CalendarDate) -> Bool {
        let meant = facts.receivables.filter(failure.isOf)
        // What is not among the facts was settled long ago.
        return meant.allSatisfy { item in item.open.isZero && (item.settledOn.map { $0 <= day } ?? true) }
    }

    /// Whether the customer was told of it, or is about to be.
    private func wasTold(_ failure: AutopayFailureRecord) -> Bool {
        let cycle = CycleKey(kind: .event, startedOn: failure.failedOn).description
        return facts.attempts.contains {
            $0.templateKey == "autopay-failed" && $0.cycle == cycle && [.sent, .taskDone].contains($0.state)
        }
    }

    /// The failure a message is about; `nil` for every other message.
    func autopayFacts(of attempt: AttemptRecord) -> AutopayFacts? {
        guard attempt.templateKey == "autopay-failed" else { return nil }
        let day = CycleKey(attempt.cycle)?.startedOn
        guard let failure = facts.autopayFailures.last(where: { $0.failedOn == day }) else {
            return AutopayFacts(reason: .unknown)
        }
        // A day that has come cannot be announced any more, and what cannot work is not tried again without the customer.
        let next = failure.isHard ? nil : failure.nextTryOn.flatMap { $0 > self.day.moment.today ? $0 : nil }
        return AutopayFacts(reason: failure.decline.cause.messageReason, nextTryOn: next)
    }
}

extension AutopayFailureRecord {
    /// Whether the try was for a bill. One that names no bill was for all that was billed by then.
    func isOf(_ item: ReceivableRecord) -> Bool {
        receivable.map { $0 == item.id } ?? (item.billedOn <= failedOn)
    }

    /// Whether a person has to clear it up before anybody is told of it.
    var isForAPerson: Bool {
        AutopayDecline.reportsDeath(code: code) || AutopayDecline.deniesAuthorisation(code: code)
    }

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
    /// Notes everything wrong with staged failures.
    func checkAutopay(_ business: Identifier<Business>, today: CalendarDate) throws {
        try checkStagedAutopay(business, today: today, daysMax: AutopayDecline.daysMax)
        try nameOddAutopayCodes()
    }

    /// Notes staged codes nobody knows, those a person has to look at, and those that no next try goes with; their rows
    /// are taken all the same.
    private func nameOddAutopayCodes() throws {
        let codes = try stagedAutopayCodes()
        try addStagedFindings(
            codes.compactMap { staged in
                guard let next = staged.nextTry, AutopayDecline(code: staged.code)?.isHard == true else { return nil }
                return StagedFinding(
                    line: staged.line, isError: false, field: "next_try_on", found: next,
                    expected: "no next try: \(String(staged.code.prefix(40))) cannot work again as it is",
                    fix:
                        "taken, and the customer is told that it is not tried again; correct the code or leave the cell empty"
                )
            })
        try addStagedFindings(
            codes.filter { AutopayDecline.reportsDeath(code: $0.code) }.map {
                StagedFinding(
                    line: $0.line, isError: false, field: "code", found: $0.code,
                    expected: "a look by a person: \(AutopayDecline.deathWords(code: $0.code))",
                    fix: AutopayDecline.deathFix)
            })
        let unknown = codes.filter { AutopayDecline(code: $0.code) == nil }
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
        guard !source.isBlank else { throw ActRefused(.badInput, "say who records it: --by") }
        try await store.transaction(for: tenant) { tx -> Void in
            let customer = try tx.customer(named: reference)
            try tx.recordNewPaymentMethod(of: customer.id, on: try tx.moment().today, source: source)
        }
    }
}
