import Foundation

/// Refuses a port of 127.0.0.1 that another program has, before anything is served, so that the message can say the fix.
func requireFree(port: Int) throws {
    let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard probe >= 0 else {
        throw CommandFailure(.failure, "no socket can be made: \(String(cString: strerror(errno)))")
    }
    defer { close(probe) }
    // As the server itself asks, or a port left a moment ago would count as taken.
    var reuse: Int32 = 1
    setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port).bigEndian)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(probe, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard bound != 0 else { return }
    switch errno {
    case EADDRINUSE:
        throw CommandFailure(
            .configuration, "port \(port) on 127.0.0.1 is in use by another program; name another with --port")
    case EACCES:
        throw CommandFailure(
            .notPermitted, "not permitted to listen on port \(port); name one above 1023 with --port")
    default:
        throw CommandFailure(.failure, "cannot listen on port \(port): \(String(cString: strerror(errno)))")
    }
}
