import Foundation

/// What stands in an offered command for something only its reader knows: `'<what was found>'`.
///
/// A command copied with one still in it is refused before anything is read, whatever the command.
enum Placeholder {
    /// Words in capitals that stand for something in examples; refused as the value of an option only, because a
    /// customer may be called so.
    private static let capitals: Set<String> = [
        "AMOUNT", "CLAUSE", "DATE", "DAY", "FILE", "FILE.csv", "KEY", "MAPPING", "NAME", "NUMBER", "REASON", "REF",
        "STATUTE", "WHAT", "WHY",
    ]

    /// The first placeholder among what was typed, the program's own name left out; `nil` when there is none.
    static func first(in arguments: [String]) -> String? {
        var isValue = false
        for argument in arguments {
            let value: Substring
            if argument.hasPrefix("--"), let equals = argument.firstIndex(of: "=") {
                value = argument[argument.index(after: equals)...]
                isValue = true
            } else {
                value = argument[...]
            }
            if value.wholeMatch(of: /<[^<>]+>|…/) != nil || (isValue && capitals.contains(String(value))) {
                return String(value)
            }
            isValue = argument.hasPrefix("--") && !argument.contains("=")
        }
        return nil
    }

    /// - Throws: `CommandFailure` that names the first placeholder.
    static func refuse(in arguments: [String]) throws {
        guard let found = first(in: arguments) else { return }
        throw CommandFailure(
            .usage, "\(found) stands for something only you know: write it in its place; nothing was done")
    }
}
