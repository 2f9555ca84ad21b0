import Foundation
import Ledger
import Receivables
import Sealing
import Store
import Testing
import Treatment

@testable import Operations

// What the tests of decisions and of what follows from them share.
extension LiveBook {
    /// The customer says that they will not pay, which brings a decision forward.
    func refuseToPay(_ customer: String = "C-1001") async throws {
        var report = RecordCall.Report(
            disposition: .spoke, recordedBy: "Pat", idempotencyKey: "refused:\(customer)")
        report.customerReference = customer
        report.reason = .refuses
        _ = try await RecordCall(store: store).record(report, for: id)  // what follows is asked of the sheet
        try await tenant.enable("placement-csv")
    }

    func placing(_ spool: URL) throws -> PlaceCases {
        PlaceCases(
            AgencyFiles(
                store: store, registry: try TestTenant.plugins(), sealer: Sealer(Keyring()), spool: spool,
                logger: TestTenant.quiet))
    }

    /// Decides about the first customer as the owner.
    func decide(_ path: DecisionPath) async throws -> ApproveDecisions.Line.Outcome {
        try await decision(path).outcome
    }

    func decision(
        _ path: DecisionPath, about customer: String = "C-1001", agency: String = "SUNCO", until: CalendarDate? = nil,
        amount: Money? = nil, role: ApprovalRole = .owner
    ) async throws -> ApproveDecisions.Line {
        var choice = ApproveDecisions.Choice(customer: customer, path: path)
        choice.reason = "nobody answers"
        choice.until = until
        choice.amount = amount
        if path == .agency || path == .counsel {
            choice.agency = agency
            try await placing(spool).addAgency("SUNCO", name: "Sun Collections")
        }
        return try await decide([choice], role: role)[0]
    }

    func decide(_ choices: [ApproveDecisions.Choice], role: ApprovalRole = .owner) async throws
        -> [ApproveDecisions.Line]
    {
        try await ApproveDecisions(store: store, registry: try TestTenant.plugins()).approve(
            choices, ApproveDecisions.Approval(by: "Dana Reyes", role: role), business: nil, for: id)
    }

    func waiting() async throws -> [ShowDecisions.Waiting] {
        try await ShowDecisions(store: store, registry: try TestTenant.plugins()).list(for: id)
    }
}

extension TestTenant {
    /// Takes a receivable off the books as the owner's decision does.
    func writeOff(_ receivable: Identifier<Receivable>) async throws -> Identifier<JournalEntry> {
        try await store.transaction(for: id) { tx in
            let item = try #require(try tx.receivablesToWriteOff([receivable]).first)
            return try tx.writeOff(item, as: .owner, by: "Dana", try tx.moment())
        }
    }
}
