import Receivables
import Testing

@testable import Treatment

/// Source of the cases: starter policies §2.1 `late-fee`, §5.3, §6 and §7 statements 1 and 8.
@Suite struct FeeDueTests {
    private static let receivable = Identifier<Receivable>("00000000-0000-4000-8000-00000000000a")!
    private static let other = Identifier<Receivable>("00000000-0000-4000-8000-00000000000b")!
    /// Late since 2 June 2026; the letter was mailed on Monday 6 July and named 24 July.
    private static let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))
    private static let five = Money.usd(cents: 5_00)

    /// What a fee depends on, with everything in order.
    struct Facts: Sendable {
        var policyCents: Int64? = 5_00
        var cents: Int64? = 5_00
        var isFee = false
        var wasCharged = false
        var contract = true
        var open: Int64 = 89_97
        var dueOn = day("2026-06-01")
        var ceiling: FeeCeiling = .upTo(.usd(cents: 5_00))
        var names = FeeDueTests.receivable
        var mailedOn: CalendarDate? = day("2026-07-06")
        var returnedOn: CalendarDate?
        var namedFrom = day("2026-07-24")
        var letterCycle = FeeDueTests.cycle
        var cycle: CycleKey? = FeeDueTests.cycle
        var today = day("2026-07-24")
        var hasLetter = true
        var stops: [DayInterval] = []
        var givenUntil: CalendarDate?

        func changed(_ change: (inout Facts) -> Void) -> Facts {
            var facts = self
            change(&facts)
            return facts
        }

        var answer: FeeDue {
            var terms = FeeTerms()
            terms.amountMinor = policyCents
            let notice = FeeNotice(
                cycle: letterCycle, namedFrom: namedFrom, receivables: [names], mailedOn: mailedOn,
                returnedOn: returnedOn, amount: cents.map { .usd(cents: $0) })
            return FeeDue(
                on: FeeItem(
                    receivable: FeeDueTests.receivable, dueOn: dueOn, undisputed: .usd(cents: open), isFee: isFee,
                    wasCharged: wasCharged, contractAllows: contract, stops: stops),
                notices: hasLetter ? [notice] : [], cycle: cycle, givenUntil: givenUntil, terms: terms,
                ceiling: ceiling, today: today, calendar: .weekdays)
        }
    }

    @Test func aFeeIsChargedOnceTheNamedDayHasComeAndEverythingAllowsIt() {
        #expect(Facts().answer == .charge(Self.five))
        #expect(Facts().changed { $0.today = day("2026-08-20") }.answer == .charge(Self.five))
    }

    static let refusals: [(String, FeeDue.Refusal, Facts)] = [
        ("the policy has none", .noFeeInPolicy, Facts().changed { $0.policyCents = nil }),
        ("the agreement has none", .contract, Facts().changed { $0.contract = false }),
        ("no state setting", .state, Facts().changed { $0.ceiling = .notAllowed }),
        ("a state that allows less", .state, Facts().changed { $0.ceiling = .upTo(.usd(cents: 4_99)) }),
        (
            "a state that allows less than the letter named", .state,
            Facts().changed {
                $0.cents = 6_00
                $0.ceiling = .upTo(.usd(cents: 5_50))
            }
        ),
        ("never on a fee", .onFee, Facts().changed { $0.isFee = true }),
        ("one per receivable, waived or not", .charged, Facts().changed { $0.wasCharged = true }),
        ("paid, credited or all disputed", .notLate, Facts().changed { $0.open = 0 }),
        ("not late", .notLate, Facts().changed { $0.dueOn = day("2026-07-24") }),
        ("no letter", .notNamed, Facts().changed { $0.hasLetter = false }),
        ("a letter about another item", .notNamed, Facts().changed { $0.names = FeeDueTests.other }),
        ("a letter printed and never confirmed", .notMailed, Facts().changed { $0.mailedOn = nil }),
        ("a letter not mailed yet", .notMailed, Facts().changed { $0.mailedOn = day("2026-07-25") }),
        (
            "a letter that came back before the fee date", .returned,
            Facts().changed { $0.returnedOn = day("2026-07-15") }
        ),
        ("a letter that came back today", .returned, Facts().changed { $0.returnedOn = day("2026-07-24") }),
        (
            "a letter mailed too late for its day", .mailedTooLate,
            Facts().changed {
                $0.mailedOn = day("2026-07-08")
                $0.namedFrom = day("2026-07-22")
            }
        ),
        ("the day before", .tooEarly, Facts().changed { $0.today = day("2026-07-23") }),
        (
            "cured and late again: the old letter allows no fee", .cured,
            Facts().changed {
                $0.cycle = CycleKey(kind: .pastDue, startedOn: day("2026-07-10"))
                $0.dueOn = day("2026-07-09")
            }
        ),
        ("nothing late now", .cured, Facts().changed { $0.cycle = nil }),
        (
            "disputed, held or under a plan since the letter left, and free again", .stopped,
            Facts().changed { $0.stops = [DayInterval(from: day("2026-07-10"), until: day("2026-07-12"))] }
        ),
        (
            "settled since the letter left, by money that came back", .stopped,
            Facts().changed { $0.stops = [DayInterval(from: day("2026-07-14"), until: day("2026-07-20"))] }
        ),
        (
            "a later letter gives until today", .laterLetter,
            Facts().changed { $0.givenUntil = day("2026-07-24") }
        ),
        (
            "still in dispute", .stopped,
            Facts().changed { $0.stops = [DayInterval(from: day("2026-07-01"), until: nil)] }
        ),
    ]

    @Test(arguments: refusals) func noFeeWithoutEachOfItsGrounds(_ entry: (String, FeeDue.Refusal, Facts)) {
        #expect(entry.2.answer == .not(entry.1), "\(entry.0)")
    }

    @Test func everyGroundForNoFeeHasItsCase() {
        #expect(Set(Self.refusals.map(\.1)) == Set(FeeDue.Refusal.allCases))
    }

    @Test func aFeeFallsOnceTheDayALaterLetterGaveHasPassed() {
        #expect(Facts().changed { $0.givenUntil = day("2026-07-23") }.answer == .charge(Self.five))
    }

    @Test func aDisputeThatEndedBeforeTheLetterLeftStopsNothing() {
        let facts = Facts().changed { $0.stops = [DayInterval(from: day("2026-06-20"), until: day("2026-07-06"))] }
        #expect(facts.answer == .charge(Self.five))
    }

    @Test func theAmountIsTheLettersAndNotThePolicysOfToday() {
        let facts = Facts().changed {
            $0.cents = 3_00
            $0.policyCents = 5_00
        }
        #expect(facts.answer == .charge(.usd(cents: 3_00)))
    }
}

@Suite struct FeeWaiverTests {
    private func fee(_ name: String, on charged: String, waived: String? = nil) -> ChargedFee {
        ChargedFee(
            receivable: Identifier("00000000-0000-4000-8000-0000000000\(name)")!, chargedOn: day(charged),
            waivedOn: waived.map(day))
    }

    private func refusal(
        _ allowance: Allowance.FeeWaiver, _ chosen: [ChargedFee], among all: [ChargedFee], cycle: String? = "2026-06-02"
    ) -> FeeWaiverRefusal? {
        allowance.refusal(of: chosen, among: all, cycleFrom: cycle.map(day), on: day("2026-08-03"))
    }

    @Test func aCollectorWaivesTheFirstFeeInTwelveMonthsAlone() {
        let first = fee("01", on: "2026-08-01")
        let old = fee("02", on: "2025-08-01")
        let lately = fee("03", on: "2026-05-01")
        #expect(refusal(.firstInTwelveMonths, [first], among: [first]) == nil)
        #expect(refusal(.firstInTwelveMonths, [first], among: [old, first]) == nil)
        #expect(
            refusal(.firstInTwelveMonths, [first], among: [lately, first]) == .notTheFirst(since: day("2026-05-01")))
        #expect(refusal(.firstInTwelveMonths, [first, lately], among: [lately, first]) == .onlyOne)
        let forgiven = fee("04", on: "2025-09-01", waived: "2025-09-10")
        #expect(
            refusal(.firstInTwelveMonths, [first], among: [forgiven, first]) == .waivedBefore(on: day("2025-09-10")))
    }

    @Test func aManagerWaivesAllFeesOfTheCycleAndNoOlderOnes() {
        let now = [fee("01", on: "2026-08-01"), fee("02", on: "2026-07-01")]
        let older = fee("03", on: "2026-06-01")
        #expect(refusal(.cycle, now, among: now + [older]) == nil)
        #expect(refusal(.cycle, now + [older], among: now + [older]) == .otherCycle)
        #expect(refusal(.cycle, now, among: now, cycle: nil) == .otherCycle)
    }

    @Test func theOwnerWaivesAnyAndNobodyWithoutAnAllowance() {
        let all = [fee("01", on: "2026-08-01"), fee("02", on: "2024-07-01")]
        #expect(refusal(.any, all, among: all, cycle: nil) == nil)
        #expect(refusal(.none, [all[0]], among: all) == .notAllowed)
        #expect(Allowances().roleWaiving(all, among: all, cycleFrom: nil, on: day("2026-08-03")) == .owner)
        #expect(
            Allowances().roleWaiving([all[0]], among: [all[0]], cycleFrom: nil, on: day("2026-08-03")) == .collector)
    }
}
