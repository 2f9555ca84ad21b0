// PluginKit: the contract between Dunwell and its plugins, and the only thing a plugin author has to read.
//
// It holds protocols, manifests, configuration schemas and plain values. It must not know an implementation, the
// store, another tenant, or how a decision was reached: a plugin is handed one prepared message or batch and says what
// became of it. Every value that crosses is `Codable & Sendable`, so that the contract can later cross a process
// boundary.

/// Something Dunwell can be extended with: a contact channel, a placement exporter, a plan provider.
///
/// One instance serves every tenant, and all that belongs to a tenant arrives in the `PluginContext` of each call. What
/// an instance keeps between calls (a thread pool, say) holds nothing of a tenant.
public protocol Plugin: Sendable {
    /// What the plugin is, can do, needs and tells to whom. Read at start; never changes while the host runs.
    static var manifest: PluginManifest { get }

    /// Makes the one instance, at start. Does not talk to the outside and cannot fail.
    init()

    /// Checks settings that only make sense together; called after every field has passed the schema's own check.
    ///
    /// Pure, and called whenever a configuration is saved or loaded. An empty result means the configuration is usable.
    func check(_ configuration: PluginConfiguration) -> [ConfigurationFinding]

    /// Tries the configuration against the real carrier without reaching any customer.
    ///
    /// Called by an administrator before the plugin is enabled, and again at will; may be repeated.
    func test(in context: PluginContext) async -> ConnectionTest
}

extension Plugin {
    /// The stable name written in rows: `manifest.kind`.
    public static var kind: String { manifest.kind }

    /// Nothing to check beyond the schema.
    public func check(_ configuration: PluginConfiguration) -> [ConfigurationFinding] { [] }
}
