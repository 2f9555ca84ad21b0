import Foundation

@testable import Tabular

/// A file that lives as long as the value.
final class ScratchFile {
    let url = FileManager.default.temporaryDirectory.appending(path: "tabular-\(UUID().uuidString).csv")

    init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: url) }

    convenience init(_ text: String) throws { try self.init(Array(text.utf8)) }

    deinit {
        // Nothing depends on the leftover.
        try? FileManager.default.removeItem(at: url)
    }

    /// All records as texts.
    func rows(delimiter: UInt8 = UInt8(ascii: ","), limits: CSVReader.Limits = .init()) throws -> [[String]] {
        let reader = try CSVReader(url, delimiter: delimiter, limits: limits)
        var rows: [[String]] = []
        while let row = try reader.next() { rows.append(row.texts) }
        return rows
    }
}

/// Everything a file gives by a mapping.
struct Reading {
    var rows: [ImportRow] = []
    var refused: [RefusedRow] = []
    var warnings: [CellFinding] = []
    let reader: ImportReader

    var findings: [CellFinding] { refused.flatMap(\.findings) }

    init(_ url: URL, _ mapping: ImportMapping) throws {
        reader = try ImportReader(url, mapping: mapping)
        while let record = try reader.next() {
            switch record {
            case .row(let row, let warnings):
                rows.append(row)
                self.warnings += warnings
            case .refused(let row): refused.append(row)
            }
        }
    }

    init(_ text: String, _ mapping: ImportMapping) throws {
        let file = try ScratchFile(text)
        try self.init(file.url, mapping)
    }

    init(_ bytes: [UInt8], _ mapping: ImportMapping) throws {
        let file = try ScratchFile(bytes)
        try self.init(file.url, mapping)
    }
}

extension ImportMapping {
    /// A small mapping of invoices; `more` adds lines of YAML.
    static func invoices(dates: String = "iso", more: String = "") throws -> ImportMapping {
        try ImportMapping(
            yaml: """
                name: test
                kind: receivables
                source: test
                dates: \(dates)
                money: { mark: point, currency: USD }
                columns:
                  reference: No
                  customer_reference: Customer
                  billed_on: Billed
                  due_on: Due
                  amount: Amount
                  summary: What
                \(more)
                """)
    }

    static let customersForTest: ImportMapping = {
        do {
            return try ImportMapping(
                yaml: """
                    name: test
                    kind: customers
                    source: test
                    columns:
                      reference: Number
                      last_name: Name
                      phone: Phone
                      email: Email
                      state: State
                      zip: Zip
                      autopay: Autopay
                      country: Country
                    """)
        } catch { preconditionFailure("\(error)") }
    }()
}
