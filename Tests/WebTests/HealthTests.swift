import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Testing
import Web

struct HealthTests {
    private func app(_ readiness: Readiness) -> some ApplicationProtocol {
        let calls = WebCalls(describeLink: { _ in nil }, stopEmail: { _ in false }, readiness: { readiness })
        return Application(router: webRouter(calls), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test func aliveAsksNothingOfTheDatabase() async throws {
        try await app(.notReady(reason: "database-unreachable", fix: "start it")).test(.router) { client in
            try await client.execute(uri: "/livez", method: .get) { #expect($0.status == .ok) }
        }
    }

    @Test(arguments: [(Readiness.ready, "It is up and well."), (.notReady(reason: "draining", fix: ""), "not ready")])
    func theFrontPageSaysWhatThisIsAndWhetherItIsWell(readiness: Readiness, words: String) async throws {
        try await app(readiness).test(.router) { client in
            try await client.execute(uri: "/", method: .get) {
                #expect($0.status == .ok)
                let page = String(buffer: $0.body)
                #expect(page.contains(words) && page.contains("href=\"/livez\"") && page.contains("href=\"/readyz\""))
            }
        }
    }

    @Test func readyIsReady() async throws {
        try await app(.ready).test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) {
                #expect($0.status == .ok)
                #expect(String(buffer: $0.body) == "{\"status\":\"ready\"}\n")
            }
        }
    }

    @Test(arguments: ["database-unreachable", "migrations-pending", "draining"])
    func notReadySaysWhy(reason: String) async throws {
        try await app(.notReady(reason: reason, fix: "do this")).test(.router) { client in
            try await client.execute(uri: "/readyz", method: .get) {
                #expect($0.status == .serviceUnavailable)
                #expect(String(buffer: $0.body).contains("\"reason\":\"\(reason)\""))
            }
        }
    }
}
