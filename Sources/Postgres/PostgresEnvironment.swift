import Foundation

/// The variables libpq would read behind the configuration's back. They are removed from the process before every
/// connection attempt, because several of them (`PGTZ`, `PGDATESTYLE`, `PGGEQO`) have no keyword that could
/// override them, and an empty keyword counts as absent.
enum PostgresEnvironment {
    // Source: PostgreSQL 15 documentation, section 34.15, Environment Variables; PGLOADBALANCEHOSTS and later ones
    // from section 34.15 of version 17.
    static let variables = [
        "PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGPASSWORD", "PGPASSFILE", "PGCHANNELBINDING",
        "PGSERVICE", "PGSERVICEFILE", "PGOPTIONS", "PGAPPNAME", "PGSSLMODE", "PGREQUIRESSL", "PGSSLNEGOTIATION",
        "PGSSLCOMPRESSION", "PGSSLCERT", "PGSSLKEY", "PGSSLCERTMODE", "PGSSLROOTCERT", "PGSSLCRL", "PGSSLCRLDIR",
        "PGSSLSNI", "PGREQUIREPEER", "PGREQUIREAUTH", "PGSSLMINPROTOCOLVERSION", "PGSSLMAXPROTOCOLVERSION",
        "PGGSSENCMODE", "PGKRBSRVNAME", "PGGSSLIB", "PGGSSDELEGATION", "PGCONNECT_TIMEOUT", "PGCLIENTENCODING",
        "PGTARGETSESSIONATTRS", "PGLOADBALANCEHOSTS", "PGDATESTYLE", "PGTZ", "PGGEQO", "PGSYSCONFDIR", "PGLOCALEDIR",
        "PGMINPROTOCOLVERSION", "PGMAXPROTOCOLVERSION", "PGREALM", "PGSSLKEYLOGFILE",
    ]

    private static let lock = NSLock()

    /// Runs `body` (which starts a connection) with none of the variables set.
    static func cleared<R>(_ body: () throws -> R) rethrows -> R {
        lock.lock()
        defer { lock.unlock() }
        for name in variables where getenv(name) != nil { unsetenv(name) }
        return try body()
    }
}
