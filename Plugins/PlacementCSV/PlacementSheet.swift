import PluginKit
import Receivables

/// A batch judged and written out: what is in the file, what is not and why, and what the file adds up to.
struct PlacementSheet {
    /// The whole file, header included.
    let bytes: [UInt8]
    let accepted: [Identifier<Placement>]
    let refused: [RefusedPlacement]
    let totals: PlacementTotals

    /// Judges each record by itself: one that fails is left out and the rest goes on.
    ///
    /// - Throws: A refusal when the sums leave the range that can be counted.
    init(_ batch: PlacementExportBatch, settings: PlacementCSVConfiguration) throws(Refusal) {
        var text = RFC4180.line(PlacementColumn.names)
        var accepted: [PlacementRecord] = []
        var refused: [RefusedPlacement] = []
        for record in batch.records {
            let reasons = PlacementReview(record: record, batch: batch).reasons
            guard reasons.isEmpty else {
                refused.append(RefusedPlacement(placementID: record.placementID, reasons: reasons))
                continue
            }
            accepted.append(record)
            text += RFC4180.line(PlacementColumn.fields(of: record, in: batch, settings: settings))
        }
        bytes = Array(text.utf8)
        self.accepted = accepted.map(\.placementID)
        self.refused = refused
        do {
            totals = try Self.totals(of: accepted.map(\.itemization), in: batch.currency)
        } catch {
            throw Refusal(fault: .message, detail: "the batch adds up to more than can be counted; split it")
        }
    }

    private static func totals(
        of items: [PlacementItemization], in currency: Currency
    ) throws(MoneyOverflow) -> PlacementTotals {
        PlacementTotals(
            recordCount: items.count, amountOnItemizationDate: try items.map(\.amount).total(in: currency),
            interest: try items.map(\.interest).total(in: currency), fees: try items.map(\.fees).total(in: currency),
            payments: try items.map(\.payments).total(in: currency),
            credits: try items.map(\.credits).total(in: currency),
            balance: try items.map(\.balance).total(in: currency))
    }
}

/// Comma-separated values for machines. Source: RFC 4180 section 2.
enum RFC4180 {
    /// One record with its CRLF. Nothing is prefixed against spreadsheets: a machine reads this.
    static func line(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        // Bytes, because a CRLF is one Character and would slip past a comparison by characters.
        guard text.utf8.contains(where: { [0x2C, 0x22, 0x0D, 0x0A].contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }
}
