import DatabaseTesting
import Foundation
import Postgres
import Testing

/// What the records say, read past every policy.
extension Dealer {
    /// How the attempts to reach an address stand, in order of their making.
    struct Attempt: Hashable, Sendable {
        let address: String
        let state: String
        let detail: String
    }

    /// A job as `dunwell job list --json` shows it.
    struct Job: Decodable, Sendable {
        let id: Int64
        let kind: String
        let state: String
        let attempt: Int
        let lastError: String?

        enum CodingKeys: String, CodingKey {
            case id, kind, state, attempt
            case lastError = "last_error"
        }
    }

    func jobs() async throws -> [Job] { try await json("job", "list", "--limit", "1000") }

    func attempts(tenant: String = slug) async throws -> [Attempt] {
        try await superuser.transaction { tx in
            try tx.rows(
                """
                SELECT contact_points.value, contact_attempts.state, contact_attempts.detail
                FROM contact_attempts
                JOIN contact_points ON contact_points.id = contact_attempts.contact_point_id
                JOIN tenants ON tenants.id = contact_attempts.tenant_id
                WHERE tenants.slug = \(tenant)
                ORDER BY contact_points.value, contact_attempts.created_at
                """
            ) { row in
                Attempt(
                    address: try row.get("value", as: String.self), state: try row.get("state", as: String.self),
                    detail: try row.get("detail", as: String.self))
            }
        }
    }

    /// The mails kept in the folder of a tenant that is not live.
    func mailsInTheSpool() throws -> [String] {
        let walk = FileManager.default.enumerator(at: data.appending(path: "spool"), includingPropertiesForKeys: nil)
        var mails: [String] = []
        while let file = walk?.nextObject() as? URL {
            guard file.path.contains("/maildir/new/") else { continue }
            mails.append(String(decoding: try Data(contentsOf: file), as: UTF8.self).replacing("\r\n", with: "\n"))
        }
        return mails
    }

    /// Waits until the attempts' states, counted, are these.
    func reaches(
        _ expected: [String: Int], tenant: String = slug, within limit: Duration = .seconds(60),
        location: SourceLocation = #_sourceLocation
    ) async throws {
        var found: [String: Int] = [:]
        let isSo = try await eventually(within: limit) {
            found = Self.counted(try await attempts(tenant: tenant).map(\.state))
            return found == expected
        }
        #expect(isSo, "found \(found)", sourceLocation: location)
    }

    static func counted<Value: Hashable>(_ values: [Value]) -> [Value: Int] {
        values.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }

    /// Moves what is left of the dead workers' leases into the past: the wait for it, without waiting.
    func endLeases() async throws {
        try await superuser.transaction { tx -> Void in
            try tx.execute(
                """
                UPDATE jobs SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'running'
                """)
        }
    }
}
