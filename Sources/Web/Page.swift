import HTTPTypes
import Hummingbird
import NIOCore
import Receivables

/// The pages people see. They hold no word about money and nothing from the request, and they need no script. A person
/// who opens one on a shared screen gives nothing away but the name of who wrote.
enum Page {
    static func front(_ page: PageLanguage, _ readiness: Readiness) -> Response {
        let words = Words.of(page.language)
        return response(
            .ok, page.language, title: words.frontTitle,
            body: """
                <p>\(words.front)</p>
                <p>\(readiness == .ready ? words.isWell : words.isNotWell)</p>
                <p class="small"><a href="/livez">/livez</a> &nbsp; <a href="/readyz">/readyz</a></p>
                """)
    }

    static func question(_ page: PageLanguage, of business: String) -> Response {
        let words = Words.of(page.language)
        return response(
            .ok, page.language, title: words.questionTitle, business: business,
            body: """
                <p>\(words.question)</p>
                <form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
                <button type="submit">\(words.button)</button></form>
                <p class="small">\(words.whatStays)</p>
                """)
    }

    static func done(_ page: PageLanguage, of business: String) -> Response {
        let words = Words.of(page.language)
        return response(
            .ok, page.language, title: words.doneTitle, business: business, offersOtherLanguage: false,
            body: "<p>\(words.done)</p><p class=\"small\">\(words.whatStays)</p>")
    }

    static func unknownLink(_ page: PageLanguage) -> Response {
        let words = Words.of(page.language)
        return response(.notFound, page.language, title: words.unknownTitle, body: "<p>\(words.unknown)</p>")
    }

    static func notUnderstood(_ page: PageLanguage, status: HTTPResponse.Status) -> Response {
        let words = Words.of(page.language)
        return response(
            status, page.language, title: words.failedTitle, offersOtherLanguage: false,
            body: "<p>\(words.notUnderstood)</p>")
    }

    static func tryAgain(_ page: PageLanguage) -> Response {
        let words = Words.of(page.language)
        return response(
            .serviceUnavailable, page.language, title: words.failedTitle, offersOtherLanguage: false,
            body: "<p>\(words.tryAgain)</p>")
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    private static func response(
        _ status: HTTPResponse.Status, _ language: Language, title: String, business: String = "",
        offersOtherLanguage: Bool = true, body: String
    ) -> Response {
        // The answer to a form has no address of its own to come back to in another language.
        let other =
            switch language {
            case .english: "<a href=\"?lang=es\" lang=\"es\" hreflang=\"es\">Español</a>"
            case .spanish: "<a href=\"?lang=en\" lang=\"en\" hreflang=\"en\">English</a>"
            }
        let html = """
            <!doctype html>
            <html lang="\(language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title)</title>
            <style>\(style)</style>
            </head>
            <body>
            <main>
            \(business.isEmpty ? "" : "<p class=\"from\">\(escaped(business))</p>")
            <h1>\(title)</h1>
            \(body)
            \(offersOtherLanguage ? "<nav>\(other)</nav>" : "")
            </main>
            </body>
            </html>

            """
        return Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8", .contentLanguage: language.rawValue],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
