import Store

extension Host {
    /// Refuses to go on when the catalog says that tenants could meet. Asked by every command that works unattended,
    /// before it touches anything of a tenant.
    ///
    /// - Throws: `CommandFailure` with every finding: the table, what is wrong with it and the fix.
    func requireTenantsApart() async throws {
        let findings = try await TenancyAudit.findings(store: store)
        guard findings.isEmpty else {
            // A wrong role may do much that the right one may not; what it may do says nothing about the tables.
            let ofRole = findings.filter { $0.object.hasPrefix("role ") }
            throw CommandFailure(
                .configuration,
                "tenants could meet, so the host does not start:\n"
                    + (ofRole.isEmpty ? findings : ofRole).map { "  \($0)" }.joined(separator: "\n")
                    + "\nAsk again with `dunwell verify tenancy`.")
        }
    }
}
