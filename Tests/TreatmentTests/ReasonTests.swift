import Receivables
import Testing

@testable import Treatment

/// Said on Monday 8 June 2026.
private let said = day("2026-06-08")

private func duties(
    _ reason: NonpaymentReason, questioned: Set<Identifier<Receivable>> = [], inWriting: Bool = false,
    policy: Treatment.Policy = residential
) -> ReasonDuties {
    policy.duties(for: reason, saidOn: said, questioned: questioned, inWriting: inWriting, calendar: .weekdays)
}

@Suite struct ReasonTests {
    /// What each reason comes to under the residential starter: hold until, task, evidence by, answer by.
    /// Source: starter policies §1.4 and §5.
    static let table: [(NonpaymentReason, HoldReason?, String?, ReasonTask?, String?, String?)] = [
        (.confusingInvoice, .manual, "2026-06-10", .explainTheBill, nil, "2026-06-10"),
        (.surprisedByTotal, .manual, "2026-06-10", .explainTheBill, nil, "2026-06-10"),
        (.nameNotRecognised, .manual, "2026-06-10", .explainTheName, nil, "2026-06-10"),
        (.doubleCharge, .dispute, "2026-06-22", .findTheDoubleCharge, "2026-06-18", "2026-06-22"),
        (.dissatisfied, .complaint, "2026-06-22", .putTheServiceRight, nil, "2026-06-10"),
        (.changeOfMeans, .hardship, "2026-07-08", .agreeOnParts, nil, "2026-06-10"),
        (.otherDebtsFirst, nil, nil, .agreeOnParts, nil, "2026-06-10"),
        (.neverReceived, .manual, "2026-06-15", .correctTheAddress, nil, "2026-06-09"),
        (.forgot, nil, nil, nil, nil, nil),
        (.paidAlready, .paymentInFlight, "2026-06-22", .findThePayment, "2026-06-18", "2026-06-22"),
        (.refuses, nil, nil, .layBeforeTheOwner, nil, nil),
        (.cancelled, .cancellationClaim, "2026-06-22", .findTheCancellation, "2026-06-18", "2026-06-22"),
        (.movedOrSold, .cancellationClaim, "2026-06-22", .offerTheMove, "2026-06-18", "2026-06-22"),
        (.switchedProvider, .cancellationClaim, "2026-06-22", .findTheCancellation, "2026-06-18", "2026-06-22"),
        (.systemDoesNotWork, .openTicket, "2026-06-22", .sendATechnician, nil, "2026-06-10"),
        (.cardExpired, nil, nil, nil, nil, nil),
        (.renewalUnknown, .cancellationClaim, "2026-06-22", .findTheRenewal, nil, "2026-06-22"),
        (.other, nil, nil, .readAndAnswer, nil, "2026-06-10"),
    ]

    @Test(arguments: table.indices) func eachReasonHasItsPath(row: Int) {
        let (reason, hold, until, task, evidenceBy, answerBy) = Self.table[row]
        let found = duties(reason)
        #expect(found.hold?.reason == hold)
        #expect(found.hold?.days == until.map { DayInterval(from: said, until: day($0)) })
        #expect(found.task == task)
        #expect(found.evidenceBy == evidenceBy.map(day))
        #expect(found.answerBy == answerBy.map(day))
    }

    @Test func theTableIsWhole() {
        #expect(Self.table.map(\.0) == NonpaymentReason.allCases)
    }

    @Test(arguments: NonpaymentReason.allCases) func noReasonIsADeadEnd(reason: NonpaymentReason) {
        let path = ReasonPath(for: reason)
        #expect(path.task != nil || path.template != nil || !path.offers.isEmpty)
        // Whoever is asked for something has a day for it, and is answered.
        #expect(path.evidence.isEmpty == (path.evidenceDays == 0))
        if !path.evidence.isEmpty { #expect(path.answerBusinessDays > 0) }
        let known = ["dispute-received", "evidence-request", "plan-offer", "statement", "autopay-failed"]
        if let template = path.template { #expect(known.contains(template)) }
        // What rests, rests for somebody to do something.
        if path.hold != nil { #expect(path.task != nil) }
    }

    @Test(arguments: [NonpaymentReason.doubleCharge, .paidAlready])
    func onlyWhatIsQuestionedRests(reason: NonpaymentReason) {
        let (questioned, other) = (OpenReceivable.invoice(due: day("2026-06-01")), OpenReceivable.invoice(due: said))
        var snapshot = CaseSnapshot(receivables: [questioned, other], customer: .reachable())
        snapshot.holds = [duties(reason, questioned: [questioned.id]).hold].compactMap(\.self)
        let decision = residential.look(at: snapshot, on: said.adding(days: 1))
        #expect(decision.step?.receivables == [other.id])
    }

    @Test func aRefusalStopsContactOnlyWhenItIsWritten() {
        #expect(duties(.refuses).hold == nil)
        #expect(duties(.refuses, inWriting: true).hold?.reason == .refusal)
    }

    @Test func theNumbersOfThePolicyCount() throws {
        let text = try StarterPolicies.residential()
            .replacing("sleeps: 10 business days", with: "sleeps: 3 business days")
            .replacing("claims-paid: {evidence-days: 10", with: "claims-paid: {evidence-days: 14")
        let policy = try #require(PolicyDocument.parse(text).policy)
        #expect(duties(.cancelled, policy: policy).hold?.days.until == day("2026-06-11"))
        #expect(duties(.paidAlready, policy: policy).evidenceBy == day("2026-06-22"))
    }

    @Test func theLadderRestsWhileAReasonIsLookedIntoAndGoesOnWhereItWas() {
        var snapshot = CaseSnapshot.oneInvoice(due: day("2026-06-01"))
        snapshot.record(
            "statement", on: day("2026-06-02"), cycle: CycleKey(kind: .pastDue, startedOn: day("2026-06-02")))
        let found = duties(.systemDoesNotWork)
        snapshot.holds = [found.hold].compactMap(\.self)
        snapshot.events = [found.event].compactMap(\.self)
        let asleep = residential.look(at: snapshot, on: day("2026-06-12"))
        #expect(asleep.verdict == .asleep(until: day("2026-06-22"), because: .hold(.openTicket)))
        let awake = residential.look(at: snapshot, on: day("2026-06-22"))
        #expect(awake.policyDay == 7)
        #expect(awake.step?.step == "first-call")
    }
}
