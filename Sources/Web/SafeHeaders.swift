import HTTPTypes
import Hummingbird
import Logging

/// Headers on every answer: nothing is loaded, framed, guessed, remembered or told to other sites.
struct SafeHeaders<Context: RequestContext>: RouterMiddleware {
    private static var headers: [(String, String)] {
        [
            (
                "Content-Security-Policy",
                "default-src 'none'; style-src 'sha256-\(Page.styleHash)'; form-action 'self'; base-uri 'none'; "
                    + "frame-ancestors 'none'"
            ),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cache-Control", "no-store"), ("X-Robots-Tag", "noindex"),
        ]
    }

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as any HTTPResponseError {
            response = try error.response(from: request, context: context)
        } catch {
            // The kind alone: an error's text is for the command line, not for a page or a shared log.
            context.logger.error("Request failed", metadata: ["error.kind": "\(type(of: error))"])
            response = Response(status: .internalServerError)
        }
        for (name, value) in Self.headers {
            guard let name = HTTPField.Name(name) else { preconditionFailure("header names are valid") }
            response.headers[name] = value
        }
        return response
    }
}
