import Foundation
import Logging

/// A running server: our own child, or one adopted from a host that died.
struct ServerProcess {
    let pid: pid_t
    let isChild: Bool

    /// Whether it has ended; a child is reaped by asking.
    func hasEnded(clusterDirectory: String) -> Bool {
        if isChild {
            var status: Int32 = 0
            let reaped = waitpid(pid, &status, WNOHANG)
            return reaped == pid || (reaped < 0 && errno == ECHILD)
        }
        return RunningProcess.directory(of: pid) != clusterDirectory
    }

    // How long a polite stop may take before the server is told to drop everything (it recovers at the next start).
    private static let politeStop: Duration = .seconds(20)

    /// Stops it and returns when it is gone; blocks the calling thread.
    func stop(clusterDirectory: String, logger: Logger) {
        // "Fast": running transactions are rolled back, a checkpoint is written.
        kill(pid, SIGINT)
        let deadline = ContinuousClock.now + Self.politeStop
        var pressed = false
        while !hasEnded(clusterDirectory: clusterDirectory) {
            if !pressed && ContinuousClock.now > deadline {
                logger.warning("the database server does not stop; telling it to drop everything")
                kill(pid, SIGQUIT)
                pressed = true
            }
            usleep(10_000)
        }
    }
}

/// How to start the server, worked out once; used again when it dies.
struct ServerLaunch {
    let directory: ClusterDirectory
    let binaries: ServerBinaries
    let socketDirectory: String
    let port: Int
    let listensOnTCP: Bool
    let settings: [String: String]
    let startDeadline: Duration

    /// Takes over a server that is already running on the data, or starts one, and waits until it accepts connections.
    func run() throws(LocalPostgresError) -> (process: ServerProcess, file: PostmasterFile, adopted: Bool) {
        let deadline = ContinuousClock.now + startDeadline
        if let file = PostmasterFile(clusterDirectory: directory.cluster), file.isRunning(in: directory.cluster) {
            let process = ServerProcess(pid: file.pid, isChild: false)
            return (process, try waitUntilReady(process, deadline), true)
        }
        try waitForStrays(deadline)
        try removeStaleFiles()
        if listensOnTCP { try requireFreePort() }
        let program = program
        let process = ServerProcess(pid: try program.spawn(), isChild: true)
        do {
            return (process, try waitUntilReady(process, deadline), false)
        } catch {
            if !process.hasEnded(clusterDirectory: directory.cluster) {
                kill(process.pid, SIGQUIT)
                while !process.hasEnded(clusterDirectory: directory.cluster) { usleep(20_000) }
            }
            throw error
        }
    }

    private var program: ServerProgram {
        var arguments = ["-D", directory.cluster]
        var all = [
            "listen_addresses": listensOnTCP ? "127.0.0.1" : "",
            "port": "\(port)",
            "unix_socket_directories": socketDirectory,
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            // Errors of statements quote values; only messages about the server itself are kept.
            "log_min_messages": "log",
            "log_min_error_statement": "panic",
            "log_error_verbosity": "terse",
            "log_checkpoints": "off",
        ]
        if directory.user.differs { all["unix_socket_permissions"] = "0777" }
        all.merge(settings) { _, chosen in chosen }
        for (name, value) in all.sorted(by: { $0.key < $1.key }) { arguments += ["-c", "\(name)=\(value)"] }
        return ServerProgram(
            path: binaries.postgres, arguments: arguments, user: directory.user, log: directory.log)
    }

    private func waitUntilReady(
        _ process: ServerProcess, _ deadline: ContinuousClock.Instant
    ) throws(LocalPostgresError) -> PostmasterFile {
        while ContinuousClock.now < deadline {
            if process.hasEnded(clusterDirectory: directory.cluster) { break }
            if let file = PostmasterFile(clusterDirectory: directory.cluster), file.pid == process.pid, file.isReady {
                return file
            }
            usleep(20_000)
        }
        throw .serverFailed(step: "starting the database server", log: ServerProgram.tail(of: directory.log))
    }

    /// After a killed server its helpers need a moment to notice; a new one must not start beside them.
    private func waitForStrays(_ deadline: ContinuousClock.Instant) throws(LocalPostgresError) {
        while let stray = RunningProcess.all(in: directory.cluster).first {
            guard ContinuousClock.now < deadline else {
                throw .strayProcess(pid: stray, directory: directory.cluster)
            }
            usleep(20_000)
        }
    }

    /// Nobody works in the directory, so files left there name a process that is gone, or another program that got its
    /// number, on whose account the server would refuse to start.
    private func removeStaleFiles() throws(LocalPostgresError) {
        var stale = [directory.cluster + "/postmaster.pid"]
        let socketLock = "\(socketDirectory)/.s.PGSQL.\(port).lock"
        // A lock that cannot be read, or is another cluster's, is left for the server to judge.
        if let text = try? String(contentsOfFile: socketLock, encoding: .utf8),
            PostmasterFile(text: text)?.dataDirectory == directory.cluster
        {
            stale.append(socketLock)
        }
        for path in stale where unlink(path) != 0 && errno != ENOENT { throw .failing("remove the stale", path) }
    }

    private func requireFreePort() throws(LocalPostgresError) {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard probe >= 0 else { throw .failing("open a socket for", "127.0.0.1:\(port)") }
        defer { close(probe) }
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
        if bound != 0 {
            if errno == EADDRINUSE { throw .portInUse(port: port) }
            throw .failing("listen on", "127.0.0.1:\(port)")
        }
    }
}
