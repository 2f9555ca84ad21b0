import DatabaseTesting
import Foundation
import Postgres

// The cells of the matrix. Each runs as the service, in a transaction of its own that is undone.
extension TenancyMatrix {
    private struct Undo: Error { let count: Int }

    /// What became of a statement.
    private enum Outcome: Equatable {
        case rows(Int)
        case refused(PostgresError)

        var isForbidden: Bool {
            if case .refused(.insufficientPrivilege) = self { return true }
            return false
        }
    }

    /// Runs `body` with the setting made by `script` and undoes it. Its count is the rows it saw or changed.
    private func outcome(_ script: String?, _ body: @Sendable (Transaction) throws -> Int) async throws -> Outcome {
        do {
            try await db.service.transaction { tx in
                if let script { try tx.script(script) }
                throw Undo(count: try body(tx))
            }
            return .rows(0)
        } catch let undo as Undo {
            return .rows(undo.count)
        } catch let error as PostgresError { return .refused(error) }
    }

    private var asOwn: String { "SET LOCAL app.tenant_id = '\(own)'" }

    private func statement(_ sql: String) -> @Sendable (Transaction) throws -> Int {
        { try $0.execute(SQL(unsafeSQL: sql)) }
    }

    private func count(_ table: Table, _ condition: String) -> @Sendable (Transaction) throws -> Int {
        { tx in
            let sql = SQL(unsafeSQL: "SELECT count(*) AS n FROM \(table.name) WHERE \(condition)")
            return Int(try tx.row(sql) { try $0.get("n", as: Int64.self) } ?? 0)
        }
    }

    /// Rows of the other tenant that COPY hands out; `nil` counts all.
    private func copied(_ table: Table, of tenant: UUID?) -> @Sendable (Transaction) throws -> Int {
        { tx in
            var found = 0
            try tx.copyOut(unsafeSQL: "COPY \(table.name) TO STDOUT") { bytes in
                let line = String(decoding: bytes, as: UTF8.self)
                if tenant.map({ line.contains($0.uuidString.lowercased()) }) ?? true { found += 1 }
            }
            return found
        }
    }

    private func insert(_ table: Table, of tenant: UUID) -> @Sendable (Transaction) throws -> Int {
        statement("INSERT INTO \(table.name) (\(table.names)) VALUES (\(values(table, of: tenant)))")
    }

    private func merge(_ table: Table, of tenant: UUID) -> @Sendable (Transaction) throws -> Int {
        statement(
            """
            MERGE INTO \(table.name) t USING (SELECT '\(tenant)'::uuid AS id) s ON t.tenant_id = s.id
            WHEN MATCHED THEN UPDATE SET tenant_id = t.tenant_id
            """)
    }

    func tableLeaks(_ table: Table) async throws -> [String] {
        var leaks: [String] = []
        func expect(_ words: String, _ isFine: Bool) { if !isFine { leaks.append("\(table.name): \(words)") } }
        let name = table.name
        let others = "tenant_id = '\(other)'"

        // The tenant's own row is there, or nothing below would mean anything.
        expect("own row is not seen", try await outcome(asOwn, count(table, "true")) == .rows(1))
        expect("own row is not copied", try await outcome(asOwn, copied(table, of: own)) == .rows(1))
        let again = try await outcome(asOwn, insert(table, of: own))
        expect("own row is refused by the policy", !again.isForbidden)

        expect("SELECT sees the other's row", try await outcome(asOwn, count(table, others)) == .rows(0))
        expect("COPY hands out the other's row", try await outcome(asOwn, copied(table, of: other)) == .rows(0))
        expect("INSERT adds a row to the other", try await outcome(asOwn, insert(table, of: other)).isForbidden)
        for (command, sql) in [
            ("UPDATE", "UPDATE \(name) SET tenant_id = tenant_id WHERE \(others)"),
            ("DELETE", "DELETE FROM \(name) WHERE \(others)"),
            ("TRUNCATE", "TRUNCATE \(name) CASCADE"),
        ] {
            let result = try await outcome(asOwn, statement(sql))
            expect(
                "\(command) reaches the other's row", result == .rows(0) && command != "TRUNCATE" || result.isForbidden)
        }
        let merged = try await outcome(asOwn, merge(table, of: other))
        expect("MERGE reaches the other's row", merged == .rows(0) || merged.isForbidden)
        let moved = try await outcome(asOwn, statement("UPDATE \(name) SET tenant_id = '\(other)'"))
        expect("UPDATE gives the own row to the other", moved.isForbidden)
        let copiedIn = try await outcome(asOwn) { tx in
            try tx.copyIn(unsafeSQL: "COPY \(name) FROM STDIN") { nil }
        }
        if case .rows = copiedIn { expect("COPY FROM writes past the policy", false) }
        return leaks + (try await missingTenantLeaks(table))
    }

    /// Without a tenant every command is an error, never an empty answer.
    private func missingTenantLeaks(_ table: Table) async throws -> [String] {
        var leaks: [String] = []
        for setting in Setting.allCases {
            let script: String? =
                switch setting {
                case .unset: nil
                case .empty: "SET LOCAL app.tenant_id = ''"
                case .garbage: "SET LOCAL app.tenant_id = 'garbage'"
                }
            let cells = [
                ("SELECT", try await outcome(script, count(table, "true"))),
                ("SELECT by tenant", try await outcome(script, count(table, "tenant_id = '\(own)'"))),
                ("COPY", try await outcome(script, copied(table, of: nil))),
                ("INSERT", try await outcome(script, insert(table, of: own))),
                ("UPDATE", try await outcome(script, statement("UPDATE \(table.name) SET tenant_id = tenant_id"))),
                ("DELETE", try await outcome(script, statement("DELETE FROM \(table.name)"))),
                ("MERGE", try await outcome(script, merge(table, of: own))),
            ]
            for (command, result) in cells {
                guard case .refused(let error) = result else {
                    leaks.append("\(table.name): \(command) answers with the tenant \(setting)")
                    continue
                }
                let isTyped = setting == .garbage ? error.sqlState == "22P02" : error == .missingTenant
                if !isTyped, !result.isForbidden {
                    leaks.append("\(table.name): \(command) with the tenant \(setting) fails as \(error)")
                }
            }
        }
        return leaks
    }

    /// A partition is reached through its table only.
    func partitionLeaks(_ table: Table) async throws -> [String] {
        var leaks: [String] = []
        for (command, body) in [
            ("SELECT", count(table, "true")), ("COPY", copied(table, of: nil)), ("INSERT", insert(table, of: own)),
            ("UPDATE", statement("UPDATE \(table.name) SET tenant_id = tenant_id")),
            ("DELETE", statement("DELETE FROM \(table.name)")), ("MERGE", merge(table, of: own)),
        ] {
            let result = try await outcome(asOwn, body)
            if !result.isForbidden { leaks.append("\(table.name): \(command) on a partition is not refused") }
        }
        return leaks
    }
}
