import Receivables

extension Tone {
    /// Thanks and closings: they go although nothing is open, and no limit on asking counts them.
    var asksForNothing: Bool { self == .grateful }

    /// Whether a message of the tone has weight: nothing of it leaves in the quiet season.
    var isFirm: Bool { self >= .clear && !asksForNothing }
}
