import Foundation

extension ImportMapping {
    /// The mappings that come with the product, by name.
    package static let shipped: [ImportMapping] = {
        let folder = Bundle.module.resourceURL?.appending(path: "Mappings")
        let files = folder.flatMap {
            // A missing folder gives no mappings; the tests hold that all are there.
            try? FileManager.default.contentsOfDirectory(at: $0, includingPropertiesForKeys: nil)
        }
        let documents = (files ?? []).filter { $0.pathExtension == "yaml" }.map { file in
            do {
                return try ImportMapping(yaml: String(contentsOf: file, encoding: .utf8))
            } catch {
                preconditionFailure("shipped mapping \(file.lastPathComponent): \(error)")
            }
        }
        return documents.sorted { $0.name < $1.name }
    }()

    /// A shipped mapping by its name.
    package static func shipped(named name: String) -> ImportMapping? { shipped.first { $0.name == name } }

    /// How well a mapping fits a row of headings.
    package struct Match: Sendable, Hashable {
        package let mapping: ImportMapping
        /// Headings of the file that the mapping uses or knowingly leaves out.
        package let knownColumns: Int
        /// Headings of the file it does not know.
        package let unknownColumns: Int
    }

    /// Shipped mappings all of whose required columns are among the headings, the best fitting first.
    ///
    /// A suggestion for a person: two mappings may fit one file, as customers and agreements do.
    package static func matching(header: [String], among mappings: [ImportMapping] = shipped) -> [Match] {
        let found = Set(header.map(Heading.normalized))
        return mappings.filter { $0.missingColumns(found).isEmpty }
            .map { mapping in
                let known = found.intersection(mapping.knownHeadings).count
                return Match(mapping: mapping, knownColumns: known, unknownColumns: found.count - known)
            }
            .filter { $0.knownColumns >= Header.knownMin }
            .sorted { ($1.knownColumns, $0.mapping.name) < ($0.knownColumns, $1.mapping.name) }
    }

    /// Every heading the mapping speaks of, normalized.
    var knownHeadings: Set<String> {
        var names = Set(ignoredColumns)
        for source in fields.values {
            names.formUnion(source.columns)
            names.formUnion(source.otherwise)
        }
        names.formUnion((skipRules + creditRules).compactMap(\.column))
        return Set(names.map(Heading.normalized))
    }

    /// Required fields that a file with these headings leaves without any column.
    func missingColumns(_ found: Set<String>) -> [(field: String, columns: [String])] {
        kind.fields.filter(\.isRequired).compactMap { field in
            if field.type == .currency, currency != nil { return nil }
            guard let source = fields[field.name], source.constant == nil, source.defaultValue == nil,
                !source.columns.isEmpty, !source.columns.contains(where: { found.contains(Heading.normalized($0)) })
            else { return nil }
            return (field.name, source.columns)
        }
    }
}
