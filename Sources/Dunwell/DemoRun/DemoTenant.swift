import Foundation
import Operations
import PluginKit
import Receivables
import Store
import Tabular

/// The demo's dealer, set up the way any dealer is: business, channels, policy, imports, a look at a dry run.
struct DemoTenant: Sendable {
    static let slug = "northwind"
    static let timeZone = "America/New_York"

    let host: Host
    let script: DemoScript

    /// What the set-up did.
    struct Summary: Sendable, Encodable {
        let tenant: String
        let day: CalendarDate
        let customers: Int
        let receivables: Int
        let payments: Int
        /// What the dry run would have sent.
        let planned: Int
        let books: BookFigures
    }

    /// Makes the tenant on a day of the data, with everything billed and paid up to it. It may send afterwards.
    ///
    /// - Throws: `ActRefused` when there is a tenant of this name already.
    func setUp(on day: CalendarDate) async throws -> (desk: DemoDesk, summary: Summary) {
        let tenant = try await OnboardTenant(store: host.store)
            .create(slug: Self.slug, name: "Northwind Alarm", timeZone: Self.timeZone, isTest: true)
        try await OnboardTenant(store: host.store).addBusiness(Self.business, to: tenant.id)
        let desk = try DemoDesk(host: host, tenant: tenant.id, script: script)
        try await desk.moveClock(to: day, minuteOfDay: DemoScript.minuteOfDay)
        try await switchOnPlugins(tenant.id)
        let customers = try await desk.importFile(script.data.customers, "demo-customers")
        _ = try await desk.importFile(script.data.customers, "demo-agreements")
        _ = try await desk.importFile(
            DemoData.file("agreement-terms.csv"),
            ImportMapping(yaml: String(contentsOf: DemoData.file("agreement-terms.yaml"), encoding: .utf8)))
        try await desk.allowLateFees()
        // The result says what the version is called; a policy that cannot be published throws.
        _ = try await PublishPolicy(store: host.store, registry: host.registry, templates: host.templates)
            .publish(DemoData.policy(), note: "the residential starter with a late fee", for: tenant.id, business: nil)
        let receivables = try await desk.importInvoices(
            script.data.invoices.filter { $0.billedOn <= day }, named: "until-\(day)")
        let payments = try await desk.importPayments(
            script.data.invoices.filter { $0.settledOn.map { $0 <= day } ?? false }, named: "until-\(day)",
            knownUntil: day)
        let dryRun = try await desk.book.run(for: tenant.id, dryRun: true)
        try await MuteTenant(store: host.store).unmute(tenant.id)
        let books = try await host.store.transaction(for: tenant.id) { try $0.bookFigures(on: day, currency: .usd) }
        let summary = Summary(
            tenant: Self.slug, day: day, customers: customers.new, receivables: receivables, payments: payments,
            planned: dryRun.planned, books: books)
        return (desk, summary)
    }

    private func switchOnPlugins(_ tenant: Identifier<Tenant>) async throws {
        let desk = host.pluginDesk
        // The e-mail plugin's standard delivery is a folder: nobody is written to.
        for kind in ["email", "postal-mail", "phone-log", "installments", "placement-csv"] {
            try await desk.configure(kind, given: [:], secrets: [:], for: tenant)
            let test = try await desk.test(kind, for: tenant)
            guard test.passed else {
                throw CommandFailure(.unavailable, "the test of plugin \(kind) failed: \(test.fix ?? "see its README")")
            }
            try await desk.enable(kind, for: tenant)
        }
    }

    /// Made up: the telephone number and the domain are reserved for examples.
    private static let business = BusinessRecord(
        id: Identifier(), reference: "main", legalName: "Northwind Alarm LLC", brandName: "Northwind Alarm",
        addressLines: ["12 Harbor Street", "Brooklyn NY 11201"], phone: "+17185550100",
        phoneHours: "1-5 09:00-17:00", fromEmail: "billing@northwind.example",
        replyEmail: "help@northwind.example", payURL: "https://pay.northwind.example/bill",
        remittanceLines: ["Northwind Alarm LLC", "PO Box 100", "Brooklyn NY 11201"])
}
