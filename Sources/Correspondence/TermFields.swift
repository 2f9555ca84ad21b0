import Receivables

/// The fields of a message's terms: their names, and their values for one message.
struct TermFields {
    /// Every field there is; a text may be missing, a flag is then false.
    static let catalog: [String: FieldSheet.Kind] = {
        let texts = [
            "role", "rolePhone", "feeFrom", "feePayBy", "feeEach", "feeRate", "feeExampleBase", "feeExampleTotal",
            "feeItems", "feeClause", "payBy", "answerBy", "nextLetterOn", "planChoice1", "planChoice2", "planChoice3",
            "planShort1", "planShort2", "planShort3",
            "planAccepted", "planCost", "planGrace", "planFirstDueOn", "planReplaces", "planPartAmount", "planPartOn",
            "planGoodUntil", "offerEndsOn", "paymentAmount", "paymentOn",
            "paymentWay", "paymentItems", "returnedAmount", "returnedPaidOn", "returnedOn", "returnedItems",
            "unappliedAmount", "noticeOf", "disputeItems", "disputeAmount", "disputeOn",
            "disputeAnswerBy",
            "evidence1", "evidence2", "evidence3", "evidenceBy", "explanation", "claim", "claimToldOn",
            "correctedAmount", "inQuestion",
            "waiverAmount",
            "waiverReason", "closedAmount", "closedOn", "welcomeBack", "serviceEndsOn", "serviceEndsAt", "services",
            "premises", "owingSince", "stillOwed", "equipment", "sentOn", "sentBy", "agencyName", "agencyEmail",
            "agencyFrom", "agencyOptOutBy", "comeBackPrice", "comeBackBy", "workDone", "workOn", "purchaseOrder",
            "paymentTerms", "sites", "proof1", "proof2", "proof3", "accountFrom", "accountTo", "invoiceReference",
            "invoiceOn", "invoiceAmount",
        ]
        let flags = [
            "noFeeSoFar", "oneJob", "nothingAdded", "feeOnAll", "decidesAgreement", "decidesBill", "prepayNewWork",
            "planKeepsBills", "planStopsFees",
            "planBegun", "planKept", "disputeRight", "disputePartly", "disputeStands", "lifeSafety",
            "authorityNotified", "enclosed", "severalSites",
        ]
        return Dictionary(
            uniqueKeysWithValues: texts.map { ($0, FieldSheet.Kind.optional) } + flags.map { ($0, .flag) })
    }()

    /// Fields that are known together or not at all: inside the section of one, the others leave no gap.
    static let together: [Set<String>] = [
        ["feeFrom", "feePayBy", "feeItems", "feeClause"], ["feeRate", "feeExampleBase", "feeExampleTotal"],
        ["paymentAmount", "paymentOn"], ["returnedAmount", "returnedPaidOn", "returnedOn"],
        ["planChoice3", "planShort3"],
        ["agencyName", "agencyEmail", "agencyFrom", "agencyOptOutBy"],
    ]

    private(set) var texts: [String: String] = [:]
    private(set) var flags: [String: Bool] = [:]
    private let wording: Wording

    init(_ terms: MessageTerms, wording: Wording) {
        self.wording = wording
        texts["role"] = terms.contact?.role
        texts["rolePhone"] = terms.contact?.phone
        texts["nextLetterOn"] = terms.nextLetterOn.map(wording.date)
        flags["enclosed"] = terms.enclosed
        texts["answerBy"] = terms.answerBy.map(wording.dateWithWeekday)
        flags["oneJob"] = terms.isOneJob
        flags["nothingAdded"] = terms.nothingAdded
        if let fee = terms.fee { set(fee) }
        if let deadline = terms.deadline {
            texts["payBy"] = wording.dateWithWeekday(deadline.payBy)
            flags["decidesAgreement"] = deadline.decides == .agreement
            flags["decidesBill"] = deadline.decides == .bill
            flags["prepayNewWork"] = deadline.newWorkIsPrepaid
        }
        if let plan = terms.plan { set(plan) }
        texts["planPartAmount"] = terms.planPart.map { wording.money($0.amount) }
        texts["planPartOn"] = terms.planPart.map { wording.dateWithWeekday($0.dueOn) }
        texts["planGoodUntil"] = terms.planPart?.goodUntil.map(wording.dateWithWeekday)
        flags["planKept"] = terms.planKept
        if let payment = terms.payment { set(payment) }
        if let returned = terms.returned {
            texts["returnedAmount"] = wording.money(returned.amount)
            texts["returnedPaidOn"] = wording.list(returned.paidOn.map(wording.date))
            texts["returnedOn"] = wording.date(returned.returnedOn)
            texts["returnedItems"] = wording.list(returned.items)
        }
        if let dispute = terms.dispute { set(dispute) }
        if let claim = terms.claim {
            texts["claim"] = claim.told.isEmpty ? nil : wording.clauses(claim.told)
            texts["claimToldOn"] = claim.toldOn.map(wording.date)
            texts["explanation"] = claim.explanation
        }
        texts["inQuestion"] = terms.inQuestion.map(wording.money)
        if let withdrawal = terms.withdrawal { set(withdrawal) }
        texts["waiverAmount"] = terms.waiver.map { wording.money($0.amount) }
        texts["waiverReason"] = terms.waiver?.reason
        texts["closedAmount"] = terms.closing.map { wording.money($0.amount) }
        texts["closedOn"] = terms.closing.map { wording.date($0.closedOn) }
        texts["welcomeBack"] = terms.closing?.welcomeBack
        texts["comeBackPrice"] = terms.comeBack.map { wording.money($0.price) }
        texts["comeBackBy"] = terms.comeBack.map { wording.date($0.startBy) }
        texts["workDone"] = terms.work?.summary
        texts["workOn"] = terms.work.map { wording.date($0.doneOn) }
        texts["purchaseOrder"] = terms.business?.purchaseOrder
        texts["paymentTerms"] = terms.business?.terms
        texts["sites"] = terms.business.map { $0.sites.joined(separator: "; ") }
        flags["severalSites"] = (terms.business?.sites.count ?? 0) > 1
        number(terms.business?.proofs ?? [], as: "proof")
        texts["accountFrom"] = terms.account.map { wording.date($0.from) }
        texts["accountTo"] = terms.account.map { wording.date($0.to) }
        texts["invoiceReference"] = terms.invoice?.reference
        texts["invoiceOn"] = terms.invoice.map { wording.date($0.billedOn) }
        texts["invoiceAmount"] = terms.invoice.map { wording.money($0.amount) }
    }

    private mutating func set(_ fee: LateFeeFacts) {
        texts["feeFrom"] = wording.date(fee.beginsOn)
        texts["feePayBy"] = wording.date(fee.payBy)
        texts["feeItems"] = wording.list(fee.items)
        texts["feeClause"] = fee.clause
        flags["noFeeSoFar"] = fee.noneSoFar
        switch fee.charge {
        case .each(let amount): texts["feeEach"] = wording.money(amount)
        case .monthly(let rate, let base, let total):
            texts["feeRate"] = rate
            texts["feeExampleBase"] = wording.money(base)
            texts["feeExampleTotal"] = wording.money(total)
        }
    }

    private mutating func set(_ plan: PlanOfferFacts) {
        number(plan.choices.map(wording.plan), as: "planChoice")
        number(plan.choices.map(wording.planInShort), as: "planShort")
        texts["planAccepted"] = plan.choices.first.map(wording.plan)
        texts["planFirstDueOn"] = (plan.nextDueOn ?? plan.choices.first?.parts.first?.dueOn).map(
            wording.dateWithWeekday)
        texts["planCost"] = wording.planCost(plan.cost)
        texts["planGrace"] = String(plan.graceDays)
        texts["offerEndsOn"] = wording.dateWithWeekday(plan.offerEndsOn)
        flags["planKeepsBills"] = plan.newBillsToo
        flags["planStopsFees"] = plan.stopsFees
        flags["planBegun"] = plan.hasBegun
        texts["planReplaces"] = plan.replaces.map(wording.date)
    }

    private mutating func set(_ payment: PaymentFacts) {
        texts["paymentAmount"] = wording.money(payment.amount)
        texts["paymentOn"] = wording.date(payment.receivedOn)
        texts["paymentWay"] = payment.way
        texts["paymentItems"] = wording.list(payment.items)
        texts["unappliedAmount"] = payment.unapplied.map(wording.money)
        texts["noticeOf"] = payment.leavesNoticeOf.map(wording.date)
    }

    private mutating func set(_ dispute: DisputeFacts) {
        texts["disputeItems"] = wording.list(dispute.items)
        texts["disputeAmount"] = dispute.amount.map(wording.money)
        texts["disputeOn"] = wording.date(dispute.raisedOn)
        texts["disputeAnswerBy"] = dispute.answerBy.map(wording.dateWithWeekday)
        texts["evidenceBy"] = dispute.evidenceBy.map(wording.dateWithWeekday)
        texts["explanation"] = dispute.explanation
        texts["correctedAmount"] = dispute.corrected.map(wording.money)
        let finding = dispute.finding ?? (dispute.corrected == nil ? .billedRight : .customerRight)
        flags["disputeRight"] = finding == .customerRight
        flags["disputePartly"] = finding == .partlyRight
        flags["disputeStands"] = finding == .billedRight
        number(dispute.evidence, as: "evidence")
    }

    private mutating func set(_ withdrawal: WithdrawalFacts) {
        texts["serviceEndsOn"] = wording.dateWithWeekday(withdrawal.endsOn)
        texts["serviceEndsAt"] = wording.time(minuteOfDay: withdrawal.endsAtMinute) + ", " + withdrawal.zone
        texts["services"] = withdrawal.services
        texts["premises"] = withdrawal.premises
        texts["owingSince"] = wording.date(withdrawal.owingSince)
        texts["stillOwed"] = withdrawal.stillOwed
        texts["equipment"] = withdrawal.equipment
        texts["sentOn"] = wording.date(withdrawal.sentOn)
        texts["sentBy"] = withdrawal.sentBy
        flags["lifeSafety"] = withdrawal.guardsLife
        flags["authorityNotified"] = withdrawal.authorityNotified
        texts["agencyName"] = withdrawal.agency?.name
        texts["agencyEmail"] = withdrawal.agency?.email
        texts["agencyFrom"] = withdrawal.agency.map { wording.date($0.from) }
        texts["agencyOptOutBy"] = withdrawal.agency.map { wording.date($0.optOutBy) }
    }

    private mutating func number(_ lines: [String], as name: String) {
        for (index, line) in lines.prefix(3).enumerated() { texts["\(name)\(index + 1)"] = line }
    }
}
