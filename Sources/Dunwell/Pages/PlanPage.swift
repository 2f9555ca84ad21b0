import Operations

/// A plan as text for a terminal.
struct PlanPage {
    let sheet: ShowPlans.Sheet
    var widthMax = Terminal.width

    var text: String {
        var lines = [
            "plan \(sheet.plan) of \(sheet.customer): \(sheet.standing)",
            "accepted \(sheet.acceptedOn) by \(sheet.acceptedHow), version \(sheet.version)",
            sheet.cancelled?.words,
        ].compactMap(\.self).flatMap(wrapped)
        lines += part("covers", sheet.covers.map(\.words))
        lines += part("parts", sheet.parts.map(\.words))
        lines += part("events", sheet.events.map(\.words))
        lines += part("versions", sheet.versions)
        for document in sheet.documents {
            lines += [""] + document.split(separator: "\n").flatMap { wrapped(String($0)) }
        }
        return lines.joined(separator: "\n")
    }

    private func part(_ heading: String, _ items: [String]) -> [String] {
        items.isEmpty ? [] : ["\(heading):"] + items.flatMap { wrapped($0).map { "  " + $0 } }
    }

    private func wrapped(_ text: String) -> [String] { TextTable.wrapped(text, widthMax - 4) }
}
