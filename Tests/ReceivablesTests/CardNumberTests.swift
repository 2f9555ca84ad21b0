import Testing

@testable import Receivables

struct CardNumberTests {
    @Test(arguments: [
        "4111111111111111", "paid with 4111 1111 1111 1111, exp 12/27", "4111-1111-1111-1111", "card4111111111111111",
        "3782 822463 10005", "5555.5555.5555.4444", "6011000990139424.", "2223000048400011", "4222222222222",
        "4111 1111 1111 1111 12 27", "call 2125550142 4111111111111111",
    ])
    func aCardNumberIsFoundHoweverItIsWritten(text: String) { #expect(CardNumber.isIn(text)) }

    @Test(arguments: [
        "", "4111111111111112", "invoice 20260309-0001", "call +1 212 555 0142 on 2026-03-09", "091000019999999",
        "550e8400-e29b-41d4-a716-446655440000", "149.85 and 20.00 by 2026-03-12", "4111 1111  1111 1111",
    ])
    func otherNumbersAreNone(text: String) { #expect(!CardNumber.isIn(text)) }
}
