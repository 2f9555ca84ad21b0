import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Receivables
import Synchronization
import Testing
import Web

/// Remembers who asked to stop; knows one token.
private final class StopDesk: Sendable {
    static let token = "AAAAAbcdefghijklmnopqrstuvwxyz0123-_"
    private let stopped = Mutex<[String]>([])
    private let language: Language?
    private let business: String

    init(language: Language? = nil, business: String = "") {
        self.language = language
        self.business = business
    }

    var calls: [String] { stopped.withLock { $0 } }

    var web: WebCalls {
        WebCalls(
            describeLink: { $0 == Self.token ? LinkOwner(language: self.language, business: self.business) : nil },
            stopEmail: { token in
                self.stopped.withLock { $0.append(token) }
                return token == Self.token
            }, readiness: { .ready })
    }
}

private struct Broken: Error {}

struct UnsubscribeTests {
    private let form: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
    private let body = ByteBuffer(string: "List-Unsubscribe=One-Click")

    private func app(_ calls: WebCalls) -> some ApplicationProtocol {
        Application(router: webRouter(calls), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func openingTheLinkChangesNothing() async throws {
        let desk = StopDesk()
        try await app(desk.web).test(.router) { client in
            try await client.execute(uri: "/u/\(StopDesk.token)", method: .get) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains("<form method=\"post\">"))
            }
        }
        #expect(desk.calls.isEmpty)
    }

    @Test func theButtonStopsAtOnceWithoutCookieOrRedirect() async throws {
        let desk = StopDesk()
        try await app(desk.web).test(.router) { client in
            for _ in 1...2 {
                try await client.execute(uri: "/u/\(StopDesk.token)", method: .post, headers: form, body: body) {
                    #expect($0.status == .ok)
                    #expect($0.headers[.setCookie] == nil && $0.headers[.location] == nil)
                    #expect(String(buffer: $0.body).contains("E\u{2011}mail is stopped"))
                }
            }
        }
        #expect(desk.calls == [StopDesk.token, StopDesk.token])
    }

    @Test func aMultipartFormStopsToo() async throws {
        let desk = StopDesk()
        let multipart = ByteBuffer(
            string: "--b1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b1--\r\n")
        try await app(desk.web).test(.router) { client in
            try await client.execute(
                uri: "/u/\(StopDesk.token)", method: .post,
                headers: [.contentType: "multipart/form-data; boundary=b1"], body: multipart
            ) { #expect($0.status == .ok) }
        }
        #expect(desk.calls.count == 1)
    }

    @Test(arguments: [
        ("application/x-www-form-urlencoded", ""),
        ("application/x-www-form-urlencoded", "List-Unsubscribe=No"),
        ("text/plain", "List-Unsubscribe=One-Click"),
        ("multipart/form-data", "--b1\r\nname=\"List-Unsubscribe\"\r\n\r\nOne-Click"),
        (
            "multipart/form-data; boundary=b1",
            "--b1\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nOne-Click\r\n--b1--"
        ),
    ])
    func anotherBodyIsRefusedAndChangesNothing(type: String, body: String) async throws {
        let desk = StopDesk()
        try await app(desk.web).test(.router) { client in
            try await client.execute(
                uri: "/u/\(StopDesk.token)", method: .post, headers: [.contentType: type],
                body: ByteBuffer(string: body)
            ) { #expect($0.status == .badRequest) }
        }
        #expect(desk.calls.isEmpty)
    }

    @Test func aBodyOverTheLimitIsRefused() async throws {
        let desk = StopDesk()
        try await app(desk.web).test(.router) { client in
            try await client.execute(
                uri: "/u/\(StopDesk.token)", method: .post, headers: form,
                body: ByteBuffer(string: "List-Unsubscribe=One-Click&x=" + String(repeating: "y", count: 5_000))
            ) { #expect($0.status == .contentTooLarge) }
        }
        #expect(desk.calls.isEmpty)
    }

    @Test(arguments: ["AAAAAbcdefghijklmnopqrstuvwxyz0123-X", "short", "has.dots.in.it.and.is.long.enough"])
    func aTamperedLinkIsUnknown(token: String) async throws {
        try await app(StopDesk().web).test(.router) { client in
            for method in [HTTPRequest.Method.get, .post] {
                try await client.execute(uri: "/u/\(token)", method: method, headers: form, body: body) {
                    #expect($0.status == .notFound)
                    let page = String(buffer: $0.body)
                    #expect(!page.contains(token) && !page.contains("<button") && page.contains("?lang=es"))
                }
            }
        }
    }

    @Test func aFailureSaysSoAndDoesNotClaimToHaveStopped() async throws {
        let calls = WebCalls(
            describeLink: { _ in LinkOwner() }, stopEmail: { _ in throw Broken() }, readiness: { .ready })
        try await app(calls).test(.router) { client in
            try await client.execute(uri: "/u/\(StopDesk.token)", method: .post, headers: form, body: body) {
                #expect($0.status == .serviceUnavailable)
                #expect(String(buffer: $0.body).contains("Nothing was changed"))
            }
        }
    }

    @Test(arguments: [
        ("", "", "en"), ("", "es-MX,es;q=0.9,en;q=0.8", "es"), ("", "en;q=0.3, es;q=0.7", "es"),
        ("", "fr,de", "en"), ("?lang=es", "en", "es"), ("?lang=en", "es", "en"), ("?lang=xx", "es", "es"),
        ("", "es;q=0, en", "en"),
    ])
    func thePageSpeaksTheReadersLanguage(query: String, accepted: String, language: String) async throws {
        try await app(StopDesk().web).test(.router) { client in
            try await client.execute(
                uri: "/u/\(StopDesk.token)\(query)", method: .get, headers: [.acceptLanguage: accepted]
            ) { #expect(String(buffer: $0.body).contains("<html lang=\"\(language)\">")) }
        }
    }

    @Test(arguments: [("", "es"), ("?lang=en", "en")])
    func thePageSpeaksTheLanguageOfItsMailAndNamesWhoWrote(query: String, language: String) async throws {
        let desk = StopDesk(language: .spanish, business: "Smith & <Sons>")
        try await app(desk.web).test(.router) { client in
            try await client.execute(
                uri: "/u/\(StopDesk.token)\(query)", method: .get, headers: [.acceptLanguage: "en"]
            ) {
                let page = String(buffer: $0.body)
                #expect(page.contains("<html lang=\"\(language)\">") && page.contains("Smith &amp; &lt;Sons&gt;"))
            }
        }
    }

    @Test func everyAnswerCarriesTheSafeHeaders() async throws {
        try await app(StopDesk().web).test(.router) { client in
            for uri in ["/u/\(StopDesk.token)", "/u/x", "/livez", "/nothing/here"] {
                try await client.execute(uri: uri, method: .get) { response in
                    let headers = response.headers
                    #expect(
                        headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'; style-src 'sha256-") == true)
                    #expect(headers[.xContentTypeOptions] == "nosniff")
                    #expect(headers[.init("Referrer-Policy")!] == "no-referrer")  // a valid name
                    #expect(headers[.cacheControl] == "no-store")
                }
            }
        }
    }

    @Test(arguments: ["en", "es"])
    func thePageSaysNothingAboutMoneyOwed(language: String) async throws {
        let forbidden = [
            "debt", "owe", "pay", "overdue", "collect", "deuda", "debe", "pago", "cobr", "vencid", "script",
        ]
        try await app(StopDesk().web).test(.router) { client in
            try await client.execute(uri: "/u/\(StopDesk.token)?lang=\(language)", method: .get) { response in
                let text = String(buffer: response.body).lowercased()
                for word in forbidden { #expect(!text.contains(word), "\(word)") }
            }
        }
    }
}
