import Foundation
import Ledger
import Operations
import Receivables
import Store
import Treatment

// Money the demo's dealer asks for, takes and gives up by hand.
extension DemoDesk {
    /// Lets late fees be charged in the states of the script.
    func allowLateFees() async throws {
        for state in DemoScript.feeStates {
            try await AllowLateFees(store: host.store).set(
                AllowLateFees.Setting(
                    businessReference: nil, state: state, max: DemoScript.fee,
                    clauseEnglish: "clause 9 of your agreement", clauseSpanish: "la cláusula 9 de su contrato",
                    source: "made up for the demo", by: by), for: tenant)
        }
    }

    /// Whether a late fee is open on the customer's account.
    func hasOpenFee(_ customer: String) async throws -> Bool {
        try await host.store.transaction(for: tenant) { tx in
            guard let found = try tx.customer(reference: customer), let business = try tx.businesses().first else {
                return false
            }
            return try tx.lateFees(of: found.id, business: business.id)
                .contains { $0.charged.minorUnits > $0.waived.minorUnits && $0.open.isPositive }
        }
    }

    /// The customer calls; the first fee is waived in the same call.
    ///
    /// - Returns: What was waived, fee by fee.
    func waiveFirstFee(of customer: String, on day: CalendarDate) async throws -> [Money] {
        var report = RecordCall.Report(disposition: .spoke, recordedBy: by, idempotencyKey: "demo:fee:\(customer)")
        report.customerReference = customer
        report.isOutbound = false
        report.reason = .forgot
        // The conversation is read back at the end.
        _ = try await RecordCall(store: host.store).record(report, for: tenant)
        var waived: [Money] = []
        // A collector may waive one at a time, and one in twelve months; the rest is a manager's.
        for role in [GrantingRole.collector, .manager] where try await hasOpenFee(customer) {
            do {
                waived += try await WaiveFees(store: host.store).waive(
                    WaiveFees.Request(
                        customerReference: customer, role: role, by: by,
                        idempotencyKey: "demo:waiver:\(customer):\(role)"),
                    for: tenant
                ).map(\.amount)
            } catch let refusal as ActRefused where refusal.kind == .notAllowed && role == .collector {
                continue  // more than one fee stands there
            }
        }
        return waived
    }

    /// What is open of a customer, oldest first.
    func openItems(of customer: String) async throws -> [Ledger.OpenReceivable] {
        try await host.store.transaction(for: tenant) { tx in
            guard let found = try tx.customer(reference: customer), let business = try tx.businesses().first else {
                return []
            }
            return try tx.openReceivables(of: [found.id], business: business.id)[found.id] ?? []
        }
    }

    /// Everything open and undisputed of a customer.
    func owed(by customer: String) async throws -> Money {
        try await openItems(of: customer).map { try $0.open.subtracting($0.disputed) }.total(in: .usd)
    }

    /// The file of automatic payments that came back.
    func importAutopayFailures() async throws {
        // One line, whose event shows in the messages.
        _ = try await importFile(DemoData.file("autopay-2013-07-24.csv"), "plain-autopay")
    }

    /// A customer gives a new card or bank account.
    func renewAutopay(of customer: String) async throws {
        try await RenewAutopay(store: host.store).renew(customer, source: by, for: tenant)
    }
}
