import PluginKit
import Receivables
import Testing

struct PluginRegistryTests {
    @Test func aChannelIsFoundByKindAndByMedium() throws {
        let registry = try PluginRegistry([Courier.self])
        #expect(registry.channel("courier") != nil)
        #expect(registry.exporter("courier") == nil)
        #expect(registry.plugin("pigeon") == nil)
        #expect(registry.channels(for: .post).count == 1)
        #expect(registry.channels(for: .email).isEmpty)
        #expect(registry.manifests == [Courier.manifest])
    }

    @Test func twoPluginsOfOneKindAreRefused() {
        #expect(throws: PluginRegistryError.duplicateKind("courier")) {
            try PluginRegistry([Courier.self, Courier.self])
        }
    }

    @Test func aPromiseTheTypeDoesNotKeepIsRefused() {
        #expect(throws: PluginRegistryError.roleNotServed(kind: "liar")) { try PluginRegistry([Liar.self]) }
    }

    @Test func anUnusableManifestIsRefusedWithTheFault() {
        let error = #expect(throws: PluginRegistryError.self) { try PluginRegistry([Shouter.self]) }
        #expect(error?.description.contains("lower-case") == true)
    }
}

/// A batch channel that refuses everything; what it does is not what is tested here.
private struct Courier: BatchContactChannel {
    static let manifest = PluginManifest(
        kind: "courier", name: "Courier", version: "1.0.0", role: .contactChannel(.post), summary: "Carries letters.",
        capabilities: PluginCapabilities(batched: true), configuration: ConfigurationSchema())

    func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? { nil }
    func produce(_ batch: OutboundBatch, in context: PluginContext) async -> BatchResult {
        .refused(fault: .plugin, detail: "not tested")
    }
    func test(in context: PluginContext) async -> ConnectionTest { ConnectionTest(steps: []) }
}

/// Says that it exports and does not.
private struct Liar: Plugin {
    static let manifest = PluginManifest(
        kind: "liar", name: "Liar", version: "1.0.0", role: .placementExporter, summary: "Exports nothing.",
        capabilities: PluginCapabilities(), configuration: ConfigurationSchema())

    func test(in context: PluginContext) async -> ConnectionTest { ConnectionTest(steps: []) }
}

/// Its kind could not stand in a row.
private struct Shouter: Plugin {
    static let manifest = PluginManifest(
        kind: "LOUD", name: "Loud", version: "1.0.0", role: .placementExporter, summary: "Shouts.",
        capabilities: PluginCapabilities(), configuration: ConfigurationSchema())

    func test(in context: PluginContext) async -> ConnectionTest { ConnectionTest(steps: []) }
}
