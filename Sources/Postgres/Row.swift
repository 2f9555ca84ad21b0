import CPostgres

/// One row of a result. Read it inside the closure it was given to.
package struct Row {
    let result: ResultSet
    let number: Int32

    /// Reads a column that is not NULL.
    ///
    /// Throws `.decoding` naming the column, the type asked for and the one found; also for NULL, for a column that is
    /// not in the result and for a name that stands twice.
    package func get<Value: PostgresDecodable>(_ column: String, as type: Value.Type = Value.self) throws -> Value {
        guard let cell = try cell(column, expected: type) else {
            throw PostgresError.decoding(column: column, expected: "\(type)", found: "NULL")
        }
        return try Value(decoding: cell)
    }

    /// Reads a column that may be NULL.
    package func getOptional<Value: PostgresDecodable>(
        _ column: String, as type: Value.Type = Value.self
    ) throws -> Value? {
        guard let cell = try cell(column, expected: type) else { return nil }
        return try Value(decoding: cell)
    }

    private func cell<Value>(_ column: String, expected: Value.Type) throws -> PostgresCell? {
        guard let index = result.columns[column] else {
            throw PostgresError.decoding(column: column, expected: "\(expected)", found: "not in the result")
        }
        guard index >= 0 else {
            throw PostgresError.decoding(column: column, expected: "\(expected)", found: "in the result more than once")
        }
        if PQgetisnull(result.pointer, number, index) == 1 { return nil }
        guard PQfformat(result.pointer, index) == 1 else {
            throw PostgresError.decoding(column: column, expected: "\(expected)", found: "not in binary form")
        }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result.pointer, number, index),
            count: Int(PQgetlength(result.pointer, number, index)))
        return PostgresCell(column: column, oid: PQftype(result.pointer, index), bytes: bytes)
    }
}
