import DatabaseTesting
import Foundation
import Testing

@testable import LocalPostgres

/// `dunwell up`, killed, doubled and stopped.
@Suite(.timeLimit(.minutes(10))) struct UpTests {
    @Test func aKilledHostsServerIsTakenOverAndASecondHostIsToldWhoHoldsIt() async throws {
        try await OwnInstallation.with { own in
            let first = try own.up()
            try await first.says("Dunwell is up")
            #expect(try await own.site.isReady(200))
            try await own.withDealer { try await $0.run("tenant", "create", "kept", "--name", "Kept") }

            let second = try await own.up().finished()
            #expect(second.end == .exit(75))
            #expect(second.messages.contains("is in use by process \(first.pid) since 20"))
            #expect(second.messages.contains("stop that one first, or name another data directory"))

            let server = try #require(own.serverPID)
            try await first.end(by: SIGKILL)
            #expect(own.serverPID == server)
            let third = try own.up()
            try await third.says("Dunwell is up")
            #expect(own.serverPID == server)
            #expect(try await own.site.isReady(200))
            try await own.withDealer { dealer in
                let tenants: [TenantLine] = try await dealer.json("tenant", "list")
                #expect(tenants.map(\.tenant) == ["kept"])
                let alive = try await own.site.get("livez")
                #expect(alive.status == 200)
            }

            third.signal(SIGTERM)
            let stopped = try await third.finished()
            #expect(stopped.end == .exit(0), "\(stopped.messages)")
            #expect(stopped.messages.hasSuffix("stopped\n"))
            #expect(RunningProcess.directory(of: server) == nil)
            let runtime = RuntimeDirectory.standard(for: own.folder.appending(path: "data").path(percentEncoded: false))
            #expect(!FileManager.default.fileExists(atPath: runtime))

            let taken = try ListeningSocket()
            let refused = try await Program.run(
                ["up", "--data", own.data.path(percentEncoded: false), "--port", "\(taken.port)"], in: own.folder)
            #expect(refused.end == .exit(78))
            #expect(
                refused.messages.hasSuffix(
                    "dunwell: port \(taken.port) on 127.0.0.1 is in use by another program; name another with --port\n"),
                "\(refused.messages)")
            #expect(own.serverPID == nil)
        }
    }

    @Test func aDatabaseThatDiesMidRunLosesNothingAndDoublesNothing() async throws {
        try await OwnInstallation.with { own in
            let host = try own.up()
            try await host.says("Dunwell is up")
            try await own.withDealer { dealer in try await DyingDatabase(own: own, dealer: dealer).play() }
            host.signal(SIGTERM)
            #expect(try await host.finished().end == .exit(0))
        }
    }

    @Test(.enabled(if: geteuid() == 0))
    func aParentThatCannotBeEnteredIsNamedWithTheFix() async throws {
        try await OwnInstallation.with { own in
            let closed = own.folder.appending(path: "closed")
            try FileManager.default.createDirectory(
                at: closed, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
            let data = closed.appending(path: "data").path(percentEncoded: false)
            let refused = try await Program.run(["up", "--data", data], in: own.folder)
            #expect(refused.end == .exit(77))
            #expect(
                refused.messages.contains("chmod o+x \(closed.path(percentEncoded: false))"), "\(refused.messages)")
            #expect(!FileManager.default.fileExists(atPath: data), "nothing is left behind")
        }
    }

    @Test func dataOfAnotherMajorVersionIsLeftAloneWithTheFix() async throws {
        try await OwnInstallation.with { own in
            let cluster = own.data.appending(path: "postgres").path(percentEncoded: false)
            try FileManager.default.createDirectory(atPath: cluster, withIntermediateDirectories: true)
            try Data().write(to: own.data.appending(path: "dunwell.lock"))
            try Data("9\n".utf8).write(to: URL(filePath: cluster + "/PG_VERSION"))
            let user = try ServerUser.choose()
            if user.differs {
                #expect(chmod(own.data.path(percentEncoded: false), 0o711) == 0)
                #expect(chown(cluster, user.uid, user.gid) == 0)
            }
            let refused = try await own.up().finished()
            #expect(refused.end == .exit(78))
            #expect(refused.messages.contains("was made by PostgreSQL 9 "), "\(refused.messages)")
            #expect(refused.messages.contains("apt-get install postgresql-9"))
            #expect(refused.messages.contains("pg_upgrade"))
        }
    }
}

/// A tenant as `dunwell tenant list --json` shows it.
private struct TenantLine: Decodable, Sendable {
    let tenant: String
}
