package import Receivables

/// Why an amount cannot be shared out.
package enum WeightedSplitError: Error, Hashable, CustomStringConvertible {
    case weightBelowZero(position: Int)
    case noWeight

    package var description: String {
        switch self {
        case .weightBelowZero(let position): "weight \(position) is below zero; weights are zero or more"
        case .noWeight: "no weight is above zero, so there is nobody to give the amount to"
        }
    }
}

extension Money {
    /// Shares this amount out in proportion to `weights`, exactly.
    ///
    /// The parts add up to the amount, and each is less than one minor unit from its exact share. Units left over go to
    /// the largest fractions, the first of equals first (largest remainder). An amount below zero is shared like its
    /// magnitude. Any `Int64` amount and weights are within range.
    ///
    /// - Parameter weights: Zero or more each, at least one above zero.
    /// - Returns: One amount for each weight, in the same order.
    package func split(over weights: [Int64]) throws(WeightedSplitError) -> [Money] {
        if let position = weights.firstIndex(where: { $0 < 0 }) { throw .weightBelowZero(position: position) }
        let total = weights.reduce(UInt128(0)) { $0 + UInt128($1) }
        guard total > 0 else { throw .noWeight }

        // A magnitude is at most 2^63 and a weight less than 2^63, so a product is within 128 bits.
        let shares = weights.map { weight in
            (UInt128(minorUnits.magnitude) * UInt128(weight)).quotientAndRemainder(dividingBy: total)
        }
        var parts = shares.map { UInt64($0.quotient) }
        let leftover = Int(minorUnits.magnitude - parts.reduce(0, +))
        let byFraction = shares.indices.sorted { (shares[$1].remainder, $0) < (shares[$0].remainder, $1) }
        for index in byFraction.prefix(leftover) { parts[index] += 1 }
        return parts.map { part in
            Money(minorUnits: minorUnits < 0 ? Int64(truncatingIfNeeded: 0 &- part) : Int64(part), currency: currency)
        }
    }
}
