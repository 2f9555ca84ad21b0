import CPostgres

/// Every keyword of libpq that matters, stated, so that nothing is taken from files in a home directory.
struct ConnectionKeywords {
    private(set) var pairs: [(String, String)]

    init(_ configuration: PostgresConfiguration) {
        pairs = [
            ("port", "\(configuration.port)"),
            ("dbname", configuration.database),
            ("user", configuration.user),
            // A path that cannot be opened: libpq warns on standard error about a file that is not a plain one.
            ("passfile", "/dev/null/none"),
            ("application_name", configuration.applicationName),
            ("client_encoding", "UTF8"),
            ("gssencmode", "disable"),
            ("target_session_attrs", "any"),
            ("sslcert", "/dev/null/none"),
            ("sslkey", "/dev/null/none"),
            ("ssl_min_protocol_version", "TLSv1.2"),
            ("keepalives", "1"),
            ("keepalives_idle", "30"),
            ("keepalives_interval", "10"),
            ("keepalives_count", "3"),
            ("tcp_user_timeout", "60000"),
        ]
        switch configuration.endpoint {
        case .socket(let directory): pairs.append(("host", directory))
        case .tcp(let host): pairs.append(("host", host))
        }
        if let password = configuration.password { pairs.append(("password", password)) }
        switch configuration.tls {
        case .off: pairs.append(("sslmode", "disable"))
        case .verifyFull(let certificates): pairs += [("sslmode", "verify-full"), ("sslrootcert", certificates)]
        }
    }

    /// Begins to connect. The values are copied by libpq before this returns.
    func start() -> OpaquePointer? {
        let strings = pairs.map { ($0.0.utf8CString, $0.1.utf8CString) }
        var keys: [UnsafePointer<CChar>?] = []
        var values: [UnsafePointer<CChar>?] = []
        func descend(_ index: Int) -> OpaquePointer? {
            if index == strings.count { return PQconnectStartParams(keys + [nil], values + [nil], 0) }
            return strings[index].0.withUnsafeBufferPointer { key in
                strings[index].1.withUnsafeBufferPointer { value in
                    keys.append(key.baseAddress)
                    values.append(value.baseAddress)
                    return descend(index + 1)
                }
            }
        }
        return descend(0)
    }
}
