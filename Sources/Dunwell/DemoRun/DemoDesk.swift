import Foundation
import JobQueue
import Operations
import Receivables
import Store
import Tabular

/// What people and files do to the demo's tenant, each through the operation a command would use.
struct DemoDesk: Sendable {
    let host: Host
    let tenant: Identifier<Tenant>
    let script: DemoScript
    let book: RunTheBook
    private let worker: Worker
    let by = "demo"

    init(host: Host, tenant: Identifier<Tenant>, script: DemoScript) throws {
        self.host = host
        self.tenant = tenant
        self.script = script
        book = RunTheBook(store: host.store, registry: host.registry, logger: host.logger)
        worker = Worker(pool: host.pool, handlers: try host.jobHandlers(), logger: host.logger)
    }

    /// Moves the tenant's clock.
    func moveClock(to day: CalendarDate, minuteOfDay: Int) async throws {
        // Where the clock stands and how many jobs moved is of no use here.
        _ = try await MoveClock(store: host.store).move(tenant, to: .moment(day, minuteOfDay: minuteOfDay))
    }

    /// Closes what lapsed, plans what is due, and sends what may go at this hour; the day's letters become a batch.
    ///
    /// - Returns: How many calls nobody had made in time.
    func runTheBook() async throws -> Int {
        let lapsed = try await LapseCallTasks(store: host.store).run(for: tenant).lapsed
        // The counts are read back at the end.
        _ = try await book.run(for: tenant)
        try await work()
        _ = try await ProduceMailBatch.produceOpenBatches(of: tenant, store: host.store)
        try await work()
        return lapsed
    }

    /// Sends what was planned for a later hour of the day.
    func sendWhatWaited() async throws { try await work() }

    private func work() async throws {
        // What failed stays in the queue, where the report counts it.
        _ = try await worker.workUntilIdle()
    }
}

// The dealer's files.
extension DemoDesk {
    /// Imports a file as it is.
    func importFile(
        _ file: URL, _ mapping: String, freshAsOf: CalendarDate? = nil
    ) async throws -> ImportReport {
        guard let mapping = ImportMapping.shipped(named: mapping) else { throw DemoDataFault(file: mapping, line: 0) }
        return try await importFile(file, mapping, freshAsOf: freshAsOf)
    }

    /// Imports a file as a mapping says.
    func importFile(
        _ file: URL, _ mapping: ImportMapping, freshAsOf: CalendarDate? = nil
    ) async throws -> ImportReport {
        var options = ImportOptions()
        options.freshAsOf = freshAsOf
        let report = try await ImportFile(store: host.store).run(
            file, mapping: mapping, tenant: tenant, options: options)
        guard report.isWritten, report.refused == 0 else {
            let first = report.findings.first
            throw CommandFailure(
                .badData,
                "\(file.lastPathComponent) was refused: line \(first?.line ?? 0), column \(first?.column ?? ""): "
                    + "expected \(first?.expected ?? "a row that can be used")")
        }
        return report
    }

    /// Imports invoices as the file a dealer would export; no file when there are none.
    ///
    /// - Returns: How many were new.
    @discardableResult
    func importInvoices(_ invoices: [DemoInvoice], named name: String) async throws -> Int {
        guard !invoices.isEmpty else { return 0 }
        let file = host.data.appending(path: "demo/invoices-\(name).csv")
        try script.data.write(invoices, to: file)
        return try await importFile(file, "demo-receivables").new
    }

    /// Imports payments the same way. A file without a payment still says up to which day payments are known.
    ///
    /// - Returns: How many were new.
    @discardableResult
    func importPayments(
        _ payments: [DemoInvoice], named name: String, knownUntil day: CalendarDate
    ) async throws -> Int {
        let file = host.data.appending(path: "demo/payments-\(name).csv")
        try script.data.write(payments, to: file)
        return try await importFile(file, "demo-payments", freshAsOf: day).new
    }
}
