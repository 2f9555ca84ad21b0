/// The body of a one-click request, in either form a mail program may send it.
///
/// Source: RFC 8058 §3.1 (the key and its value), §8 (both encodings); RFC 7578 for the parts of a multipart form.
struct OneClickForm {
    private static let key = "List-Unsubscribe"
    private static let value = "One-Click"

    let asksToStop: Bool

    init(contentType: String, body: String) {
        let parts = contentType.split(separator: ";").map { $0.trimmed }
        switch parts.first?.lowercased() {
        case "application/x-www-form-urlencoded":
            asksToStop = body.split(separator: "&").contains { $0.trimmed == "\(Self.key)=\(Self.value)" }
        case "multipart/form-data":
            let boundary = parts.dropFirst().first { $0.lowercased().hasPrefix("boundary=") }?.dropFirst(9)
            asksToStop = boundary.map { Self.isAsked(in: body, boundary: String($0).unquoted) } ?? false
        default: asksToStop = false
        }
    }

    private static func isAsked(in body: String, boundary: String) -> Bool {
        guard !boundary.isEmpty, boundary.count <= 70 else { return false }
        // One character in Swift is CR LF together, so lines are made the same first.
        let text = body.replacing("\r\n", with: "\n")
        return text.split(separator: "--" + boundary).contains { part in
            guard let gap = part.firstRange(of: "\n\n") else { return false }
            let names = part[..<gap.lowerBound].split(separator: "\n").contains { line in
                line.lowercased().hasPrefix("content-disposition:")
                    && line.split(separator: ";").contains {
                        $0.trimmed == "name=\"\(key)\"" || $0.trimmed == "name=\(key)"
                    }
            }
            return names && part[gap.upperBound...].trimmed == value
        }
    }
}

extension StringProtocol {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(start.reversed().drop { $0.isWhitespace }.reversed())
    }
}

extension String {
    fileprivate var unquoted: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }
}
