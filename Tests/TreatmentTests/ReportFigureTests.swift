import Receivables
import Testing

@testable import Treatment

struct ReportFigureTests {
    @Test(arguments: [
        (330, Int64(39_95), Int64(1_318_35)), (335, 29_99, 1_004_66), (1, 9, 0), (330, Int64.max, Int64.max / 10),
    ])
    func aContractIsWorthItsMonthlyChargeTimesTheMultipleRoundedDown(tenths: Int, monthly: Int64, worth: Int64) throws {
        let multiple = try #require(ContractMultiple(tenths: tenths))
        #expect(multiple.worth(of: .usd(cents: monthly)) == .usd(cents: worth))
    }

    @Test(arguments: [-1, 0, 1_001])
    func aMultipleOutOfReasonIsNone(tenths: Int) { #expect(ContractMultiple(tenths: tenths) == nil) }

    @Test func everyInstalledStarterIsOnTheShelfResidentialFirst() throws {
        let policies = try StarterShelf.policies()
        #expect(policies.first?.kind == .residential)
        #expect(Set(policies.map(\.key)).count == policies.count)
    }
}

/// Promises of one Monday-to-Friday week: made on 2 March 2026, due on Friday 6 March, grace to Tuesday 10 March.
struct PromiseTallyTests {
    private let march = day("2026-03-01")...day("2026-03-31")

    private func promise(_ cents: Int64, due: String = "2026-03-06", withdrawn: CalendarDate? = nil) -> PromiseFact {
        PromiseFact(
            id: Identifier(), madeOn: day("2026-03-02"), dueOn: day(due), amount: .usd(cents: cents),
            withdrawnOn: withdrawn)
    }

    private func tally(
        _ promises: [(PromiseFact, [PaymentFact])], in days: ClosedRange<CalendarDate>
    ) throws -> PromiseTally {
        var tally = PromiseTally(.usd)
        for (promise, payments) in promises {
            try tally.add(promise, payments: payments, in: days, graceBusinessDays: 2, calendar: .standard)
        }
        return tally
    }

    private func paid(_ cents: Int64, _ on: String) -> PaymentFact {
        PaymentFact(day: day(on), amount: .usd(cents: cents))
    }

    @Test func onePartlyKeptIsBrokenByNumberAndCountsForItsPartByAmount() throws {
        let tally = try tally(
            [
                (promise(100_00), [paid(100_00, "2026-03-10")]), (promise(100_00), [paid(40_00, "2026-03-05")]),
                (promise(100_00), []), (promise(100_00), [paid(100_00, "2026-03-11")]),
                (promise(70_00, withdrawn: day("2026-03-04")), []),
            ], in: march)
        #expect([tally.kept.count, tally.partlyKept.count, tally.broken.count, tally.withdrawn.count] == [1, 1, 2, 1])
        #expect(tally.decidedCount == 4)
        let (promised, received) = try tally.decided()
        #expect(promised == .usd(cents: 400_00) && received == .usd(cents: 140_00))
    }

    @Test(arguments: [("2026-03-09", [0, 0, 2]), ("2026-03-10", [1, 1, 0])])
    func nothingIsBrokenWhilePaymentsAreNotKnownToTheEndOfItsGrace(knownTo: String, counts: [Int]) throws {
        var tally = PromiseTally(.usd)
        for payments in [[], [paid(40_00, "2026-03-05")], [paid(100_00, "2026-03-05")]] {
            try tally.add(
                promise(100_00), payments: payments, in: march, graceBusinessDays: 2, calendar: .standard,
                knownTo: day(knownTo))
        }
        #expect([tally.broken.count, tally.partlyKept.count, tally.unsettled.count] == counts)
        #expect(tally.kept.count == 1 && tally.decidedCount == 3 - counts[2])
    }

    @Test func moreThanWasPromisedCountsForWhatWasPromised() throws {
        let tally = try tally([(promise(100_00), [paid(500_00, "2026-03-03")])], in: march)
        #expect(tally.kept.received == .usd(cents: 100_00))
    }

    @Test func aPromiseIsBrokenOnlyAfterItsGrace() throws {
        let one = [(promise(100_00), [PaymentFact]())]
        #expect(try tally(one, in: day("2026-03-01")...day("2026-03-10")).open.count == 1)
        #expect(try tally(one, in: day("2026-03-01")...day("2026-03-11")).broken.count == 1)
    }

    @Test func onePaidBeforeItsDayEntersNoRateYet() throws {
        let tally = try tally(
            [(promise(100_00), [paid(100_00, "2026-03-03")])], in: day("2026-03-01")...day("2026-03-05"))
        #expect(tally.keptEarly.count == 1 && tally.decidedCount == 0)
    }

    @Test func aPromiseDecidedBeforeThePeriodOrMadeAfterItIsLeftOut() throws {
        let one = [(promise(100_00), [PaymentFact]())]
        for days in [day("2026-03-11")...day("2026-03-31"), day("2026-02-01")...day("2026-03-01")] {
            #expect(try tally(one, in: days) == PromiseTally(.usd))
        }
        #expect(try tally(one, in: day("2026-03-10")...day("2026-03-31")).broken.count == 1)
    }
}
