public import Receivables

/// The plugins of this installation, by kind. Filled once at start and never changed.
public struct PluginRegistry: Sendable {
    private let plugins: [String: any Plugin]

    /// Makes one instance of each type and checks its manifest.
    ///
    /// - Throws: `PluginRegistryError` for the first plugin that cannot be registered; the host does not start.
    public init(_ types: [any Plugin.Type]) throws(PluginRegistryError) {
        var plugins: [String: any Plugin] = [:]
        for type in types {
            let manifest = type.manifest
            if let fault = manifest.fault { throw .unusableManifest(kind: manifest.kind, fault: fault) }
            let plugin = type.init()
            guard Self.fits(plugin, manifest) else { throw .roleNotServed(kind: manifest.kind) }
            guard plugins.updateValue(plugin, forKey: manifest.kind) == nil else {
                throw .duplicateKind(manifest.kind)
            }
        }
        self.plugins = plugins
    }

    /// Every manifest, by kind.
    public var manifests: [PluginManifest] {
        plugins.values.map { type(of: $0).manifest }.sorted { $0.kind < $1.kind }
    }

    /// The plugin of a kind; `nil` when this installation has none.
    public func plugin(_ kind: String) -> (any Plugin)? { plugins[kind] }

    /// The manifest of a kind; `nil` when this installation has none.
    public func manifest(_ kind: String) -> PluginManifest? { plugins[kind].map { type(of: $0).manifest } }

    /// The channel of a kind; `nil` when there is none or it is no channel.
    public func channel(_ kind: String) -> (any ContactChannel)? { plugins[kind] as? any ContactChannel }

    /// Channels that serve a medium, by kind; which one a tenant uses is the tenant's choice.
    public func channels(for medium: ContactMedium) -> [any ContactChannel] {
        plugins.values.compactMap { $0 as? any ContactChannel }
            .filter { type(of: $0).medium == medium }
            .sorted { type(of: $0).kind < type(of: $1).kind }
    }

    /// The exporter of a kind; `nil` when there is none or it is no exporter.
    public func exporter(_ kind: String) -> (any PlacementExporter)? { plugins[kind] as? any PlacementExporter }

    /// The plan provider of a kind; `nil` when there is none or it provides no plans.
    public func planProvider(_ kind: String) -> (any PaymentPlanProvider)? {
        plugins[kind] as? any PaymentPlanProvider
    }

    private static func fits(_ plugin: any Plugin, _ manifest: PluginManifest) -> Bool {
        switch manifest.role {
        case .contactChannel:
            plugin is any ContactChannel && (plugin is any BatchContactChannel) == manifest.capabilities.batched
        case .placementExporter: plugin is any PlacementExporter
        case .paymentPlanProvider: plugin is any PaymentPlanProvider
        }
    }
}

extension PluginManifest {
    /// What makes the manifest unusable; `nil` when nothing does.
    var fault: String? {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789-".utf8)
        if kind.isEmpty || kind.utf8.count > 40 || !kind.utf8.allSatisfy(allowed.contains) || kind.hasPrefix("-") {
            return "the kind must be 1 to 40 lower-case letters, digits and hyphens"
        }
        let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.count != 3 || !numbers.allSatisfy({ UInt($0) != nil }) {
            return "the version must be three numbers with points, such as 1.0.0"
        }
        if name.isEmpty || summary.isEmpty { return "name and summary must not be empty" }
        if capabilities.languages.isEmpty { return "at least one language must be served" }
        return nil
    }
}

/// Why the plugins of an installation cannot be used together. A mistake of whoever wrote or listed the plugin.
public enum PluginRegistryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Two plugins claim one kind; rows could not tell them apart.
    case duplicateKind(String)
    /// The manifest breaks a rule.
    case unusableManifest(kind: String, fault: String)
    /// The type does not conform to the protocol its manifest's role and capabilities promise.
    case roleNotServed(kind: String)

    /// Which plugin it is and what to change.
    public var description: String {
        switch self {
        case .duplicateKind(let kind):
            "two plugins of kind \(kind) are listed; remove one from the list or give it a kind of its own"
        case .unusableManifest(let kind, let fault): "plugin \(kind): \(fault)"
        case .roleNotServed(let kind):
            "plugin \(kind) does not conform to what its manifest promises; change the role, the batched capability "
                + "or the conformance"
        }
    }
}
