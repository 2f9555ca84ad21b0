import Receivables
import Store
import Treatment

extension TenantTransaction {
    /// Sends the copy of what was agreed after the copy of the day's earlier agreement was written: the event's own step
    /// goes once a day.
    func tellOfLaterAgreement(
        in caseID: Identifier<CollectionCase>, of customer: Identifier<Customer>, on day: CalendarDate
    ) throws {
        let cycle = CycleKey(kind: .event, startedOn: day).description
        let told = try attempts(of: [customer], since: day).filter {
            $0.caseID == caseID && $0.templateKey == "plan-confirmation" && $0.cycle == cycle
        }
        // What still waits to be written says this one.
        guard !told.isEmpty, !told.contains(where: { $0.state == .planned }) else { return }
        try ActLetter.enqueue("plan-confirmation", for: caseID, on: day, in: self)
    }
}
