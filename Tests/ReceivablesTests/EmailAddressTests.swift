import Receivables
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        ("a@example.com", "example.com"), ("First.Last+tag@Mail.Example.COM", "mail.example.com"),
        ("o'brien@example.co", "example.co"), ("x@xn--bcher-kva.example", "xn--bcher-kva.example"),
    ])
    func ordinaryAddressesAreRead(text: String, domain: String) throws {
        let address = try #require(EmailAddress(text))
        #expect(address.domain == domain)
        #expect(address.text == text.prefix { $0 != "@" } + "@" + domain)
        #expect(address.localPart + "@" + domain == address.text)
        #expect("\(address)" == "***")
    }

    @Test(arguments: [
        "", "@", "a", "a@", "@example.com", "a@example", "a b@example.com", "a@exam ple.com", "a@b@example.com",
        ".a@example.com", "a.@example.com", "a..b@example.com", "a@-example.com", "a@example-.com", "a@example..com",
        "a@example.com.", "a@127.0.0.1", "a@[127.0.0.1]", "\"a b\"@example.com", "A <a@example.com>",
        "a@example.com,b@example.com",
        "a@example.com\r\nBcc: b@example.com", "a\n@example.com", "a@example.com\u{0}", "jos\u{E9}@example.com",
        String(repeating: "a", count: 65) + "@example.com",
        "a@" + String(repeating: "b", count: 64) + ".com", "a@" + String(repeating: "b.", count: 130) + "com",
    ])
    func everythingElseIsNoAddress(text: String) {
        #expect(EmailAddress(text) == nil)
    }
}
