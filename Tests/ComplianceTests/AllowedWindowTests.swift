import Compliance
import Foundation
import Receivables
import Testing

@Suite struct AllowedWindowTests {
    private static let hours = RulePack.federalFirstParty.keeping { $0.id == "time.hours" }

    private func allows(_ moment: BusinessInstant, _ zoneSet: ZoneSet) -> Bool {
        Gate.decide(contact(.email, at: moment, in: zoneSet), pack: Self.hours).verdict == .allow
    }

    /// Source of the first two: comment 6(b)(1)(i)-2.i and ii to 12 CFR 1006.6; the others: compliance reference §1.
    @Test(arguments: [
        (["America/New_York", "America/Los_Angeles"], "2026-07-15T15:00:00Z", "2026-07-16T01:00:00Z"),
        (["America/New_York", "America/Denver"], "2026-01-15T15:00:00Z", "2026-01-16T02:00:00Z"),
        (["America/Phoenix", "America/Denver"], "2026-07-15T15:00:00Z", "2026-07-16T03:00:00Z"),
        (["America/Chicago"], "2026-11-01T14:00:00Z", "2026-11-02T03:00:00Z"),
    ])
    func theWindowSuitsEveryZone(_ names: [String], _ opens: String, _ closes: String) throws {
        let zoneSet = ZoneSet(try names.map { try #require(TimeZone(identifier: $0)) })
        let first = BusinessInstant(try Date(opens, strategy: .iso8601))
        let last = BusinessInstant(try Date(closes, strategy: .iso8601))
        var moment = last.adding(seconds: -86_400 + 3_600)
        while moment < last.adding(seconds: 3_600) {
            #expect(allows(moment, zoneSet) == (first <= moment && moment < last))
            moment = moment.adding(seconds: 60)
        }
        let before = contact(.email, at: first.adding(seconds: -7_000), in: zoneSet)
        #expect(Gate.nextAllowed(before, pack: Self.hours) == first)
        #expect(!allows(first.adding(seconds: -1), zoneSet) && allows(last.adding(seconds: -1), zoneSet))
    }

    /// The clock is read another way here: by Foundation's calendar.
    @Test(arguments: ZoneDirectory.shared.allZones.map(\.identifier), ["2026-03-08", "2026-11-01"])
    func inOneZoneExactlyEightToNineIsAllowedOnTheDaysClocksChange(_ name: String, _ day: String) throws {
        let zone = try #require(TimeZone(identifier: name))
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let date = try #require(CalendarDate(day))
        let end = date.adding(days: 1).instant(minuteOfDay: 0, in: zone)
        var moment = date.instant(minuteOfDay: 0, in: zone)
        var allowed = 0
        while moment < end {
            let isAllowed = allows(moment, ZoneSet([zone]))
            #expect(isAllowed == (8..<21).contains(calendar.component(.hour, from: moment.date)))
            allowed += isAllowed ? 1 : 0
            moment = moment.adding(seconds: 60)
        }
        #expect(allowed == 13 * 60)
    }
}
