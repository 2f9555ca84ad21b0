package import Foundation
import Mustache
import Receivables

/// The texts messages are made from, checked when loaded.
///
/// Built-in texts live in `Templates/<key>/<language>/<medium>.mustache`; parts every message shares in
/// `Templates/common/<language>.mustache`; the page an e-mail is set in at `Templates/layout/email.mustache`.
package struct TemplateCatalog: Sendable {
    /// One text, ready to be filled in.
    struct Entry: Sendable {
        let source: TemplateSource
        let version: String
    }

    let entries: [TemplateName: Entry]
    let common: [Language: TemplateSource]
    let emailPage: MustacheTemplate

    /// The texts Dunwell ships. Reads files once; keep the value.
    package static func builtIn() throws -> TemplateCatalog {
        guard let folder = Bundle.module.url(forResource: "Templates", withExtension: nil) else {
            throw TemplateCatalogError(findings: [
                TemplateFinding(
                    template: "Templates", field: "", problem: "the folder is not beside the program",
                    fix: "Install the whole build, resource bundles included.")
            ])
        }
        return try TemplateCatalog(folder: folder)
    }

    /// Every `.mustache` file in `folder`, by its path below it.
    package init(folder: URL) throws {
        var texts: [String: String] = [:]
        let root = folder.standardizedFileURL.resolvingSymlinksInPath().path + "/"
        for case let file as URL in FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
            ?? .init()
        where file.pathExtension == "mustache" {
            let path = file.standardizedFileURL.resolvingSymlinksInPath().path
            texts[String(path.dropFirst(root.count))] = try String(contentsOf: file, encoding: .utf8)
        }
        try self.init(texts: texts)
    }

    /// Texts by path, such as `statement/en/email.mustache`.
    ///
    /// - Throws: `TemplateCatalogError` with every finding: an unknown field, a gap, a missing section.
    package init(texts: [String: String]) throws(TemplateCatalogError) {
        var findings: [TemplateFinding] = []
        var entries: [TemplateName: Entry] = [:]
        var common: [Language: TemplateSource] = [:]
        for (path, text) in texts.sorted(by: { $0.key < $1.key }) where !path.hasPrefix("layout/") {
            let parts = path.dropLast(".mustache".count).split(separator: "/").map(String.init)
            if parts.count == 2, parts[0] == "common", let language = Language(rawValue: parts[1]) {
                common[language] = TemplateSource(text, named: path, findings: &findings)
            } else if parts.count == 3, let language = Language(rawValue: parts[1]),
                let medium = ContactMedium(rawValue: parts[2])
            {
                let name = TemplateName(key: parts[0], language: language, medium: medium)
                let source = TemplateSource(text, named: name.description, findings: &findings)
                let version = TextVersion.of([text, texts["common/\(language.rawValue).mustache"] ?? ""])
                entries[name] = Entry(source: source, version: version)
            } else {
                findings.append(
                    TemplateFinding(
                        template: path, field: "", problem: "the path is not <key>/<language>/<medium>.mustache",
                        fix: "Move the file; languages are en, es; media email, post, telephone, text."))
            }
        }
        findings += TemplateStructure.findings(entries: entries.mapValues(\.source), common: common)
        do {
            emailPage = try MustacheTemplate(string: texts["layout/email.mustache"] ?? "")
        } catch {
            emailPage = MustacheTemplate.empty
            findings.append(
                TemplateFinding(
                    template: "layout/email", field: "", problem: "is not valid mustache", fix: "Check its tags."))
        }
        guard findings.isEmpty else { throw TemplateCatalogError(findings: findings) }
        self.entries = entries
        self.common = common
    }

    /// Every text there is, sorted by key, language and medium.
    package var names: [TemplateName] { entries.keys.sorted { $0.description < $1.description } }

    /// Whether the text exists: a policy step that names one that does not must not be published.
    package func contains(_ name: TemplateName) -> Bool { entries[name] != nil }

    /// The optional facts the text cannot do without, such as `nextTryOn`; `nil` when there is no such text.
    package func needs(_ name: TemplateName) -> Set<String>? {
        entries[name]?.source.needs.filter { FieldSheet.catalog[$0] == .optional }
    }

    /// A short mark that changes whenever a word of the text changes; `nil` when there is no such text.
    package func version(_ name: TemplateName) -> String? { entries[name]?.version }
}

extension MustacheTemplate {
    fileprivate static var empty: MustacheTemplate {
        do { return try MustacheTemplate(string: "") } catch { preconditionFailure("an empty template is valid") }
    }
}

/// A short mark of a text, equal for equal texts on every machine. Not a protection against forgery.
///
/// Source: FNV-1a, 64 bits, of the UTF-8 bytes.
enum TextVersion {
    static func of(_ texts: [String]) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in texts.joined(separator: "\u{0}").utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash >> 32, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
