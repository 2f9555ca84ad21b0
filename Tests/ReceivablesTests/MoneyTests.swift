import Foundation
import Receivables
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        (Int64(100), 3, [Int64(34), 33, 33]), (-100, 3, [-34, -33, -33]), (2, 4, [1, 1, 0, 0]), (0, 2, [0, 0]),
        (7, 1, [7]), (Int64.min, 1, [Int64.min]),
    ])
    func partsDifferByACentAndTheLargerComeFirst(_ cents: Int64, _ count: Int, _ expected: [Int64]) {
        #expect(Money.usd(cents: cents).split(into: count).map(\.minorUnits) == expected)
    }

    @Test func aSplitLosesNothing() throws {
        var random = SeededRandom(seed: 5)
        let edges: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        let amounts = edges + (0..<2_000).map { _ in Int64.random(in: .min ... .max, using: &random) }
        for amount in amounts {
            let count = Int.random(in: 1...60, using: &random)
            let parts = Money.usd(cents: amount).split(into: count)
            #expect(parts.count == count)
            #expect(try parts.total(in: .usd).minorUnits == amount)
            let sizes = parts.map(\.minorUnits.magnitude)
            #expect(sizes == sizes.sorted(by: >))
            #expect(sizes[0] - sizes[count - 1] <= 1)
        }
    }

    @Test func leavingTheRangeThrows() throws {
        #expect(throws: MoneyOverflow.self) { try Money.usd(cents: .max).adding(.usd(cents: 1)) }
        #expect(throws: MoneyOverflow.self) { try Money.usd(cents: .min).subtracting(.usd(cents: 1)) }
        #expect(throws: MoneyOverflow.self) { try [Money.usd(cents: .max), .usd(cents: .max)].total(in: .usd) }
        #expect(try Money.usd(cents: .max).subtracting(.usd(cents: .max)).isZero)
        #expect(try [Money]().total(in: .usd).isZero)
    }

    @Test(arguments: [
        (Int64(0), "USD", "0.00"), (5, "USD", "0.05"), (-5, "USD", "-0.05"), (-1_205, "USD", "-12.05"),
        (123_456, "USD", "1234.56"), (500, "JPY", "500"), (-500, "JPY", "-500"),
        (Int64.min, "USD", "-92233720368547758.08"),
    ])
    func amountsAreWrittenPlainly(_ minor: Int64, _ code: String, _ expected: String) throws {
        #expect(Money(minorUnits: minor, currency: try #require(Currency(code))).decimalText == expected)
    }

    @Test func jsonCarriesMinorUnitsAndCurrency() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(Money.usd(cents: 12_345)), as: UTF8.self)
        #expect(text == #"{"amount_minor":12345,"currency":"USD"}"#)
        #expect(try JSONDecoder().decode(Money.self, from: Data(text.utf8)) == .usd(cents: 12_345))
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Money.self, from: Data(#"{"amount_minor":1,"currency":"XXX"}"#.utf8))
        }
    }
}
