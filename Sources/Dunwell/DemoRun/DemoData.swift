import Foundation
import Receivables
import Tabular
import Treatment

/// One invoice of the demo's data.
struct DemoInvoice: Hashable, Sendable {
    let reference: String
    let customer: String
    let billedOn: CalendarDate
    let dueOn: CalendarDate
    let amount: Money
    /// Whether its customer objected to it.
    let isDisputed: Bool
    /// The day it was settled in full; `nil` when it never was.
    let settledOn: CalendarDate?
    /// The file's own cells, for writing the row into another file.
    let cells: [String]

    /// Whether it was billed and not settled at the end of `day`.
    func isOpen(on day: CalendarDate) -> Bool { billedOn <= day && (settledOn.map { $0 > day } ?? true) }
    /// Whether it was open on `day` and its last day for payment had passed.
    func isPastDue(on day: CalendarDate) -> Bool { isOpen(on: day) && dueOn < day }
}

/// The demo dealer's files: the customer list as it is, and the invoices cut into the files a dealer would upload day
/// by day.
struct DemoData: Sendable {
    /// The customer list, agreements included.
    let customers: URL
    /// In the order of the file.
    let invoices: [DemoInvoice]
    private let header: [String]

    /// Reads the files that come with the program.
    init() throws {
        let folder = Bundle.module.resourceURL!.appending(path: "Demo")  // built with the module
        try self.init(folder: folder)
    }

    /// The policy the demo's dealer publishes: the residential starter, with the late fee two of its agreements allow.
    static func policy() throws -> String {
        try StarterPolicies.residential().replacing("late-fee: none", with: "late-fee: \(DemoScript.fee.decimalText)")
    }

    /// A file that comes with the program.
    static func file(_ name: String) -> URL {
        Bundle.module.resourceURL!.appending(path: "Demo/\(name)")  // built with the module
    }

    /// Reads the same files from a folder.
    init(folder: URL) throws {
        customers = folder.appending(path: "customers.csv")
        let file = folder.appending(path: "ibm-accounts-receivable.csv")
        var cells: [Int: [String]] = [:]
        let table = try CSVReader(file)
        header = try table.next()?.texts ?? []
        while let row = try table.next() { cells[row.line] = row.texts }
        guard let mapping = ImportMapping.shipped(named: "demo-receivables") else {
            throw DemoDataFault(file: "demo-receivables", line: 0)
        }
        let reader = try ImportReader(file, mapping: mapping)
        var invoices: [DemoInvoice] = []
        while let record = try reader.next() {
            guard case .row(let row, _) = record, let invoice = DemoInvoice(row, cells: cells[row.line] ?? []) else {
                throw DemoDataFault(file: file.lastPathComponent, line: reader.rowCount + 2)
            }
            invoices.append(invoice)
        }
        self.invoices = invoices
    }

    /// Writes some of the invoices as a file with the same columns.
    func write(_ invoices: [DemoInvoice], to file: URL) throws {
        let writer = CSVWriter(for: .machine)
        var bytes: [UInt8] = []
        writer.append(header, to: &bytes)
        for invoice in invoices { writer.append(invoice.cells, to: &bytes) }
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }
}

/// The demo's own file cannot be read as its mapping says: the program was built from changed files.
struct DemoDataFault: Error, CustomStringConvertible {
    let file: String
    let line: Int
    var description: String {
        "demo data \(file), line \(line): not as its mapping says; build again from clean sources"
    }
}

extension DemoInvoice {
    fileprivate init?(_ row: ImportRow, cells: [String]) {
        guard let reference = row["reference"], let customer = row["customer_reference"],
            let billedOn = row["billed_on"].flatMap(CalendarDate.init(_:)),
            let dueOn = row["due_on"].flatMap(CalendarDate.init(_:)),
            let amount = row["amount"].flatMap(Int64.init), !cells.isEmpty
        else { return nil }
        self.reference = reference
        self.customer = customer
        self.billedOn = billedOn
        self.dueOn = dueOn
        self.amount = .usd(cents: amount)
        isDisputed = row["disputed"] == "true"
        settledOn = row["settled_on"].flatMap(CalendarDate.init(_:))
        self.cells = cells
    }
}
