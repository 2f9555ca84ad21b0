import Correspondence
import Receivables
import Store
import Treatment

// Payments as events of the policy, and as the facts of the message that answers them.

extension CaseReading {
    /// What payments mean to the policy: parts, until nothing is open; then the last one paid in full, and thanks for it
    /// are thanks for all. Payments in time are no events: the bill's own receipt is enough.
    var paymentEvents: [CaseEvent] {
        let days = Set(facts.latePayments.map(\.day)).sorted()
        // What was written off since is not open and was not paid either.
        let isWrittenOff = facts.writtenOff.map { closed in days.last.map { $0 <= closed.on } ?? false } ?? false
        let isSettled = !isWrittenOff && facts.receivables.allSatisfy(\.open.isZero)
        guard isSettled else { return days.map { CaseEvent(kind: .partPayment, day: $0) } }
        return days.last.map { [CaseEvent(kind: .paidInFull, day: $0)] } ?? []
    }

    /// The payment a receipt answers; `nil` when it was reversed meanwhile.
    func payment(answeredBy attempt: AttemptRecord) -> LatePayment? {
        guard let cycle = CycleKey(attempt.cycle), cycle.kind == .event else { return nil }
        return facts.latePayments.first { $0.day == cycle.startedOn }
    }
}

extension LatePayment {
    /// As the message states it.
    var messageFacts: PaymentFacts { PaymentFacts(amount: amount, receivedOn: day, items: references) }
}

extension AttemptRecord {
    /// Whether it answers a payment.
    var answersPayment: Bool { ["receipt", "thank-you"].contains(templateKey) }

    /// Whether it says that the account is closed and nothing more is asked.
    var closesAccount: Bool { templateKey == "write-off" }
}
