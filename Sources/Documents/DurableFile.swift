package import Foundation

/// Writes a small file so that it appears under its name only when it is complete and on the disk.
package enum DurableFile {
    /// Replaces the file in one step.
    ///
    /// - Throws: `LetterFileError.system`; what stood there before is untouched.
    package static func write(_ bytes: Data, to file: URL) throws(LetterFileError) -> DrawnLetters.File {
        let sink = try FileSink(target: file)
        let isWritten = bytes.withUnsafeBytes { sink.write($0) }
        guard isWritten else {
            sink.abandon()
            throw sink.failure ?? .drawing(reason: "the file took no bytes")
        }
        do {
            try sink.commit()
        } catch {
            sink.abandon()
            throw error
        }
        return DrawnLetters.File(byteCount: sink.byteCount, sha256: sink.sha256)
    }
}
