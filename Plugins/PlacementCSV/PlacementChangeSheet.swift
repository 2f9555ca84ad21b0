import PluginKit
import Receivables

/// What happened to placed cases since, as a file: one header row, one row a change.
struct PlacementChangeSheet {
    /// Stands in the file name and in each row.
    static let layoutVersion = 1

    /// Names of the header row.
    static let names = [
        "layout_version", "tenant_ref", "account_ref", "change", "source_ref", "happened_on", "amount", "currency",
        "balance", "detail",
    ]

    let name: String
    let bytes: [UInt8]

    init(_ file: PlacementChangeFile) {
        name =
            "CHG_\(file.tenantCode)_\(file.agencyCode)_"
            + PlacementCSVExporter.dayAndSequence(file.day, file.sequence) + "_v\(Self.layoutVersion).csv"
        let rows = file.changes.map { change in
            RFC4180.line([
                String(Self.layoutVersion), change.placementID.description, change.accountRef, change.kind.rawValue,
                change.sourceID, change.happenedOn.description, change.amount?.decimalText ?? "",
                change.balance.currency.code, change.balance.decimalText, change.detail,
            ])
        }
        bytes = Array((RFC4180.line(Self.names) + rows.joined()).utf8)
    }
}
