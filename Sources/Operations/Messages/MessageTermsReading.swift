import Correspondence
import PluginKit
import Receivables
import Store
import Treatment

extension MessageWriting {
    /// What this message states beyond what every message states, from the books and the policy version.
    func terms(_ items: [Item]) -> MessageTerms {
        var terms = MessageTerms(consequences: policy.liveConsequences)
        terms.isOneJob = policy.kind == .oneOff
        terms.contact = RoleFacts(
            role: attempt.language == .english ? "our customer care team" : "nuestro equipo de atención al cliente",
            phone: printedPhone)
        if attempt.answersPayment {
            // Thanks for credit set against a bill name no payment of that day, because none arrived.
            if let payment = reading.payment(answeredBy: attempt),
                payment.isArrival || attempt.templateKey != "thank-you"
            {
                terms.payment = payment.messageFacts
                terms.payment?.unapplied = reading.facts.unapplied.flatMap { $0.isPositive ? $0 : nil }
            }
            terms.planKept = reading.completedPlan(on: CycleKey(attempt.cycle)?.startedOn)
        }
        if let plan {
            terms.state(plan, policy: policy, today: reading.day.moment.today, copies: reading.planCopies)
        }
        if let dispute = reading.disputeFacts(of: attempt) ?? reading.wholeClaimFacts(of: attempt, policy) {
            terms.dispute = dispute
        }
        terms.claim = grounds.claim
        if attempt.tone.asksForNothing, !attempt.listsTheRest { terms.inQuestion = reading.amountInQuestion }
        if attempt.closesAccount, let closed = reading.facts.writtenOff {
            terms.closing = ClosingFacts(amount: closed.amount, closedOn: closed.on)
        }
        if let feeOffer {
            terms.fee = feeOffer.facts(noneSoFar: noFee(among: items))
        }
        switch attempt.templateKey {
        case "formal-letter":
            if attempt.copiedStep != nil { terms.fee = announcedFee(items) }
            if terms.fee == nil {
                terms.answerBy = answerBy
                terms.nextLetterOn = nextLetterOn
            }
            terms.nothingAdded = noFee(among: items)
        case "third-call":
            terms.fee = announcedFee(items)
            terms.nextLetterOn = nextLetterOn
        case "final-demand": terms.deadline = deadline
        case "owner-call":
            // A last day that no letter named, or that has passed, is not said.
            if let named = lastDayNamed {
                terms.deadline = named > reading.day.moment.today ? letterDays.deadline(on: named) : nil
            } else {
                terms.nextLetterOn = nextLetterOn
            }
        case "plan-offer": terms.plan = planOffer
        case "plan-confirmation" where plan == nil: terms.plan = acceptedPlan
        case "bill-and-verify", "all-well-call": terms.work = work(items)
        case "invoice", "open-invoices", "proof", "received": terms.business = businessBill(items)
        case "waiver":
            let reason = reading.waiverReason(of: attempt, policy: policy) ?? say(Self.waiverReason)
            terms.waiver = grounds.takenOff.map { WaiverFacts(amount: $0, reason: reason) }
        case ActLetter.paymentReturned: terms.returned = grounds.returned
        case "dispute-received" where terms.dispute == nil, "evidence-request" where terms.dispute == nil,
            "dispute-answer" where terms.dispute == nil:
            terms.dispute = dispute
        default: break
        }
        if attempt.templateKey == "statement-of-account" { terms.account = grounds.account }
        return terms
    }

    private static let waiverReason = ("as a courtesy", "como cortesía")

    private func say(_ words: (english: String, spanish: String)) -> String {
        attempt.language == .english ? words.english : words.spanish
    }

    /// The day of what the message answers; today for one that answers nothing.
    private var answeredDay: CalendarDate { CycleKey(attempt.cycle)?.startedOn ?? reading.day.moment.today }

    /// The day the letter was written: for a copy that of the letter.
    var writtenOn: CalendarDate { grounds.letter?.plannedOn ?? reading.day.moment.today }

    /// The last day the message names to pay or to agree how, as it is written now; `nil` when it names none.
    func namesDay(_ items: [Item]) -> CalendarDate? {
        guard attempt.medium != .telephone else { return nil }
        let terms = terms(items)
        return terms.deadline?.payBy ?? terms.answerBy
    }

    private var letterDays: LetterDays { LetterDays(policy: policy, calendar: reading.day.calendar) }

    /// What the final letter names; a copy names what its letter does.
    private var deadline: DeadlineFacts {
        if let named = grounds.letter?.namesDay { return letterDays.deadline(on: named) }
        let policyDay = reading.snapshot().clock(
            on: writtenOn, policy: policy, calendar: reading.day.calendar)?.policyDay
        return letterDays.deadline(writtenOn: writtenOn, policyDay: policyDay ?? 0)
    }

    /// The day a formal letter without a fee names; a copy names what its letter does.
    private var answerBy: CalendarDate {
        grounds.letter?.namesDay ?? letterDays.answerBy(writtenOn: writtenOn, nextLetterOn: nextLetterOn)
    }

    /// The last day the final letter of this round named, when it went.
    private var lastDayNamed: CalendarDate? {
        reading.snapshot().lastDayNamed(
            on: reading.day.moment.today, policy: policy, calendar: reading.day.calendar)
    }

    /// The fee a mailed letter named, while its last day without one lies ahead.
    private func announcedFee(_ items: [Item]) -> LateFeeFacts? {
        let today = reading.day.moment.today
        let letters = reading.facts.feeNotices.filter { notice in
            notice.mailedOn != nil && notice.returnedAt == nil && notice.feeFrom > today
                && (grounds.letter.map { $0.id == notice.attempt } ?? (notice.cycle == attempt.cycle))
        }
        guard let notice = letters.last, let mailed = notice.mailedOn, let clause = reading.feeClause(attempt.language)
        else { return nil }
        let named = items.filter { notice.receivables.contains($0.receivable.id) }
        guard !named.isEmpty else { return nil }
        return LateFeeFacts(
            charge: .each(notice.amount), beginsOn: notice.feeFrom, payBy: notice.feeFrom.adding(days: -1),
            arrivesOn: reading.day.calendar.adding(businessDays: policy.fees.transitBusinessDays, to: mailed),
            items: named.map(\.receivable.reference), clause: clause,
            noneSoFar: noFee(among: items))
    }

    private func noFee(among items: [Item]) -> Bool {
        items.allSatisfy { !$0.receivable.isFee && $0.receivable.fees.isZero }
    }

    /// The first day on which the next letter of the ladder may leave; `nil` when none is live.
    private var nextLetterOn: CalendarDate? {
        let day = reading.day
        guard
            let now = reading.snapshot().clock(on: day.moment.today, policy: policy, calendar: day.calendar)?.policyDay
        else { return nil }
        return LetterDays(policy: policy, calendar: day.calendar).nextLetterOn(
            from: day.moment.today, policyDay: now)
    }

    private var planOffer: PlanOfferFacts? {
        let offers = grounds.offers.filter { !$0.needsReview }.prefix(3)
        guard let first = offers.first, let ends = offers.map(\.expiresOn).min() else { return nil }
        return PlanOfferFacts(
            choices: offers.map(\.choice), cost: first.cost, offerEndsOn: ends, graceDays: first.settings.graceDays,
            newBillsToo: false, stopsFees: policy.liveConsequences.contains(.lateFee))
    }

    /// The plan agreed on the day the message answers, as it binds today.
    private var acceptedPlan: PlanOfferFacts? {
        let agreed = reading.facts.plans.last { $0.acceptedOn == answeredDay } ?? reading.facts.plans.last
        guard let agreed, let parts = agreed.history.versions.last?.installments, let first = parts.first else {
            return nil
        }
        return PlanOfferFacts(
            choices: [PlanChoiceFacts(parts: parts.map { .init(dueOn: $0.dueOn, amount: $0.amount) })],
            cost: .zero(first.amount.currency), offerEndsOn: max(first.dueOn, reading.day.moment.today),
            graceDays: agreed.history.graceDays, newBillsToo: false,
            stopsFees: policy.liveConsequences.contains(.lateFee), isReviewed: true)
    }

    /// The job behind the oldest bill. The day of the bill is the day of the job: it is billed when it is done.
    private func work(_ items: [Item]) -> WorkFacts? {
        guard let item = items.first?.receivable else { return nil }
        let other = say(("the work on bill \(item.reference)", "el trabajo de la factura \(item.reference)"))
        return WorkFacts(summary: item.summary.isEmpty ? other : item.summary, doneOn: item.billedOn)
    }

    /// What a payables desk needs. No purchase order is on file, so it is asked for.
    private func businessBill(_ items: [Item]) -> BusinessBillFacts {
        var facts = BusinessBillFacts()
        if let item = items.first?.receivable {
            let days = item.dueOn.days(since: item.billedOn)
            facts.terms = days > 0 ? say(("net \(days)", "\(days) días")) : nil
        }
        let copies = items.prefix(2).map { item in
            say(("Copy of bill \(item.receivable.reference)", "Copia de la factura \(item.receivable.reference)"))
        }
        let account = grounds.account.map { _ in say(("Statement of account", "Estado de cuenta")) }
        facts.proofs = copies + (account.map { [$0] } ?? [])
        return facts
    }

    private var dispute: DisputeFacts? {
        let isAnswer = attempt.templateKey == "dispute-answer"
        let about = reading.facts.disputes.filter {
            (isAnswer ? $0.resolvedOn : $0.openedOn) == answeredDay
        }
        guard let first = about.first else { return nil }
        let references = about.compactMap { one in
            reading.facts.receivables.first { $0.id == one.receivableID }?.reference
        }
        guard !references.isEmpty else { return nil }
        let days = policy.events[.dispute]?.answerBusinessDays ?? 0
        var facts = DisputeFacts(
            items: references, amount: about.count == 1 ? first.amount : nil, raisedOn: first.openedOn,
            answerBy: isAnswer
                ? nil : reading.day.calendar.adding(businessDays: days > 0 ? days : 10, to: first.openedOn))
        facts.evidenceBy = first.evidenceDueOn
        if first.evidenceDueOn != nil {
            facts.evidence = [
                say(
                    (
                        "a receipt or a bank statement that shows the payment",
                        "un recibo o un estado de cuenta del banco que muestre el pago"
                    )),
                say(("a letter or message about it", "una carta o un mensaje sobre el asunto")),
                say(("a photo of what is not right", "una foto de lo que no está bien")),
            ]
        }
        facts.explanation = isAnswer ? explanation(first) : nil
        return facts
    }

    /// What was found: the words of whoever answered when they are a sentence, else what the outcome means.
    private func explanation(_ dispute: DisputeRecord) -> String {
        if let words = grounds.explanation, words.contains(" "), words.last.map({ ".?)".contains($0) }) == true {
            return words
        }
        switch dispute.outcome {
        case "upheld": return say(("You were right.", "Usted tenía razón."))
        case "partly-upheld": return say(("You were right about a part of it.", "Usted tenía razón en una parte."))
        default:
            return say(
                ("We looked at our records and at what you told us.", "Revisamos nuestros registros y lo que nos dijo.")
            )
        }
    }
}

extension PlanOffer {
    /// As a message states it.
    fileprivate var choice: PlanChoiceFacts {
        PlanChoiceFacts(parts: installments.map { .init(dueOn: $0.dueOn, amount: $0.amount) })
    }
}

extension ReceivableRecord {
    /// The fee that is part of what is open, explained on the line: how much, and which letter named it.
    ///
    /// - Parameter letters: What was written to the customer, for the date the letter itself bears: a letter may be
    ///   mailed days after it was written.
    func feeNote(
        _ language: Language, among notices: [FeeNoticeRecord], of letters: [AttemptRecord]
    ) -> String? {
        guard fees.isPositive, !isFee else { return nil }
        let wording = Wording(language)
        let mailed = notices.filter { $0.receivables.contains(id) && $0.mailedOn != nil }.map(\.attempt)
        let named = letters.filter { mailed.contains($0.id) }.map(\.plannedOn).max()
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
