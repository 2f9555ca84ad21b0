package import Foundation

/// One numbered file.
package struct MigrationFile: Sendable, Equatable {
    package let number: Int
    /// The file's name without `.sql`.
    package let name: String
    package let text: String

    /// Every `NNNN_name.sql` of a directory, by number. Throws for names of another shape and numbers used twice.
    package static func all(in directory: URL) throws -> [MigrationFile] {
        let path = directory.path(percentEncoded: false)
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: path) } catch {
            throw MigrationError.unreadable(path: path)
        }
        var files: [MigrationFile] = []
        for file in names.sorted() where file.hasSuffix(".sql") {
            let name = String(file.dropLast(4))
            guard let match = name.wholeMatch(of: /([0-9]{4})_[a-z0-9_]+/), let number = Int(match.1) else {
                throw MigrationError.badName(file)
            }
            if let last = files.last, last.number == number {
                throw MigrationError.numberUsedTwice(last.name, name)
            }
            let text: String
            do { text = try String(contentsOf: directory.appending(path: file), encoding: .utf8) } catch {
                throw MigrationError.unreadable(path: "\(path)/\(file)")
            }
            files.append(MigrationFile(number: number, name: name, text: text))
        }
        return files
    }
}

/// How the files and the database compare.
package struct MigrationStatus: Sendable, Equatable {
    /// A row of `schema_migrations`.
    package struct Applied: Sendable, Equatable {
        package let number: Int
        package let name: String
        /// SHA-256 of the file as it was, in hexadecimal.
        package let checksum: String
        package let appliedAt: PostgresTimestamp
    }

    package let applied: [Applied]
    /// Files not applied yet, in order.
    package let pending: [MigrationFile]
    /// What must be put right by a person before anything is applied.
    package let problems: [MigrationError]

    init(files: [MigrationFile], checksums: [Int: String], applied: [Applied]) {
        self.applied = applied
        let done = Set(applied.map(\.number))
        pending = files.filter { !done.contains($0.number) }
        let known = Dictionary(uniqueKeysWithValues: files.map { ($0.number, $0) })
        let newest = files.last?.number ?? 0
        var problems: [MigrationError] = []
        for row in applied {
            guard let file = known[row.number] else {
                problems.append(row.number > newest ? .unknownNewer(row.name) : .missing(row.name))
                continue
            }
            if file.name != row.name || checksums[row.number] != row.checksum {
                problems.append(.edited(applied: row.name, file: file.name))
            }
        }
        if let last = applied.last, let skipped = pending.first(where: { $0.number < last.number }) {
            problems.append(.outOfOrder(skipped.name, after: last.name))
        }
        self.problems = problems
    }

    func requireSound() throws { if let first = problems.first { throw first } }
}

/// Why a schema cannot be brought forward, with the fix.
package enum MigrationError: Error, Equatable {
    case unreadable(path: String)
    case badName(String)
    case numberUsedTwice(String, String)
    /// The file is not what was applied under its number.
    case edited(applied: String, file: String)
    /// Applied, but the file is gone.
    case missing(String)
    /// Applied by a newer version of the program.
    case unknownNewer(String)
    /// Not applied although a later one is.
    case outOfOrder(String, after: String)
    /// Only from `verify`.
    case pending([String])
    case failed(name: String, reason: PostgresError)
}

extension MigrationError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let path): "cannot read \(path); check that the program is installed whole"
        case .badName(let name): "migration \(name): name it with four digits and a word, like 0042_promises.sql"
        case .numberUsedTwice(let first, let second):
            "migrations \(first) and \(second) have the same number; renumber one"
        case .edited(let applied, let file):
            "migration \(file) was changed after it was applied as \(applied); restore the file and put the change "
                + "into a new one"
        case .missing(let name): "migration \(name) is applied but its file is missing; install the complete program"
        case .unknownNewer(let name):
            "the database has migration \(name), which this program does not know; run a newer version"
        case .outOfOrder(let name, let after):
            "migration \(name) is not applied although \(after) is; give it a number after that"
        case .pending(let names): "migrations are pending: \(names.joined(separator: ", ")); run `dunwell migrate up`"
        case .failed(let name, let reason): "migration \(name) failed and was rolled back: \(reason)"
        }
    }
}
