// Web: the pages and answers of the host over HTTP. It reads a request, calls what it was handed and writes the answer;
// what should happen is decided elsewhere. It knows no SQL and no plugin.

package import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore

/// What the pages call. Handed in by the host, so that a page can be tried without one.
package struct WebCalls: Sendable {
    /// Acts on the token of an unsubscribe link; `false` for one this installation never made. May be called twice.
    package let stopEmail: @Sendable (_ token: String) async throws -> Bool
    /// Whether the host can do its work now.
    package let readiness: @Sendable () async -> Readiness

    package init(
        stopEmail: @escaping @Sendable (_ token: String) async throws -> Bool,
        readiness: @escaping @Sendable () async -> Readiness
    ) {
        self.stopEmail = stopEmail
        self.readiness = readiness
    }
}

/// Everything the host answers.
package func webRouter(_ calls: WebCalls) -> Router<BasicRequestContext> {
    let router = Router(context: BasicRequestContext.self)
    router.add(middleware: SafeHeaders())
    HealthRoutes(readiness: calls.readiness).add(to: router)
    UnsubscribeRoutes(stopEmail: calls.stopEmail).add(to: router)
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
