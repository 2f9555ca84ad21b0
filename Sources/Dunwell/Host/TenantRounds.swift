import Store

/// Going through many tenants: the trouble of one keeps no other waiting, and is told at the end.
struct TenantRounds: Sendable {
    private var visited = 0
    private var failures: [(slug: String, failure: CommandFailure)] = []

    /// Does something for one tenant; `nil` when it failed, which `finish` tells.
    ///
    /// - Throws: What concerns all tenants: the command was stopped, or the database is gone.
    mutating func visit<R: Sendable>(_ tenant: TenantRecord, _ body: () async throws -> R) async throws -> R? {
        visited += 1
        do {
            return try await body()
        } catch {
            let failure = CommandFailure(error)
            if error is CancellationError || failure.exitCode == .unavailable { throw error }
            failures.append((tenant.slug, failure))
            return nil
        }
    }

    /// - Throws: `CommandFailure` that names each tenant with what went wrong. Its exit code is theirs when they have one
    ///   in common.
    func finish() throws {
        guard let first = failures.first else { return }
        let isCommon = failures.allSatisfy { $0.failure.exitCode == first.failure.exitCode }
        throw CommandFailure(
            isCommon ? first.failure.exitCode : .failure,
            (["\(failures.count) of \(visited) tenants could not be dealt with; the others were"]
                + failures.map { "  \($0.slug): \($0.failure.message)" }).joined(separator: "\n"))
    }
}
