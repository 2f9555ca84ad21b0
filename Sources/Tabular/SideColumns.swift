import Receivables

// Columns a list of open items may have beside those an import takes: read by a mapping of their own, on the same file.

extension ImportMapping {
    /// Headings under which bookkeepers keep the day of the last call.
    static let lastCallHeadings = [
        "Last call", "Last called", "Last call date", "Last phone call", "Called on", "Call date", "Date called",
    ]
    /// Headings under which they keep what a customer pays each month.
    static let monthlyHeadings = [
        "Monthly amount", "Monthly", "Monthly charge", "Monthly rate", "RMR", "MRR", "Recurring monthly revenue",
    ]

    /// Reads the day of the last call from a file this mapping reads: rows of kind `history`, one for each row with such
    /// a day. Rows without one are refused, which says nothing against them.
    package func lastCalls(dates: DateOrder) -> ImportMapping {
        var sources: [String: FieldSource] = [:]
        sources["customer_reference"] = fields["customer_reference"]
        sources["step"] = FieldSource(constant: "call")
        sources["medium"] = FieldSource(constant: ContactMedium.telephone.rawValue)
        sources["happened_on"] = FieldSource(columns: Self.lastCallHeadings)
        return beside(kind: .history, sources, dates: dates)
    }

    /// Reads what each customer pays a month from a file this mapping reads: rows of kind `agreements`, one for each item.
    package func monthlyAmounts(dates: DateOrder) -> ImportMapping {
        var sources: [String: FieldSource] = [:]
        sources["reference"] = fields["reference"]
        sources["customer_reference"] = fields["customer_reference"]
        sources["currency"] = fields["currency"]
        sources["monthly_amount"] = FieldSource(columns: Self.monthlyHeadings)
        return beside(kind: .agreements, sources, dates: dates)
    }

    /// The same with every date read in one order.
    package func reading(dates: DateOrder) -> ImportMapping {
        ImportMapping(
            name: name, kind: kind, source: source, about: about, encoding: encoding, delimiter: delimiter,
            dateOrder: dates, decimalMark: decimalMark, currency: currency, fields: fields,
            ignoredColumns: ignoredColumns, skipRules: skipRules, creditRules: creditRules, grouping: grouping)
    }

    /// Headings read beside the mapping's own.
    package static var sideHeadings: Set<String> {
        Set((lastCallHeadings + monthlyHeadings).map(Heading.normalized))
    }

    /// Whether a heading of a file is one of `sideHeadings`.
    package static func isSideHeading(_ heading: String) -> Bool { sideHeadings.contains(Heading.normalized(heading)) }

    private func beside(kind: ImportKind, _ sources: [String: FieldSource], dates: DateOrder) -> ImportMapping {
        ImportMapping(
            name: name, kind: kind, source: source, about: about, encoding: encoding, delimiter: delimiter,
            dateOrder: dates, decimalMark: decimalMark, currency: currency, fields: sources,
            // All it knows, so that the same row is found as the row of headings.
            ignoredColumns: Array(knownHeadings), skipRules: skipRules, creditRules: [], grouping: nil)
    }
}
