import Correspondence
import Receivables
import Store
import Treatment

// Payments as events of the policy, and as the facts of the message that answers them.

extension CaseReading {
    /// What payments mean to the policy: the last that left nothing open is paid in full, and the thanks for it answer
    /// those before it; every other is a part. What was thanked for stays paid in full, though a new bill is open by
    /// now. Payments in time are no events: the bill's own receipt is enough.
    var paymentEvents: [CaseEvent] {
        // What was paid before the tenant looked at its first dry run came with the opening import: it is in the books,
        // and the customer was answered, or not, by the process of that time.
        let began = day.tenant.dryRunSeenOn
        let days = Set(facts.latePayments.map(\.day)).filter { paid in began.map { $0 <= paid } ?? true }.sorted()
        // What was written off since is not open and was not paid either.
        let isWrittenOff = facts.writtenOff.map { closed in days.last.map { $0 <= closed.on } ?? false } ?? false
        let isSettled = !isWrittenOff && facts.receivables.allSatisfy(\.open.isZero)
        let thanked = facts.attempts.filter { $0.templateKey == "thank-you" && $0.isOrWillBeMessage }
            .compactMap { CycleKey($0.cycle)?.startedOn }
        return days.compactMap { day in
            if thanked.contains(day) { return CaseEvent(kind: .paidInFull, day: day) }
            if isSettled { return day == days.last ? CaseEvent(kind: .paidInFull, day: day) : nil }
            return CaseEvent(kind: .partPayment, day: day)
        }
    }

    /// The payment a receipt answers; `nil` when it was reversed meanwhile.
    func payment(answeredBy attempt: AttemptRecord) -> LatePayment? {
        guard let cycle = CycleKey(attempt.cycle), cycle.kind == .event else { return nil }
        return facts.latePayments.first { $0.day == cycle.startedOn }
    }
}

extension LatePayment {
    /// As the message states it.
    var messageFacts: PaymentFacts {
        // Two payments of a day may have gone to the same item: it is named once.
        var items: [String] = []
        for reference in references where !items.contains(reference) { items.append(reference) }
        return PaymentFacts(amount: amount, receivedOn: day, items: items)
    }
}

extension AttemptRecord {
    /// Whether it answers a payment.
    var answersPayment: Bool { ["receipt", "thank-you"].contains(templateKey) }

    /// Whether it says that the account is closed and nothing more is asked.
    var closesAccount: Bool { templateKey == "write-off" }
}
