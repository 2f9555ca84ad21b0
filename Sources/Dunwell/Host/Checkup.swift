import Foundation
import Logging
import Operations
import PluginKit
import Postgres
import Receivables
import Sealing
import Store

/// One thing looked at.
struct Checkup: Sendable {
    let what: String
    let found: String
    /// What to do about it; empty when nothing has to be done.
    let fix: String
    let status: ExitStatus
}

/// What can be told without the database.
enum SystemCheckup {
    /// Oldest client library whose behaviour this program relies on: that of PostgreSQL 15.
    private static let clientFloor = 150_000

    static func ok(_ what: String, _ found: String) -> Checkup {
        Checkup(what: what, found: found, fix: "", status: .success)
    }

    static func local() -> [Checkup] { [client(), zones(), fonts()] }

    private static func client() -> Checkup {
        let version = ClientLibrary.versionNumber
        guard version < clientFloor else { return ok("libpq", dotted(version)) }
        return Checkup(
            what: "libpq", found: dotted(version), fix: "install libpq5 of PostgreSQL 15 or later",
            status: .unavailable)
    }

    private static func zones() -> Checkup {
        let zone = TimeZone(identifier: "America/Denver")
        guard zone != nil, FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/America/Denver") else {
            return Checkup(
                what: "time zones", found: "America/Denver is not known", fix: "apt-get install tzdata",
                status: .configuration)
        }
        return ok("time zones", "/usr/share/zoneinfo")
    }

    /// Letters are set in Liberation Sans; DejaVu Sans stands in for characters it lacks.
    private static func fonts() -> Checkup {
        let folders = ["/usr/share/fonts", "/usr/local/share/fonts"]
        var names: Set<String> = []
        for folder in folders {
            for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
                if name.hasSuffix("DejaVuSans.ttf") { names.insert("DejaVu Sans") }
                if name.hasSuffix("LiberationSans-Regular.ttf") { names.insert("Liberation Sans") }
            }
        }
        guard names.count == 2 else {
            return Checkup(
                what: "fonts for letters", found: "Liberation Sans or DejaVu Sans is missing",
                fix: "apt-get install fonts-dejavu-core fonts-liberation", status: .unavailable)
        }
        return ok("fonts for letters", names.sorted().joined(separator: ", "))
    }

    static func files(in data: URL) -> [Checkup] {
        var checks: [Checkup] = []
        do {
            let keyring = try KeyFile.load(at: Host.keyFile(in: data))
            checks.append(ok("key file", "\(keyring.ids.count) key(s), readable by its owner alone"))
        } catch {
            checks.append(Checkup(what: "key file", found: "not usable", fix: "\(error)", status: .configuration))
        }
        let spool = data.appending(path: "spool").path(percentEncoded: false)
        if access(spool, W_OK | X_OK) == 0 {
            checks.append(ok("spool", spool))
        } else {
            checks.append(
                Checkup(
                    what: "spool", found: "\(spool) cannot be written",
                    fix: "run `dunwell up` or `dunwell migrate up` once, "
                        + "or correct its owner", status: .notPermitted))
        }
        return checks
    }

    static func dotted(_ version: Int) -> String { "\(version / 10_000).\(version % 10_000)" }
}

/// What the database tells about itself.
struct DatabaseCheckup {
    let service: PostgresConfiguration
    /// Where customers reach this host.
    let publicURL: URL
    let logger: Logger

    /// Oldest server whose faults known on the day of this release are mended. Source: PostgreSQL's release notes.
    private static let serverFloor = 150_020

    func checks() async -> [Checkup] {
        let pool = PostgresPool(configuration: service, logger: logger)
        var checks: [Checkup] = []
        checks.append(await check("server version") { try await version(pool) })
        checks.append(
            await check("migrations") {
                let status = try await Migrator(directory: Store.migrations, pool: pool).status()
                if let problem = status.problems.first { throw problem }
                if !status.pending.isEmpty { throw MigrationError.pending(status.pending.map(\.name)) }
                return SystemCheckup.ok("migrations", "\(status.applied.count) applied, none pending")
            })
        checks.append(
            await check("tenants kept apart") {
                let findings = try await TenancyAudit.findings(store: Store(pool: pool))
                guard let first = findings.first else { return SystemCheckup.ok("tenants kept apart", "yes") }
                return Checkup(
                    what: "tenants kept apart", found: "\(findings.count) finding(s)",
                    fix: "\(first); `dunwell verify tenancy` lists all", status: .configuration)
            })
        checks.append(await check("public address") { try await address(Store(pool: pool)) })
        await pool.close()
        return checks
    }

    /// Whether customers can open the links in messages; wrong once a tenant that is no test writes to them.
    private func address(_ store: Store) async throws -> Checkup {
        let what = "public address"
        let found = publicURL.absoluteString
        guard !StopLink.reachesCustomers(publicURL) else { return SystemCheckup.ok(what, found) }
        let tenants = try await store.withoutTenantScope(reason: "every tenant's mail has links") {
            try $0.tenants(limit: 10_000)
        }
        var writing: [String] = []
        for tenant in tenants where !tenant.isTest {
            let settings = try await store.transaction(for: tenant.id) { try $0.pluginSetting("email") }
            let sendsMail =
                try settings.map {
                    try JSONDecoder().decode([String: ConfigurationValue].self, from: Data($0.settingsJSON.utf8))
                }?["delivery"] == .text("smtp")
            if settings?.isEnabled == true, sendsMail { writing.append(tenant.slug) }
        }
        let fix = "set DUNWELL_PUBLIC_URL to the https address customers reach this host at, and start the host again"
        guard let first = writing.first else {
            return Checkup(
                what: what, found: "\(found), on this machine alone", fix: "before real mail goes out, \(fix)",
                status: .success)
        }
        return Checkup(
            what: what, found: "\(found), and \(writing.count) tenant(s) send mail, such as \(first)",
            fix: "\(fix): customers cannot open the link that stops e-mail, so no mail leaves", status: .configuration)
    }

    private func version(_ pool: PostgresPool) async throws -> Checkup {
        let version = try await Store(pool: pool).withoutTenantScope(reason: "the version is the server's") {
            try $0.serverVersionNumber()
        }
        let found = SystemCheckup.dotted(version)
        guard version < Self.serverFloor else { return SystemCheckup.ok("server version", found) }
        return Checkup(
            what: "server version", found: found,
            fix:
                "update PostgreSQL to \(SystemCheckup.dotted(Self.serverFloor)) or later: older ones have known faults",
            status: .unavailable)
    }

    private func check(_ what: String, _ body: () async throws -> Checkup) async -> Checkup {
        do { return try await body() } catch {
            let failure = CommandFailure(error)
            return Checkup(what: what, found: "not as it should be", fix: failure.message, status: failure.exitCode)
        }
    }
}
