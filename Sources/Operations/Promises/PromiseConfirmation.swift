import Receivables
import Store
import Treatment

extension PaymentWay {
    /// As it stands after "pay".
    func words(_ language: Language) -> String {
        let (english, spanish) =
            switch self {
            case .card: ("by card", "con tarjeta")
            case .bankTransfer: ("by bank transfer", "por transferencia bancaria")
            case .check: ("by check", "con cheque")
            case .cash: ("in cash", "en efectivo")
            case .automatic: ("by automatic payment", "con pago automático")
            case .link: ("online", "en línea")
            }
        return language == .english ? english : spanish
    }
}

extension TenantTransaction {
    /// Confirms a promise that comes after the confirmation of the day's earlier one has been written: the event's own
    /// step goes once a day.
    func tellOfLaterPromise(
        in caseID: Identifier<CollectionCase>, of customer: Identifier<Customer>, on day: CalendarDate
    ) throws {
        let cycle = CycleKey(kind: .event, startedOn: day).description
        let told = try attempts(of: [customer], since: day).filter {
            $0.caseID == caseID && $0.templateKey == "promise-confirmation" && $0.cycle == cycle
        }
        // What still waits to be written says this one.
        guard !told.isEmpty, !told.contains(where: { $0.state == .planned }) else { return }
        try ActLetter.enqueue("promise-confirmation", for: caseID, on: day, in: self)
    }
}
