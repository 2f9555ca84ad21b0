import Foundation
package import PluginKit

/// What every plugin owes the host, whatever it does.
package struct PluginConformance: Sendable {
    let type: any Plugin.Type

    /// Examines a plugin type.
    package init(_ type: any Plugin.Type) { self.type = type }

    /// Broken rules of manifest and configuration; empty when all hold.
    package func violations() throws -> [String] {
        try manifestViolations() + configurationViolations()
    }

    private func manifestViolations() throws -> [String] {
        let manifest = type.manifest
        var broken: [String] = []
        do {
            let registry = try PluginRegistry([type])
            if registry.manifest(manifest.kind) != manifest { broken.append("the registry gives back the manifest") }
        } catch {
            broken.append("the registry takes the plugin: \(error)")
        }
        do {
            _ = try PluginRegistry([type, type])  // refusing is what is asked
            broken.append("a second plugin of the kind is refused")
        } catch {
            if error != .duplicateKind(manifest.kind) { broken.append("the refusal names the kind twice listed") }
        }
        let copy = try JSONDecoder().decode(PluginManifest.self, from: JSONEncoder().encode(manifest))
        if copy != manifest { broken.append("the manifest survives being written and read") }
        for field in manifest.configuration.fields where field.help.count < 10 {
            broken.append("\(field.key) tells what it is for")
        }
        for flow in manifest.dataFlows where flow.data.isEmpty || flow.recipient.isEmpty || flow.purpose.isEmpty {
            broken.append("each data flow says what goes to whom and why")
        }
        return broken
    }

    private func configurationViolations() -> [String] {
        let schema = type.manifest.configuration
        var broken: [String] = []
        let unknown = schema.read(["no_such_key": "s3cret-value"]).findings.filter { $0.key == "no_such_key" }
        if unknown.count != 1 || unknown[0].fix.isEmpty { broken.append("an unknown key is named with its fix") }
        if unknown.contains(where: { $0.description.contains("s3cret-value") }) {
            broken.append("the value of an unknown key is not repeated")
        }
        let given = Dictionary(
            uniqueKeysWithValues: schema.fields.map { ($0.key, ConfigurationValue.text("\u{1}bad")) })
        let findings = schema.read(given).findings
        for field in schema.fields {
            let found = findings.filter { $0.key == field.key }
            if found.count != 1 || found[0].fix.isEmpty || found[0].expected.isEmpty {
                broken.append("an unusable \(field.key) is named once with what may stand there and its fix")
            }
            if field.type == .secret, found.contains(where: { $0.description.contains("bad") }) {
                broken.append("the secret \(field.key) is not repeated")
            }
        }
        return broken
    }
}
