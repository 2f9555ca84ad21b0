/// What a reader sees of an HTML message made by `EmailLayout`; not a parser for anybody else's HTML.
enum HTMLText {
    /// The words of the body, entities resolved, link targets kept because they are how to pay.
    static func visible(_ html: String) -> String {
        var body = html
        if let start = body.firstRange(of: "<body") { body = String(body[start.lowerBound...]) }
        body = body.replacing(/href="([^"]*)"/) { "> \($0.output.1) <" }
        return resolve(body.replacing(/<[^>]*>/, with: " "))
    }

    /// The line a mailbox shows beside the subject; empty when there is none.
    static func preview(_ html: String) -> String {
        guard let match = html.firstMatch(of: /<div class="preview"[^>]*>([^<]*)</) else { return "" }
        return resolve(String(match.output.1))
    }

    private static func resolve(_ text: String) -> String {
        [
            ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#039;", "'"),
            ("&amp;", "&"),
        ]
        .reduce(text) { $0.replacing($1.0, with: $1.1) }
    }
}
