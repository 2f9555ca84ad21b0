import Foundation

/// The folders of files that belong beside the program: migrations, templates, tables.
enum InstalledResources {
    /// Modules with files of their own, as in Package.swift.
    static let modules = ["Correspondence", "Dunwell", "LocalPostgres", "Receivables", "Store", "Tabular", "Treatment"]

    /// Asked before anything is started: what reads such a file later has no way to say that it is missing.
    ///
    /// - Throws: `CommandFailure` that names what is missing.
    static func require(beside program: URL = Bundle.main.bundleURL) throws {
        let missing = modules.map { "dunwell_\($0).resources" }.filter {
            !FileManager.default.fileExists(atPath: program.appending(path: $0).path(percentEncoded: false))
        }
        guard missing.isEmpty else {
            throw CommandFailure(
                .configuration,
                "\(missing.joined(separator: ", ")) should be beside the program in "
                    + "\(program.path(percentEncoded: false)) and is not: install it with `deploy/install`, or copy all "
                    + "dunwell_*.resources with it")
        }
    }
}
