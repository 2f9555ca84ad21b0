import DatabaseTesting
import Foundation
import Postgres
import Testing

@Suite struct MigratorTests {
    private func with(
        _ files: [String: String], _ body: (TestDatabase, Migrator, TestDirectory) async throws -> Void
    ) async throws {
        try await TestDatabase.withRoles { database in
            let directory = try TestDirectory()
            defer { directory.remove() }
            for (name, text) in files { try write(text, name, directory) }
            let migrator = Migrator(
                directory: directory.url, pool: database.migrator, ownerRole: "dunwell_owner")
            try await body(database, migrator, directory)
        }
    }

    private func write(_ text: String, _ name: String, _ directory: TestDirectory) throws {
        try text.write(to: directory.url.appending(path: name), atomically: true, encoding: .utf8)
    }

    private let two = [
        "0001_first.sql": "CREATE TABLE first (id bigint); CREATE TABLE extra (id bigint);",
        "0002_second.sql": "INSERT INTO first VALUES (1);",
    ]

    @Test func everyFileIsAppliedOnceInOrderAndBelongsToTheOwner() async throws {
        try await with(two) { database, migrator, directory in
            let applied = try await migrator.up()
            #expect(applied == ["0001_first", "0002_second"])
            let again = try await migrator.up()
            #expect(again == [])
            try await migrator.verify()
            let owner = try await database.superuser.transaction { tx in
                try tx.row("SELECT tableowner::text AS owner FROM pg_tables WHERE tablename = 'first'") {
                    try $0.get("owner", as: String.self)
                }
            }
            #expect(owner == "dunwell_owner")
            try write("INSERT INTO first VALUES (2);", "0003_third.sql", directory)
            await #expect(throws: MigrationError.pending(["0003_third"])) { try await migrator.verify() }
            let third = try await migrator.up()
            #expect(third == ["0003_third"])
        }
    }

    @Test func aChangedFileStopsEverything() async throws {
        try await with(two) { _, migrator, directory in
            try await migrator.up()
            try write("CREATE TABLE first (id integer);", "0001_first.sql", directory)
            try write("SELECT 1;", "0003_third.sql", directory)
            await #expect(throws: MigrationError.edited(applied: "0001_first", file: "0001_first")) {
                try await migrator.up()
            }
        }
    }

    @Test func aMissingFileAndOneOfANewerProgramAreToldApart() async throws {
        try await with(two) { _, migrator, directory in
            try await migrator.up()
            let second = directory.url.appending(path: "0002_second.sql")
            try FileManager.default.removeItem(at: second)
            await #expect(throws: MigrationError.unknownNewer("0002_second")) { try await migrator.verify() }
            try write("SELECT 1;", "0003_third.sql", directory)
            await #expect(throws: MigrationError.missing("0002_second")) { try await migrator.up() }
        }
    }

    @Test func aFileBelowTheLastAppliedIsRefused() async throws {
        try await with(["0002_second.sql": "SELECT 1;"]) { _, migrator, directory in
            try await migrator.up()
            try write("SELECT 1;", "0001_late.sql", directory)
            await #expect(throws: MigrationError.outOfOrder("0001_late", after: "0002_second")) {
                try await migrator.up()
            }
        }
    }

    @Test func aFailingFileLeavesNothingBehind() async throws {
        try await with(["0001_bad.sql": "CREATE TABLE half (id bigint); SELECT * FROM nowhere;"]) {
            database, migrator, _ in
            let error = await #expect(throws: MigrationError.self) { try await migrator.up() }
            guard case .failed(let name, let reason) = error else {
                Issue.record("expected a failed migration")
                return
            }
            #expect(name == "0001_bad")
            #expect(reason.sqlState == "42P01")
            let half = try await database.superuser.transaction { tx in
                try tx.row("SELECT to_regclass('public.half') IS NULL AS gone") { try $0.get("gone", as: Bool.self) }
            }
            #expect(half == true)
        }
    }

    @Test func severalHostsAtOnceApplyEachFileOnce() async throws {
        try await with(two) { database, migrator, _ in
            let applied = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 { group.addTask { try await migrator.up() } }
                return try await group.reduce(into: [String]()) { $0 += $1 }
            }
            #expect(applied.sorted() == ["0001_first", "0002_second"])
        }
    }

    @Test(arguments: ["1_short.sql", "0001-dash.sql", "0001_Upper.sql"])
    func aFileWithAnotherShapeOfNameIsRefused(name: String) async throws {
        try await with([name: "SELECT 1;"]) { _, migrator, _ in
            await #expect(throws: MigrationError.badName(name)) { try await migrator.up() }
        }
    }

    @Test func aNumberUsedTwiceIsRefused() async throws {
        try await with(["0001_a.sql": "SELECT 1;", "0001_b.sql": "SELECT 1;"]) { _, migrator, _ in
            await #expect(throws: MigrationError.numberUsedTwice("0001_a", "0001_b")) { try await migrator.up() }
        }
    }
}
