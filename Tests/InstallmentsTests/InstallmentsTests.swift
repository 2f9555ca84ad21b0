import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import Installments

struct InstallmentsTests {
    private func configuration(_ values: [String: ConfigurationValue] = [:]) throws -> PluginConfiguration {
        try PluginConfiguration(schema: InstallmentsConfiguration.schema, values: values)
    }

    private func result(
        _ situation: PlanSituation, _ values: [String: ConfigurationValue] = [:]
    ) async throws -> PlanOffersResult {
        let spool = try TemporaryFolder()
        return await InstallmentPlans().offers(
            in: situation, context: .sample(try configuration(values), spool: spool.url))
    }

    private func offer(
        _ situation: PlanSituation, _ values: [String: ConfigurationValue] = [:]
    ) async throws -> PlanOffer {
        let result = try await result(situation, values)
        guard case .offered(let offers) = result, let first = offers.first else {
            throw Unexpected(result: result)
        }
        return first
    }

    private func refusal(_ situation: PlanSituation) async throws -> PlanRefusal? {
        if case .refused(let refusal) = try await result(situation) { refusal } else { nil }
    }

    @Test(arguments: ["first", "last"])
    func conforms(largerParts: String) async throws {
        #expect(try PluginConformance(InstallmentPlans.self).violations() == [])
        let suite = PlanProviderConformance(
            InstallmentPlans(), configuration: try configuration(["larger_parts": .text(largerParts)]))
        #expect(try await suite.violations() == [])
    }

    @Test(arguments: [
        (100_00, 3, "first", [33_34, 33_33, 33_33]), (100_00, 3, "last", [33_33, 33_33, 33_34]),
        (50_05, 6, "first", [8_35, 8_34, 8_34, 8_34, 8_34, 8_34]), (10_01, 2, "first", [5_01, 5_00]),
        (149_85, 3, "last", [49_95, 49_95, 49_95]),
    ])
    func partsAreEqualAndTheCentsGoWhereTheRuleSays(
        owed: Int64, count: Int, larger: String, parts: [Int64]
    ) async throws {
        let situation = PlanSituation.sample(
            items: [.sample(cents: owed)], wish: PlanWish(size: .parts(count), rhythm: .weekly))
        let offer = try await offer(situation, ["larger_parts": .text(larger)])
        #expect(offer.installments.map(\.amount.minorUnits) == parts)
    }

    @Test(arguments: [
        // 372.40 at 60 dollars a time: the last is the rest.
        (372_40, 60_00, [60_00, 60_00, 60_00, 60_00, 60_00, 60_00, 12_40]),
        // A rest below five dollars joins the part before it.
        (124_99, 60_00, [60_00, 64_99]), (125_00, 60_00, [60_00, 60_00, 5_00]), (120_00, 60_00, [60_00, 60_00]),
    ])
    func anAmountAtATimeLeavesTheRestToTheLastPart(owed: Int64, each: Int64, parts: [Int64]) async throws {
        let situation = PlanSituation.sample(
            items: [.sample(cents: owed)], allowance: PlanAllowance(partsMax: 12, daysMax: 400),
            wish: PlanWish(size: .amount(.usd(cents: each))))
        let offer = try await offer(situation)
        #expect(offer.installments.map(\.amount.minorUnits) == parts)
        #expect(offer.needsReview == (parts.count > 4))
    }

    @Test func aDownPaymentIsTheFirstPartAndCountsAsOne() async throws {
        let wish = PlanWish(size: .parts(4), rhythm: .weekly, downPayment: .usd(cents: 50_00))
        let offer = try await offer(.sample(items: [.sample(cents: 150_01)], wish: wish))
        #expect(offer.installments.map(\.amount.minorUnits) == [50_00, 33_34, 33_34, 33_33])
    }

    @Test func aMonthWithoutTheDayUsesItsLastAndLaterMonthsReturnToIt() {
        let calendar = BusinessCalendar(weekdays: [1, 2, 3, 4, 5, 6, 7], closesOnFederalHolidays: false)
        let days = InstallmentDays.days(from: day("2027-10-31"), .monthly, count: 6, calendar: calendar)
        #expect(
            days.map(\.description) == [
                "2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31",
            ])
    }

    @Test func aDayOffIsMovedToTheNextBusinessDayAndMovesNoOther() {
        // Christmas Day 2026 is a Friday; the next business day is Monday.
        let days = InstallmentDays.days(from: day("2026-12-18"), .weekly, count: 4, calendar: .standard)
        #expect(days.map(\.description) == ["2026-12-18", "2026-12-28", "2027-01-04", "2027-01-08"])
    }

    @Test func twoPartsNeverFallOnOneDay() {
        let closed = Set((0..<20).map { day("2026-07-06").adding(days: $0) })
        let calendar = BusinessCalendar(closedDays: closed)
        let days = InstallmentDays.days(from: day("2026-07-02"), .weekly, count: 4, calendar: calendar)
        #expect(days.map(\.description) == ["2026-07-02", "2026-07-27", "2026-07-28", "2026-07-29"])
    }

    @Test func theFirstPaymentFallsDueWhileTheLadderWaits() async throws {
        // Monday 23 November; six days on is Sunday, and Friday the last business day before it.
        let usual = try await offer(.sample(wish: PlanWish(size: .parts(2))))
        #expect(usual.installments[0].dueOn == day("2026-11-27"))
        #expect(usual.expiresOn == day("2026-11-27"))
        let wished = try await offer(.sample(wish: PlanWish(size: .parts(2), firstPaymentOn: day("2026-11-26"))))
        #expect(wished.installments[0].dueOn == day("2026-11-27"))  // Thanksgiving
        for wrong in ["2026-11-22", "2026-11-28", "2026-12-10"] {
            let wish = PlanWish(size: .parts(2), firstPaymentOn: day(wrong))
            #expect(try await refusal(.sample(wish: wish))?.reason == .firstPayment)
        }
    }

    @Test func aReadyOfferStandsAllItsDaysAndIsPaidFirstAtTheirEnd() async throws {
        let ready = try await offer(.sample())
        #expect(ready.expiresOn == day("2026-12-03") && ready.installments[0].dueOn == day("2026-12-03"))
        // Accepted before the day it counts from: the letter was there sooner.
        let spool = try TemporaryFolder()
        let early = PlanAcceptance.sample(of: ready, in: .sample(), on: day("2026-11-20"))
        let result = await InstallmentPlans().agreement(
            on: early, context: .sample(try configuration(), spool: spool.url))
        guard case .agreed(let agreement) = result else {
            Issue.record("\(result)")
            return
        }
        let words = agreement.documents[0].paragraphs.joined(separator: "\n")
        #expect(words.contains("rest for 14 days"), "\(words)")
    }

    @Test func readyChoicesKeepToWhatMayBeGranted() async throws {
        let collector = PlanSituation.sample(allowance: PlanAllowance(partsMax: 3, daysMax: 60))
        guard case .offered(let offers) = try await result(collector) else {
            Issue.record("a collector may offer something")
            return
        }
        #expect(offers.map(\.installments.count) == [2, 3])
        #expect(offers.map(\.rhythm) == [.monthly, .everyTwoWeeks])
        #expect(offers.allSatisfy { !$0.needsReview })
        let nobody = PlanSituation.sample(allowance: PlanAllowance(partsMax: 0, daysMax: 0))
        #expect(try await refusal(nobody)?.reason == .tooManyParts)
    }

    @Test(arguments: [
        (PlanWish(size: .parts(6), rhythm: .monthly), PlanRefusal.Reason.tooLong),
        (PlanWish(size: .parts(2), downPayment: .usd(cents: 150_00)), .downPayment),
        (PlanWish(size: .parts(2), downPayment: .usd(cents: 0)), .downPayment),
        (PlanWish(size: .parts(2), downPayment: Money(minorUnits: 1, currency: .cad)), .mixedCurrencies),
        (PlanWish(size: .parts(6), rhythm: .weekly, downPayment: .usd(cents: 149_00)), .partTooSmall),
        (PlanWish(size: .amount(.usd(cents: 150_00))), .tooFewParts),
        (PlanWish(size: .amount(.usd(cents: 1))), .tooManyParts),
        (PlanWish(size: .amount(.usd(cents: -1))), .partTooSmall),
        (PlanWish(size: .amount(Money(minorUnits: 50_00, currency: .cad))), .mixedCurrencies),
    ])
    func whatCannotBeIsRefusedWithItsReason(wish: PlanWish, reason: PlanRefusal.Reason) async throws {
        let situation = PlanSituation.sample(allowance: PlanAllowance(partsMax: 6, daysMax: 60), wish: wish)
        #expect(try await refusal(situation)?.reason == reason)
    }

    @Test func aSumThatCannotBeCountedIsRefused() async throws {
        let items = [PlanItem.sample(cents: .max), .sample(cents: 1)]
        #expect(try await refusal(.sample(items: items))?.reason == .doesNotProve)
    }

    @Test func theDocumentSaysWhatAnOfferMustSay() async throws {
        let situation = PlanSituation.sample(wish: PlanWish(size: .parts(2), rhythm: .monthly))
        let offer = try await offer(situation)
        let spool = try TemporaryFolder()
        let result = await InstallmentPlans().agreement(
            on: .sample(of: offer, in: situation), context: .sample(try configuration(), spool: spool.url))
        guard case .agreed(let agreement) = result else {
            Issue.record("\(result)")
            return
        }
        let words = agreement.documents[0].paragraphs.joined(separator: "\n")
        for needed in [
            "INV-1 ($150.00)", "1. Friday, November 27, 2026: $75.00", "2. Monday, December 28, 2026: $75.00",
            "first payment starts the plan", "no late fee", "New bills are not part", "5 more days",
            "question any item",
            "costs nothing",
        ] { #expect(words.contains(needed), "\(needed)") }
    }
}

/// Any wish is either refused or an offer that proves. Seeds make a failure repeatable.
struct InstallmentsPropertyTests {
    @Test(arguments: 0..<8)
    func everyOfferProvesToTheCent(seed: Int) async throws {
        var random = Seeded(seed)
        let spool = try TemporaryFolder()
        var offered = 0
        for _ in 0..<400 {
            let values: [String: ConfigurationValue] = [
                "larger_parts": .text(Bool.random(using: &random) ? "first" : "last"),
                "smallest_part_minor": .integer(Int.random(in: 1...2_000, using: &random)),
                "earliest_first_payment_days": .integer(Int.random(in: 0...6, using: &random)),
            ]
            let configuration = try PluginConfiguration(
                schema: InstallmentsConfiguration.schema, values: values)
            let situation = random.situation()
            let result = await InstallmentPlans().offers(
                in: situation, context: .sample(configuration, spool: spool.url))
            guard case .offered(let offers) = result else { continue }
            let suite = PlanProviderConformance(InstallmentPlans(), configuration: configuration)
            for offer in offers {
                offered += 1
                #expect(suite.faults(of: offer, in: situation) == [], "seed \(seed): \(situation)")
                #expect(offer.installments.allSatisfy { $0.amount.currency == offer.total.currency })
                #expect(offer.installments.map(\.amount.minorUnits).reduce(0, +) == offer.total.minorUnits)
                #expect(
                    offer.installments.allSatisfy { situation.calendar.isBusinessDay($0.dueOn) },
                    "seed \(seed): a part on a day off")
                if case .parts(let count) = situation.wish?.size {
                    #expect(offer.installments.count == count)
                    let rest = offer.installments.dropFirst(situation.wish?.downPayment == nil ? 0 : 1)
                        .map(\.amount.minorUnits)
                    #expect((rest.max() ?? 0) - (rest.min() ?? 0) <= 1)
                }
            }
        }
        #expect(offered > 50)
    }
}

private struct Unexpected: Error {
    let result: PlanOffersResult
}

/// A small generator whose whole sequence follows from its seed (SplitMix64).
private struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func situation() -> PlanSituation {
        let today = CalendarDate.fixtureDay.adding(days: Int.random(in: 0...800, using: &self))
        // None and two digits after the point; a part is a whole number of the smallest unit in each.
        let currency = [Currency.usd, .cad, Currency("JPY")!, Currency("MXN")!].randomElement(using: &self)!
        func money(_ units: ClosedRange<Int64>) -> Money {
            Money(minorUnits: Int64.random(in: units, using: &self), currency: currency)
        }
        let items = (0..<Int.random(in: 1...4, using: &self)).map { number in
            PlanItem(receivable: Identifier(), reference: "INV-\(number)", open: money(1...90_000))
        }
        let owed = items.reduce(Int64(0)) { $0 + $1.open.minorUnits }
        let closed = Set(
            (0..<Int.random(in: 0...30, using: &self)).map { _ in
                today.adding(days: Int.random(in: 0...90, using: &self))
            })
        var wish: PlanWish?
        if Int.random(in: 0..<4, using: &self) > 0 {
            let size: PlanWish.Size =
                Bool.random(using: &self)
                ? .parts(Int.random(in: 2...12, using: &self))
                : .amount(money(100...max(100, owed)))
            wish = PlanWish(
                size: size, rhythm: Bool.random(using: &self) ? PlanRhythm.allCases.randomElement(using: &self) : nil,
                downPayment: Int.random(in: 0..<3, using: &self) == 0
                    ? money(1...max(1, owed)) : nil,
                firstPaymentOn: Int.random(in: 0..<3, using: &self) == 0
                    ? today.adding(days: Int.random(in: 0...6, using: &self)) : nil)
        }
        return .sample(
            day: today, items: items, calendar: BusinessCalendar(closedDays: closed),
            allowance: PlanAllowance(
                partsMax: Int.random(in: 2...12, using: &self), daysMax: Int.random(in: 20...400, using: &self)),
            wish: wish)
    }
}

private func day(_ text: String) -> CalendarDate {
    CalendarDate(text)!  // a literal of a test is a date
}
