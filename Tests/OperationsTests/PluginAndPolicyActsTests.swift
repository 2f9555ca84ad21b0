import Correspondence
import DatabaseTesting
import Foundation
import PluginKit
import Postgres
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

    @Test(arguments: [
        ("http://127.0.0.1:8080", false, false), ("http://127.0.0.1:8080", true, true),
        ("https://127.0.0.1", false, false), ("https://mail.northwind.example", false, true),
    ])
    func realMailNeedsAnAddressCustomersReachAndATestTenantDoesNot(
        address: String, isTest: Bool, passesTheLink: Bool
    ) async throws {
        try await TestTenant.with { tenant, database in
            try await database.superuser.transaction { tx -> Void in
                try tx.execute("UPDATE tenants SET is_test = \(isTest), clock_offset_us = 0 WHERE id = \(tenant.id)")
            }
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            let desk = try tenant.pluginDesk(spool: spool, publicURL: address)
            try await desk.configure(
                "email", given: ["delivery": "smtp", "host": "127.0.0.1", "port": 9], secrets: [:], for: tenant.id)
            let test = try await desk.test("email", for: tenant.id)
            // Nothing listens there: what differs is whether it was tried at all.
            #expect(!test.passed)
            #expect((test.fix?.contains("DUNWELL_PUBLIC_URL") == true) == !passesTheLink)
        }
    }

    @Test func aSecretIsRemovedByAnEmptyValueAndNothingElseGoesThroughAFile() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = try tenant.pluginDesk()
            try await desk.configure(
                "email", given: ["delivery": "smtp", "host": "mail.northwind.example", "username": "northwind"],
                secrets: ["password": Secret("hush")], for: tenant.id)
            for (given, secrets) in [
                (["password": ConfigurationValue.text("hush")], [:]), ([:], ["password": Secret("")]),
                ([:], ["host": Secret("mail.northwind.example")]),
                (["password": .text("")], ["password": Secret("hush")]),
            ] as [([String: ConfigurationValue], [String: Secret])] {
                #expect(
                    await refusal {
                        _ = try await desk.configure("email", given: given, secrets: secrets, for: tenant.id)
                    } == .badInput)
            }
            #expect(try await desk.describe("email", for: tenant.id).sealedKeys == ["password"])
            // A name without its password cannot be used: both go together.
            await #expect(throws: InvalidConfiguration.self) {
                try await desk.configure("email", given: ["password": ""], secrets: [:], for: tenant.id)
            }
            try await desk.configure(
                "email", given: ["password": "", "username": ""], secrets: [:], for: tenant.id)
            #expect(try await desk.describe("email", for: tenant.id).sealedKeys.isEmpty)
        }
    }

    @Test func settingsNobodyHasTriedReachNoCustomer() async throws {
        try await TestTenant.with { tenant, _ in
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            let desk = try tenant.pluginDesk(spool: spool)
            #expect(try await desk.configure("email", given: [:], secrets: [:], for: tenant.id) == false)
            #expect(try await desk.test("email", for: tenant.id).passed)
            try await desk.enable("email", for: tenant.id)
            let wasOn = try await desk.configure(
                "email", given: ["delivery": "smtp", "host": "mail.northwind.example"], secrets: [:], for: tenant.id)
            #expect(wasOn)
            let standing = try await desk.describe("email", for: tenant.id)
            #expect(!standing.isEnabled && !standing.isTested)
            // Refused settings change nothing, the switch included.
            _ = try await desk.configure("email", given: ["delivery": "maildir"], secrets: [:], for: tenant.id)
            #expect(try await desk.test("email", for: tenant.id).passed)
            try await desk.enable("email", for: tenant.id)
            await #expect(throws: InvalidConfiguration.self) {
                try await desk.configure("email", given: ["port": "99999"], secrets: [:], for: tenant.id)
            }
            #expect(try await desk.describe("email", for: tenant.id).isEnabled)
        }
    }

    @Test func aTestThatDoesNotPassEnablesNothing() async throws {
        try await TestTenant.with { tenant, _ in
            let spool = TestTenant.spool()
            defer { try? FileManager.default.removeItem(at: spool) }  // a leftover harms nobody
            let desk = try tenant.pluginDesk(spool: spool)
            // Nobody listens on port 1.
            try await desk.configure(
                "email",
                given: [
                    "delivery": "smtp", "host": "127.0.0.1", "port": "1", "security": "none",
                    "connect_timeout_seconds": "5",
                ], secrets: [:], for: tenant.id)
            let test = try await desk.test("email", for: tenant.id)
            #expect(!test.passed && test.fix?.isEmpty == false)
            #expect(await refusal { try await desk.enable("email", for: tenant.id) } == .notAllowed)
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

    /// What a business may lack, each named by `check` with line and fix and refused by `publish`.
    @Test(arguments: [
        (["phone-log", "postal-mail"], "by: [post, email]", "by: [email]", "no plugin serves email"),
        (["email", "phone-log", "postal-mail"], "by: [post, email]", "by: [text]", "no plugin serves text"),
        (["email", "phone-log", "postal-mail"], "by: [post, email]", "by: [exporter]", "no plugin serves exporter"),
        (
            ["email", "phone-log", "postal-mail"], "template: nudge", "template: nugde",
            "no template \"nugde\" for post"
        ),
        (["email", "phone-log", "postal-mail"], "by: [post, email]", "by: [fax]", "unknown channel \"fax\""),
        (["email", "phone-log", "postal-mail"], "languages: [en, es]", "languages: [en, fr]", "languages is \"fr\""),
        (["email", "phone-log", "postal-mail"], "at: past-due 15", "at: past-due 4000", "is impossible"),
    ])
    func whatCannotRunIsNamedAndNotPublished(
        enabled: [String], old: String, new: String, what: String
    ) async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.store.transaction(for: tenant.id) { tx in
                for kind in enabled { try tx.setPlugin(kind, enabled: true) }
            }
            let starter = try StarterPolicies.residential()
            // The last place is the last step's, which comes after everything else of the kind.
            let place = try #require(starter.ranges(of: old).last)
            let text = starter.replacingCharacters(in: place, with: new)
            let publisher = try publisher(tenant)
            let found = try await publisher.check(text, for: tenant.id, business: nil)
                .filter { $0.severity == .error && $0.what.contains(what) }
            #expect(!found.isEmpty)
            #expect(found.allSatisfy { $0.line > 1 && !$0.fix.isEmpty })
            let refusal = await #expect(throws: PublishPolicy.Refusal.self) {
                try await publisher.publish(text, note: "", for: tenant.id, business: nil)
            }
            #expect(refusal.map { "\($0)".contains(what) } == true)
            #expect(try await tenant.facts().policyVersion == nil)
        }
    }

    @Test func aLanguageWithoutItsTextsIsNamedAndNotPublished() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.enableAllChannels()
            let folder = try #require(TestTenant.templates)
            var texts: [String: String] = [:]
            for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            where path.hasSuffix(".mustache") && !path.hasPrefix("nudge/es/") {
                texts[path] = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
            }
            let publisher = PublishPolicy(
                store: tenant.store, registry: try TestTenant.plugins(), templates: try TemplateCatalog(texts: texts))
            let text = try StarterPolicies.residential()
            let found = try await publisher.check(text, for: tenant.id, business: nil).filter { $0.severity == .error }
            #expect(found.map(\.what) == ["post", "email"].map { "nudge: no template \"nudge\" for \($0) in es" })
            await #expect(throws: PublishPolicy.Refusal.self) {
                try await publisher.publish(text, note: "", for: tenant.id, business: nil)
            }
        }
    }

    /// A new business has no plugin yet; what is wrong besides is told in the same answer.
    @Test func whatIsLackingAndWhatCannotBeReadAreToldAtOnce() async throws {
        try await TestTenant.with { tenant, _ in
            let text = try StarterPolicies.residential().replacing("template: nudge", with: "template: nugde")
                .replacing("broken: 2", with: "broken: lots")
            let found = try await publisher(tenant).check(text, for: tenant.id, business: nil)
            for what in ["broken is \"lots\"", "nudge: no plugin serves post or email", "nudge: no template \"nugde\""]
            {
                #expect(found.contains { $0.severity == .error && $0.what.hasPrefix(what) })
            }
            #expect(found.map(\.line) == found.map(\.line).sorted())
            #expect(found.allSatisfy { !$0.fix.isEmpty })
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
    /// The folder of the texts the product ships.
    static var templates: URL? {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/Correspondence/Templates").standardized
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }

    /// Marks every shipped plugin as tested and switches it on, whatever its settings.
    func enableAllChannels() async throws {
        let kinds = try Self.plugins().manifests.map(\.kind)
        try await store.transaction(for: id) { tx in for kind in kinds { try tx.setPlugin(kind, enabled: true) } }
    }
}
