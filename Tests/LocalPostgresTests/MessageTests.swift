import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import LocalPostgres

/// Each refusal says what, where and the fix.
@Suite struct MessageTests {
    /// Starts in a directory prepared by `prepare`, expects a refusal and returns it.
    private func refusal(
        options change: (inout LocalPostgresOptions, String) throws -> Void
    ) async throws -> LocalPostgresError? {
        let directory = try TestDirectory()
        defer { directory.remove() }
        var options = LocalPostgresOptions(
            dataDirectory: directory.url.appending(path: "data"),
            runtimeDirectory: directory.url.appending(path: "run"), settings: TestCluster.fastSettings)
        try change(&options, directory.path)
        do {
            let local = try await LocalPostgres.start(options, logger: TestCluster.logger)
            await local.stop()
            return nil
        } catch { return error }
    }

    @Test(.enabled(if: geteuid() == 0))
    func aParentThatTheServersUserCannotEnterIsNamedWithTheFix() async throws {
        let error = try await refusal { options, path in
            try FileManager.default.createDirectory(
                atPath: path + "/closed", withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            options.dataDirectory = URL(filePath: path + "/closed/data")
        }
        guard case .cannotEnter(let directory, _) = error else {
            Issue.record("expected a directory that cannot be entered, not \(String(describing: error))")
            return
        }
        #expect(directory.hasSuffix("/closed"))
        #expect("\(try #require(error))".contains("chmod o+x \(directory)") == true)
    }

    @Test func aVolumeOfItsOwnIsEmptyButForTheFileSystemsDirectory() async throws {
        let error = try await refusal { _, path in
            try FileManager.default.createDirectory(
                atPath: path + "/data/lost+found", withIntermediateDirectories: true)
            #expect(chmod(path + "/data", 0o711) == 0)
        }
        #expect(error == nil)
    }

    @Test func aSocketPathThatIsTooLongIsMeasured() async throws {
        let error = try await refusal { options, path in
            options.runtimeDirectory = URL(filePath: path + "/" + String(repeating: "r", count: 100))
        }
        guard case .socketPathTooLong(let path, let bytes) = error else {
            Issue.record("expected a path that is too long, not \(String(describing: error))")
            return
        }
        #expect(bytes == path.utf8.count)
        #expect(bytes > 107)
    }

    @Test func aPortInUseIsNamed() async throws {
        let (descriptor, port) = try listeningSocket()
        defer { close(descriptor) }
        let error = try await refusal { options, _ in options.port = port }
        #expect(error == .portInUse(port: port))
    }

    @Test func aMissingServerSaysWhereItWasLookedFor() async throws {
        let error = try await refusal { options, path in
            options.binDirectory = URL(filePath: path + "/empty")
        }
        guard case .serverMissing(let searched) = error else {
            Issue.record("expected a missing server, not \(String(describing: error))")
            return
        }
        #expect(searched.count == 1)
        #expect(String(describing: error).contains("apt-get install postgresql"))
    }

    @Test func dataOfAnotherMajorVersionIsLeftAlone() async throws {
        let error = try await refusal { _, path in
            try makeCluster(path) { try "9\n".write(toFile: $0 + "/PG_VERSION", atomically: true, encoding: .utf8) }
        }
        guard case .otherMajorVersion(let data, let server, let directory) = error else {
            Issue.record("expected another version, not \(String(describing: error))")
            return
        }
        #expect(data == 9)
        #expect(server >= 15)
        #expect(directory.hasSuffix("/data/postgres"))
    }

    @Test func aClusterDirectoryWithoutAClusterIsLeftAlone() async throws {
        let error = try await refusal { _, path in
            try makeCluster(path) { try "x".write(toFile: $0 + "/notes", atomically: true, encoding: .utf8) }
        }
        guard case .notOurs(let directory, _) = error else {
            Issue.record("expected a foreign directory, not \(String(describing: error))")
            return
        }
        #expect(directory.hasSuffix("/data/postgres"))
    }

    @Test(arguments: ["holiday.jpg", "PG_VERSION"])
    func aDirectoryWithOtherFilesIsLeftAlone(file: String) async throws {
        let error = try await refusal { _, path in
            try FileManager.default.createDirectory(atPath: path + "/data", withIntermediateDirectories: false)
            try "15".write(toFile: path + "/data/" + file, atomically: true, encoding: .utf8)
        }
        guard case .notOurs = error else {
            Issue.record("expected a foreign directory, not \(String(describing: error))")
            return
        }
    }

    @Test func aRuntimeDirectoryThatOthersUseIsNotTakenOver() async throws {
        let error = try await refusal { options, path in
            try FileManager.default.createDirectory(atPath: path + "/shared/other", withIntermediateDirectories: true)
            options.runtimeDirectory = URL(filePath: path + "/shared")
        }
        guard case .notOurs(let directory, _) = error else {
            Issue.record("expected a foreign directory, not \(String(describing: error))")
            return
        }
        #expect(directory.hasSuffix("/shared"))
    }

    @Test func aSettingTheServerRefusesIsToldInItsWords() async throws {
        let error = try await refusal { options, _ in options.settings["max_connections"] = "many" }
        guard case .serverFailed(_, let log) = error else {
            Issue.record("expected a failed start, not \(String(describing: error))")
            return
        }
        #expect(log.contains("max_connections"))
    }

    private func makeCluster(_ path: String, _ fill: (String) throws -> Void) throws {
        let cluster = path + "/data/postgres"
        try FileManager.default.createDirectory(atPath: cluster, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: path + "/data/dunwell.lock"))
        try fill(cluster)
        let user = try ServerUser.choose()
        if user.differs {
            #expect(chmod(path + "/data", 0o711) == 0)
            #expect(chown(cluster, user.uid, user.gid) == 0)
        }
    }

    private func listeningSocket() throws -> (descriptor: Int32, port: Int) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 1) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
    }
}
