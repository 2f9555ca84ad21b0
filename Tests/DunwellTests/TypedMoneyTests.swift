import Foundation
import Receivables
import Testing

@testable import Dunwell

struct TypedMoneyTests {
    @Test(arguments: [
        ("1,234.56", Int64(123_456)), ("1234.56", 123_456), ("12,345,678.00 USD", 1_234_567_800), ("49.95", 4_995),
        ("1,234", 123_400),
    ])
    func anAmountIsReadAsTheProgramPrintsIt(text: String, cents: Int64) throws {
        #expect(TypedMoney(argument: text)?.money == .usd(cents: cents))
        let printed = Money.usd(cents: cents).description
        #expect(TypedMoney(argument: printed)?.money == .usd(cents: cents))
    }

    @Test(arguments: ["1,50", "1,23.00", "12,34,567.00", ",123.00", "1,2345.00", "1,234.5", "1.234,56"])
    func whatOnlyLooksLikeItIsRefused(text: String) { #expect(TypedMoney(argument: text) == nil) }
}
