import CSodium
import Foundation
import PluginKit
import Receivables

/// What stands beside the file, for the agency to check it against before it reads a single record.
struct PlacementFileManifest {
    /// The CSV file.
    let file: SpooledFile
    /// The manifest itself, JSON with sorted keys: the same batch gives the same bytes.
    let bytes: [UInt8]

    init(_ sheet: PlacementSheet, batch: PlacementExportBatch, fileName: String) {
        file = PlacementCSVExporter.describe(sheet.bytes, as: fileName)
        let totals = sheet.totals
        let content = Content(
            layoutVersion: PlacementColumn.layoutVersion, file: file.name, byteCount: file.byteCount,
            sha256: file.sha256, batchID: batch.batchID.description, sequence: batch.sequence, tenant: batch.tenantCode,
            agency: batch.agencyCode, day: batch.day.description, currency: batch.currency.code,
            recordCount: totals.recordCount, refusedCount: sheet.refused.count,
            totals: [
                "amount_itemization": totals.amountOnItemizationDate.decimalText,
                "interest_since": totals.interest.decimalText, "fees_since": totals.fees.decimalText,
                "payments_since": totals.payments.decimalText, "credits_since": totals.credits.decimalText,
                "balance": totals.balance.decimalText,
            ])
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            bytes = Array(try encoder.encode(content)) + [0x0A]
        } catch {
            preconditionFailure("texts and whole numbers always encode")
        }
    }

    private struct Content: Encodable {
        let layoutVersion: Int
        let file: String
        let byteCount: Int
        let sha256: String
        let batchID: String
        let sequence: Int
        let tenant: String
        let agency: String
        let day: String
        let currency: String
        let recordCount: Int
        let refusedCount: Int
        let totals: [String: String]

        enum CodingKeys: String, CodingKey {
            case layoutVersion = "layout_version"
            case file
            case byteCount = "byte_count"
            case sha256
            case batchID = "batch_id"
            case sequence, tenant, agency, day, currency
            case recordCount = "record_count"
            case refusedCount = "refused_count"
            case totals
        }
    }
}

/// SHA-256 as 64 lower-case hexadecimal digits.
func sha256(of bytes: [UInt8]) -> String {
    var hash = [UInt8](repeating: 0, count: Int(crypto_hash_sha256_bytes()))
    // The plain hash needs no initialisation of the library and cannot fail.
    _ = crypto_hash_sha256(&hash, bytes, UInt64(bytes.count))
    return hash.map { byte in
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }.joined()
}
