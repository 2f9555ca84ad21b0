import DatabaseTesting
import Foundation
import Postgres
import Testing

/// One after the other: they change what the whole process sees.
@Suite(.serialized) struct EnvironmentTests {
    @Test func variablesOfTheClientLibraryAreIgnored() async throws {
        try await TestDatabase.withEmpty { pool in
            let variables = [
                "PGHOST": "nowhere.invalid", "PGHOSTADDR": "192.0.2.1", "PGPORT": "1", "PGUSER": "nobody",
                "PGDATABASE": "elsewhere", "PGOPTIONS": "-c search_path=evil -c work_mem=64kB", "PGSERVICE": "missing",
                "PGTZ": "Asia/Tokyo", "PGDATESTYLE": "German", "PGSSLMODE": "require", "PGAPPNAME": "other",
                "PGCLIENTENCODING": "LATIN1", "PGTARGETSESSIONATTRS": "standby",
            ]
            for (name, value) in variables { setenv(name, value, 1) }
            let fresh = PostgresPool(configuration: pool.configuration, logger: TestCluster.logger)
            let seen = try await fresh.transaction { tx in
                try tx.row(
                    """
                    SELECT current_setting('search_path') AS path, current_setting('TimeZone') AS zone,
                           current_setting('DateStyle') AS style, current_setting('application_name') AS name,
                           current_setting('client_encoding') AS encoding, current_user::text AS me
                    """
                ) { row in
                    try ["path", "zone", "style", "name", "encoding", "me"].map { try row.get($0, as: String.self) }
                }
            }
            #expect(seen == ["\"$user\", public", "UTC", "ISO, MDY", "dunwell", "UTF8", "postgres"])
            await fresh.close()
        }
    }

    @Test func noticesDoNotReachStandardError() async throws {
        try await TestDatabase.withEmpty { pool in
            let marker = "notice-\(UUID().uuidString)"
            let directory = try TestDirectory()
            defer { directory.remove() }
            let path = directory.path + "/stderr"
            let kept = dup(2)
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            dup2(file, 2)
            defer {
                dup2(kept, 2)
                close(kept)
                close(file)
            }
            // Proof that the redirection works, so that the second expectation can fail.
            let control = Array("control\n".utf8)
            #expect(write(2, control, control.count) == control.count)
            try await pool.transaction { tx in
                try tx.script("DO $$ BEGIN RAISE NOTICE '\(marker)'; RAISE WARNING '\(marker)'; END $$")
            }
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.contains("control"))
            #expect(!text.contains(marker))
        }
    }

    @Test(arguments: ["db.example.com", "192.0.2.1"])
    func aHostOnTheNetworkNeedsAVerifiedCertificate(host: String) {
        var configuration = PostgresConfiguration(endpoint: .tcp(host: host), database: "d", user: "u", password: "p")
        #expect(throws: PostgresError.self) { try configuration.validate() }
        configuration.tls = .verifyFull(rootCertificates: "/etc/ssl/certs/ca-certificates.crt")
        #expect(throws: Never.self) { try configuration.validate() }
    }

    @Test func aDescriptionOfTheConfigurationHoldsNoPassword() {
        let configuration = PostgresConfiguration(
            endpoint: .tcp(host: "localhost"), database: "d", user: "u", password: "correct horse")
        #expect(!"\(configuration) \(String(reflecting: configuration))".contains("horse"))
    }
}
