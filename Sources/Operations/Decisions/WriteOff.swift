import Ledger
import Receivables
import Store
import Treatment

extension TenantTransaction {
    /// Takes what is open of a receivable off the books. The customer still owes it; nobody asks any more, and what reopens
    /// it is a person's act alone: reversing its entry.
    ///
    /// - Parameter item: Read with its balance locked, so that nothing was written off in between.
    func writeOff(
        _ item: WriteOffRecord, as role: ApprovalRole, by person: String, _ moment: TenantMoment
    ) throws -> Identifier<JournalEntry> {
        let entry = try LedgerEntry.writeOff(
            ReceivableAccount(item.id, of: item.customer, in: item.business), item.open,
            EntryHeading(
                effectiveOn: moment.today, idempotencyKey: "write-off:\(item.id):\(item.timesWrittenOff + 1)",
                memo: "decided"))
        // New, because the balance is locked and the number of earlier ones is part of the key.
        _ = try post([entry], today: moment.today)
        try recordApproval(of: entry.id, role: role.rawValue, by: person, on: moment.today, reason: "decided")
        return entry.id
    }
}
