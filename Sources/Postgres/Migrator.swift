package import Foundation

/// Brings a schema forward with the numbered files of one directory, `0001_ledger.sql` and so on: each in one
/// transaction, in order, once. Files are never changed after release; a later file corrects an earlier one.
///
/// Any number of hosts may run `up` at once: a lock of the database lets one work and the others wait, then find
/// nothing left to do.
package struct Migrator: Sendable {
    let directory: URL
    let pool: PostgresPool
    let ownerRole: String?
    /// How long one statement of a migration waits for a lock before the migration is given up, to be run again later.
    let lockTimeout: Duration

    /// - Parameter ownerRole: the role everything is made as, so that it owns it; `nil` is the pool's own role.
    package init(directory: URL, pool: PostgresPool, ownerRole: String? = nil, lockTimeout: Duration = .seconds(5)) {
        self.directory = directory
        self.pool = pool
        self.ownerRole = ownerRole
        self.lockTimeout = lockTimeout
    }

    /// Applies what is pending, after `verify`'s checks; returns the names applied, none when all was done. A failing
    /// file leaves nothing behind and those before it stay applied.
    @discardableResult
    package func up(progress: @Sendable (MigrationProgress) -> Void = { _ in }) async throws -> [String] {
        let status = try await status()
        try status.requireSound()
        let pending = status.pending
        var applied: [String] = []
        for (index, file) in pending.enumerated() {
            progress(.starting(name: file.name, index: index + 1, count: pending.count))
            if try await apply(file) { applied.append(file.name) }
            progress(.finished(name: file.name, index: index + 1, count: pending.count))
        }
        return applied
    }

    /// What is applied and what is pending, and everything that does not fit together.
    package func status() async throws -> MigrationStatus {
        let files = try MigrationFile.all(in: directory)
        return try await pool.transaction { tx in
            try actAsOwner(tx)
            let checksums = try Self.checksums(of: files, tx)
            return MigrationStatus(files: files, checksums: checksums, applied: try Self.applied(tx))
        }
    }

    /// Throws `MigrationError` unless every file is applied unchanged and nothing unknown is.
    package func verify() async throws {
        let status = try await status()
        try status.requireSound()
        guard status.pending.isEmpty else { throw MigrationError.pending(status.pending.map(\.name)) }
    }

    private func apply(_ file: MigrationFile) async throws -> Bool {
        do {
            return try await pool.transaction { tx in
                try actAsOwner(tx)
                try tx.script("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
                try Self.takeLock(tx)
                try Self.makeTable(tx)
                let done = try tx.row("SELECT FROM public.schema_migrations WHERE number = \(file.number)") { _ in true
                }
                // Another host was faster.
                if done != nil { return false }
                try tx.script("SET LOCAL lock_timeout = '\(lockTimeout.components.seconds)s'")
                try tx.script(file.text)
                // The file may have changed settings of the transaction; the record is made as the owner all the same.
                try actAsOwner(tx)
                try tx.execute(
                    """
                    INSERT INTO public.schema_migrations (number, name, checksum)
                    VALUES (\(file.number), \(file.name), encode(sha256(\(Array(file.text.utf8))), 'hex'))
                    """)
                return true
            }
        } catch let error as PostgresError {
            throw MigrationError.failed(name: file.name, reason: error)
        }
    }

    private func actAsOwner(_ tx: Transaction) throws {
        guard let ownerRole else { return }
        try tx.script("SET LOCAL ROLE \"\(ownerRole.replacing("\"", with: "\"\""))\"")
    }

    private static func takeLock(_ tx: Transaction) throws {
        // A number of this program's own, "dunwellm" in ASCII.
        _ = try tx.row("SELECT pg_advisory_xact_lock(\(Int64(0x64756e77_656c6c6d)))::text") { _ in true }
    }

    private static func makeTable(_ tx: Transaction) throws {
        try tx.script(
            """
            CREATE TABLE IF NOT EXISTS public.schema_migrations (
                number integer CONSTRAINT schema_migrations_pkey PRIMARY KEY,
                name text NOT NULL,
                checksum text NOT NULL,
                applied_at timestamptz NOT NULL DEFAULT now()
            );
            GRANT SELECT ON public.schema_migrations TO PUBLIC;
            """)
    }

    private static func applied(_ tx: Transaction) throws -> [MigrationStatus.Applied] {
        let exists = try tx.row("SELECT to_regclass('public.schema_migrations') IS NOT NULL AS found") {
            try $0.get("found", as: Bool.self)
        }
        guard exists == true else { return [] }
        return try tx.rows("SELECT number, name, checksum, applied_at FROM public.schema_migrations ORDER BY number") {
            MigrationStatus.Applied(
                number: try $0.get("number"), name: try $0.get("name"), checksum: try $0.get("checksum"),
                appliedAt: try $0.get("applied_at"))
        }
    }

    private static func checksums(of files: [MigrationFile], _ tx: Transaction) throws -> [Int: String] {
        var found: [Int: String] = [:]
        for file in files {
            found[file.number] = try tx.row("SELECT encode(sha256(\(Array(file.text.utf8))), 'hex') AS sum") {
                try $0.get("sum", as: String.self)
            }
        }
        return found
    }
}

/// What `Migrator.up` is doing; `index` counts from 1 to `count`.
package enum MigrationProgress: Sendable, Equatable {
    case starting(name: String, index: Int, count: Int)
    case finished(name: String, index: Int, count: Int)
}
