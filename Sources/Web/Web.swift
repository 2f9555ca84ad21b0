// Web: the pages and answers of the host over HTTP. It reads a request, calls what it was handed and writes the answer;
// what should happen is decided elsewhere. It knows no SQL and no plugin.

package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
package import Receivables

/// What the pages call. Handed in by the host, so that a page can be tried without one.
package struct WebCalls: Sendable {
    /// Who wrote to the holder of an unsubscribe link, and in which language; `nil` for a link this installation never
    /// made.
    package let describeLink: @Sendable (_ token: String) async -> LinkOwner?
    /// Acts on the token of an unsubscribe link; `false` for one this installation never made. May be called twice.
    package let stopEmail: @Sendable (_ token: String) async throws -> Bool
    /// Whether the host can do its work now.
    package let readiness: @Sendable () async -> Readiness

    package init(
        describeLink: @escaping @Sendable (_ token: String) async -> LinkOwner?,
        stopEmail: @escaping @Sendable (_ token: String) async throws -> Bool,
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        self.describeLink = describeLink
        self.stopEmail = stopEmail
        self.readiness = readiness
    }
}

/// What may be told to whoever holds an unsubscribe link: no more than the e-mail it stood in told.
package struct LinkOwner: Sendable {
    /// The customer's language; `nil` when it is not known.
    package let language: Language?
    /// The trading name the customer knows; empty when it is not known or there are several.
    package let business: String

    package init(language: Language? = nil, business: String = "") {
        self.language = language
        self.business = business
    }
}

/// Everything the host answers.
package func webRouter(_ calls: WebCalls) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: SafeHeaders())
    FrontRoute(readiness: calls.readiness).add(to: router)
    HealthRoutes(readiness: calls.readiness).add(to: router)
    UnsubscribeRoutes(describeLink: calls.describeLink, stopEmail: calls.stopEmail).add(to: router)
    return router
}

/// The server, ready to be run as a service.
///
/// - Parameter onRunning: Called once the port is open.
package func webServer(
    _ calls: WebCalls, address: String, port: Int, logger: Logger,
    onRunning: @escaping @Sendable () async -> Void = {}
) -> some ApplicationProtocol {
    Application(
        router: webRouter(calls),
        server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(30))),
        configuration: ApplicationConfiguration(
            address: .hostname(address, port: port),
            availableConnectionsDelegate: MaximumAvailableConnections(connectionsMax)),
        onServerRunning: { _ in await onRunning() }, logger: logger)
}

/// More wait in the system's queue until one ends.
private let connectionsMax = 1_000
