import DatabaseTesting
import Foundation
import FoundationNetworking

/// The pages of a host on this machine.
struct Site: Sendable {
    let port: Int

    private static let session = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = 60
        return URLSession(configuration: configuration)
    }()

    /// On a port nobody has at the moment.
    init() throws { port = try ListeningSocket().port }

    func get(_ path: String) async throws -> (status: Int, body: String) { try await answer(to: request(path)) }

    /// Sends a form, as a mail program does for one click.
    func post(_ path: String, form: String) async throws -> (status: Int, body: String) {
        var request = request(path)
        request.httpMethod = "POST"
        request.httpBody = Data(form.utf8)
        request.setValue("application/x-www-form-urlencoded", forHTTPHeaderField: "Content-Type")
        return try await answer(to: request)
    }

    /// Waits until `/readyz` answers with a status; a host that does not answer is none.
    func isReady(_ status: Int, within limit: Duration = .seconds(90)) async throws -> Bool {
        try await eventually(within: limit) {
            // Not listening yet, or no longer, is another answer.
            (try? await get("readyz").status) == status
        }
    }

    private func request(_ path: String) -> URLRequest {
        URLRequest(url: URL(string: "http://127.0.0.1:\(port)/\(path)")!)  // a path of a test is one
    }

    private func answer(to request: URLRequest) async throws -> (status: Int, body: String) {
        let (body, response) = try await Self.session.data(for: request)
        return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: body, as: UTF8.self))
    }
}

/// A port of this machine that is taken for as long as this lives.
final class ListeningSocket {
    let port: Int
    private let descriptor: Int32

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let socket = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 1) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard bound else { throw Program.NotStarted(description: "this machine has no free port") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
