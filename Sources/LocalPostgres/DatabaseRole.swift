/// The roles of `roles.sql`, and the superuser that only the embedded server gives us.
package enum DatabaseRole: String, Sendable, CaseIterable {
    /// The running host: owns nothing, bound by row-level security.
    case service = "dunwell_service"
    /// Migrations; acts as `dunwell_owner`.
    case migrator = "dunwell_migrator"
    /// Reports.
    case readonly = "dunwell_readonly"
    /// Dumps.
    case backup = "dunwell_backup"
    /// Removal of expired partitions.
    case retention = "dunwell_retention"
    /// The embedded cluster's own superuser; for setting it up and for tests.
    case superuser = "postgres"
}
