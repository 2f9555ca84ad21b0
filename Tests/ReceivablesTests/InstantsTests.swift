import Foundation
import Receivables
import Testing

@Suite struct InstantsTests {
    @Test func aMomentSurvivesFoundation() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<20_000 {
            let microseconds = Int64.random(in: -2_000_000_000_000_000...4_000_000_000_000_000, using: &random)
            let moment = BusinessInstant(microseconds: microseconds)
            #expect(BusinessInstant(moment.date) == moment)
            #expect(ServerInstant(ServerInstant(microseconds: microseconds).date).microseconds == microseconds)
        }
    }

    @Test(arguments: [
        // moment in UTC, zone, day, minute
        ("2026-07-15T03:59:59Z", "America/New_York", "2026-07-14", 1439),
        ("2026-07-15T04:00:00Z", "America/New_York", "2026-07-15", 0),
        ("2026-01-01T00:00:00Z", "Pacific/Honolulu", "2025-12-31", 840),
        ("2026-03-08T06:59:59Z", "America/New_York", "2026-03-08", 119),
        ("2026-03-08T07:00:00Z", "America/New_York", "2026-03-08", 180),
        ("1969-12-31T23:59:59Z", "UTC", "1969-12-31", 1439),
    ])
    func aMomentHasADayAndAMinuteWhereItIsLived(
        _ moment: String, _ zone: String, _ day: String, _ minute: Int
    ) throws {
        let instant = BusinessInstant(try Date(moment, strategy: .iso8601))
        let zone = try #require(TimeZone(identifier: zone))
        #expect(instant.day(in: zone).description == day)
        #expect(instant.minuteOfDay(in: zone) == minute)
    }

    @Test func theLastMicrosecondOfADayBelongsToIt() throws {
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        let midnight = try #require(CalendarDate("2026-07-15")).instant(minuteOfDay: 0, in: zone)
        let before = BusinessInstant(microseconds: midnight.microseconds - 1)
        #expect(before.day(in: zone).description == "2026-07-14")
        #expect(before.minuteOfDay(in: zone) == 1439)
    }

    @Test func theOffsetIsTheOnlyBridge() {
        let offset = ClockOffset(microseconds: -420_000_000_000_000)
        let server = ServerInstant(microseconds: 1_790_000_000_000_000)
        let business = BusinessInstant(server, offset: offset)
        #expect(business.microseconds == 1_370_000_000_000_000)
        #expect(business.server(offset: offset) == server)
        #expect(business.adding(seconds: -1) < business)
        #expect(BusinessInstant(server, offset: .none).microseconds == server.microseconds)
    }
}

/// A repeatable source of random numbers. Source: SplitMix64, Steele, Lea, Flood 2014.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
