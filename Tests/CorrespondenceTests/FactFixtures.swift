import Receivables

@testable import Correspondence

/// Days, stated once so that a wrong one stops the test run at once.
func day(_ text: String) -> CalendarDate {
    guard let day = CalendarDate(text) else { preconditionFailure("not a day: \(text)") }
    return day
}

extension MessageFacts {
    /// Sound facts of an invented dealer and customer; a test states only what matters to it.
    static func sample(
        language: Language = .english, itemCount: Int = 2, customer: String = "María López",
        payLink: String? = "https://pay.northwind.example/nw-10001", sender: String = "Northwind Alarm Dealers LLC",
        period: BillingPeriod? = nil, summary: String = "Monitoring, quarterly"
    ) -> MessageFacts {
        let items = (0..<itemCount).map { index in
            ItemFacts(
                reference: "INV-\(7001 + index)", summary: summary, dueOn: day("2013-05-31").adding(days: 30 * index),
                amount: .usd(cents: 8_997 + Int64(index) * 100_000))
        }
        let cents = items.reduce(0) { $0 + $1.amount.minorUnits }
        return MessageFacts(
            sender: SenderFacts(
                registeredName: sender, tradeName: "Northwind",
                addressLines: ["400 Canyon Road", "Santa Fe, NM 87501"],
                phone: "(505) 555-0142", hours: [.weekdays], replyAddress: "care@northwind.example",
                ways: WaysToPay(
                    payLink: payLink, byPhone: true,
                    remittanceLines: ["Northwind Alarm Dealers LLC", "PO Box 912", "Santa Fe, NM 87504"])),
            customer: CustomerFacts(
                name: customer, addressLines: ["12 Acequia Madre Apt 4", "Santa Fe, NM 87505"],
                referenceKind: .agreement, reference: "NW-10001"),
            language: language, items: items, total: .usd(cents: cents), figuresAsOf: day("2013-06-30"),
            writtenOn: day("2013-07-01"), tone: .warm, stepKey: "statement", policyLabel: "residential 1",
            period: period)
    }
}
