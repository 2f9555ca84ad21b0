import Ledger
import Postgres
package import Receivables
package import Store

/// Takes receivables off the books from a list a person approved, amount by amount. The customer still owes them; nobody
/// asks any more.
///
/// What reopens one is a person's act alone: reversing its entry. A file that lists it as open does not.
package struct WriteOffReceivables: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One line of an approved list: this receivable, as long as exactly this much is open on it.
    package struct Approved: Hashable, Sendable {
        package let receivable: Identifier<Receivable>
        package let open: Money

        package init(receivable: Identifier<Receivable>, open: Money) {
            self.receivable = receivable
            self.open = open
        }
    }

    /// Who approved, and why.
    package struct Approval: Sendable {
        package let by: String
        /// A stable word such as `uncollectable`.
        package let reason: String

        package init(by: String, reason: String) {
            self.by = by
            self.reason = reason
        }
    }

    /// What became of one line of the list.
    package struct Line: Sendable, Encodable {
        package enum Outcome: String, Sendable, Encodable {
            case writtenOff = "written-off"
            /// Was written off before; nothing was done.
            case already
            case leftOut = "left-out"
        }

        package let receivable: Identifier<Receivable>
        /// `nil` for one this tenant does not have.
        package let reference: String?
        package let outcome: Outcome
        package let amount: Money
        package let entry: Identifier<JournalEntry>?
        /// Why it was left out, with the fix; empty otherwise.
        package let words: String
    }

    /// A receivable that may be proposed.
    package struct Candidate: Sendable, Encodable {
        package let receivable: Identifier<Receivable>
        package let reference: String
        package let customer: String
        package let open: Money
        package let daysPastDue: Int
    }

    /// Most lines one list holds.
    package static let linesMax = 1_000

    /// What has been past due for so long, the oldest first: a proposal, for a person to shorten and approve.
    package func propose(pastDueDays days: Int, for tenant: Identifier<Tenant>) async throws -> [Candidate] {
        guard days >= 0 else { throw ActRefused(.badInput, "--past-due is a number of days, such as 180") }
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            return try tx.openReceivables(dueOnOrBefore: today.adding(days: -days), limit: Self.linesMax).map {
                Candidate(
                    receivable: $0.id, reference: $0.reference, customer: $0.customerReference, open: $0.open,
                    daysPastDue: today.days(since: $0.dueOn))
            }
        }
    }

    /// Writes off what the list names and what still is as it was approved; the rest is left out and said why.
    ///
    /// The same list again changes nothing.
    package func write(
        off approved: [Approved], approval: Approval, for tenant: Identifier<Tenant>
    ) async throws -> [Line] {
        guard !approval.by.isEmpty else { throw ActRefused(.badInput, "say who approved the list: --approved-by") }
        guard !approved.isEmpty, approved.count <= Self.linesMax else {
            throw ActRefused(.badInput, "a list names 1 to \(Self.linesMax) receivables: split it")
        }
        guard Set(approved.map(\.receivable)).count == approved.count else {
            throw ActRefused(.badInput, "the list names a receivable twice: name each once")
        }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let found = Dictionary(
                uniqueKeysWithValues: try tx.receivablesToWriteOff(approved.map(\.receivable)).map { ($0.id, $0) })
            return try approved.map { line in
                guard let item = found[line.receivable] else {
                    return line.leftOut(nil, "there is no such receivable: take the line out")
                }
                if let line = line.objection(to: item) { return line }
                return try Self.write(off: item, approval, moment, tx)
            }
        }
    }

    static func write(
        off item: WriteOffRecord, _ approval: Approval, _ moment: TenantMoment, _ tx: TenantTransaction
    ) throws -> Line {
        let entry = try LedgerEntry.writeOff(
            ReceivableAccount(item.id, of: item.customer, in: item.business), item.open,
            EntryHeading(
                effectiveOn: moment.today, idempotencyKey: "write-off:\(item.id):\(item.timesWrittenOff + 1)",
                memo: approval.reason))
        // New, because the balance is locked and the number of earlier ones is part of the key.
        _ = try tx.post([entry], today: moment.today)
        try tx.recordApproval(
            of: entry.id, role: "owner", by: approval.by, on: moment.today, reason: approval.reason)
        return Line(
            receivable: item.id, reference: item.reference, outcome: .writtenOff, amount: item.open, entry: entry.id,
            words: "")
    }
}

extension WriteOffReceivables.Approved {
    fileprivate func leftOut(_ item: WriteOffRecord?, _ words: String) -> WriteOffReceivables.Line {
        WriteOffReceivables.Line(
            receivable: receivable, reference: item?.reference, outcome: .leftOut, amount: item?.open ?? open,
            entry: nil,
            words: words)
    }

    /// Why the item is not written off as approved; `nil` when it is.
    fileprivate func objection(to item: WriteOffRecord) -> WriteOffReceivables.Line? {
        if item.open.isZero, item.writtenOff.isPositive {
            return WriteOffReceivables.Line(
                receivable: receivable, reference: item.reference, outcome: .already, amount: item.writtenOff,
                entry: nil,
                words: "")
        }
        if item.open.isZero { return leftOut(item, "nothing is open any more: it was paid or credited meanwhile") }
        if item.hasUnappliedMoney {
            return leftOut(
                item, "money of the customer lies unapplied: set it against what is owed first (payment apply)")
        }
        guard item.open == open else {
            return leftOut(item, "\(item.open) is open and \(open) was approved: approve what is open now")
        }
        return nil
    }
}
