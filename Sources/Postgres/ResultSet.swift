import CPostgres

/// A result of libpq, freed when nothing looks at it any more.
final class ResultSet {
    let pointer: OpaquePointer
    let count: Int
    /// Column numbers by name; -1 for a name that stands twice.
    private(set) lazy var columns: [String: Int32] = {
        var found: [String: Int32] = [:]
        for number in 0..<PQnfields(pointer) {
            let name = PQfname(pointer, number).map { String(cString: $0) } ?? ""
            found[name] = found[name] == nil ? number : -1
        }
        return found
    }()

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        count = Int(PQntuples(pointer))
    }

    deinit { PQclear(pointer) }

    var status: ExecStatusType { PQresultStatus(pointer) }

    /// Rows touched by INSERT, UPDATE, DELETE, COPY; 0 for other statements.
    var affectedRows: Int { PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0 }

    /// `SELECT`, `COMMIT`, `ROLLBACK` and so on.
    var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

    /// A part of an error report, by the protocol's field code.
    func field(_ code: Character) -> String? {
        guard let ascii = code.asciiValue else { return nil }
        return PQresultErrorField(pointer, Int32(ascii)).map { String(cString: $0) }
    }
}
