import Correspondence
import Foundation
import Receivables
import Store

/// What a business must say of itself before a message may carry it, checked field by field. Pure.
struct BusinessForm {
    static let hoursRule =
        "telephone hours are not of the form 1-5 09:00-17:00 (Monday is 1, spans parted by ;): correct --phone-hours"

    let business: BusinessRecord

    /// Every field that cannot be used, with where it is and the fix; empty when all can.
    var problems: [String] {
        [reference, names, address, remittance, phone, hours, emails, payLink, color].flatMap { $0 }
    }

    private var reference: [String] {
        TenantForm.isSlug(business.reference)
            ? [] : ["the reference is 1 to 40 lower-case letters, digits and hyphens, such as main: correct it"]
    }

    private var names: [String] {
        [("registered name", business.legalName, "--legal-name"), ("brand name", business.brandName, "--brand")]
            .filter { !TenantForm.isLine($0.1, upTo: 200) }
            .map { "the \($0.0) is one line of 1 to 200 characters: correct \($0.2)" }
    }

    private var address: [String] {
        Self.areLines(business.addressLines, 2...6)
            ? [] : ["the postal address has 2 to 6 lines of 1 to 80 characters each: correct --address"]
    }

    private var remittance: [String] {
        Self.areLines(business.remittanceLines, 1...6)
            ? [] : ["where cheques go has 1 to 6 lines of 1 to 80 characters each: correct --remittance"]
    }

    private var phone: [String] {
        PhoneNumber(business.phone) != nil
            ? [] : ["the telephone number is not a North American one: give --phone as +1 718 555 0100"]
    }

    private var hours: [String] {
        OfficeHours.reading(business.phoneHours) != nil ? [] : ["the \(Self.hoursRule)"]
    }

    private var emails: [String] {
        [
            ("sender of e-mails", business.fromEmail, "--from-email"),
            ("address for answers", business.replyEmail, "--reply-email"),
        ]
        .filter { EmailAddress($0.1) == nil }
        .map { "the \($0.0) cannot be used: give \($0.2) as billing@example.com" }
    }

    private var payLink: [String] {
        guard let text = business.payURL else { return [] }
        let link = TenantForm.isLine(text, upTo: 2_000) ? URL(string: text, encodingInvalidCharacters: false) : nil
        guard let link, link.scheme?.lowercased() == "https", link.host()?.isEmpty == false, link.user() == nil else {
            return ["the pay link is not an https address: give --pay-url as https://pay.example.com/bill"]
        }
        return []
    }

    private var color: [String] {
        business.brandColor.wholeMatch(of: /#[0-9a-f]{6}/) != nil
            ? [] : ["the colour is not of the form #1f4e79, in lower case: correct --color"]
    }

    private static func areLines(_ lines: [String], _ count: ClosedRange<Int>) -> Bool {
        count.contains(lines.count) && lines.allSatisfy { TenantForm.isLine($0, upTo: 80) }
    }
}

/// What a tenant must say of itself. Pure.
struct TenantForm {
    let slug: String
    let name: String
    let timeZone: String

    /// As of a business.
    var problems: [String] {
        var problems: [String] = []
        if !Self.isSlug(slug) {
            problems.append("the slug is 1 to 40 lower-case letters, digits and hyphens, such as northwind: correct it")
        }
        if !Self.isLine(name, upTo: 200) {
            problems.append("the name is one line of 1 to 200 characters: correct --name")
        }
        // An abbreviation such as EST has no daylight saving time.
        if TimeZone(identifier: timeZone) == nil || !(timeZone.contains("/") || timeZone == "UTC") {
            problems.append(UnknownTimeZone(name: timeZone).description)
        }
        return problems
    }

    static func isSlug(_ text: String) -> Bool {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        return (1...40).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains) && !text.hasPrefix("-")
    }

    /// Whether the text is one printable line with something on it.
    static func isLine(_ text: String, upTo count: Int) -> Bool {
        (1...count).contains(text.count) && text.contains { !$0.isWhitespace }
            && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }
}
