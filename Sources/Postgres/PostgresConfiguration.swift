/// Where a database is, as whom to log in, and how long to wait for it.
package struct PostgresConfiguration: Sendable {
    /// How the server is reached.
    package enum Endpoint: Hashable, Sendable {
        /// A unix socket in this directory; the file in it is named after the port.
        case socket(directory: String)
        /// A host name or address over TCP.
        case tcp(host: String)
    }

    /// How much of TLS is asked for. There is nothing between the two: errors sent before an optional TLS begins can
    /// be forged.
    package enum TLS: Hashable, Sendable {
        /// Only for unix sockets and the loopback addresses.
        case off
        /// The certificate must be signed by `rootCertificates` (a PEM file) and name the host.
        case verifyFull(rootCertificates: String)
    }

    package var endpoint: Endpoint
    package var port: Int
    package var database: String
    package var user: String
    package var password: String?
    package var tls: TLS
    /// Shown in `pg_stat_activity`.
    package var applicationName: String
    /// How many connections a pool opens at most, at least 1. Each has a thread of its own.
    package var maximumConnections: Int
    /// How long a caller waits for a free connection before `.poolTimeout`.
    package var waitDeadline: Duration
    /// How long making a connection may take.
    package var connectTimeout: Duration
    /// How long the server may stay silent before a connection counts as lost. Time-outs of the role
    /// (`statement_timeout`) are meant to end a statement long before.
    package var silenceDeadline: Duration

    package init(
        endpoint: Endpoint, port: Int = 5432, database: String, user: String, password: String? = nil, tls: TLS = .off,
        applicationName: String = "dunwell", maximumConnections: Int = 8, waitDeadline: Duration = .seconds(5),
        connectTimeout: Duration = .seconds(5), silenceDeadline: Duration = .seconds(900)
    ) {
        self.endpoint = endpoint
        self.port = port
        self.database = database
        self.user = user
        self.password = password
        self.tls = tls
        self.applicationName = applicationName
        self.maximumConnections = maximumConnections
        self.waitDeadline = waitDeadline
        self.connectTimeout = connectTimeout
        self.silenceDeadline = silenceDeadline
    }

    /// Throws `.configuration` with the fix when something here may not be used.
    package func validate() throws {
        func refuse(_ text: String) -> PostgresError { .configuration(text) }
        guard (1...65_535).contains(port) else { throw refuse("database port \(port): use 1 to 65535") }
        guard maximumConnections >= 1 else { throw refuse("database pool size \(maximumConnections): use 1 or more") }
        for text in [database, user, password ?? "-", applicationName] where text.isEmpty || text.contains("\0") {
            throw refuse("database name, user, password and application name must have text without U+0000")
        }
        switch endpoint {
        case .socket(let directory):
            guard directory.hasPrefix("/"), !directory.contains(",") else {
                throw refuse("database socket directory \(directory): use one absolute path")
            }
        case .tcp(let host):
            guard !host.isEmpty, !host.hasPrefix("/"), !host.contains(",") else {
                throw refuse("database host \(host): use one host name or address")
            }
            if tls == .off && !["localhost", "127.0.0.1", "::1"].contains(host) {
                throw refuse(
                    "database host \(host) is on the network: set sslmode verify-full and the file of root "
                        + "certificates; without them anyone between could read or forge the answers")
            }
        }
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
    /// Without the password.
    package var description: String {
        let place =
            switch endpoint {
            case .socket(let directory): directory
            case .tcp(let host): host
            }
        return "\(user)@\(place):\(port)/\(database)"
    }

    package var debugDescription: String { description }
}
