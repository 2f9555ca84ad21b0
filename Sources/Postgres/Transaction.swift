import CPostgres

/// An open transaction on one connection, lent to the closure of `PostgresPool.transaction`. Its calls block the
/// connection's own thread. Keeping it past the end of the closure is a mistake of the programmer and traps.
///
/// After any error of the server nothing more can be done in the transaction, except after `savepoint`.
package struct Transaction {
    final class Scope { var isOpen = true }

    private let session: Session
    private let scope: Scope

    init(_ session: Session, scope: Scope) {
        self.session = session
        self.scope = scope
    }

    private var open: Session {
        precondition(scope.isOpen, "a transaction was used after its closure had returned")
        return session
    }

    /// Runs a statement and reads all its rows into memory: give it a LIMIT or use `forEach`.
    package func rows<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> [T] {
        try open.send(sql)
        guard let result = try open.finishStatement() else { return [] }
        return try (0..<Int32(result.count)).map { try map(Row(result: result, number: $0)) }
    }

    /// Runs a statement that gives one row or none; more is `.unexpectedRowCount`.
    package func row<T>(_ sql: SQL, _ map: (Row) throws -> T) throws -> T? {
        try open.send(sql)
        guard let result = try open.finishStatement(), result.count > 0 else { return nil }
        guard result.count == 1 else {
            throw PostgresError.unexpectedRowCount(expected: "at most one row", found: "\(result.count) rows")
        }
        return try map(Row(result: result, number: 0))
    }

    /// Runs a statement for its effect and says how many rows it touched.
    @discardableResult
    package func execute(_ sql: SQL) throws -> Int {
        try open.send(sql)
        return try open.finishStatement()?.affectedRows ?? 0
    }

    /// Runs a statement and hands over its rows one by one, in constant memory. When `body` throws, the rest is read
    /// and dropped, then the error is thrown on. `body` must not use the transaction: the rows are still arriving.
    package func forEach(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        try open.send(sql, singleRow: true)
        var failed: (any Error)?
        while let result = try open.nextResult() {
            if let error = open.failure(of: result) { failed = failed ?? error }
            guard failed == nil else { continue }
            do {
                for number in 0..<Int32(result.count) { try body(Row(result: result, number: number)) }
            } catch { failed = error }
        }
        if let failed { throw failed }
    }

    /// Runs one or more statements from trusted text, without parameters: migrations, and `SET LOCAL`, which takes none.
    package func script(_ unsafeSQL: String) throws {
        try open.sendScript(unsafeSQL)
        try open.finishStatement()
    }

    /// Runs `body`; when it throws, what it did is undone and the transaction can go on.
    package func savepoint<R>(_ body: () throws -> R) throws -> R {
        try open.run("SAVEPOINT attempt")
        do {
            let value = try body()
            try open.run("RELEASE SAVEPOINT attempt")
            return value
        } catch {
            // A connection that is gone cannot roll back; the first error says what happened.
            guard open.isAlive else { throw error }
            try open.run("ROLLBACK TO SAVEPOINT attempt; RELEASE SAVEPOINT attempt")
            throw error
        }
    }
}

// COPY as streams, in constant memory.
extension Transaction {
    /// Streams data into `COPY … FROM STDIN`, in pieces of any size, until `next` returns `nil`; says how many rows
    /// arrived. When `next` throws, the COPY is abandoned, the transaction is failed and that error is thrown on.
    ///
    /// The server refuses COPY into a table with row-level security: copy into a temporary table, then
    /// `INSERT … SELECT`.
    package func copyIn(unsafeSQL statement: String, next: () throws -> [UInt8]?) throws -> Int {
        try open.sendScript(statement)
        guard let answer = try open.nextResult() else { return 0 }
        guard answer.status == PGRES_COPY_IN else {
            let error = open.failure(of: answer)
            try open.finishStatement()
            throw error ?? PostgresError.unexpectedRowCount(expected: "COPY … FROM STDIN", found: "another statement")
        }
        do {
            while let bytes = try next() {
                guard bytes.count <= PostgresParameter.maximumBytes else {
                    throw PostgresError.parameterTooLarge(limit: PostgresParameter.maximumBytes)
                }
                if !bytes.isEmpty { try open.putCopyData(bytes) }
            }
        } catch {
            if open.isAlive {
                try open.endCopyIn(abandonedBecause: "the source of the data failed")
                // The server now reports the abandonment as an error; the producer's own error says more.
                while let result = try open.nextResult() { _ = open.failure(of: result) }
            }
            throw error
        }
        try open.endCopyIn(abandonedBecause: nil)
        return try open.finishStatement()?.affectedRows ?? 0
    }

    /// Streams the data of `COPY … TO STDOUT` to `sink`, one row at a time; the bytes are valid only during the call.
    /// When `sink` throws, the rest is read and dropped, then the error is thrown on.
    package func copyOut(unsafeSQL statement: String, sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try open.sendScript(statement)
        guard let answer = try open.nextResult() else { return }
        guard answer.status == PGRES_COPY_OUT else {
            let error = open.failure(of: answer)
            try open.finishStatement()
            throw error ?? PostgresError.unexpectedRowCount(expected: "COPY … TO STDOUT", found: "another statement")
        }
        var failed: (any Error)?
        while try open.takeCopyData({ bytes in
            guard failed == nil else { return }
            do { try sink(bytes) } catch { failed = error }
        }) {}
        try open.finishStatement()
        if let failed { throw failed }
    }
}
