import Receivables
import Store

extension DayItem {
    /// Days a message whose words were refused stays on the list while nothing else told the customer.
    private static let refusedDays = 14

    /// Messages that never left because no message may say what they said: the customer was told nothing.
    static func refusedMessages(
        _ today: CalendarDate, _ slug: String, limit: Int, _ tx: TenantTransaction
    ) throws -> [DayItem] {
        try tx.refusedWords(since: today.adding(days: -refusedDays), limit: limit).map { found in
            let customer = PlanTheDay.typed(found.customerReference)
            return DayItem(
                .refusedMessage, customer: found.customerReference,
                why: "\(found.step) of \(found.plannedOn) did not leave, so tell the customer yourself: "
                    + String(found.detail.prefix(300)),
                by: found.plannedOn, command: "dunwell customer show \(customer) --tenant \(slug)")
        }
    }
}
