import Operations
import Receivables

/// A customer as text for a terminal: what is owed first, then what was agreed, then what was done.
struct CustomerPage {
    let sheet: CustomerSheet
    var widthMax = Terminal.width

    /// Most entries of one business shown, the latest.
    private static let entriesMax = 20

    var text: String {
        var lines = wrapped("\(sheet.name) (\(sheet.customer)), \(sheet.kind.rawValue), \(sheet.language.rawValue)")
        lines += part("addresses", sheet.addresses.map(\.words))
        lines += part("holds", sheet.holds.map(\.words))
        for one in sheet.cases {
            let owed = one.owed.isEmpty ? "nothing open" : one.owed.map(\.description).joined(separator: ", ") + " open"
            let late = one.daysPastDue.map { ", \($0.counted("day")) past due" } ?? ""
            lines += [""] + wrapped("With \(one.business): \(owed)\(late)")
            if let writtenOff = one.writtenOff { lines += wrapped(writtenOff.words, indent: "  ") }
            lines += part("open", one.open.map(\.words))
            lines += part("unapplied", one.unapplied.map(\.words))
            lines += part("promises", one.promises.map(\.words))
            lines += part("plans", one.plans.map(\.words))
            lines += part("disputes", one.disputes.map(\.words))
            lines += part("calls", one.calls.map(\.words))
            lines += part("contacts", one.contacts.map(\.words))
            let earlier = one.entries.count - Self.entriesMax
            lines += part("entries", one.entries.suffix(Self.entriesMax).map(\.words))
            if earlier > 0 { lines.append("  and \(earlier) earlier (all with --json)") }
        }
        if sheet.cases.isEmpty { lines += ["", "nothing was ever owed"] }
        lines += part("notes", sheet.notes.map(\.words))
        lines += part("changes", sheet.changes.map(\.words))
        return lines.joined(separator: "\n")
    }

    /// A heading and its lines; nothing where there are none.
    private func part(_ heading: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["\(heading):"] + items.flatMap { wrapped($0, indent: "  ") }
    }

    private func wrapped(_ text: String, indent: String = "") -> [String] {
        TextTable.wrapped(text, widthMax - indent.count - 2).enumerated().map { index, line in
            (index == 0 ? indent : indent + (indent.isEmpty ? "" : "  ")) + line
        }
    }
}
