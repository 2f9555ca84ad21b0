import Correspondence
import Foundation
import Ledger
import PluginKit
import Receivables
import Store
import Treatment

/// What some messages state that a case's facts do not hold, read for one attempt.
struct MessageGrounds {
    /// The mailed letter an e-mail is the copy of.
    var letter: AttemptRecord?
    /// Ways of paying in parts that were computed for this message, and that whoever accepts one gets.
    var offers: [PlanOffer] = []
    /// Fees taken off on the day the message answers.
    var takenOff: Money?
    /// Payments that came back on the day the message answers.
    var returned: ReturnedPaymentFacts?
    var account: AccountFacts?
    /// What a person wrote about a question that was answered.
    var explanation: String?
    /// What was found about what the customer told us of no item in particular.
    var claim: ClaimAnswerFacts?

    init() {}

    init(of attempt: AttemptRecord, reading: CaseReading, in tx: TenantTransaction) throws {
        if let step = attempt.copiedStep {
            letter = reading.facts.attempts.first {
                $0.stepKey == step && $0.cycle == attempt.cycle && $0.ordinal == attempt.ordinal && $0.medium == .post
                    && $0.state == .sent
            }
        }
        let day = CycleKey(attempt.cycle)?.startedOn
        switch attempt.templateKey {
        case "plan-offer":
            let mark = PlanOfferQuotes.quotedBy(attempt.id)
            offers = try tx.planQuotes(ofCase: attempt.caseID).filter { $0.quotedBy == mark }
                .map { try PlanText.value(PlanOffer.self, $0.offerJSON) }
        case "waiver":
            takenOff = try day.flatMap {
                try tx.takenOff(
                    by: .credited, memo: TenantTransaction.waiverMemoPrefix, ofCase: attempt.caseID, on: $0)
            }
        case ActLetter.paymentReturned:
            returned = try day.flatMap { day in
                ReturnedPaymentFacts(try tx.reversedPayments(ofCase: attempt.caseID, on: day), on: day)
            }
        case _ where attempt.answersWholeClaim:
            let answers = try day.map { try tx.taskAnswers(ofCase: attempt.caseID, on: $0) } ?? []
            claim = ClaimAnswerFacts(answers, attempt.language)
        case "dispute-answer":
            let answered = reading.facts.disputes.last { $0.resolvedOn == day }
            explanation = try answered.flatMap { try tx.resolutionReason(ofDispute: $0.id) }
        case _ where attempt.carriesStatement:
            account = AccountStatement(reading: reading, language: attempt.language)
                .facts(try tx.entries(of: attempt.customerID, business: attempt.businessID))
        default: break
        }
    }
}

extension AttemptRecord {
    /// Whether the statement of account and copies of the bills go with it: the first reminder, the question about the
    /// service, and the papers a payables desk asked for.
    var carriesStatement: Bool {
        templateKey == "proof" || templateKey == "statement-of-account"
            ? medium != .telephone && medium != .text : Enclosures.goWith(templateKey, by: medium)
    }
}

/// Which messages say that papers go along with them.
enum Enclosures {
    /// The first reminder; and the question about the service by e-mail, which keeps the figures out of its own words.
    static func goWith(_ template: String, by medium: ContactMedium?) -> Bool {
        switch (template, medium) {
        case (_, .telephone), (_, .text), (_, nil): false
        case ("statement", _), ("open-invoices", _), ("satisfaction", .email): true
        default: false
        }
    }
}
