import Receivables

/// Arranges a filled text as a call script.
struct CallLayout {
    let words: FilledText

    func content() -> CallScript {
        let parts = words.source.sections.filter { $0.name.hasPrefix("part ") }.map { section in
            let lines = words.blocks(section.name).flatMap { block -> [String] in
                switch block {
                case .paragraph(let text), .headline(let text): [text]
                case .list(let entries): entries
                case .drawn: []
                }
            }
            return CallScript.Part(heading: String(section.name.dropFirst(5)), lines: lines)
        }
        return CallScript(purpose: words.text("purpose"), parts: parts, voicemail: words.text("voicemail"))
    }
}
