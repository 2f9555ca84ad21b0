import Receivables

extension ReportTable {
    /// The rows as CSV for a spreadsheet: keys as headings, plain digits, the currency of amounts in a last column.
    ///
    /// Sums are left out, because whoever adds up the column would count everything twice. A text a spreadsheet would
    /// run as a formula gets an apostrophe in front. Source: RFC 4180; OWASP, "CSV Injection".
    package var csv: String {
        let writer = CSVWriter(for: .person)
        let holdsMoney = columns.contains { $0.kind == .money }
        var text = writer.line(columns.map(\.key) + (holdsMoney ? ["currency"] : []))
        for row in rows {
            let currency = row.lazy.compactMap { if case .money(let money) = $0 { money.currency.code } else { nil } }
                .first
            text += writer.line(row.map(Self.spreadsheetText) + (holdsMoney ? [currency ?? ""] : []))
        }
        return text
    }

    /// A number stays one; a text that looks like one is a reference and stays a text.
    private static func spreadsheetText(_ cell: Cell) -> String {
        guard case .text(let text) = cell else { return cell.plainText }
        let first = text.drop { $0 == " " }.unicodeScalars.first
        return first.map { "=+-@\t\r\n".unicodeScalars.contains($0) } ?? false ? "'" + text : text
    }
}

/// As JSON: `columns`, then `rows` and `totals` as objects by column; amounts in minor units with their currency, shares
/// in hundredths, `null` for no value.
extension ReportTable: Encodable {
    private enum Part: String, CodingKey {
        case columns, rows, totals
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    package func encode(to encoder: any Encoder) throws {
        var parts = encoder.container(keyedBy: Part.self)
        try parts.encode(columns, forKey: .columns)
        for (part, lines) in [(Part.rows, rows), (.totals, totals)] {
            var list = parts.nestedUnkeyedContainer(forKey: part)
            for line in lines {
                var object = list.nestedContainer(keyedBy: Name.self)
                for (column, cell) in zip(columns, line) {
                    try object.encode(cell, forKey: Name(stringValue: column.key))
                }
            }
        }
    }
}

extension ReportTable.Column: Encodable {
    private enum CodingKeys: String, CodingKey {
        case key, title, kind
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(key, forKey: .key)
        try object.encode(title, forKey: .title)
        try object.encode(kind.rawValue, forKey: .kind)
    }
}

extension ReportTable.Cell: Encodable {
    package func encode(to encoder: any Encoder) throws {
        var value = encoder.singleValueContainer()
        switch self {
        case .text(let text): try value.encode(text)
        case .count(let count): try value.encode(count)
        case .money(let money): try value.encode(money)
        case .day(let day): try value.encode(day)
        case .tenths(let tenths): try value.encode(Double(tenths) / 10)
        case .share(let share):
            if let tenths = share.tenthsOfPercent {
                try value.encode(Double(tenths) / 10)
            } else {
                try value.encodeNil()
            }
        case .none: try value.encodeNil()
        }
    }
}
