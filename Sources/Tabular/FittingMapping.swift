package import Foundation

extension ImportMapping {
    /// The shipped mapping of a kind that knows most of a file's headings.
    ///
    /// - Throws: `ImportFileError` when none reads it: of the reasons, the one that says most about the file.
    package static func fitting(
        _ file: URL, kind: ImportKind, dates: DateOrder? = nil, among mappings: [ImportMapping] = shipped
    ) throws(ImportFileError) -> ImportMapping {
        var best: (mapping: ImportMapping, known: Int)?
        var refusals: [ImportFileError] = []
        for shipped in mappings where shipped.kind == kind {
            let mapping = dates.map(shipped.reading) ?? shipped
            do throws(ImportFileError) {
                let header = try ImportReader(file, mapping: mapping).header
                let known = matching(header: header.columns, among: [mapping]).first?.knownColumns ?? 0
                if known > best?.known ?? -1 { best = (mapping, known) }
            } catch {
                refusals.append(error)
            }
        }
        if let best { return best.mapping }
        throw refusals.min { $0.distanceFromFitting < $1.distanceFromFitting } ?? .headerNotFound(expected: [])
    }
}

extension ImportFileError {
    /// How far the mapping came with the file before it had to stop: the furthest knows best what is wrong with it.
    fileprivate var distanceFromFitting: Int {
        switch self {
        case .ambiguousDateOrder, .conflictingDateOrder, .repeatedColumn: 0
        case .missingColumns(let missing, _): missing.count
        case .headerNotFound: 1_000
        default: -1
        }
    }
}
