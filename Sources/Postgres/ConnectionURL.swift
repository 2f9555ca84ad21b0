import Foundation

extension PostgresConfiguration {
    /// Reads `postgresql://user:password@host:port/database?sslmode=verify-full`.
    ///
    /// Strict, so that a slip is refused and not guessed at: user, host and database are needed, what is not understood
    /// is refused. A host that is a directory (`%2Frun%2Fpostgresql`, or `?host=/run/postgresql`) is a unix socket.
    /// `sslmode` is `disable` or `verify-full`; `sslrootcert` names the root certificates, default the system's.
    ///
    /// - Parameter named: The setting it comes from, for messages, which never repeat the text itself.
    /// - Throws: `PostgresError.configuration`.
    package init(url: String, named: String) throws {
        func refuse(_ what: String) -> PostgresError {
            .configuration("\(named): \(what); write postgresql://user:password@host:5432/database?sslmode=verify-full")
        }
        func decoded(_ part: Substring, _ what: String) throws -> String {
            guard let text = String(part).removingPercentEncoding else {
                throw refuse("the \(what) has a % that is not followed by two hexadecimal digits")
            }
            return text
        }
        guard let mark = url.range(of: "://"), ["postgres", "postgresql"].contains(url[..<mark.lowerBound]) else {
            throw refuse("it does not begin with postgresql://")
        }
        let parts = url[mark.upperBound...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let slash = parts[0].firstIndex(of: "/") else { throw refuse("the database is missing") }
        let database = try decoded(parts[0][slash...].dropFirst(), "database name")
        guard !database.isEmpty, !database.contains("/") else { throw refuse("the database is missing") }

        let authority = parts[0][..<slash]
        guard let at = authority.lastIndex(of: "@") else { throw refuse("the user is missing") }
        let login = authority[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let user = try decoded(login[0], "user name")
        guard !user.isEmpty else { throw refuse("the user is missing") }
        let password = login.count == 2 ? try decoded(login[1], "password") : nil

        var options = try Self.options(parts.count == 2 ? parts[1] : "", decoded, refuse)
        var (host, port) = try Self.place(authority[authority.index(after: at)...], refuse)
        host = try decoded(host[...], "host")
        if let directory = options.removeValue(forKey: "host") {
            guard host.isEmpty else { throw refuse("the host is named twice") }
            host = directory
        }
        guard !host.isEmpty else { throw refuse("the host is missing") }

        let certificates = options.removeValue(forKey: "sslrootcert") ?? "/etc/ssl/certs/ca-certificates.crt"
        let tls: TLS
        switch options.removeValue(forKey: "sslmode") {
        case nil, "disable": tls = .off
        case "verify-full": tls = .verifyFull(rootCertificates: certificates)
        case .some: throw refuse("sslmode must be verify-full, or disable for this machine alone")
        }
        if let unknown = options.keys.min() { throw refuse("the option \(unknown) is not known") }
        self.init(
            endpoint: host.hasPrefix("/") ? .socket(directory: host) : .tcp(host: host), port: port ?? 5432,
            database: database, user: user, password: password, tls: tls)
        do { try validate() } catch PostgresError.configuration(let text) {
            throw PostgresError.configuration("\(named): \(text)")
        }
    }

    private static func options(
        _ text: Substring, _ decoded: (Substring, String) throws -> String, _ refuse: (String) -> PostgresError
    ) throws -> [String: String] {
        var options: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { throw refuse("an option has no value") }
            let key = try decoded(sides[0], "option")
            guard options.updateValue(try decoded(sides[1], "option"), forKey: key) == nil else {
                throw refuse("the option \(key) stands twice")
            }
        }
        return options
    }

    /// Host and port; an address of version 6 stands in brackets.
    private static func place(
        _ text: Substring, _ refuse: (String) -> PostgresError
    ) throws -> (host: String, port: Int?) {
        var host = text
        var rest: Substring = ""
        if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            rest = text[colon...]
        }
        guard !rest.isEmpty else { return (String(host), nil) }
        guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
            throw refuse("the port must be a number from 1 to 65535")
        }
        return (String(host), port)
    }
}
