package import Logging

extension PostgresPool {
    /// Runs `body` with a pool of its own, which is closed when `body` ends, however it ends.
    package static func with<R: Sendable>(
        _ configuration: PostgresConfiguration, logger: Logger, _ body: (PostgresPool) async throws -> R
    ) async throws -> R {
        let pool = PostgresPool(configuration: configuration, logger: logger)
        do {
            let value = try await body(pool)
            await pool.close()
            return value
        } catch {
            await pool.close()
            throw error
        }
    }
}
