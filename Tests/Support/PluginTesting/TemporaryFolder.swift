package import Foundation

/// A folder that goes away with this value; each test has its own.
package final class TemporaryFolder: Sendable {
    package let url: URL

    /// Makes an empty folder.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "dunwell-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        // A folder that stays behind in the system's temporary directory breaks no other test.
        try? FileManager.default.removeItem(at: url)
    }

    /// Every file in it with its bytes, by path inside the folder.
    package func files() throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
            let file = url.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder), !isFolder.boolValue else {
                continue
            }
            files[path] = try Data(contentsOf: file)
        }
        return files
    }

    /// The permissions of everything in it, by path inside the folder: `700`, `600`.
    package func permissions() throws -> [String: String] {
        var permissions: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: url.appending(path: path).path)
            permissions[path] = (attributes[.posixPermissions] as? NSNumber).map { String($0.intValue, radix: 8) }
        }
        return permissions
    }
}
