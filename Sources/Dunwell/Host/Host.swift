import Correspondence
import Foundation
import Logging
import PluginKit
import Postgres
import Receivables
import Sealing
import Store

/// Everything a command works with, put together once.
struct Host: Sendable {
    /// The data directory: keys, spool, and the embedded database.
    let data: URL
    let database: Database
    let pool: PostgresPool
    let store: Store
    let registry: PluginRegistry
    let keyring: Keyring
    let sealer: Sealer
    /// Where plugins put files: letters, placements, mail of a tenant that is not live.
    let spool: URL
    let templates: TemplateCatalog
    /// Where customers reach this host.
    let publicURL: URL
    let logger: Logger

    /// - Throws: `KeyFileError.missing` when the installation was never set up, or lost its keys.
    init(data: URL, database: Database, publicURL: URL, logger: Logger) throws {
        self.data = data
        self.publicURL = publicURL
        self.database = database
        self.logger = logger
        pool = PostgresPool(configuration: database.service, logger: logger)
        store = Store(pool: pool)
        registry = try PluginRegistry(installedPlugins)
        keyring = try KeyFile.load(at: Self.keyFile(in: data))
        sealer = Sealer(keyring)
        spool = data.appending(path: "spool", directoryHint: .isDirectory)
        templates = try TemplateCatalog.builtIn()
    }

    /// The file with the keys of an installation.
    static func keyFile(in data: URL) -> String {
        data.appending(path: "keys/dunwell.key").path(percentEncoded: false)
    }

    /// Makes the spool and, in an installation that has no tenant yet, the key file. One that has tenants and no keys
    /// has lost them, and new ones would not open what was sealed.
    static func makeFiles(in data: URL, service: PostgresConfiguration, logger: Logger) async throws {
        try makePrivate(data.appending(path: "keys", directoryHint: .isDirectory))
        try makePrivate(data.appending(path: "spool", directoryHint: .isDirectory))
        let tenants = try await PostgresPool.with(service, logger: logger) { pool in
            try await Store(pool: pool).withoutTenantScope(reason: "keys are made before any tenant") {
                try $0.tenants(limit: 1)
            }
        }
        if tenants.isEmpty { _ = try KeyFile.loadOrCreate(at: keyFile(in: data)) }  // only the file is wanted
    }

    /// The tenant with this short name.
    func tenant(_ slug: String) async throws -> TenantRecord {
        let found = try await store.withoutTenantScope(reason: "a tenant is found by its short name") {
            try $0.tenant(slug: slug)
        }
        guard let found else {
            throw CommandFailure(.badData, "there is no tenant \(slug); `dunwell tenant list` shows those there are")
        }
        return found
    }

    /// The database's clock.
    func serverNow() async throws -> ServerInstant {
        try await store.withoutTenantScope(reason: "the clock belongs to no tenant") { try $0.serverNow() }
    }

    private static func makePrivate(_ folder: URL) throws {
        let path = folder.path(percentEncoded: false)
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CommandFailure(.notPermitted, "cannot make \(path): name a data directory you may write to")
        }
    }
}
