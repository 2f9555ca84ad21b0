import DatabaseTesting
import Email
import Foundation
import Installments
import Logging
import PhoneLog
import PlacementCSV
import PluginKit
import PostalMail
import Receivables
import Sealing
import Store

@testable import Operations

extension TestTenant {
    /// The plugins the product ships.
    static func plugins() throws -> PluginRegistry {
        try PluginRegistry([
            EmailChannel.self, PostalMailChannel.self, PhoneLogChannel.self, PlacementCSVExporter.self,
            InstallmentPlans.self,
        ])
    }

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    /// A folder of this test for the plugins' files.
    static func spool() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "dunwell-desk-\(UUID().uuidString)")
    }

    /// A desk with the shipped plugins.
    func pluginDesk(
        _ keyring: Keyring = Keyring(), spool: URL = TestTenant.spool(),
        publicURL: String = "https://mail.northwind.example"
    ) throws -> PluginDesk {
        PluginDesk(
            store: store, registry: try Self.plugins(), sealer: Sealer(keyring), spool: spool,
            publicURL: URL(string: publicURL)!, logger: Self.quiet)  // an address of a test is one
    }

    /// Switches a plugin on whose test needs nothing outside.
    func enable(_ kind: String, _ values: [String: ConfigurationValue] = [:]) async throws {
        let spool = Self.spool()
        defer { try? FileManager.default.removeItem(at: spool) }  // a leftover in the temporary folder harms nobody
        let desk = try pluginDesk(spool: spool)
        try await desk.configure(kind, given: values, secrets: [:], for: id)
        let test = try await desk.test(kind, for: id)
        guard test.passed else { throw ActRefused(.configuration, test.fix ?? "the test of \(kind) did not pass") }
        try await desk.enable(kind, for: id)
    }

    /// What the customer owes.
    func owed() async throws -> Int64 {
        try await store.transaction(for: id) { tx in
            try tx.caseFacts([caseID], today: today)[0].receivables.map(\.open.minorUnits).reduce(0, +)
        }
    }

    /// The case as stored.
    func facts() async throws -> CaseFacts {
        try await store.transaction(for: id) { tx in try tx.caseFacts([caseID], today: try tx.moment().today)[0] }
    }

    func state(of attempt: Identifier<ContactAttempt>) async throws -> AttemptState? {
        try await store.transaction(for: id) { try $0.attempt(attempt)?.state }
    }
}

/// Whether an act is refused for this kind of cause.
func refusal(_ act: () async throws -> Void) async -> ActRefused.Kind? {
    do {
        try await act()
        return nil
    } catch let refused as ActRefused {
        return refused.kind
    } catch {
        return nil
    }
}
