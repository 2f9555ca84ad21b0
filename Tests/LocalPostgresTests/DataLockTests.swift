import Foundation
import Testing

@testable import LocalPostgres

@Suite struct DataLockTests {
    /// A child between fork and exec holds copies of every descriptor.
    @Test func aReleasedLockIsFreeThoughACopyOfItsDescriptorIsOpen() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "lock-\(UUID())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: directory) } }
        let first = try DataLock(dataDirectory: directory)
        let held = try Self.descriptor(of: directory + "/dunwell.lock")
        let copy = dup(try #require(held))
        defer { close(copy) }
        #expect(throws: LocalPostgresError.self) { try DataLock(dataDirectory: directory) }
        first.release()
        try DataLock(dataDirectory: directory).release()
    }

    private static func descriptor(of path: String) throws -> Int32? {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap(Int32.init).first { number in
            var named = stat(), opened = stat()
            guard stat(path, &named) == 0, fstat(number, &opened) == 0 else { return false }
            return named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
        }
    }
}
