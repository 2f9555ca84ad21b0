import Receivables
import Store
import Treatment

/// Why what a message says is not so any more.
struct GroundGone {
    /// A stable word, as decision records carry it.
    let rule: String
    /// One sentence.
    let words: String

    init(_ rule: String, _ words: String) {
        self.rule = rule
        self.words = words
    }
}

extension CaseReading {
    /// Why an answer, a receipt or a closing letter must not leave; `nil` while what it says is so. Thanks for money that
    /// went back, or for an account that is not settled, are not sent.
    func groundGone(ofAnswer attempt: AttemptRecord, policy: Treatment.Policy) -> GroundGone? {
        if attempt.templateKey == "waiver", waiver(answeredBy: attempt) == nil {
            return GroundGone("waiver.gone", "the fee it says was taken off stands again")
        }
        if attempt.stepKey == ActLetter.paymentReturned, everythingOpen.isEmpty {
            return GroundGone("payment.made-again", "what came back was paid or credited since: nothing is open")
        }
        if let gone = disputeGone(for: attempt, policy) { return gone }
        if attempt.closesAccount {
            if facts.writtenOff == nil {
                return GroundGone("account.not-closed", "the write-off was undone: the account is not closed")
            }
            if !everythingOpen.isEmpty { return GroundGone("account.not-closed", "something is open again") }
            // Undone and decided anew since: the later closing has a letter of its own.
            if let closed = facts.writtenOff, attempt.plannedOn < closed.on {
                return GroundGone("account.closed-later", "it tells of a write-off that was undone; a later one stands")
            }
        }
        if ["promise-confirmation", "promise-reminder"].contains(attempt.templateKey) {
            let grace = policy.promises.graceBusinessDays
            guard let promise = promise(answeredBy: attempt, graceBusinessDays: grace) else {
                return GroundGone("promise.gone", "the promise was kept, replaced or taken back, or its day has passed")
            }
            let arrives = day.calendar.adding(businessDays: policy.rules.transitBusinessDays, to: day.moment.today)
            if attempt.medium == .post, arrives > promise.dueOn {
                return GroundGone("promise.too-near", "a letter would arrive after the day that was promised")
            }
        }
        guard attempt.answersPayment else { return nil }
        if payment(answeredBy: attempt) == nil {
            return GroundGone("payment.gone", "the payment it answers was reversed or corrected")
        }
        if attempt.templateKey == "thank-you", !everythingOpen.isEmpty {
            return GroundGone("payment.not-all", "something is open again")
        }
        return nil
    }

    /// Why a message about an objection must not leave: it was decided, or a day it names has come.
    private func disputeGone(for attempt: AttemptRecord, _ policy: Treatment.Policy) -> GroundGone? {
        guard attempt.answersDispute, !attempt.answersWholeClaim else { return nil }
        if disputes(of: attempt).isEmpty, wholeClaim(of: attempt) == nil {
            return GroundGone("dispute.decided", "the dispute was decided meanwhile, and the answer says so")
        }
        guard attempt.templateKey == "evidence-request" else { return nil }
        let named =
            disputes(of: attempt).compactMap(\.evidenceDueOn).min()
            ?? wholeClaim(of: attempt).flatMap { evidenceDay($0, policy) }
        guard let named, named <= day.moment.today else { return nil }
        return GroundGone("dispute.too-late", "it would ask for something by \(named), and that day has come")
    }
}
