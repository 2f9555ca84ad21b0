import Foundation
import HTTPTypes
import Hummingbird

/// Whether the host can do its work now, for whoever balances or watches it.
package enum Readiness: Sendable, Equatable {
    case ready
    /// The reason is one word a machine may act on; the fix is for a person.
    case notReady(reason: String, fix: String)
}

/// `/livez` and `/readyz`.
struct HealthRoutes: Sendable {
    let readiness: @Sendable () async -> Readiness

    private struct Answer: Codable {
        var status: String
        var reason: String?
        var fix: String?
    }

    func add(to router: Router<BasicRequestContext>) {
        // Alive asks nothing of anybody: a host that waits for its database must not be killed for it.
        router.get("livez") { _, _ in try Self.json(.ok, Answer(status: "alive")) }
        router.get("readyz") { _, _ in
            switch await readiness() {
            case .ready: try Self.json(.ok, Answer(status: "ready"))
            case .notReady(let reason, let fix):
                try Self.json(.serviceUnavailable, Answer(status: "not ready", reason: reason, fix: fix))
            }
        }
    }

    private static func json(_ status: HTTPResponse.Status, _ answer: Answer) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try encoder.encode(answer) + Data("\n".utf8))))
    }
}
