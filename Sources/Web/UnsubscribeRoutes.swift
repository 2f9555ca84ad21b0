import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Receivables

/// `/u/<token>`: the link in every e-mail that stops e-mail.
///
/// GET only shows a page, because mail scanners follow links; POST acts at once, from the page's button or from the
/// reader's mail program. No cookie, no log-in, no redirect. Source: RFC 8058, sections 3.1 and 3.2.
struct UnsubscribeRoutes: Sendable {
    let describeLink: @Sendable (String) async -> LinkOwner?
    let stopEmail: @Sendable (String) async throws -> Bool

    /// A mail program sends some 30 bytes, a multipart form some 200.
    static let bodyBytesMax = 4_096
    private static let tokenLengths = 20...800

    func add(to router: Router<BasicRequestContext>) {
        router.get("u/:token") { request, context in
            guard let token = Self.token(context), let owner = await describeLink(token) else {
                return Page.unknownLink(PageLanguage(of: request))
            }
            return Page.question(PageLanguage(of: request, writtenIn: owner.language), of: owner.business)
        }
        router.post("u/:token") { request, context in try await act(request, context) }
    }

    private func act(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        guard let token = Self.token(context), let owner = await describeLink(token) else {
            return Page.unknownLink(PageLanguage(of: request))
        }
        let language = PageLanguage(of: request, writtenIn: owner.language)
        let body: ByteBuffer
        do { body = try await request.body.collect(upTo: Self.bodyBytesMax) } catch {
            return Page.notUnderstood(language, status: .contentTooLarge)
        }
        let form = OneClickForm(contentType: request.headers[.contentType] ?? "", body: String(buffer: body))
        guard form.asksToStop else { return Page.notUnderstood(language, status: .badRequest) }
        do {
            return try await stopEmail(token) ? Page.done(language, of: owner.business) : Page.unknownLink(language)
        } catch {
            context.logger.error("An unsubscribe request failed", metadata: ["error.kind": "\(type(of: error))"])
            return Page.tryAgain(language)
        }
    }

    /// The token when it could be one of ours by its look; whether it is, its maker says.
    private static func token(_ context: BasicRequestContext) -> String? {
        guard let token = context.parameters.get("token"), tokenLengths.contains(token.utf8.count),
            token.utf8.allSatisfy({ byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 45
                    || byte == 95
            })
        else { return nil }
        return token
    }
}
