import DatabaseTesting
import Foundation
import Postgres
import Testing

@testable import LocalPostgres

@Suite struct LifeTests {
    private func with(_ body: (LocalPostgresOptions) async throws -> Void) async throws {
        let directory = try TestDirectory()
        defer {
            // Only after a failure is anything still running here.
            for pid in RunningProcess.all(in: directory.path + "/data/postgres") { kill(pid, SIGKILL) }
            directory.remove()
        }
        var settings = TestCluster.fastSettings
        settings["max_connections"] = "30"
        settings["shared_buffers"] = "16MB"
        // What was committed must be there after a kill of the server; only a kill of the machine may lose it here.
        settings["synchronous_commit"] = "on"
        try await body(
            LocalPostgresOptions(
                dataDirectory: directory.url.appending(path: "data"),
                runtimeDirectory: directory.url.appending(path: "run"), settings: settings))
    }

    private func pool(_ local: LocalPostgres, _ role: DatabaseRole = .superuser) -> PostgresPool {
        PostgresPool(configuration: local.configuration(for: role), logger: TestCluster.logger)
    }

    private func isRunning(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

    @Test func theServerLivesAndEndsWithTheHostAndKeepsItsData() async throws {
        try await with { options in
            let first = try await LocalPostgres.start(options, logger: TestCluster.logger)
            #expect(!first.adopted)
            let migrator = pool(first, .migrator)
            try await migrator.transaction { try $0.script("CREATE TABLE kept (id bigint)") }
            await migrator.close()
            let pid = first.serverPID
            await first.stop()
            #expect(!isRunning(pid))

            let second = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let superuser = pool(second)
            try await superuser.transaction { try $0.execute("TABLE kept") }
            await superuser.close()
            await second.stop()
        }
    }

    @Test func aSecondHostIsToldWhoHoldsTheData() async throws {
        try await with { options in
            let first = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let error = await #expect(throws: LocalPostgresError.self) {
                try await LocalPostgres.start(options, logger: TestCluster.logger)
            }
            guard case .heldBy(let pid, let since, let directory) = error else {
                Issue.record("expected a directory that is held, not \(String(describing: error))")
                return
            }
            #expect(pid == getpid())
            #expect(since.hasPrefix("20") && since.hasSuffix("Z"))
            #expect(directory == first.dataDirectory)
            await first.stop()
        }
    }

    @Test func aServerThatIsBorrowedEndsWithItsLastBorrower() async throws {
        try await with { options in
            let host = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let pid = host.serverPID
            let first = try #require(try BorrowedServer.borrow(in: options.dataDirectory))
            let second = try #require(try BorrowedServer.borrow(in: options.dataDirectory))
            let work = PostgresPool(
                configuration: try #require(second.configuration(for: .superuser)), logger: TestCluster.logger)
            try await work.transaction { try $0.execute("SELECT 1") }
            await host.stop()
            #expect(isRunning(pid))
            await first.giveBack(logger: TestCluster.logger)
            try await work.transaction { try $0.execute("SELECT 1") }
            await work.close()
            await second.giveBack(logger: TestCluster.logger)
            #expect(RunningProcess.directory(of: pid) == nil)
            #expect(try BorrowedServer.borrow(in: options.dataDirectory) == nil)
        }
    }

    @Test func aBorrowerLeavesTheServerToItsHost() async throws {
        try await with { options in
            let host = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let borrower = try #require(try BorrowedServer.borrow(in: options.dataDirectory))
            await borrower.giveBack(logger: TestCluster.logger)
            #expect(isRunning(host.serverPID))
            await host.stop()
            #expect(RunningProcess.directory(of: host.serverPID) == nil)
        }
    }

    @Test func aServerLeftByAKilledHostIsTakenOver() async throws {
        try await with { options in
            let first = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let pid = first.serverPID
            await first.letGo()
            #expect(isRunning(pid))

            let second = try await LocalPostgres.start(options, logger: TestCluster.logger)
            #expect(second.adopted)
            #expect(second.serverPID == pid)
            let superuser = pool(second)
            try await superuser.transaction { try $0.execute("SELECT 1") }
            await superuser.close()
            await second.stop()
            // Zombie or gone: its parent in this test is the test itself, which never reaped it as a child.
            #expect(RunningProcess.directory(of: pid) == nil)
        }
    }

    @Test func aKilledServerIsStartedAgainAndAPoolUnderLoadRecovers() async throws {
        try await with { options in
            let local = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let pool = pool(local)
            try await pool.transaction { try $0.script("CREATE TABLE hits (id bigint)") }
            let first = local.serverPID
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        var failures = 0
                        return try await eventually {
                            do {
                                try await pool.transaction { try $0.execute("INSERT INTO hits VALUES (\(worker))") }
                            } catch is PostgresError { failures += 1 }
                            let back = local.serverPID != first
                            if !back { return false }
                            do {
                                try await pool.transaction { try $0.execute("SELECT 1") }
                                return true
                            } catch is PostgresError { return false }
                        }
                    }
                }
                // "Immediate": every connection is cut at once, recovery at the next start.
                kill(first, SIGQUIT)
                for try await recovered in group { #expect(recovered) }
            }
            #expect(local.serverPID != first)
            await pool.close()
            await local.stop()
        }
    }

    @Test func hostAndServerKilledTogetherStartAgain() async throws {
        try await with { options in
            let first = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let migrator = pool(first, .migrator)
            try await migrator.transaction { try $0.script("CREATE TABLE kept (id bigint)") }
            await migrator.close()
            let pid = first.serverPID
            await first.letGo()
            kill(pid, SIGKILL)

            let second = try await LocalPostgres.start(options, logger: TestCluster.logger)
            #expect(!second.adopted)
            let superuser = pool(second)
            try await superuser.transaction { try $0.execute("TABLE kept") }
            await superuser.close()
            await second.stop()
        }
    }

    @Test func aStaleFileThatNamesAnotherLivingProcessDoesNotStopTheStart() async throws {
        try await with { options in
            let first = try await LocalPostgres.start(options, logger: TestCluster.logger)
            let file = first.dataDirectory + "/postgres/postmaster.pid"
            let text = try String(contentsOfFile: file, encoding: .utf8)
            await first.stop()
            let stale = text.replacing("\(first.serverPID)\n", with: "\(getpid())\n", maxReplacements: 1)
            try stale.write(toFile: file, atomically: false, encoding: .utf8)

            let second = try await LocalPostgres.start(options, logger: TestCluster.logger)
            #expect(!second.adopted)
            await second.stop()
        }
    }

    @Test func rolesCanDoWhatTheyAreForAndNoMore() async throws {
        try await with { options in
            let local = try await LocalPostgres.start(options, logger: TestCluster.logger)
            // Running the roles again changes nothing and fails nothing.
            try await local.makeDatabase(named: LocalPostgres.databaseName)
            let service = pool(local, .service)
            await #expect(throws: PostgresError.self) {
                try await service.transaction { try $0.script("CREATE TABLE mine (id bigint)") }
            }
            try await service.transaction { try $0.script("CREATE TEMPORARY TABLE staged (id bigint) ON COMMIT DROP") }
            let facts = try await service.transaction { tx in
                try tx.row(
                    """
                    SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb AS strong,
                           current_setting('statement_timeout') AS statement_timeout,
                           current_setting('lock_timeout') AS lock_timeout,
                           current_setting('TimeZone') AS zone
                    FROM pg_roles WHERE rolname = current_user
                    """
                ) { row in
                    ["\(try row.get("strong", as: Bool.self))"]
                        + (try ["statement_timeout", "lock_timeout", "zone"].map { try row.get($0, as: String.self) })
                }
            }
            #expect(facts == ["false", "1min", "5s", "UTC"])
            await service.close()
            let readonly = pool(local, .readonly)
            await #expect(throws: PostgresError.self) {
                try await readonly.transaction { try $0.script("CREATE TEMPORARY TABLE t (id bigint)") }
            }
            await readonly.close()
            await local.stop()
        }
    }

    @Test func theServerIsInASessionOfItsOwn() async throws {
        let pid = try await TestCluster.shared.serverPID
        #expect(getsid(pid) == pid)
    }
}
