import Receivables

/// What the demo's people did, counted from the answers of the operations they used. The books are read apart from it
/// and held against it at the end.
struct DemoTally: Sendable, Codable {
    var calls = 0
    var callsByReason: [String: Int] = [:]
    var lapsedCalls = 0
    var promises = 0
    var plansAccepted = 0
    var disputesOpened = 0
    /// By outcome.
    var disputesResolved: [String: Int] = [:]
    /// By reason.
    var holds: [String: Int] = [:]
    var feesWaived = Sum()
    var credits = Sum()
    var overpaid = Sum()
    var appliedLater = Sum()
    var writeOffs = Sum()
    var closingLetters = 0
    /// By kind of the decision.
    var decisions: [String: Int] = [:]
    /// Decisions that could not stand or be carried out, with why.
    var decisionsRefused: [String] = []
    var placed = Sum()
    /// Told to the agency afterwards, by kind.
    var changes: [String: Int] = [:]
    var payments = Sum()

    /// A number of entries and what they come to, in cents.
    struct Sum: Hashable, Sendable, Codable {
        var count = 0
        var amountMinor: Int64 = 0

        mutating func add(_ amount: Money) {
            count += 1
            amountMinor += amount.minorUnits
        }
    }
}
