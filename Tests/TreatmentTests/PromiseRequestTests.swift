import Receivables
import Testing

@testable import Treatment

/// Due Monday 1 June, spoken with on Wednesday 10 June.
private let due = day("2026-06-01")
private let today = day("2026-06-10")

private func promise(_ made: String, _ dueOn: String, cents: Int64 = 50_00) -> PromiseFact {
    PromiseFact(id: Identifier(), madeOn: day(made), dueOn: day(dueOn), amount: .usd(cents: cents))
}

@Suite struct PromiseRequestTests {
    private func refusals(_ request: PromiseRequest, of snapshot: CaseSnapshot = .oneInvoice(due: due))
        -> [PromiseRefusal]
    {
        snapshot.refusals(of: request, on: today, policy: residential, calendar: .weekdays)
    }

    private func request(
        _ dueOn: String, cents: Int64 = 50_00, scope: CaseScope = .wholeCase, callBack: String? = nil,
        by role: GrantingRole = .collector
    ) -> PromiseRequest {
        PromiseRequest(
            amount: .usd(cents: cents), dueOn: day(dueOn), scope: scope, callBackOn: callBack.map(day), takenBy: role)
    }

    @Test func whatIsOwedByADayInReachIsTaken() {
        #expect(refusals(request("2026-06-24")).isEmpty)
        #expect(refusals(request("2026-06-10", cents: 1)).isEmpty)
    }

    @Test(arguments: [
        ("2026-06-09", 50_00, PromiseRefusal.inThePast(today: today)),
        ("2026-06-12", 0, .notPositive), ("2026-06-12", -5, .notPositive),
        ("2026-06-12", 50_01, .moreThanOwed(.usd(cents: 50_00))),
        ("2026-06-25", 50_00, .tooFarAhead(latest: day("2026-06-24"))),
    ])
    func whatCannotBePromisedIsRefusedWithTheReason(dueOn: String, cents: Int, refusal: PromiseRefusal) {
        #expect(refusals(request(dueOn, cents: Int64(cents))) == [refusal])
        #expect(!refusal.words.isEmpty)
    }

    @Test func severalFaultsAreToldAtOnce() {
        let found = refusals(request("2026-06-01", cents: 60_00, callBack: "2026-06-01"))
        #expect(
            found == [
                .inThePast(today: today), .moreThanOwed(.usd(cents: 50_00)),
                .callBackOutOfReach(from: day("2026-06-11"), through: day("2026-06-17")),
            ])
    }

    @Test func nothingIsPromisedOnADisputedItem() {
        let disputed = OpenReceivable.invoice(due: due, cents: 40_00, disputed: 40_00)
        let other = OpenReceivable.invoice(due: due, cents: 30_00)
        let snapshot = CaseSnapshot(receivables: [disputed, other], customer: .reachable())
        let both = request("2026-06-12", cents: 30_00, scope: .receivables([disputed.id, other.id]))
        #expect(refusals(both, of: snapshot) == [.disputed(1)])
        #expect(refusals(request("2026-06-12", cents: 30_00), of: snapshot).isEmpty)
        #expect(
            refusals(request("2026-06-12", cents: 70_00), of: snapshot) == [.moreThanOwed(.usd(cents: 30_00))])
    }

    @Test func anItemHeldByADisputeCountsAsDisputed() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        let id = snapshot.receivables[0].id
        snapshot.holds = [
            HoldFact(reason: .dispute, scope: .receivables([id]), days: DayInterval(from: today, until: nil))
        ]
        #expect(refusals(request("2026-06-12", scope: .receivables([id])), of: snapshot).first == .disputed(1))
    }

    @Test func aPartInDisputeLeavesTheRestToPromise() {
        let part = OpenReceivable.invoice(due: due, cents: 40_00, disputed: 10_00)
        let snapshot = CaseSnapshot(receivables: [part], customer: .reachable())
        #expect(refusals(request("2026-06-12", cents: 30_00, scope: .receivables([part.id])), of: snapshot).isEmpty)
        #expect(
            refusals(request("2026-06-12", cents: 30_01, scope: .receivables([part.id])), of: snapshot)
                == [.moreThanOwed(.usd(cents: 30_00))])
    }

    @Test func whatIsNotOpenCannotBeNamed() {
        let found = refusals(request("2026-06-12", scope: .receivables([Identifier()])))
        #expect(found == [.notOpen(1), .moreThanOwed(.usd(cents: 0))])
    }

    @Test func afterTwoBrokenOnlyAManagerTakesOneMoreAndThenTheOwner() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.promises = [promise("2026-06-02", "2026-06-03"), promise("2026-06-04", "2026-06-05")]
        #expect(refusals(request("2026-06-12"), of: snapshot) == [.tooManyBroken(2)])
        #expect(refusals(request("2026-06-12", by: .manager), of: snapshot).isEmpty)
        snapshot.promises.append(promise("2026-06-03", "2026-06-04"))
        #expect(refusals(request("2026-06-12", by: .manager), of: snapshot) == [.tooManyBroken(3)])
        #expect(refusals(request("2026-06-12", by: .owner), of: snapshot).isEmpty)
    }

    @Test func promisesOfACycleTakeAtMostTwentyOneDaysTogether() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        // Ten days, of which eight have run.
        snapshot.promises = [promise("2026-06-02", "2026-06-12")]
        #expect(refusals(request("2026-06-23"), of: snapshot).isEmpty)
        #expect(refusals(request("2026-06-24"), of: snapshot) == [.tooLongTogether(days: 22)])
        #expect(refusals(request("2026-06-24", by: .manager), of: snapshot).isEmpty)
    }

    @Test func promisesBeforeTheCycleDoNotCount() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.promises = [promise("2026-03-02", "2026-03-03"), promise("2026-04-02", "2026-04-03")]
        #expect(refusals(request("2026-06-24"), of: snapshot).isEmpty)
    }

    @Test func aPaymentReversedLaterMakesItsPromiseCountAsBroken() {
        var snapshot = CaseSnapshot.oneInvoice(due: due)
        snapshot.promises = [promise("2026-06-02", "2026-06-03"), promise("2026-06-04", "2026-06-05", cents: 10_00)]
        snapshot.payments = [PaymentFact(day: day("2026-06-05"), amount: .usd(cents: 10_00))]
        #expect(refusals(request("2026-06-12"), of: snapshot).isEmpty)
        snapshot.payments = []
        #expect(refusals(request("2026-06-12"), of: snapshot) == [.tooManyBroken(2)])
    }

    @Test func aRefusalNamesWhoMayTakeItAllTheSame() {
        let late = request("2026-06-30")
        let allowances = residential.allowances
        let found = refusals(late)
        #expect(found == [.tooFarAhead(latest: day("2026-06-24"))])
        #expect(found[0].allowed(by: allowances, terms: residential.promises, request: late, today: today) == .manager)
        let past = PromiseRefusal.inThePast(today: today)
        #expect(past.allowed(by: allowances, terms: residential.promises, request: late, today: today) == nil)
    }

    @Test func aCallBackIsAgreedForADayInReach() {
        #expect(refusals(request("2026-06-12", callBack: "2026-06-17")).isEmpty)
        // Friday the 12th and its grace: until Tuesday nothing is broken.
        let early = PromiseRefusal.callBackOutOfReach(from: day("2026-06-17"), through: day("2026-06-19"))
        #expect(refusals(request("2026-06-12", callBack: "2026-06-16")) == [early])
        #expect(
            refusals(request("2026-06-12", callBack: "2026-06-20")) == [early])
    }
}
