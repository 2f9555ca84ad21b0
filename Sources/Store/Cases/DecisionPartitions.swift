package import Postgres

/// The monthly parts of the decision records.
package enum DecisionPartitions {
    /// Makes the parts from the present month on that are not there yet. Only the role that owns the tables may.
    ///
    /// - Returns: How many were made.
    @discardableResult
    package static func make(months: Int, migrator: PostgresPool) async throws -> Int {
        try await migrator.transaction { tx in
            try tx.row("SELECT make_decision_partitions(current_date, \(months)::integer) AS made") {
                try $0.get("made")
            } ?? 0
        }
    }
}
