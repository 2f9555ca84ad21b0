import Foundation
import Receivables
import Testing

struct PhoneNumberTests {
    @Test(arguments: [
        "(212) 555-0123", "1-212-555-0123", "+12125550123", "212.555.0123", "2125550123", "+1 (212) 555 0123",
        "212\u{A0}555\u{2011}0123",
    ])
    func everyUsualFormIsTheSameNumber(text: String) {
        #expect(PhoneNumber(text)?.e164 == "+12125550123")
        #expect(PhoneNumber(text)?.extensionDigits == nil)
    }

    @Test(arguments: [
        "212 555 0123 x45", "(212) 555-0123 ext. 45", "212-555-0123 Extension 45", "2125550123#45",
        "+12125550123;ext=45",
    ])
    func theExtensionIsKept(text: String) throws {
        let number = try #require(PhoneNumber(text))
        #expect(number.e164 == "+12125550123" && number.extensionDigits == "45")
        #expect(number.display == "(212) 555-0123 ext. 45" && number.stored == "+12125550123;ext=45")
        #expect(PhoneNumber(number.stored) == number)
    }

    @Test(arguments: [
        "012 555 0123", "112 555 0123", "211 555 0123", "291 555 0123", "212 155 0123", "212 055 0123", "212 911 0123",
        "555-0123", "+442079460000", "22125550123", "212 555 01234", "", "none", "212 555 0123 / 212 555 0124",
        "212 555 0123 x", "212 555 0123 x12345678", "212 555 0123 xyz", "\u{662}12 555 0123", "+2125550123",
        "1+2125550123",
        "212\n5550123",
    ])
    func whatThePlanDoesNotHaveIsNoNumber(text: String) {
        #expect(PhoneNumber(text) == nil)
    }

    @Test func theNumberTellsItsKind() {
        #expect(PhoneNumber("833-456-7890")?.isTollFree == true)
        #expect(PhoneNumber("212-456-7890")?.isTollFree == false)
        #expect(PhoneNumber("212-456-7890")?.areaCode == "212")
        #expect(PhoneNumber("212-555-0199")?.isFictional == true)
        #expect(PhoneNumber("212-555-0200")?.isFictional == false)
    }

    @Test func printingShowsNoDigits() throws {
        let number = try #require(PhoneNumber("212-555-0123"))
        #expect("\(number) \([number])".contains("555") == false)
        let data = try JSONEncoder().encode([number])
        #expect(try JSONDecoder().decode([PhoneNumber].self, from: data) == [number])
    }
}
