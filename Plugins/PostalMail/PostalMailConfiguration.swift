import Documents
import PluginKit

/// A tenant's settings for letters.
struct PostalMailConfiguration: Sendable {
    let sheet: LetterSheet
    /// Printed at the head of each letter below the business's name; `nil`: the lines the letter came with.
    let returnAddressLines: [String]?

    private static let noEndorsement = "none"

    static let schema = ConfigurationSchema([
        ConfigurationField(
            "envelope", .choice(EnvelopeProfile.known.map(\.name)), standard: .text(EnvelopeProfile.number10.name),
            help: "Your window envelopes: number-10 shows three address lines, number-10-tall (a window 1 3/8 in high) "
                + "five"),
        ConfigurationField(
            "paper", .choice([Paper.usLetter.name]), standard: .text(Paper.usLetter.name), help: "Size of the sheets"),
        ConfigurationField(
            "print_both_sides", .boolean, standard: false,
            help: "true when you print on both sides: each letter then begins on a new sheet"),
        ConfigurationField(
            "return_address", .text,
            help: "Lines below your name at the head of letters, parted by |; empty: the business's own address"),
        ConfigurationField(
            "endorsement",
            .choice([
                noEndorsement, "Return Service Requested", "Address Service Requested", "Change Service Requested",
            ]),
            standard: "Return Service Requested",
            help: "What the postal service does with a letter it cannot deliver. For single-window envelopes print the "
                + "same line on the envelope"),
    ])

    init(_ configuration: PluginConfiguration) {
        let endorsement = configuration.text("endorsement")
        sheet = LetterSheet(
            paper: .usLetter,
            envelope: EnvelopeProfile.known.first { $0.name == configuration.text("envelope") } ?? .number10,
            endorsement: endorsement == Self.noEndorsement ? nil : endorsement,
            printsBothSides: configuration.boolean("print_both_sides") ?? false)
        let lines = (configuration.text("return_address") ?? "").split(separator: "|").map { line in
            line.split(separator: " ").joined(separator: " ")
        }
        returnAddressLines = lines.isEmpty ? nil : lines
    }
}
