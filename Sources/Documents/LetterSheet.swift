/// The places on a letter's pages that follow from paper and envelope, in points from the top left corner.
package struct LetterSheet: Hashable, Sendable {
    package let paper: Paper
    package let envelope: EnvelopeProfile
    /// A line for the postal service under the sender's address, such as `Return Service Requested`.
    ///
    /// Source: USPS DMM 507.1.5, ancillary service endorsements.
    package let endorsement: String?
    /// Whether two pages share a sheet; every letter then begins on a front side.
    package let printsBothSides: Bool

    /// Describes how letters are printed.
    package init(
        paper: Paper = .usLetter, envelope: EnvelopeProfile = .number10, endorsement: String? = nil,
        printsBothSides: Bool = false
    ) {
        self.paper = paper
        self.envelope = envelope
        self.endorsement = endorsement
        self.printsBothSides = printsBothSides
    }

    var width: Double { paper.width.points }
    var height: Double { paper.height.points }
    /// The text's edges: one inch, which is also where a #10 window begins.
    var left: Double { 72 }
    var right: Double { width - 72 }
    /// Below this only the page label stands.
    var bottom: Double { height - 50 }
    var labelBaseline: Double { height - 32 }
    /// Where the letterhead stands on the first page, and the running head on the others.
    var headTop: Double { 38 }
    var headBottom: Double { envelope.reach(on: paper).points.top - 8 }
    /// The address's place in the window.
    var addressBox: Millimetres { envelope.safeBox(on: paper).points }
    /// Date and reference stand to the right of all the window can show.
    var sideLeft: Double { envelope.reach(on: paper).points.right + 8 }
    /// The letter's text begins below all the window can show.
    var bodyTop: Double { envelope.reach(on: paper).points.bottom + 10 }
    var continuedTop: Double { 74 }
}
