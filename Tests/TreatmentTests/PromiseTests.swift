import Receivables
import Testing

@testable import Treatment

@Suite struct PromiseTests {
    /// Made Monday, due Friday 12 June; two business days of grace end on Tuesday 16 June.
    private func promise(
        superseded: CalendarDate? = nil, withdrawn: CalendarDate? = nil, scope: CaseScope = .wholeCase
    ) -> PromiseFact {
        PromiseFact(
            id: Identifier(), madeOn: day("2026-06-08"), dueOn: day("2026-06-12"), amount: .usd(cents: 50_00),
            scope: scope, supersededOn: superseded, withdrawnOn: withdrawn)
    }

    private func paid(_ text: String, _ cents: Int64, to receivable: Identifier<Receivable>? = nil) -> PaymentFact {
        PaymentFact(day: day(text), amount: .usd(cents: cents), receivable: receivable)
    }

    private func outcome(_ promise: PromiseFact, _ payments: [PaymentFact], on text: String) -> PromiseOutcome {
        promise.outcome(payments: payments, on: day(text), graceBusinessDays: 2, calendar: .weekdays)
    }

    @Test func aPromiseIsOpenThroughItsGraceAndBrokenTheDayAfter() {
        #expect(outcome(promise(), [], on: "2026-06-16") == .open)
        #expect(outcome(promise(), [], on: "2026-06-17") == .broken)
    }

    @Test func partsThatAddUpKeepAPromiseOnTheDayTheyDo() {
        let payments = [paid("2026-06-15", 30_00), paid("2026-06-09", 20_00)]
        #expect(outcome(promise(), payments, on: "2026-06-20") == .kept(on: day("2026-06-15")))
        #expect(outcome(promise(), payments, on: "2026-06-14") == .open)
    }

    @Test func moneyBeforeThePromiseOrAfterTheGraceDoesNotCount() {
        #expect(outcome(promise(), [paid("2026-06-07", 50_00)], on: "2026-06-20") == .broken)
        #expect(outcome(promise(), [paid("2026-06-17", 50_00)], on: "2026-06-20") == .broken)
    }

    @Test func tooLittleIsPartlyKept() {
        let outcome = outcome(promise(), [paid("2026-06-10", 49_99)], on: "2026-06-17")
        #expect(outcome == .partlyKept(paid: .usd(cents: 49_99)))
    }

    @Test func onlyMoneyForItsReceivablesKeepsAPromiseThatNamesThem() {
        let (named, other) = (Identifier<Receivable>(), Identifier<Receivable>())
        let promise = promise(scope: .receivables([named]))
        #expect(outcome(promise, [paid("2026-06-10", 50_00, to: other)], on: "2026-06-17") == .broken)
        #expect(
            outcome(promise, [paid("2026-06-10", 50_00, to: named)], on: "2026-06-17")
                == .kept(on: day("2026-06-10")))
    }

    /// The rest, and the last day of the grace it leaves; `nil` for none that is known.
    static let rests: [(from: String, until: String?, last: String?)] = [
        ("2026-06-08", nil, nil), ("2026-06-16", nil, nil), ("2026-06-08", "2026-06-12", "2026-06-16"),
        ("2026-06-08", "2026-06-13", "2026-06-16"), ("2026-06-08", "2026-06-15", "2026-06-17"),
        ("2026-06-16", "2026-07-06", "2026-07-08"), ("2026-06-17", nil, "2026-06-16"),
    ]

    @Test(arguments: rests) func whileWhatItCoversRestsAPromiseIsNotBrokenAndHasItsGraceThen(
        from: String, until: String?, last: String?
    ) {
        var promise = promise()
        promise.restDays = [DayInterval(from: day(from), until: until.map(day))]
        #expect(promise.lastDay(graceBusinessDays: 2, calendar: .weekdays) == last.map(day))
        #expect(outcome(promise, [], on: last ?? "2030-01-01") == .open)
        guard let last = last.map(day) else {
            #expect(outcome(promise, [paid("2027-03-01", 50_00)], on: "2030-01-01") == .kept(on: day("2027-03-01")))
            return
        }
        #expect(outcome(promise, [], on: "\(last.adding(days: 1))") == .broken)
        let late = PaymentFact(day: last, amount: .usd(cents: 50_00))
        #expect(outcome(promise, [late], on: "2030-01-01") == .kept(on: last))
    }

    @Test func aPromiseReplacedOrTakenBackIsNotBroken() {
        #expect(outcome(promise(superseded: day("2026-06-10")), [], on: "2026-06-20") == .superseded)
        #expect(outcome(promise(withdrawn: day("2026-06-10")), [], on: "2026-06-20") == .withdrawn)
        #expect(outcome(promise(withdrawn: day("2026-06-18")), [], on: "2026-06-20") == .broken)
    }
}

@Suite struct AgingTests {
    @Test(arguments: [(-1, 0), (0, 0), (1, 1), (14, 1), (15, 2), (29, 2), (30, 3), (60, 4), (89, 4), (90, 5), (900, 5)])
    func theBandFollowsTheDaysPastDue(late: Int, bucket: Int) {
        let due = day("2026-06-01")
        #expect(AgingBuckets.alarmTrade.bucket(dueOn: due, on: due.adding(days: late)) == bucket)
    }

    @Test func bandsHaveLabels() {
        let buckets = AgingBuckets.alarmTrade
        #expect(
            (0..<buckets.count).map(buckets.label) == [
                "not past due", "1 to 14", "15 to 29", "30 to 59", "60 to 89", "90+",
            ])
        #expect(AgingBuckets(firstDays: [10, 5]) == nil)
        #expect(AgingBuckets(firstDays: []) == nil)
    }
}

@Suite struct CycleKeyTests {
    @Test(arguments: CycleKey.Kind.allCases) func aKeyReadsBackFromItsText(kind: CycleKey.Kind) {
        let key = CycleKey(kind: kind, startedOn: day("2026-06-02"))
        #expect(CycleKey(key.description) == key)
    }

    @Test(arguments: ["", "past-due", "past-due:2026-02-30", "later:2026-06-02", "past-due:2026-06-02:1"])
    func anythingElseIsRefused(text: String) { #expect(CycleKey(text) == nil) }
}
