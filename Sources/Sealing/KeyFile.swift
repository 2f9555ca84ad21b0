import CSodium
import Foundation

/// The file that holds the keys, outside the database so that a copy of the database alone opens nothing.
///
/// Text, one key a line: `key <number> <base64 of 32 bytes>`, the one new values are sealed with followed by
/// `current`. Lines that begin with `#` and empty lines are skipped; the first other line is `dunwell-keys 1`.
package enum KeyFile {
    private static let bytesMax = 64 * 1024
    private static let opening = "dunwell-keys 1"
    private static let variant = Int32(1)  // sodium_base64_VARIANT_ORIGINAL

    /// Reads the keys at `path`, after checking that nobody but the file's owner can.
    package static func load(at path: String) throws(KeyFileError) -> Keyring {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            throw errno == ENOENT ? .missing(path) : .unreadable(path, reason: reason(errno))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .unreadable(path, reason: reason(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable(path, reason: "not a regular file") }
        guard status.st_mode & 0o177 == 0 else { throw .readableByOthers(path, mode: Int(status.st_mode & 0o777)) }
        guard status.st_uid == geteuid() || geteuid() == 0 else { throw .ownedBySomeoneElse(path) }
        guard status.st_size <= bytesMax else { throw .corrupt(path, line: 1, reason: "larger than 64 KiB") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        defer { sodium_memzero(&bytes, bytes.count) }
        var filled = 0
        while filled < bytes.count {
            let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + filled, $0.count - filled) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .unreadable(path, reason: count == 0 ? "it shrank" : reason(errno)) }
            filled += count
        }
        return try parse(bytes, path: path)
    }

    /// Makes a key file with one fresh key, readable by its owner only. Refuses to replace an existing file.
    @discardableResult
    package static func create(at path: String) throws(KeyFileError) -> Keyring {
        let keyring = Keyring()
        try write(keyring, to: path, replacing: false)
        return keyring
    }

    /// The keys at `path`, made when there is no such file yet. Two processes may call it at once: one makes it.
    package static func loadOrCreate(at path: String) throws(KeyFileError) -> Keyring {
        do {
            return try load(at: path)
        } catch .missing {
            do { return try create(at: path) } catch .exists { return try load(at: path) }
        }
    }

    /// Adds a fresh key and makes it current. Older keys stay, because older values need them.
    @discardableResult
    package static func rotate(at path: String) throws(KeyFileError) -> Keyring {
        let rotated = try load(at: path).rotated()
        try write(rotated, to: path, replacing: true)
        return rotated
    }

    /// Writes beside the target and moves the complete file into place, so that no reader sees half of it.
    private static func write(_ keyring: Keyring, to path: String, replacing: Bool) throws(KeyFileError) {
        let temporary = path + ".new-" + Digest.hexadecimal(Sodium.randomBytes(8))
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .unwritable(path, reason: reason(errno)) }
        var content = text(of: keyring)
        defer { sodium_memzero(&content, content.count) }
        var failure: Int32 = 0
        var written = 0
        while written < content.count, failure == 0 {
            let count = content.withUnsafeBytes {
                Foundation.write(descriptor, $0.baseAddress! + written, $0.count - written)
            }
            if count >= 0 { written += count } else if errno != EINTR { failure = errno }
        }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure == 0 {
            // A link fails where a file exists already, a rename replaces it; both happen at once or not at all.
            let moved = replacing ? rename(temporary, path) : link(temporary, path)
            if moved != 0 { failure = errno }
        }
        if failure != 0 || !replacing { unlink(temporary) }
        if failure == EEXIST { throw .exists(path) }
        guard failure == 0 else { throw .unwritable(path, reason: reason(failure)) }
        syncFolder(of: path)
    }

    /// Makes the new name durable. A failure is left alone: the file itself is complete and synced.
    private static func syncFolder(of path: String) {
        let folder = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func text(of keyring: Keyring) -> [UInt8] {
        var bytes = Array(
            """
            # Keys for sealed values. Whoever has this file and the database can read its secrets; whoever loses it
            # cannot. Keep a copy apart from the database's backups.
            \(opening)

            """.utf8)
        for id in keyring.ids {
            guard let key = keyring[id] else { continue }
            var encoded = [CChar](repeating: 0, count: sodium_base64_encoded_len(SealingKey.byteCount, variant))
            defer { sodium_memzero(&encoded, encoded.count) }
            key.withBytes { bytes in
                _ = sodium_bin2base64(&encoded, encoded.count, bytes, SealingKey.byteCount, variant)  // the buffer itself
            }
            bytes.append(contentsOf: "key \(id) ".utf8)
            bytes.append(contentsOf: encoded.dropLast().map { UInt8(bitPattern: $0) })
            bytes.append(contentsOf: (id == keyring.currentID ? " current\n" : "\n").utf8)
        }
        return bytes
    }

    private static func parse(_ bytes: [UInt8], path: String) throws(KeyFileError) -> Keyring {
        var keys: [Keyring.KeyID: SealingKey] = [:]
        var currentID: Keyring.KeyID?
        var isOpened = false
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, content) in lines.enumerated() {
            let line = index + 1
            let words = content.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\r") || $0 == 9 }
            guard let first = words.first, first.first != UInt8(ascii: "#") else { continue }
            if !isOpened {
                guard words.map({ String(decoding: $0, as: UTF8.self) }).joined(separator: " ") == opening
                else { throw .corrupt(path, line: line, reason: "expected '\(opening)'") }
                isOpened = true
                continue
            }
            guard first.elementsEqual("key".utf8), words.count == 3 || words.count == 4,
                let id = Keyring.KeyID(String(decoding: words[1], as: UTF8.self)), id > 0
            else { throw .corrupt(path, line: line, reason: "expected 'key <number> <base64>'") }
            guard keys[id] == nil else { throw .corrupt(path, line: line, reason: "key \(id) stands twice") }
            guard let key = key(fromBase64: words[2])
            else { throw .corrupt(path, line: line, reason: "the key is not base64 of 32 bytes") }
            keys[id] = key
            if words.count == 4 {
                guard words[3].elementsEqual("current".utf8), currentID == nil
                else { throw .corrupt(path, line: line, reason: "exactly one key ends with 'current'") }
                currentID = id
            }
        }
        guard let currentID else { throw .corrupt(path, line: lines.count, reason: "no key ends with 'current'") }
        return Keyring(currentID: currentID, keys: keys)
    }

    private static func key(fromBase64 text: ArraySlice<UInt8>) -> SealingKey? {
        var material = [UInt8](repeating: 0, count: SealingKey.byteCount)
        defer { sodium_memzero(&material, material.count) }
        var length = 0
        let source = text.map { CChar(bitPattern: $0) }
        let status = sodium_base642bin(
            &material, material.count, source, source.count, nil, &length, nil, variant)
        guard status == 0, length == SealingKey.byteCount else { return nil }
        return SealingKey(copying: material)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}

/// Why the key file cannot be used, each with its fix. Holds paths, never key material.
package enum KeyFileError: Error, Hashable, CustomStringConvertible {
    case missing(String)
    case exists(String)
    case unreadable(String, reason: String)
    case unwritable(String, reason: String)
    case readableByOthers(String, mode: Int)
    case ownedBySomeoneElse(String)
    case corrupt(String, line: Int, reason: String)

    package var description: String {
        switch self {
        case .missing(let path):
            "there is no key file at \(path): restore it from its copy; a new one cannot open values sealed before"
        case .exists(let path): "a key file exists at \(path) and is not replaced: use it, or move it away first"
        case .unreadable(let path, let reason): "the key file \(path) cannot be read (\(reason)): correct its path or owner"
        case .unwritable(let path, let reason):
            "the key file \(path) cannot be written (\(reason)): make its folder writable for this user"
        case .readableByOthers(let path, let mode):
            "the key file \(path) has mode \(String(mode, radix: 8)), so others may use it: run chmod 600 \(path)"
        case .ownedBySomeoneElse(let path):
            "the key file \(path) belongs to another user: run the service as that user, or chown the file"
        case .corrupt(let path, let line, let reason):
            "the key file \(path) is damaged in line \(line) (\(reason)): restore it from its copy"
        }
    }
}
