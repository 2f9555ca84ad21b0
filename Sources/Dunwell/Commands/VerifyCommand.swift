import ArgumentParser
import Operations
import Receivables
import Store

/// `dunwell verify`: proofs over what is stored; not a success if any fails.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Prove the books, the separation of tenants, the messages under way and the days of the next looks.",
        discussion: "Ends with 1 when anything does not hold. Nothing is changed.")

    /// What can be proven.
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case ledger, tenancy, attempts
        case nextLook = "next-look"
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: "ledger, tenancy, attempts, next-look; all of them when none is named.")
    var subjects: [Subject] = []

    @Option(help: "Short name of one tenant; every tenant when left out.")
    var tenant: String?

    func run() async throws {
        let asked = subjects.isEmpty ? Subject.allCases : subjects
        let (results, rounds) = try await common.withHost { host in
            let tenants = try await tenants(host)
            var results: [Result] = []
            var rounds = TenantRounds()
            if asked.contains(.tenancy) {
                let findings = try await VerifyTenancy(store: host.store)()
                results.append(Result(.tenancy, tenant: nil, "catalog read", findings.map(\.description)))
            }
            for tenant in tenants {
                let proofs = try await rounds.visit(tenant) { try await Self.prove(tenant, asked, host) }
                results += proofs ?? []
            }
            return (results, rounds)
        }
        try report(results)
        try rounds.finish()
    }

    private static func prove(_ tenant: TenantRecord, _ asked: [Subject], _ host: Host) async throws -> [Result] {
        var results: [Result] = []
        if asked.contains(.ledger) {
            let proof = try await VerifyLedger(store: host.store)(tenant.id)
            let open = proof.open.map(\.description).joined(separator: ", ")
            let words = "\(proof.entryCount) entries, \(proof.receivableCount) receivables, \(open) open"
            results.append(Result(.ledger, tenant: tenant.slug, words, proof.findings))
        }
        if asked.contains(.attempts) {
            let findings = try await VerifyAttempts(store: host.store)(tenant.id)
            results.append(Result(.attempts, tenant: tenant.slug, "every message under way has its job", findings))
        }
        if asked.contains(.nextLook) {
            let findings = try await VerifyNextLook(store: host.store, registry: host.registry)(tenant.id)
            results.append(Result(.nextLook, tenant: tenant.slug, "every case decided anew", findings))
        }
        return results
    }

    private func tenants(_ host: Host) async throws -> [TenantRecord] {
        if let tenant { return [try await host.tenant(tenant)] }
        return try await host.store.withoutTenantScope(reason: "proofs over all tenants") {
            try $0.tenants(limit: 100_000)
        }
    }

    private func report(_ results: [Result]) throws {
        if common.json {
            try common.output.object(results)
        } else {
            try common.output.table(
                ["Proof", "Tenant", "Read", "Holds"],
                results.map { [$0.proof, $0.tenant ?? "-", $0.read, $0.findings.isEmpty ? "yes" : "no"] })
            for result in results {
                for finding in result.findings { common.output.text("\(result.proof): \(finding)") }
            }
        }
        let failed = results.filter { !$0.findings.isEmpty }
        guard failed.isEmpty else {
            throw CommandFailure(exitCode: .failure, "\(failed.count) of \(results.count) proofs do not hold")
        }
    }

    private struct Result: Encodable, Sendable {
        let proof: String
        let tenant: String?
        let read: String
        let findings: [String]

        init(_ subject: Subject, tenant: String?, _ read: String, _ findings: [String]) {
            proof = subject.rawValue
            self.tenant = tenant
            self.read = read
            self.findings = findings
        }
    }
}
