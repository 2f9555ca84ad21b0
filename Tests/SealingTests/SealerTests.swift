import Receivables
import Testing

@testable import Sealing

struct SealerTests {
    private static func context(
        tenant: Identifier<Tenant> = one, table: String = "plugin_secrets", column: String = "value",
        row: String = "smtp"
    ) -> SealingContext {
        SealingContext(tenant: tenant, table: table, column: column, row: row)
    }
    private static let one = Identifier<Tenant>()
    private let sealer = Sealer(Keyring())

    @Test(arguments: [0, 1, 15, 16, 4_096])
    func whatWasSealedOpensInItsPlace(count: Int) throws {
        let plain = (0..<count).map { UInt8($0 % 251) }
        let sealed = sealer.seal(plain, context: Self.context())
        #expect(sealed.count == count + Sealer.overhead)
        #expect(try sealer.open(sealed, context: Self.context()) == plain)
    }

    @Test func sealingTwiceGivesDifferentBytes() {
        let plain = Array("password".utf8)
        #expect(sealer.seal(plain, context: Self.context()) != sealer.seal(plain, context: Self.context()))
    }

    @Test(arguments: [
        context(tenant: Identifier()), context(table: "users"), context(column: "note"), context(row: "imap"),
        context(table: "plugin_secretsvalue", column: ""), context(column: "values", row: "mtp"),
    ])
    func aValueMovedElsewhereDoesNotOpen(elsewhere: SealingContext) {
        let sealed = sealer.seal(Array("secret".utf8), context: Self.context())
        #expect(throws: SealingError.notAuthentic) { try sealer.open(sealed, context: elsewhere) }
    }

    @Test func noFlippedBitOfAHundredValuesPasses() {
        for number in 0..<100 {
            let sealed = sealer.seal(Array("secret \(number)".utf8), context: Self.context(row: "\(number)"))
            var accepted = 0
            for bit in 0..<sealed.count * 8 {
                var changed = sealed
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                do {
                    let opened = try sealer.open(changed, context: Self.context(row: "\(number)"))
                    accepted += opened.count + 1
                } catch {}  // refused, as each must be
            }
            #expect(accepted == 0)
        }
    }

    @Test func theEnvelopeSaysWhyItDoesNotOpen() {
        let sealed = sealer.seal([1, 2, 3], context: Self.context())
        let place = Self.context()
        #expect(throws: SealingError.truncated) { try sealer.open([], context: place) }
        #expect(throws: SealingError.truncated) { try sealer.open(Array(sealed.prefix(44)), context: place) }
        #expect(throws: SealingError.notAuthentic) { try sealer.open(sealed.dropLast(), context: place) }
        #expect(throws: SealingError.unknownVersion(2)) { try sealer.open([2] + sealed.dropFirst(), context: place) }
        #expect(throws: SealingError.unknownKey(7)) {
            try sealer.open([1, 0, 0, 0, 7] + sealed.dropFirst(5), context: place)
        }
        #expect(throws: SealingError.notAuthentic) { try Sealer(Keyring()).open(sealed, context: place) }
    }

    @Test func afterRotationOldValuesOpenAndNewOnesUseTheNewKey() throws {
        let ring = Keyring()
        let old = Sealer(ring).seal([9], context: Self.context())
        let rotated = Sealer(ring.rotated())
        let new = rotated.seal([9], context: Self.context())
        #expect(try rotated.open(old, context: Self.context()) == [9])
        #expect(rotated.isSealedWithOlderKey(old) && !rotated.isSealedWithOlderKey(new))
        #expect(throws: SealingError.unknownKey(2)) { try Sealer(ring).open(new, context: Self.context()) }
    }
}

struct DigestTests {
    /// Source: FIPS 180-4 examples.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func sha256IsTheStandards(text: String, digest: String) {
        #expect(Digest.hexadecimal(Digest.sha256(Array(text.utf8))) == digest)
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        var digest = SHA256()
        for byte in "abc".utf8 { digest.update([byte]) }
        #expect(digest.finish() == Digest.sha256(Array("abc".utf8)))
    }
}

struct HMACTokenTests {
    private let ring = Keyring()

    @Test func aTokenGivesItsPayloadBack() {
        let tokens = HMACToken(ring, purpose: "unsubscribe")
        let payload = Array("contact-point 17".utf8)
        let token = tokens.token(for: payload)
        #expect(tokens.payload(of: token) == payload)
        #expect(token == tokens.token(for: payload))
        #expect(token.utf8.allSatisfy { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "=") })
        #expect(HMACToken(ring.rotated(), purpose: "unsubscribe").payload(of: token) == payload)
    }

    @Test func aTokenForSomethingElseIsNothing() {
        let token = HMACToken(ring, purpose: "unsubscribe").token(for: [1, 2, 3])
        #expect(HMACToken(ring, purpose: "portal").payload(of: token) == nil)
        #expect(HMACToken(Keyring(), purpose: "unsubscribe").payload(of: token) == nil)
        for text in ["", "a", "####", String(token.dropLast()), token + "A", String(repeating: "A", count: 10_000)] {
            #expect(HMACToken(ring, purpose: "unsubscribe").payload(of: text) == nil)
        }
    }

    @Test func noFlippedBitPasses() throws {
        let tokens = HMACToken(ring, purpose: "unsubscribe")
        let bytes = try #require(Base64URL.decode(tokens.token(for: [1, 2, 3, 4])))
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(tokens.payload(of: Base64URL.encode(changed)) == nil)
        }
    }
}
