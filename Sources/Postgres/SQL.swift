/// A statement with its parameters. Every `\(value)` becomes a bound parameter, never text:
/// `"SELECT … WHERE id = \(id)"`. An optional binds NULL, an array binds one array parameter.
///
/// The only ways to put text into a statement are the literal itself, `\(unsafeSQL: text)` and splicing another
/// `SQL` with `\(fragment: other)`, whose parameters are numbered anew.
package struct SQL: ExpressibleByStringInterpolation, Sendable {
    fileprivate enum Part: Sendable {
        case text(String)
        case parameter(PostgresParameter)
    }

    private var parts: [Part]

    /// An empty statement to add to, or text from the source code.
    package init(stringLiteral value: String) { parts = value.isEmpty ? [] : [.text(value)] }

    package init(stringInterpolation: StringInterpolation) { parts = stringInterpolation.parts }

    /// Text that did not come from a literal. The caller vouches that no part of it came from outside.
    package init(unsafeSQL: String) { parts = [.text(unsafeSQL)] }

    /// What is sent: the text with `$1`, `$2` and so on in place of the values.
    package var text: String {
        var text = ""
        var number = 0
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .parameter:
                number += 1
                text += "$\(number)"
            }
        }
        return text
    }

    /// The values, in the order of their numbers.
    package var parameters: [PostgresParameter] {
        parts.compactMap { part in
            if case .parameter(let parameter) = part { return parameter }
            return nil
        }
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum += right
        return sum
    }

    package static func += (left: inout SQL, right: SQL) { left.parts += right.parts }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var parts: [Part] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            parts.reserveCapacity(interpolationCount * 2 + 1)
        }

        package mutating func appendLiteral(_ literal: String) {
            if !literal.isEmpty { parts.append(.text(literal)) }
        }

        /// Binds a value.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value) {
            parts.append(.parameter(PostgresParameter(value)))
        }

        /// Binds a value or NULL.
        package mutating func appendInterpolation<Value: PostgresEncodable>(_ value: Value?) {
            parts.append(.parameter(PostgresParameter(value)))
        }

        /// Puts raw text into the statement: identifiers from a fixed list, never anything from outside.
        package mutating func appendInterpolation(unsafeSQL text: String) { parts.append(.text(text)) }

        /// Splices another statement, numbering its parameters anew.
        package mutating func appendInterpolation(fragment: SQL) { parts += fragment.parts }

        /// Splices another statement, numbering its parameters anew.
        package mutating func appendInterpolation(_ fragment: SQL) { parts += fragment.parts }
    }
}

/// One bound value in the server's binary form.
package struct PostgresParameter: Sendable {
    /// The largest value that is sent, 64 MiB; larger data goes through COPY.
    package static let maximumBytes = 64 << 20

    let type: PostgresType
    /// `nil` is NULL. A failure to encode is kept until the statement runs, because an interpolation cannot throw.
    let content: Result<[UInt8]?, PostgresError>

    init<Value: PostgresEncodable>(_ value: Value?) {
        type = Value.postgresType
        guard let value else {
            content = .success(nil)
            return
        }
        var bytes: [UInt8] = []
        do {
            try value.encodeBinary(into: &bytes)
            content =
                bytes.count <= Self.maximumBytes
                ? .success(bytes) : .failure(.parameterTooLarge(limit: Self.maximumBytes))
        } catch let error as PostgresError {
            content = .failure(error)
        } catch {
            content = .failure(.unsupportedParameter("a value of type \(Value.self) that could not be encoded"))
        }
    }
}
