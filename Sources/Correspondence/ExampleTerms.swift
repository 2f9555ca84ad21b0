package import Receivables

/// Terms of an invented case, so that every message can be shown and tested before there is a real one.
package struct ExampleTerms: Hashable, Sendable {
    package var language: Language
    /// The date the message bears.
    package var writtenOn: CalendarDate
    package var items: [ItemFacts]
    package var total: Money
    /// The late fee on each item; `nil` when none may be charged.
    package var fee: Money?
    /// What the final letter says is decided.
    package var decides = DeadlineFacts.Subject.agreement
    /// Whether the final letter asks for payment in advance of new work.
    package var newWorkIsPrepaid = false
    /// The last day the final letter names.
    package var deadline: CalendarDate
    package var nextLetterOn: CalendarDate?
    package var planGraceDays = 5
    /// Ways to pay in parts as a provider computed them; `nil` for invented ones.
    package var offer: PlanOfferFacts?
    package var offerDays = 10
    /// Later actions that are live.
    package var consequences: Set<Consequence>

    /// Makes terms around open items; every later action is live.
    package init(
        language: Language, writtenOn: CalendarDate, items: [ItemFacts], total: Money, fee: Money? = nil,
        deadline: CalendarDate? = nil, consequences: Set<Consequence> = Set(Consequence.allCases)
    ) {
        self.language = language
        self.writtenOn = writtenOn
        self.items = items
        self.total = total
        self.fee = fee
        self.deadline = deadline ?? writtenOn.adding(days: 12)
        self.consequences = consequences
    }

    /// The terms a message of this key states.
    package func terms(for templateKey: String) -> MessageTerms {
        var terms = MessageTerms(consequences: consequences)
        terms.contact = RoleFacts(
            role: say("our customer care lead", "la encargada de atención al cliente"), phone: "(505)\u{A0}555-0147")
        terms.nextLetterOn = nextLetterOn
        switch templateKey {
        case "formal-letter":
            terms.fee = fee.map(lateFee)
            terms.nothingAdded = true
            if fee == nil { terms.answerBy = writtenOn.adding(days: 17) }
        case "third-call": terms.fee = fee.map(lateFee)
        case "final-demand", "owner-call":
            terms.deadline = DeadlineFacts(payBy: deadline, decides: decides, newWorkIsPrepaid: newWorkIsPrepaid)
        case "plan-offer": terms.plan = offer ?? plan([2, 3, 4])
        case "plan-confirmation": terms.plan = accepted
        case "plan-reminder", "plan-missed":
            terms.plan = accepted
            terms.planPart = terms.plan?.choices.first?.parts.first.map {
                PlanPartFacts(
                    ordinal: 1, dueOn: $0.dueOn, amount: $0.amount,
                    goodUntil: templateKey == "plan-missed" ? $0.dueOn.adding(days: planGraceDays) : nil)
            }
        case "receipt", "thank-you":
            // Something is still open after a receipt, so no plan is complete there.
            terms.planKept = templateKey == "thank-you"
            terms.payment = PaymentFacts(
                amount: .usd(cents: 50_00), receivedOn: writtenOn, way: say("check", "cheque"),
                items: items.prefix(1).map(\.reference),
                unapplied: templateKey == "thank-you" ? .usd(cents: 5_00) : nil)
        case "dispute-received", "dispute-answer", "evidence-request", "evidence-received": terms.dispute = dispute
        case "claim-answer":
            terms.claim = ClaimAnswerFacts(
                told: [say("it is paid already", "ya está pagado")], toldOn: writtenOn.adding(days: -3),
                explanation: say(
                    "Your check had been set against another bill of yours. We have put that right.",
                    "Su cheque se había aplicado a otra factura suya. Ya lo corregimos."))
        case "waiver":
            terms.waiver = WaiverFacts(
                amount: .usd(cents: 5_00),
                reason: say("because this was the first in 12 months", "porque fue el primero en 12 meses"))
        case "payment-returned":
            terms.returned = ReturnedPaymentFacts(
                amount: .usd(cents: 89_97), paidOn: [writtenOn.adding(days: -6)], returnedOn: writtenOn,
                items: items.prefix(1).map(\.reference))
        case "write-off": terms.closing = ClosingFacts(amount: .usd(cents: 41_20), closedOn: writtenOn)
        case "withdrawal-notice", "notice-check", "withdrawal-done": terms.withdrawal = withdrawal
        case "come-back":
            terms.comeBack = ComeBackFacts(price: .usd(cents: 149_00), startBy: writtenOn.adding(days: 10))
        case "bill-and-verify", "all-well-call":
            terms.work = WorkFacts(
                summary: say("replaced the panel battery and tested all zones", "cambiamos la batería del panel"),
                doneOn: writtenOn)
        case "invoice", "open-invoices", "proof", "received":
            terms.business = BusinessBillFacts(
                purchaseOrder: "PO-4471", terms: say("net 30", "30 días"), sites: ["Cerrillos Road", "Airport Road"],
                proofs: [
                    say("Purchase order PO-4471", "Orden de compra PO-4471"),
                    say("Signed work order", "Orden de trabajo firmada"),
                ])
        case "statement-of-account": terms.account = account
        case "invoice-copy":
            terms.invoice = InvoiceFacts(
                reference: items.first?.reference ?? "INV-6990", billedOn: writtenOn.adding(days: -50),
                amount: items.first?.amount ?? .usd(cents: 89_97))
        default: break
        }
        return terms
    }

    private func say(_ english: String, _ spanish: String) -> String { language == .english ? english : spanish }

    private func lateFee(_ amount: Money) -> LateFeeFacts {
        let arrives = writtenOn.adding(days: 7)
        return LateFeeFacts(
            charge: .each(amount), beginsOn: arrives.adding(days: 11), payBy: arrives.adding(days: 10),
            arrivesOn: arrives, items: items.map(\.reference),
            clause: say("clause 7 of your agreement", "la cláusula 7 de su contrato"), noneSoFar: true)
    }

    /// The choice with the most parts, as it was agreed.
    private var accepted: PlanOfferFacts {
        var plan = offer ?? plan([3])
        plan.choices = plan.choices.suffix(1)
        return plan
    }

    private func plan(_ counts: [Int]) -> PlanOfferFacts {
        let choices = counts.map { count in
            PlanChoiceFacts(
                parts: (0..<count).map { index in
                    let (share, rest) = total.minorUnits.quotientAndRemainder(dividingBy: Int64(count))
                    let cents = index == count - 1 ? share + rest : share
                    return .init(
                        dueOn: writtenOn.adding(days: 7 + 30 * index),
                        amount: Money(minorUnits: cents, currency: total.currency))
                })
        }
        return PlanOfferFacts(
            choices: choices, cost: .zero(total.currency),
            offerEndsOn: min(writtenOn.adding(days: offerDays), writtenOn.adding(days: 7)), graceDays: planGraceDays,
            newBillsToo: false, stopsFees: fee != nil && consequences.contains(.lateFee))
    }

    private var dispute: DisputeFacts {
        DisputeFacts(
            items: items.isEmpty ? ["INV-6990"] : items.prefix(1).map(\.reference), amount: .usd(cents: 30_00),
            raisedOn: writtenOn, answerBy: writtenOn.adding(days: 14),
            evidence: [
                say("a bank statement that shows the payment", "un estado de cuenta del banco que muestre el pago"),
                say("the receipt", "el recibo"),
            ],
            evidenceBy: writtenOn.adding(days: 10),
            explanation: say(
                "The visit in May was billed twice. The second entry is a mistake of ours.",
                "La visita de mayo se facturó dos veces. El segundo cargo es un error nuestro."),
            corrected: .usd(cents: 30_00))
    }

    private var withdrawal: WithdrawalFacts {
        // A Tuesday to Thursday, as the notice asks.
        let earliest = writtenOn.adding(days: 24)
        let endsOn = (0..<7).map { earliest.adding(days: $0) }.first { (2...4).contains($0.weekday) } ?? earliest
        return WithdrawalFacts(
            endsOn: endsOn, endsAtMinute: 10 * 60, zone: say("Mountain Time", "hora de la montaña"),
            services: say("burglar and fire monitoring", "el monitoreo de robo e incendio"),
            premises: "12 Acequia Madre Apt 4, Santa Fe, NM 87505",
            owingSince: items.map(\.dueOn).min() ?? writtenOn, guardsLife: true, authorityNotified: true,
            stillOwed: say(
                "The open amount remains owed under the agreement.",
                "La cantidad pendiente se sigue debiendo según el contrato."),
            equipment: say("The equipment stays with you.", "El equipo se queda con usted."), sentOn: writtenOn,
            sentBy: say(
                "first-class mail with a certificate of mailing", "correo de primera clase con certificado de envío"),
            isApproved: true)
    }

    private var account: AccountFacts {
        let zero = Money.zero(.usd)
        return AccountFacts(
            from: writtenOn.adding(days: -90), to: writtenOn, openBefore: zero,
            entries: [
                .init(
                    on: writtenOn.adding(days: -80), summary: say("Invoice INV-6990", "Factura INV-6990"),
                    amount: .usd(cents: 89_97), openAfter: .usd(cents: 89_97)),
                .init(
                    on: writtenOn.adding(days: -41), summary: say("Payment, check 204", "Pago, cheque 204"),
                    amount: .usd(cents: -50_00), openAfter: .usd(cents: 39_97)),
                .init(
                    on: writtenOn.adding(days: -10),
                    summary: say("Credit for a missed visit", "Crédito por una visita"),
                    amount: .usd(cents: -39_97), openAfter: zero),
            ])
    }
}
