import Receivables
import Testing

@testable import Treatment

/// Three parts of 50 dollars on one item, accepted on Monday 1 June and due on the 5th, the 19th and 3 July. The first is
/// paid.
@Suite struct PlanDisputeTests {
    private let item = Identifier<Receivable>()

    private func timeline(
        _ disputes: [PlanDispute], paid: [(String, Int64)] = [("2026-06-05", 50_00)], known: String = "2027-01-01"
    ) -> PlanTimeline {
        let parts = ["2026-06-05", "2026-06-19", "2026-07-03"].enumerated().map {
            PlanInstallmentFact(ordinal: $0.offset + 1, dueOn: day($0.element), amount: .usd(cents: 50_00))
        }
        let first = PlanVersionFact(
            number: 1, agreedOn: day("2026-06-01"), paidBefore: .usd(cents: 0), installments: parts)
        return PlanTimeline(
            PlanHistory(
                id: Identifier(), receivables: [item], acceptedOn: day("2026-06-01"), provisionalDays: 7, graceDays: 5,
                versions: [first], movements: movements(paid), disputes: disputes), knownThrough: day(known))
    }

    private func movements(_ paid: [(String, Int64)]) -> [PlanMovement] {
        paid.map { PlanMovement(day: day($0.0), amount: .usd(cents: $0.1)) }
    }

    private func dispute(
        _ from: String, until: String? = nil, cents: Int64? = nil, version: Int = 1, open: Int64 = 100_00,
        paid: [(String, Int64)] = [("2026-06-05", 50_00)]
    ) -> PlanDispute {
        PlanDispute(
            on: item, days: DayInterval(from: day(from), until: until.map(day)), amount: cents.map { .usd(cents: $0) },
            version: version, open: .usd(cents: open), movements: movements(paid))
    }

    @Test(arguments: [(0..<0, true), (1..<2, false)])
    func whatSettlesAPartThatAVersionLeftOutPaysNothingOfIt(versions: Range<Int>, completes: Bool) {
        let parts = [PlanInstallmentFact(ordinal: 1, dueOn: day("2026-06-19"), amount: .usd(cents: 50_00))]
        let first = PlanVersionFact(
            number: 1, agreedOn: day("2026-06-01"), paidBefore: .usd(cents: 0), installments: parts)
        let credit = PlanMovement(day: day("2026-06-10"), amount: .usd(cents: 50_00))
        let timeline = PlanTimeline(
            PlanHistory(
                id: Identifier(), receivables: [item], acceptedOn: day("2026-06-01"), provisionalDays: 30, graceDays: 5,
                versions: [first], movements: [credit],
                outside: [PlanMovementOutside(credit, versions: versions)]), knownThrough: day("2026-06-12"))
        let standing = timeline.standing(on: day("2026-06-12"))
        #expect(
            standing == (completes ? .completed(on: day("2026-06-10")) : .provisional(until: day("2026-07-01"))))
    }

    @Test func noPartIsMissedWhileAllThatIsLeftIsDisputed() {
        let timeline = timeline([dispute("2026-06-10")])
        #expect(timeline.standing(on: day("2026-12-01")) == .current)
        #expect(timeline.endedOn == nil)
        #expect(
            timeline.installments(on: day("2026-06-25")).map(\.standing)
                == [.paid(on: day("2026-06-05")), .disputed, .disputed])
    }

    @Test func aMissedPartRestsFromTheDayItIsDisputed() {
        let timeline = timeline([dispute("2026-06-22")])
        let part = PlanPartKey(version: 1, ordinal: 2)
        #expect(timeline.missedParts(on: day("2026-06-21")) == [part: day("2026-06-20")])
        #expect(timeline.missedParts(on: day("2026-06-22")).isEmpty)
        #expect(timeline.standing(on: day("2026-06-30")) == .current)
        #expect(timeline.events.map(\.kind).contains(.disputed(part)))
    }

    @Test func whatStaysOwedIsMissedFromTheDayTheDisputeIsDecided() {
        let timeline = timeline([dispute("2026-06-10", until: "2026-06-29")])
        #expect(timeline.standing(on: day("2026-06-28")) == .current)
        #expect(
            timeline.standing(on: day("2026-06-29")) == .missed(since: day("2026-06-29"), callBy: day("2026-07-03")))
        #expect(timeline.endedOn == day("2026-07-04"))
    }

    @Test func partsAreMissedBeyondTheDisputedSum() {
        let timeline = timeline([dispute("2026-06-10", cents: 60_00)])
        // The second part lies within the sum; of the third 40 dollars lie beyond it.
        #expect(timeline.standing(on: day("2026-06-25")) == .current)
        #expect(
            timeline.standing(on: day("2026-07-04")) == .missed(since: day("2026-07-04"), callBy: day("2026-07-08")))
    }

    @Test func moneyThatComesOffADisputedItemIsNotCountedTwice() {
        let paid: [(String, Int64)] = [("2026-06-05", 50_00), ("2026-06-15", 30_00)]
        let whole = timeline([dispute("2026-06-10", open: 70_00, paid: paid)], paid: paid)
        #expect(whole.standing(on: day("2026-07-30")) == .current)
        let all = timeline([dispute("2026-06-10", open: 40_00)], paid: [("2026-06-05", 50_00)])
        // Only 40 dollars are open on it now, so that part of the second is asked for.
        #expect(all.missedParts(on: day("2026-06-20")) == [PlanPartKey(version: 1, ordinal: 2): day("2026-06-20")])
    }

    @Test func aVersionAgreedAfterTheDisputeLeftItOutAndIsAskedInFull() {
        let timeline = timeline([dispute("2026-05-20", cents: 100_00, version: 0)])
        #expect(timeline.endedOn == day("2026-06-25"))
    }

    @Test func aPlanWithoutItsFirstPaymentLastsAsLongAsTheRemindersRest() {
        let part = { (number: Int, text: String) in
            PlanInstallmentFact(ordinal: number, dueOn: day(text), amount: .usd(cents: 50_00))
        }
        let history = PlanHistory(
            id: Identifier(), receivables: [item], acceptedOn: day("2026-01-31"), provisionalDays: 7, graceDays: 5,
            versions: [
                PlanVersionFact(
                    number: 1, agreedOn: day("2026-01-31"), paidBefore: .usd(cents: 0),
                    installments: [part(1, "2026-01-31"), part(2, "2026-02-28")])
            ], movements: [])
        let timeline = PlanTimeline(history, knownThrough: day("2026-03-01"))
        #expect(timeline.endedOn == day("2026-02-07"))
        #expect(timeline.fact.holds(PlanTerms()).provisional.until == day("2026-02-07"))
        #expect(timeline.standing(on: day("2026-02-06")) == .provisional(until: day("2026-02-07")))
    }

    @Test func whatIsUnpaidOfAPartIsWhatIsAskedFor() {
        let timeline = timeline([], paid: [("2026-06-05", 50_00), ("2026-06-19", 49_99)])
        let parts = timeline.installments(on: day("2026-06-21"))
        #expect(parts[1].standing == .missed)
        #expect(parts.map { timeline.unpaid(of: $0.part, on: day("2026-06-21")).minorUnits } == [0, 1, 50_00])
    }
}
