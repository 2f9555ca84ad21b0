import Ledger
import Receivables
import Testing

struct WeightedSplitTests {
    @Test(
        arguments: [
            (100, [1, 1, 1], [34, 33, 33]),
            (100, [0, 1, 0], [0, 100, 0]),
            (5, [3, 7], [2, 3]),  // shares 1.5 and 3.5: equal fractions, the first takes the unit
            (10, [1, 2, 4], [1, 3, 6]),  // 1.43, 2.86, 5.71
            (0, [1, 2], [0, 0]),
            (-100, [1, 1, 1], [-34, -33, -33]),
            (1, [1, .max], [0, 1]),
        ] as [(Int64, [Int64], [Int64])])
    func unitsLeftOverGoToTheLargestFractions(amount: Int64, weights: [Int64], parts: [Int64]) throws {
        #expect(try usd(amount).split(over: weights).map(\.minorUnits) == parts)
    }

    @Test func refusesWeightsThatMeanNothing() {
        #expect(throws: WeightedSplitError.noWeight) { try usd(1).split(over: []) }
        #expect(throws: WeightedSplitError.noWeight) { try usd(1).split(over: [0, 0]) }
        #expect(throws: WeightedSplitError.weightBelowZero(position: 1)) { try usd(1).split(over: [1, -1]) }
    }

    /// L-05: any amount over any weights.
    @Test(arguments: 0..<400)
    func partsAddUpAndEachIsWithinAUnitOfItsShare(seed: UInt64) throws {
        var numbers = SeededNumbers(seed: seed)
        let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        let amount =
            Bool.random(using: &numbers)
            ? extremes.randomElement(using: &numbers) ?? 0 : Int64.random(in: .min ... .max, using: &numbers)
        var weights = (0..<Int.random(in: 1...20, using: &numbers)).map { _ in
            switch Int.random(in: 0..<4, using: &numbers) {
            case 0: Int64.max
            case 1: Int64(0)
            case 2: Int64.random(in: 0...5, using: &numbers)
            default: Int64.random(in: 0 ... .max, using: &numbers)
            }
        }
        if weights.allSatisfy({ $0 == 0 }) { weights[0] = 1 }
        let parts = try usd(amount).split(over: weights).map(\.minorUnits)
        #expect(parts.count == weights.count)
        #expect(parts.reduce(Int128(0)) { $0 + Int128($1) } == Int128(amount), "seed \(seed)")
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        for (part, weight) in zip(parts, weights) {
            let share = UInt128(amount.magnitude) * UInt128(weight)
            let floor = UInt64(share / total)
            let isExact = share % total == 0
            #expect(part.magnitude == floor || (!isExact && part.magnitude == floor + 1), "seed \(seed)")
            #expect(part == 0 || (part < 0) == (amount < 0), "seed \(seed)")
        }
    }
}
