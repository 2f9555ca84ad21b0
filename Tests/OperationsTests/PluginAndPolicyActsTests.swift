import Correspondence
import Foundation
import PluginKit
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

struct PluginAndPolicyActsTests {
    @Test func aPluginIsSwitchedOnOnlyAfterItsTestAndOffAtOnce() async throws {
        try await TestTenant.with { tenant, _ in
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            let desk = try tenant.pluginDesk(spool: spool)
            #expect(await refusal { try await desk.enable("placement-csv", for: tenant.id) } == .notAllowed)
            #expect(try await desk.test("placement-csv", for: tenant.id).passed)
            try await desk.enable("placement-csv", for: tenant.id)
            let reading = desk.reading
            func isConfigured() async throws -> Bool {
                try await tenant.store.transaction(for: tenant.id) {
                    try reading.configured("placement-csv", in: $0) != nil
                }
            }
            #expect(try await isConfigured())
            try await desk.disable("placement-csv", for: tenant.id)
            #expect(try await !isConfigured())
        }
    }

    @Test func aChangedSettingNeedsANewTest() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.enable("placement-csv")
            let desk = try tenant.pluginDesk()
            try await desk.configure("placement-csv", given: [:], secrets: [:], for: tenant.id)
            #expect(try await desk.describe("placement-csv", for: tenant.id).isTested == false)
            #expect(await refusal { try await desk.enable("placement-csv", for: tenant.id) } == .notAllowed)
        }
    }

    @Test func unknownPluginsAndKeysAreRefusedAndNothingIsKept() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = try tenant.pluginDesk()
            #expect(await refusal { try await desk.enable("fax", for: tenant.id) } == .unknown)
            await #expect(throws: InvalidConfiguration.self) {
                try await desk.configure("placement-csv", given: ["colour": "blue"], secrets: [:], for: tenant.id)
            }
            #expect(try await desk.describe("placement-csv", for: tenant.id).values.isEmpty)
        }
    }

    @Test func aSecretIsSealedNeverShownAndBoundToItsTenant() async throws {
        try await TestTenant.with { tenant, database in
            let keyring = Keyring()
            let desk = try tenant.pluginDesk(keyring)
            let manifest = try #require(try TestTenant.plugins().manifest("email"))
            let key = try #require(manifest.configuration.fields.first { $0.type == .secret }?.key)
            #expect(
                await refusal {
                    try await desk.configure("email", given: [key: "open sesame"], secrets: [:], for: tenant.id)
                } == .badInput)
            let given = Self.emailSettings(manifest)
            try await desk.configure("email", given: given, secrets: [key: Secret("open sesame")], for: tenant.id)
            #expect(try await desk.describe("email", for: tenant.id).sealedKeys == [key])
            let setting = try await tenant.store.transaction(for: tenant.id) { try $0.pluginSetting("email") }
            let sealed = try #require(setting?.sealedSecrets[key])
            #expect(!String(decoding: sealed.sealed, as: UTF8.self).contains("sesame"))
            #expect(setting?.settingsJSON.contains("sesame") == false)
            let other = PluginSettingsReading.place(of: key, row: sealed.rowID, tenant: Identifier())
            #expect(throws: SealingError.self) { try Sealer(keyring).open(sealed.sealed, context: other) }
            let opened = try await tenant.store.transaction(for: tenant.id) {
                try desk.reading.configuration(of: manifest, try $0.pluginSetting("email"), in: $0).secret(key)
            }
            #expect(opened?.revealed == "open sesame")
        }
    }

    /// A value for each setting that must be given.
    private static func emailSettings(_ manifest: PluginManifest) -> [String: ConfigurationValue] {
        var given: [String: ConfigurationValue] = [:]
        for field in manifest.configuration.fields where field.type != .secret && field.standard == nil {
            switch field.type {
            case .hostname: given[field.key] = "mail.northwind.example"
            case .emailAddress: given[field.key] = "billing@northwind.example"
            case .text: given[field.key] = "northwind"
            case .url: given[field.key] = "https://northwind.example"
            default: break
            }
        }
        return given
    }

    private func publisher(_ tenant: TestTenant) throws -> PublishPolicy {
        PublishPolicy(store: tenant.store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn())
    }

    @Test func aPolicyThatCannotRunIsRefusedWithWhatIsMissing() async throws {
        try await TestTenant.with { tenant, _ in
            let text = try StarterPolicies.residential()
            await #expect(throws: PublishPolicy.Refusal.self) {
                try await publisher(tenant).publish(text, note: "", for: tenant.id, business: nil)
            }
            #expect(try await tenant.facts().policyVersion == nil)
        }
    }

    @Test func aPolicyWithAnUnknownFieldIsRefusedWithItsLine() async throws {
        try await TestTenant.with { tenant, _ in
            let text = try StarterPolicies.residential() + "\ncolour: blue\n"
            let findings = try await publisher(tenant).check(text, for: tenant.id, business: nil)
            #expect(findings.contains { $0.severity == .error && $0.what.contains("colour") && $0.line > 1 })
        }
    }

    @Test func publishingTwiceMakesOneVersionAndTheCaseTakesIt() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.enableAllChannels()
            let text = try StarterPolicies.residential()
            let publisher = try publisher(tenant)
            let first = try await publisher.publish(text, note: "first", for: tenant.id, business: nil)
            let again = try await publisher.publish(text, note: "again", for: tenant.id, business: nil)
            #expect(first.isNew && first.number == 1 && !again.isNew && again.number == 1)
            #expect(try await tenant.facts().policyVersion != nil)
            #expect(try await publisher.show(nil, for: tenant.id, business: nil).number == 1)
            #expect(try await publisher.differences(of: text, from: 1, for: tenant.id, business: nil).isEmpty)
        }
    }
}

extension TestTenant {
    /// Marks every shipped plugin as tested and switches it on, whatever its settings.
    func enableAllChannels() async throws {
        let kinds = try Self.plugins().manifests.map(\.kind)
        try await store.transaction(for: id) { tx in for kind in kinds { try tx.setPlugin(kind, enabled: true) } }
    }
}
