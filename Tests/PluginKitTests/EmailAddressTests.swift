import PluginKit
import Testing

struct EmailAddressTests {
    @Test(arguments: [
        ("ana@example.com", true), ("ana.maria+tag@sub.example.com", true), ("o'neil@example.com", true),
        ("ana@localhost", true), ("ana", false), ("@example.com", false), ("ana@", false), ("a@b@c", false),
        (".ana@example.com", false), ("ana.@example.com", false), ("a..b@example.com", false),
        ("ana@example..com", false), ("ana@-example.com", false), ("ana @example.com", false),
        ("ana@example.com\r\nBcc: x@y", false), ("<ana@example.com>", false), ("añа@example.com", false),
        ("\"ana\"@example.com", false), (String(repeating: "a", count: 65) + "@example.com", false),
    ])
    func onlyAnAddressSafeOnTheWireIsOne(text: String, isAddress: Bool) {
        #expect((EmailAddress(text) != nil) == isAddress)
        #expect(!isAddress || EmailAddress(text)?.description == text)
    }
}
