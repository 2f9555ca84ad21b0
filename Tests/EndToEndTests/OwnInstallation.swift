import DatabaseTesting
import Foundation
import Postgres

@testable import LocalPostgres

/// A data directory of its own for `dunwell up`, and what runs on it.
struct OwnInstallation {
    let folder: URL
    let site: Site

    var data: URL { folder.appending(path: "data", directoryHint: .isDirectory) }
    private var cluster: String { folder.appending(path: "data/postgres").path(percentEncoded: false) }

    /// Runs a test and clears away what it left: servers, files, the directory of the socket.
    static func with(_ body: (OwnInstallation) async throws -> Void) async throws {
        let directory = try TestDirectory()
        let installation = OwnInstallation(folder: directory.url, site: try Site())
        defer {
            // After a failure a host or a server may still run here.
            for pid in RunningProcess.all(in: installation.cluster) { kill(pid, SIGKILL) }
            // Made by the host outside the data directory; a test that never came so far has none.
            try? FileManager.default.removeItem(atPath: RuntimeDirectory.standard(for: directory.path + "/data"))
            directory.removeWithPrograms()
        }
        try await body(installation)
    }

    /// Starts `dunwell up` on the directory.
    func up() throws -> Program {
        try Program(
            ["up", "--data", data.path(percentEncoded: false), "--port", "\(site.port)"], in: folder)
    }

    /// Runs a test as a dealer, beside the running host.
    func withDealer(_ body: (Dealer) async throws -> Void) async throws {
        guard let configuration = LocalPostgres.configurationOfRunningServer(in: data, for: .superuser) else {
            throw Program.NotStarted(description: "no server runs in \(data.path)")
        }
        let pool = PostgresPool(configuration: configuration, logger: TestCluster.logger)
        do {
            try await body(Dealer(folder: folder, data: data, environment: [:], superuser: pool))
        } catch {
            await pool.close()
            throw error
        }
        await pool.close()
    }

    /// The server's process; `nil` when none runs.
    var serverPID: pid_t? {
        PostmasterFile(clusterDirectory: cluster).flatMap { $0.isRunning(in: cluster) ? $0.pid : nil }
    }

    /// Ends the server without warning.
    func killServer() { if let serverPID { kill(serverPID, SIGKILL) } }
}

extension TestDirectory {
    /// Removes the directory after ending the programs that a failed test left working in it.
    func removeWithPrograms() {
        for pid in RunningProcess.all(in: path) { kill(pid, SIGKILL) }
        remove()
    }
}
