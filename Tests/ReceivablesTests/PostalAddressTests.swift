import Foundation
import Receivables
import Testing

struct PostalAddressTests {
    private static func address(
        line1: String = "8727 Oak St.", line2: String = "", city: String = "Boston", state: String = "MA",
        zip: String = "02134", country: String = "US"
    ) throws -> PostalAddress {
        try PostalAddress(line1: line1, line2: line2, city: city, state: state, zip: zip, country: country)
    }

    @Test(arguments: [
        ("", ["8727 OAK ST", "BOSTON MA 02134"]), ("Unit 12", ["8727 OAK ST UNIT 12", "BOSTON MA 02134"]),
        ("# 4", ["8727 OAK ST # 4", "BOSTON MA 02134"]), ("Attn: Pat", ["ATTN PAT", "8727 OAK ST", "BOSTON MA 02134"]),
        (
            "Suite 1200 North Tower of the Building",
            ["SUITE 1200 NORTH TOWER OF THE BUILDING", "8727 OAK ST", "BOSTON MA 02134"]
        ),
    ])
    func aLetterShowsPublication28Form(line2: String, lines: [String]) throws {
        #expect(try Self.address(line2: line2).letterLines == lines)
    }

    @Test(arguments: ["02134", "02134-1001"])
    func aZIPKeepsItsZeros(zip: String) throws {
        #expect(try Self.address(zip: zip).zip == zip)
        #expect(try Self.address(zip: zip).zip5 == "02134")
    }

    @Test(arguments: ["2134", "021344", "02134-", "02134-10", "0213A", "02134 1001", "٠٢١٣٤"])
    func aMalformedZIPIsRefused(zip: String) {
        #expect(throws: PostalAddressProblem.malformedZIP) { try Self.address(zip: zip) }
    }

    @Test(arguments: ["XX", "Massachusetts"])
    func anUnknownStateIsRefused(state: String) {
        #expect(throws: PostalAddressProblem.unknownState) { try Self.address(state: state) }
    }

    @Test func everyStateTerritoryAndMilitaryAreaIsKnown() {
        #expect(USState.names.count == 50 + 1 + 8 + 3)
        #expect(
            USState.code(for: "puerto rico") == "PR" && USState.code(for: "ny") == "NY" && USState.code(for: "Q") == nil
        )
    }

    @Test func militaryMailNeedsBothParts() throws {
        #expect(try Self.address(city: "APO", state: "AE", zip: "09012").isMilitary)
        #expect(throws: PostalAddressProblem.militaryMismatch) { try Self.address(city: "APO") }
        #expect(throws: PostalAddressProblem.militaryMismatch) { try Self.address(state: "AE", zip: "09012") }
    }

    @Test func whatALetterNeedsMustBeThere() {
        #expect(throws: PostalAddressProblem.missing(field: "line1")) { try Self.address(line1: "  ") }
        #expect(throws: PostalAddressProblem.missing(field: "city")) { try Self.address(city: "") }
        #expect(throws: PostalAddressProblem.missing(field: "state")) { try Self.address(state: "") }
        #expect(throws: PostalAddressProblem.missing(field: "ZIP")) { try Self.address(zip: "") }
        #expect(throws: PostalAddressProblem.controlCharacter(field: "line1")) { try Self.address(line1: "a\nb") }
    }

    @Test func otherCountriesAreNotJudgedByOurRules() throws {
        let address = try Self.address(city: "Toronto", state: "ON", zip: "M5V 2T6", country: "ca")
        #expect(address.letterLines == ["8727 OAK ST", "TORONTO ON M5V 2T6", "CA"] && address.zip5.isEmpty)
    }

    @Test func printingShowsNothingAndStorageEverything() throws {
        let address = try Self.address()
        #expect("\(address)" == "***")
        let data = try JSONEncoder().encode(address)
        #expect(try JSONDecoder().decode(PostalAddress.self, from: data) == address)
    }
}
