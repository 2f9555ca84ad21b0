import Hummingbird
import Receivables

/// In which language a page is shown: `?lang=` first, then that of the e-mail its link stood in, then what the browser
/// prefers, then English.
struct PageLanguage {
    let language: Language

    init(of request: Request, writtenIn written: Language? = nil) {
        let asked = request.uri.queryParameters.get("lang").flatMap(Language.init(rawValue:))
        language = asked ?? written ?? Self.preferred(request.headers[.acceptLanguage] ?? "") ?? .english
    }

    /// Source: RFC 9110 §12.5.4; a language without a weight has weight 1, and the first of equals wins.
    private static func preferred(_ header: String) -> Language? {
        var best: (language: Language, weight: Double)?
        for range in header.prefix(200).split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { !$0.isWhitespace } }
            guard let tag = parts.first?.split(separator: "-").first?.lowercased(),
                let language = Language(rawValue: tag)
            else { continue }
            let weight = parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language
    }
}
