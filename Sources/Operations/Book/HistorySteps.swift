import Receivables
import Store
import Tabular
import Treatment

/// Finds the steps that a file of history means, as the policies of its customers know them.
struct HistorySteps {
    let library: PolicyLibrary

    /// Each word with the step it names, without regard to case and to how its parts are joined; or with what to do.
    func named(by words: [StagedStepWord]) -> [StagedStepWord] {
        words.map { word in
            var word = word
            guard let policy = library.policy(word.version) else {
                word.step = Self.plain(word.word)
                word.fix =
                    "taken as it is, because the business has no policy yet: publish one and import the file again, "
                    + "which then says whether this is a step of it"
                return word
            }
            let keys = policy.steps.map(\.key)
            word.step = keys.first { Self.plain($0) == Self.plain(word.word) }
            let near = Suggestion.nearest(to: word.word, among: keys).map { "did you mean \($0)? " } ?? ""
            word.fix =
                near + "map it under 'values' to one of \(keys.joined(separator: ", ")), "
                + "or leave such rows out under 'skip'"
            return word
        }
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split { $0 == " " || $0 == "_" || $0 == "-" }.joined(separator: "-")
    }
}
