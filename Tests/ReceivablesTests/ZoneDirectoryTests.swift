import Foundation
import Receivables
import Testing

@Suite struct ZoneDirectoryTests {
    private let directory = ZoneDirectory.shared
    private static let ny = "America/New_York"
    private static let chicago = "America/Chicago"
    private static let denver = "America/Denver"

    @Test(arguments: [
        ("36867", [chicago, ny]),  // Phenix City: legally Central, lives on Eastern
        ("86503", [denver]),  // Navajo Nation
        ("86001", ["America/Phoenix"]), ("32301", [ny]), ("32456", [ny]), ("324", [chicago, ny]),
        ("10001-1234", [ny]), ("100011234", [ny]), ("00501", [ny]), ("09012", []), ("99950", ["America/Anchorage"]),
        ("96799", ["Pacific/Pago_Pago"]), ("00000", []), ("", []), ("1234", []), ("ABCDE", []), ("１２３４５", []),
    ])
    func aZIPCodeHasItsZones(_ zip: String, _ zones: [String]) {
        #expect(directory.zones(forZIP: zip) == Set(zones))
    }

    @Test(arguments: [
        ("212", [ny]), ("850", [chicago, ny]), ("808", ["Pacific/Honolulu"]), ("800", []), ("888", []), ("416", []),
        ("21", []), ("2120", []), ("abc", []),
    ])
    func anAreaCodeHasItsZones(_ areaCode: String, _ zones: [String]) {
        #expect(directory.zones(forAreaCode: areaCode) == Set(zones))
    }

    @Test func addressAndTelephoneCountTogether() throws {
        let day = try #require(CalendarDate("2026-07-15"))
        let both = directory.zones(suggestedBy: ZoneEvidence(zipCodes: ["32301"], areaCodes: ["850"]), on: day)
        #expect(both.names == [Self.chicago, Self.ny])
        #expect(both.basis == .records)
        #expect(!both.hasUnplacedEvidence)
    }

    @Test func aMilitaryAddressGivesNoZoneAndIsFlagged() throws {
        let day = try #require(CalendarDate("2026-07-15"))
        let found = directory.zones(suggestedBy: ZoneEvidence(zipCodes: ["09012"], areaCodes: ["212"]), on: day)
        #expect(found.names == [Self.ny])
        #expect(found.hasUnplacedEvidence)
    }

    @Test(arguments: [ZoneEvidence(), ZoneEvidence(zipCodes: ["09012"], areaCodes: ["800"])])
    func withoutAnyZoneTheLower48AreAssumed(_ evidence: ZoneEvidence) throws {
        let found = directory.zones(suggestedBy: evidence, on: try #require(CalendarDate("2026-07-15")))
        #expect(found.basis == .assumed)
        #expect(Set(found.names).isSuperset(of: [Self.ny, "America/Los_Angeles"]))
        #expect(found.hasUnplacedEvidence == !evidence.zipCodes.isEmpty)
    }

    @Test(arguments: [(-1, false), (0, true), (179, true), (180, false)])
    func whatTheCustomerSaidReplacesTheRestForItsTime(_ days: Int, _ holds: Bool) throws {
        let said = try #require(CalendarDate("2026-01-10"))
        let hawaii = try #require(TimeZone(identifier: "Pacific/Honolulu"))
        let evidence = ZoneEvidence(
            zipCodes: ["10001"], areaCodes: ["212"], statement: .init(zone: hawaii, statedOn: said))
        let found = directory.zones(suggestedBy: evidence, on: said.adding(days: days))
        #expect(found.names == (holds ? ["Pacific/Honolulu"] : [Self.ny]))
        #expect(found.basis == (holds ? .stated : .records))
    }

    @Test func aBrokenTableIsRefusedWithItsLine() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in the temporary folder harms nobody
        try Data("zip3,main_zone,all_zones\n005,America/New_York,America/New_Yrok\n".utf8)
            .write(to: folder.appending(path: "zip3-timezone.csv"))
        let error = #expect(throws: ZoneTableError.self) { try ZoneDirectory(tables: folder) }
        #expect(error?.line == 2)
        #expect(error?.description.contains("America/New_Yrok") == true)
    }

    @Test func everyZoneOfTheTablesIsKnown() { #expect(directory.allZones.count >= 13) }
}
