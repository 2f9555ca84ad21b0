package import Foundation
package import Receivables

/// Where plugins put their files: one folder for each tenant, business and plugin.
package struct SpoolFolder: Sendable {
    let root: URL

    package init(_ root: URL) { self.root = root }

    /// The path of a file a plugin wrote; nothing is made.
    package func path(
        tenant: Identifier<Tenant>, business: Identifier<Business>, kind: String, file: String
    ) -> String {
        root.appending(path: "\(tenant)/\(business)/\(kind)/\(file)").path
    }

    /// `<root>/<tenant>/<business>/<plugin kind>/`, made when it is not there; only the service may read it.
    package func folder(tenant: Identifier<Tenant>, business: Identifier<Business>, kind: String) throws -> URL {
        var folder = root
        // One by one: the permissions given are those of the last folder made alone.
        for name in [tenant.description, business.description, kind] {
            folder = folder.appending(path: name, directoryHint: .isDirectory)
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        return folder
    }
}
