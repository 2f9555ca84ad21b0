import Postgres
import Receivables

extension TenantTransaction {
    /// This tenant's own record, locked until the transaction ends, so that no job reads an old clock or switch meanwhile.
    package func lockTenant() throws -> TenantRecord {
        try execute("SELECT 1 FROM tenants WHERE id = \(tenantID) FOR UPDATE")
        return try tenant()
    }
}
