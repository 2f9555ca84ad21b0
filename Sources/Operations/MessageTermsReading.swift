import Correspondence
import Receivables
import Store
import Treatment

extension MessageWriting {
    /// What this message states beyond what every message states, from the books and the policy version.
    func terms(_ items: [Item]) -> MessageTerms {
        var terms = MessageTerms(consequences: policy.liveConsequences)
        terms.contact = RoleFacts(
            role: attempt.language == .english ? "our customer care" : "atención al cliente", phone: printedPhone)
        if attempt.answersPayment, let payment = reading.payment(answeredBy: attempt),
            payment.isArrival || attempt.templateKey != "thank-you"
        {
            // Thanks for credit set against a bill name no payment of that day, because none arrived.
            terms.payment = payment.messageFacts
        }
        if attempt.closesAccount, let closed = reading.facts.writtenOff {
            terms.closing = ClosingFacts(amount: closed.amount, closedOn: closed.on)
        }
        if let feeOffer {
            let none = items.allSatisfy { !$0.receivable.isFee && $0.receivable.fees.isZero }
            terms.fee = feeOffer.facts(noneSoFar: none)
        }
        if attempt.templateKey == "final-demand" || attempt.templateKey == "owner-call" { terms.deadline = deadline }
        return terms
    }

    /// The last day before the decision; never before a letter of today can have arrived and been answered.
    private var deadline: DeadlineFacts {
        let day = reading.day
        let policyDay = reading.snapshot().clock(on: day.moment.today, policy: policy, calendar: day.calendar)?
            .policyDay
        let left = policy.decision.day - (policyDay ?? 0)
        let arrives = day.calendar.adding(businessDays: policy.rules.transitBusinessDays, to: day.moment.today)
        return DeadlineFacts(
            payBy: max(arrives.adding(days: 3), day.moment.today.adding(days: left)),
            decides: policy.kind == .oneOff ? .bill : .agreement, newWorkIsPrepaid: policy.kind == .commercial)
    }
}

extension ReceivableRecord {
    /// The fee that is part of what is open, explained on the line: how much, and which letter named it.
    func feeNote(_ language: Language, among notices: [FeeNoticeRecord]) -> String? {
        guard fees.isPositive, !isFee else { return nil }
        let wording = Wording(language)
        let named = notices.filter { $0.receivables.contains(id) }.compactMap(\.mailedOn).max()
        let fee = wording.money(fees)
        let waived = credited.isPositive ? wording.money(credited) : nil
        switch language {
        case .english:
            return "with a late fee of \(fee)" + (named.map { ", named in our letter of \(wording.date($0))" } ?? "")
                + (waived.map { ", and \($0) taken off" } ?? "")
        case .spanish:
            return "con un recargo de \(fee)"
                + (named.map { ", mencionado en nuestra carta del \(wording.date($0))" } ?? "")
                + (waived.map { ", y \($0) descontados" } ?? "")
        }
    }
}
