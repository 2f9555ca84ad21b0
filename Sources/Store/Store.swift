// Store: all SQL on business tables, one file per aggregate, and the migrations. It keeps and finds facts; what should
// happen with them is decided elsewhere. It knows no plugin and no HTTP.

package import Foundation
package import Postgres
package import Receivables

/// The way to the database for everything that belongs to a tenant.
package struct Store: Sendable {
    let pool: PostgresPool

    /// A store over a pool that connects as the service role, which owns nothing.
    package init(pool: PostgresPool) { self.pool = pool }

    /// Folder of the numbered `.sql` files.
    package static var migrations: URL {
        Bundle.module.resourceURL!.appending(path: "Migrations")  // the bundle is built with the module
    }

    /// Runs `body` on the tenant's data in one database transaction.
    ///
    /// `body` runs on the connection's own thread, cannot await, and may run twice: it must not touch anything but
    /// the database and its own values.
    ///
    /// - Throws: What `body` throws, after everything was undone; `PostgresError` for the database's own refusals.
    package func transaction<Result: Sendable>(
        for tenant: Identifier<Tenant>, _ body: @escaping @Sendable (TenantTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.transaction { tx in try body(TenantTransaction(entering: tenant, on: tx)) }
    }

    /// Runs `body` on platform tables, which hold no customer's data. Tenant tables refuse every statement here.
    ///
    /// - Parameter reason: Why no tenant is known, for the reader of the call.
    package func withoutTenantScope<Result: Sendable>(
        reason: StaticString, _ body: @escaping @Sendable (PlatformTransaction) throws -> Result
    ) async throws -> Result {
        try await pool.transaction { tx in try body(PlatformTransaction(connection: tx)) }
    }
}

/// SQL on one tenant's data. Cannot be made without a tenant, and every statement names it again.
package struct TenantTransaction {
    /// Whose data this is.
    package let tenantID: Identifier<Tenant>
    /// The transaction itself, for job rows written in the same commit.
    package let connection: Transaction

    /// Narrows a transaction that is open already to one tenant, until it ends: for job handlers, whose transaction
    /// begins in the queue.
    package init(entering tenant: Identifier<Tenant>, on connection: Transaction) throws {
        // A setting takes no bound parameter; the text comes from a typed UUID and nothing else.
        try connection.script("SET LOCAL app.tenant_id = '\(tenant.description)'")
        tenantID = tenant
        self.connection = connection
    }
}

/// SQL on platform tables.
package struct PlatformTransaction {
    /// The transaction itself.
    package let connection: Transaction
}

extension TenantTransaction {
    func rows<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> [Value] { try connection.rows(sql, map) }
    func row<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> Value? { try connection.row(sql, map) }
    @discardableResult
    func execute(_ sql: SQL) throws -> Int { try connection.execute(sql) }
}

extension PlatformTransaction {
    func rows<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> [Value] { try connection.rows(sql, map) }
    func row<Value>(_ sql: SQL, _ map: (Row) throws -> Value) throws -> Value? { try connection.row(sql, map) }
    @discardableResult
    func execute(_ sql: SQL) throws -> Int { try connection.execute(sql) }
}
