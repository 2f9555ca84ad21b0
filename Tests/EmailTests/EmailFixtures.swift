import Foundation
import PluginKit
import PluginTesting

@testable import Email

extension PluginConfiguration {
    /// Settings for a test server, without encryption unless asked for.
    static func smtp(
        port: Int, security: String = "none", user: String? = nil, password: String? = nil, ca: String? = nil,
        host: String = "127.0.0.1", returnPath: String = "bounces@northwind.example"
    ) throws -> PluginConfiguration {
        var values: [String: ConfigurationValue] = [
            "delivery": "smtp", "host": .text(host), "port": .integer(port), "security": .text(security),
            "return_path": .text(returnPath), "helo_name": "client.test", "connect_timeout_seconds": 5,
        ]
        values["username"] = user.map(ConfigurationValue.text)
        values["ca_file"] = ca.map(ConfigurationValue.text)
        return try PluginConfiguration(
            schema: EmailConfiguration.schema, values: values,
            secrets: password.map { ["password": Secret($0)] } ?? [:])
    }

    /// Settings of a tenant that is not live yet.
    static func maildir() throws -> PluginConfiguration { try PluginConfiguration(schema: EmailConfiguration.schema) }
}
