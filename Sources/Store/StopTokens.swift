import Foundation
import Postgres
package import Receivables

extension PlatformTransaction {
    /// Remembers the hash of a link's token. Repeating changes nothing.
    package func rememberStopToken(sha256: [UInt8], tenant: Identifier<Tenant>, contactPoint: Identifier<ContactPoint>)
        throws
    {
        try execute(
            """
            INSERT INTO token_lookups (token_sha256, tenant_id, purpose, subject_id)
            VALUES (\(sha256), \(tenant), 'stop-email', \(contactPoint)) ON CONFLICT (token_sha256) DO NOTHING
            """)
    }

    /// Whose link a token is; `nil` for one we never gave out.
    package func stopToken(sha256: [UInt8]) throws -> (
        tenant: Identifier<Tenant>, contactPoint: Identifier<ContactPoint>
    )? {
        try row(
            "SELECT tenant_id, subject_id FROM token_lookups WHERE token_sha256 = \(sha256) AND purpose = 'stop-email'"
        ) { (try $0.get("tenant_id"), try $0.get("subject_id")) }
    }
}

extension TenantTransaction {
    /// The same from within a tenant's transaction, when the message that carries the link is rendered.
    package func rememberStopToken(sha256: [UInt8], contactPoint: Identifier<ContactPoint>) throws {
        try PlatformTransaction(connection: connection)
            .rememberStopToken(sha256: sha256, tenant: tenantID, contactPoint: contactPoint)
    }
}
