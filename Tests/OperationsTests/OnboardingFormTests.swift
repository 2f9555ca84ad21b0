import Correspondence
import Receivables
import Store
import Testing

@testable import Operations

struct OnboardingFormTests {
    private static let good = BusinessRecord(
        id: Identifier(), reference: "main", legalName: "Northwind Alarm LLC", brandName: "Northwind Alarm",
        addressLines: ["12 Harbor Street", "Brooklyn NY 11201"], phone: "+17185550100", phoneHours: "1-5 09:00-17:00",
        fromEmail: "billing@northwind.example", replyEmail: "help@northwind.example",
        payURL: "https://pay.northwind.example/bill", remittanceLines: ["PO Box 100", "Brooklyn NY 11201"])

    @Test func aBusinessThatSaysAllItMustHasNoProblem() {
        #expect(BusinessForm(business: Self.good).problems == [])
        var plain = Self.good
        plain.payURL = nil
        #expect(BusinessForm(business: plain).problems == [])
    }

    /// A field, a value it cannot have, and the option a person corrects.
    private static let flaws: [(any WritableKeyPath<BusinessRecord, String> & Sendable, String, String)] = [
        (\.reference, "Main", "reference"), (\.legalName, " ", "--legal-name"), (\.brandName, "a\nb", "--brand"),
        (\.phone, "12", "--phone"), (\.phoneHours, "Monday to Friday, 9 to 5", "--phone-hours"),
        (\.phoneHours, "", "--phone-hours"), (\.fromEmail, "billing", "--from-email"),
        (\.replyEmail, "a@b.example\r\nBcc: c@d.example", "--reply-email"), (\.brandColor, "#1F4E79", "--color"),
        (\.brandColor, "blue", "--color"),
    ]

    @Test(arguments: flaws.indices)
    func eachFieldThatCannotBeUsedIsNamedWithItsOption(index: Int) {
        let (field, value, option) = Self.flaws[index]
        var business = Self.good
        business[keyPath: field] = value
        let problems = BusinessForm(business: business).problems
        #expect(problems.count == 1)
        #expect(problems.allSatisfy { $0.contains(option) })
    }

    @Test(arguments: [
        "http://pay.northwind.example", "pay.northwind.example", "https://", "javascript:alert(1)",
        "https://a b.example", "https://user@pay.northwind.example",
    ])
    func aPayLinkIsAnHttpsAddress(link: String) {
        var business = Self.good
        business.payURL = link
        #expect(BusinessForm(business: business).problems.map { $0.contains("--pay-url") } == [true])
    }

    @Test(arguments: [[], ["one line"], ["12 Harbor Street", ""], Array(repeating: "line", count: 7)])
    func aPostalAddressHasTwoToSixLinesThatSaySomething(lines: [String]) {
        var business = Self.good
        business.addressLines = lines
        #expect(BusinessForm(business: business).problems.map { $0.contains("--address") } == [true])
    }

    @Test func everyProblemIsToldAtOnce() {
        var business = Self.good
        (business.phone, business.phoneHours, business.remittanceLines) = ("", "9 to 5", [])
        #expect(BusinessForm(business: business).problems.count == 3)
    }

    @Test(arguments: [
        ("Acme", "Acme", "America/Denver"), ("acme", "", "America/Denver"), ("acme", "A\u{7}", "America/Denver"),
        ("acme", "Acme", "America/Nowhere"), ("acme", "Acme", "EST"),
    ])
    func aTenantsSlugNameAndZoneAreChecked(slug: String, name: String, zone: String) {
        #expect(TenantForm(slug: slug, name: name, timeZone: zone).problems.count == 1)
        #expect(TenantForm(slug: "acme", name: "Acme", timeZone: "America/Denver").problems == [])
    }

    @Test(arguments: [
        "9 to 5", "", ";", "1-5 09:00-17:00;", "0-5 09:00-17:00", "5-1 09:00-17:00", "1-8 09:00-17:00",
        "1-5 17:00-09:00", "1-5 09:00-09:00", "1-5 09:00-24:00", "1-5 09:60-17:00", "1-5 9-17",
    ])
    func hoursOfAnotherFormAreNotRead(text: String) {
        #expect(OfficeHours.reading(text) == nil)
    }

    @Test func hoursAreReadSpanBySpan() {
        #expect(
            OfficeHours.reading("1-5 8:30-17:00; 6 09:00-12:00") == [
                OfficeHours(firstWeekday: 1, lastWeekday: 5, opensAtMinute: 510, closesAtMinute: 1_020),
                OfficeHours(firstWeekday: 6, lastWeekday: 6, opensAtMinute: 540, closesAtMinute: 720),
            ])
    }
}
