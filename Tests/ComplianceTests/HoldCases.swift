import Compliance
import Receivables

/// Source of the cases: compliance reference §§4, 5, 11, 13, 15, 16; starter policies §1.4.
let holdCases: [GateCase] =
    HoldReason.allCases.flatMap { reason in
        ContactMedium.allCases.map { medium in
            GateCase.blocks(
                "hold.\(reason.rawValue)", "\(reason.rawValue) stops \(medium.rawValue)",
                contact(medium) { $0.holds = [hold(reason)] })
        }
    } + [
        .allows("a hold that has ended", held(.promise, until: "2026-07-15 11:00")),
        .blocks("hold.promise", "a hold that ends in a second", held(.promise, until: "2026-07-15 11:00:01")),
        .allows("a hold that has not begun", held(.promise, from: "2026-07-15 11:00:01")),
        .allows("the cease letter mailed Aug 3, received Aug 6: Aug 4", cease("2026-08-04 11:00")),
        .blocks("hold.cease", "the cease letter mailed Aug 3, received Aug 6: Aug 7", cease("2026-08-07 11:00")),
        .asksAPerson("hold.cease", "after a cease: notice of a remedy", cease("2026-08-07 11:00", .remedyNotice)),
        .asksAPerson("hold.cease", "after a cease: a receipt", cease("2026-08-07 11:00", .receipt)),
        .blocks("hold.refusal", "I refuse to pay, in writing", held(.refusal)),
        .blocks("hold.attorney", "an attorney: a text", contact(.text) { $0.holds = [hold(.attorney)] }),
        .allows("an attorney: answering a call of the customer's", held(.attorney, .answer)),
        .blocks(
            "hold.attorney", "an attorney for debt A: a message about A", aboutB(.attorney, asks: [Parties.receivableA])
        ),
        .asksAPerson(
            "hold.attorney", "an attorney for debt A: a message about B",
            aboutB(.attorney, asks: [Parties.receivableB])),
        .allows("a dispute of A: a message about B", aboutB(.dispute, asks: [Parties.receivableB])),
        .blocks(
            "hold.dispute", "a dispute of A: a message about both",
            aboutB(.dispute, asks: [Parties.receivableA, Parties.receivableB])),
        .blocks("hold.dispute", "a dispute of A: a message about all", aboutB(.dispute, asks: [])),
        .allows("promise: a receipt", held(.promise, .receipt)),
        .asksAPerson("hold.promise", "promise: a call-back agreed before", held(.promise, .agreedCallBack)),
        .blocks("hold.plan", "a plan: asking for its money", held(.plan)),
        .allows("a plan: the reminder it announced", held(.plan, .ofPlan)),
        .blocks("hold.dispute", "a dispute: a plan's reminder", held(.dispute, .ofPlan)),
        .blocks(
            "hold.dispute", "a dispute of A: a plan's call about both",
            contact(.telephone, .ofPlan) {
                $0.receivableIDs = [Parties.receivableA, Parties.receivableB]
                $0.holds = [hold(.dispute, .receivable(Parties.receivableA))]
            }),
        .asksAPerson("hold.bankruptcy", "bankruptcy: a receipt", held(.bankruptcy, .receipt)),
        .blocks(
            "hold.bankruptcy", "a block decides before an earlier rule that wants a person",
            contact(.email, .agreedCallBack) { $0.holds = [hold(.activeDuty), hold(.bankruptcy)] }),
        .asksAPerson("hold.deceased", "deceased: an answer", held(.deceased, .answer)),
        .allows("identity theft elsewhere", contact { $0.holds = [hold(.identityTheft, .customer(Identifier()))] }),
        .allows(
            "a hold on another case", contact { $0.holds = [hold(.manual, .collectionCase(Identifier()))] }),
        .blocks(
            "hold.manual", "a hold on this case",
            contact { $0.holds = [hold(.manual, .collectionCase(Parties.collectionCase))] }),
        .allows(
            "a hold on the other business", contact { $0.holds = [hold(.manual, .business(Parties.otherBusiness))] }),
        .blocks(
            "hold.manual", "a hold on this business",
            contact { $0.holds = [hold(.manual, .business(Parties.business))] }),
        .blocks("hold.disaster-area", "a hold on the tenant", contact { $0.holds = [hold(.disasterArea, .tenant)] }),
    ]

private func held(
    _ reason: HoldReason, _ purpose: ContactPurpose = .collection, from: String = "2026-07-01 09:00",
    until: String? = nil
) -> GateRequest {
    contact(.email, purpose) { $0.holds = [hold(reason, from: from, until: until)] }
}

private func cease(_ text: String, _ purpose: ContactPurpose = .collection) -> GateRequest {
    contact(.email, purpose, at: at(text)) { $0.holds = [hold(.cease, from: "2026-08-06 10:00")] }
}

private func aboutB(_ reason: HoldReason, asks: Set<Identifier<Receivable>>) -> GateRequest {
    contact {
        $0.receivableIDs = asks
        $0.holds = [hold(reason, .receivable(Parties.receivableA))]
    }
}
