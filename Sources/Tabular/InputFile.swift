import Foundation

/// A file read in pieces, more than once, without ever holding it whole.
final class InputFile {
    /// Bytes a single read asks for.
    static let chunkLength = 64 * 1024
    private let descriptor: Int32

    init(_ url: URL) throws(ImportFileError) {
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(reason: String(cString: strerror(errno))) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .unreadable(reason: "not a regular file")
        }
        length = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// Bytes in the file when it was opened.
    let length: Int

    /// Reads up to a chunk at `offset`; empty at the end.
    func chunk(at offset: Int) throws(ImportFileError) -> [UInt8] {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: Self.chunkLength) { buffer, count in
            while true {
                let got = pread(descriptor, buffer.baseAddress, Self.chunkLength, off_t(offset))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                count = max(0, got)
                return
            }
        }
        guard failure == 0 else { throw .unreadable(reason: String(cString: strerror(failure))) }
        return bytes
    }
}
