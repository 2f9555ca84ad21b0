import Foundation
import JobQueue
import Operations

/// What the host does by itself and on request of a page.
extension Host {
    /// Every kind of job this program can do.
    func jobHandlers() throws -> JobHandlers { JobHandlers() }

    /// Stops e-mail to the address of a link; `false` for a link this installation never made.
    var stopEmail: @Sendable (String) async throws -> Bool {
        let stop = StopContact(store: store, keyring: keyring)
        return { try await stop.stop(token: $0) }
    }
}
