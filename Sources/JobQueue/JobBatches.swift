import Postgres

extension Transaction {
    /// Most rows of `jobs` one statement changes when many are changed at once.
    package static var batchRows: Int { 1_000 }

    /// Changes every job that meets a condition, in order of their ids and never more than `batch` in one statement, so
    /// that no statement runs into its time limit however long the backlog is. All of it belongs to this transaction.
    ///
    /// - Returns: How many were changed.
    func updateJobs(where condition: SQL, set changes: SQL, batch: Int) throws -> Int {
        precondition(batch >= 1, "a batch holds at least one row")
        var total = 0
        var last: Int64 = 0
        while true {
            // Only ids past the last batch: what another transaction changes back meanwhile is not met again.
            let ids = try rows(
                """
                UPDATE jobs SET \(changes) WHERE id = ANY (ARRAY(
                    SELECT id FROM jobs WHERE id > \(last) AND \(condition) ORDER BY id LIMIT \(batch) FOR UPDATE))
                RETURNING id
                """
            ) { try $0.get("id", as: Int64.self) }
            guard let highest = ids.max() else { return total }
            total += ids.count
            last = highest
        }
    }
}
