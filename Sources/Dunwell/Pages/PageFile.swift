import Foundation

/// A page written beside other people's files: nothing that is not such a page is lost by it.
struct PageFile {
    let path: String
    /// The file the page is about.
    let input: String

    /// What every page begins with; a file that has it may be written again.
    static let mark = "<meta name=\"generator\" content=\"dunwell diagnose\">"
    /// Bytes in which the mark stands.
    private static let headBytes = 1_024

    /// Writes the page, unless something else stands under its name.
    ///
    /// - Parameter replacing: Whether another file than a page may be lost.
    func write(_ page: String, replacing: Bool) throws {
        try requireFree(replacing: replacing)
        do { try Data(page.utf8).write(to: URL(filePath: path), options: .atomic) } catch {
            throw CommandFailure(.badData, "\(path) cannot be written: name a file in a folder you may write to")
        }
    }

    /// - Throws: `CommandFailure` when something stands under the name that must not be lost.
    func requireFree(replacing: Bool) throws {
        guard let there = Identity(path) else { return }
        if there == Identity(input) {
            throw CommandFailure(
                .badData, "\(path) is the list itself and is never written over: name another file with --html")
        }
        guard there.isPlainFile else {
            throw CommandFailure(.badData, "\(path) is no file a page can be written to: name another with --html")
        }
        guard !replacing, !isPage else { return }
        throw CommandFailure(
            .badData,
            "\(path) exists and is no page of an earlier diagnosis: name another file with --html, or say --replace "
                + "to lose what is in it")
    }

    private var isPage: Bool {
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            let head = try file.read(upToCount: Self.headBytes) ?? Data()
            try file.close()
            return String(decoding: head, as: UTF8.self).contains(Self.mark)
        } catch {
            return false  // what cannot be read is not known to be ours
        }
    }

    /// One file, whatever names and links lead to it.
    private struct Identity: Equatable {
        let device: UInt64
        let node: UInt64
        let isPlainFile: Bool

        init?(_ path: String) {
            let resolved = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
            // A link that leads nowhere is there as well.
            guard let found = Self.attributes(of: resolved) ?? Self.attributes(of: path) else { return nil }
            device = (found[.systemNumber] as? NSNumber)?.uint64Value ?? 0
            node = (found[.systemFileNumber] as? NSNumber)?.uint64Value ?? 0
            isPlainFile = found[.type] as? FileAttributeType == .typeRegular
        }

        /// Of the name itself; `nil` when nothing has it.
        private static func attributes(of path: String) -> [FileAttributeKey: Any]? {
            // The only error that matters here is that there is no such file, which is an answer.
            try? FileManager.default.attributesOfItem(atPath: path)
        }
    }
}
