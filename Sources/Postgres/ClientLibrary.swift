import CPostgres

/// The library that talks to the server.
package enum ClientLibrary {
    /// Its version as a number, such as 150020 for 15.20.
    package static var versionNumber: Int { Int(PQlibVersion()) }
}
