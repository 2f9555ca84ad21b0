/// Commands on a terminal: in lines a shell reads as one.
enum CommandText {
    /// Words with commands between backticks in them; each command begins a line of its own, completed and without its
    /// backticks.
    static func lines(_ words: String, indent: String, widthMax: Int, _ typed: TypedCommand = .ofThisCall) -> String {
        words.split(separator: "`").flatMap { part in
            part.hasPrefix("dunwell ")
                ? command(typed.whole(String(part)), indent: indent + "  ", widthMax: widthMax)
                : TextTable.wrapped(String(part), widthMax - indent.count).filter { !$0.isEmpty }.map { indent + $0 }
        }.map { $0 + "\n" }.joined()
    }

    /// A path in lines a shell reads as one word: parted at its slashes, and copied with all of its lines.
    static func path(_ path: String, widthMax: Int) -> [String] {
        var pieces = [""]
        for part in path.split(separator: "/", omittingEmptySubsequences: false).enumerated() {
            let piece = (part.offset == 0 ? "" : "/") + part.element
            // Quotes around a piece and the mark at its end need their room.
            if !pieces[pieces.count - 1].isEmpty, pieces[pieces.count - 1].count + piece.count + 3 > widthMax {
                pieces.append("")
            }
            pieces[pieces.count - 1] += piece
        }
        return pieces.enumerated().map { quotedWord($1) + ($0 < pieces.count - 1 ? "\\" : "") }
    }

    /// A whole command, parted between its words only, each line but the last ended as a shell wants it.
    static func command(_ command: String, indent: String, widthMax: Int) -> [String] {
        var lines = [indent]
        for word in TypedCommand.words(command) {
            let isEmpty = lines[lines.count - 1].allSatisfy { $0 == " " }
            if !isEmpty, lines[lines.count - 1].count + word.count + 3 > widthMax {
                lines[lines.count - 1] += " \\"
                lines.append(indent + "  " + word)
            } else {
                lines[lines.count - 1] += (isEmpty ? "" : " ") + word
            }
        }
        return lines
    }
}
