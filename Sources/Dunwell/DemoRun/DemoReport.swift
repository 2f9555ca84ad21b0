import Foundation
import JobQueue
import Operations
import Postgres
import Receivables
import Store

/// What `dunwell demo check` prints: every figure read back from the database or the files.
struct DemoReport: Sendable, Encodable {
    struct Books: Sendable, Encodable {
        let opening: BookFigures
        let closing: BookFigures
    }

    struct InDoubt: Sendable, Encodable {
        let attempts: Int
        let jobs: Int
    }

    struct Proofs: Sendable, Encodable {
        let ledger: VerifyLedger.Proof
        let tenancy: [TenancyFinding]
        let nextLook: [String]
    }

    let books: Books
    let contacts: [AttemptCount]
    let calls: [CallCount]
    let refusals: [RefusalCount]
    let promises: PromiseFigures
    let scriptedPayments: BookFigures.Sum
    let disputes: DisputeCount
    let stoppedAddresses: Int
    let inDoubt: InDoubt
    /// Jobs that gave up.
    let failedJobs: Int
    let proofs: Proofs
    let process: DemoProcess
    let files: DemoFiles
    /// What is not as it must be; empty when everything is.
    var differences: [String] = []
}

extension DemoReport {
    /// Reads everything back.
    init(host: Host, tenant: Identifier<Tenant>, script: DemoScript, tally: DemoTally) async throws {
        let scripted = script.scripted
        let read = try await host.store.transaction(for: tenant) { tx in
            let customers = try scripted.compactMap { try tx.customer(reference: $0)?.id }
            return Read(
                books: Books(
                    opening: try tx.bookFigures(on: DemoScript.opening, currency: .usd),
                    closing: try tx.bookFigures(on: DemoScript.closing, currency: .usd)),
                contacts: try tx.attemptCounts(), calls: try tx.callCounts(), refusals: try tx.refusalCounts(),
                promises: try PromiseFigures(tx),
                scriptedPayments: try tx.paymentsReceived(
                    from: customers, after: DemoScript.opening, currency: .usd),
                disputes: try tx.disputeCount(), stopped: try tx.stoppedAddressCount(),
                inDoubt: InDoubt(
                    attempts: try tx.inDoubtCount(),
                    jobs: try tx.connection.jobs(.init(state: .inDoubt), limit: 1_000).count),
                failedJobs: try [JobState.failed, .quarantined].reduce(0) {
                    $0 + (try tx.connection.jobs(.init(state: $1), limit: 1_000).count)
                })
        }
        books = read.books
        contacts = read.contacts
        calls = read.calls
        refusals = read.refusals
        promises = read.promises
        scriptedPayments = read.scriptedPayments
        disputes = read.disputes
        stoppedAddresses = read.stopped
        inDoubt = read.inDoubt
        failedJobs = read.failedJobs
        proofs = Proofs(
            ledger: try await VerifyLedger(store: host.store)(tenant),
            tenancy: try await VerifyTenancy(store: host.store)(),
            nextLook: try await VerifyNextLook(store: host.store, registry: host.registry)(tenant))
        process = try await DemoProcess(host: host, tenant: tenant, tally: tally)
        files = try DemoFiles(spool: host.spool)
        differences = DemoExpectation(script: script).differences(from: self)
    }

    private struct Read: Sendable {
        let books: Books
        let contacts: [AttemptCount]
        let calls: [CallCount]
        let refusals: [RefusalCount]
        let promises: PromiseFigures
        let scriptedPayments: BookFigures.Sum
        let disputes: DisputeCount
        let stopped: Int
        let inDoubt: InDoubt
        let failedJobs: Int
    }
}
