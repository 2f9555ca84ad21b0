import Foundation

/// A file whose encoding and delimiter are known, ready to be read from the top as often as it takes.
struct OpenTable {
    let file: InputFile
    let encoding: EncodingDetection
    let delimiter: UInt8

    /// - Parameter mapping: What it states goes before what the file looks like.
    init(_ url: URL, _ mapping: ImportMapping? = nil) throws(ImportFileError) {
        file = try InputFile(url)
        guard file.length > 0 else { throw .empty }
        encoding = try EncodingDetection.detect(file, stated: mapping?.encoding)
        if let stated = mapping?.delimiter {
            delimiter = stated
        } else {
            delimiter = DelimiterDetection.detect(try TextSource(file, encoding).next() ?? [])
        }
    }

    func reader(_ limits: CSVReader.Limits = .init()) -> CSVReader {
        CSVReader(TextSource(file, encoding), delimiter: delimiter, limits: limits)
    }
}
