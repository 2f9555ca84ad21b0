package import PluginKit
package import Receivables

extension PlacementExportBatch {
    /// A batch of a made-up dealer for a made-up agency.
    package static func sample(
        _ records: [PlacementRecord], currency: Currency = .usd, day: CalendarDate = .fixtureDay, sequence: Int = 7,
        tenantCode: String = "northwind"
    ) -> PlacementExportBatch {
        PlacementExportBatch(
            batchID: Identifier("0e9f6c1a-5f0e-4c55-9d1c-0a6f2b7c1d11") ?? Identifier(), sequence: sequence,
            tenantCode: tenantCode, agencyCode: "acme", day: day, currency: currency, records: records)
    }
}

extension PlacementRecord {
    /// A consumer's record that lacks nothing: $100.00 on the last statement, $5.00 fees, $20.00 paid, $85.00 open.
    package static func sample(
        accountRef: String = "NW-10001", itemization: PlacementItemization = .sample(),
        change: (inout PlacementRecord) -> Void = { _ in }
    ) -> PlacementRecord {
        var record = PlacementRecord(
            placementID: Identifier(), accountRef: accountRef,
            party: PlacementParty(kind: .consumer, first: "Bob", last: "Stone"), language: .english,
            creditor: PlacementCreditor(
                name: "Northwind Alarm LLC", original: "Northwind Alarm LLC", brand: "Northwind Alarm",
                purpose: "alarm monitoring"),
            itemization: itemization)
        record.mailingAddress = PlacementAddress(line1: "1 Elm Street", city: "Boston", state: "MA", zip: "02134")
        record.dates.firstDelinquency = CalendarDate("2026-03-01")
        record.dates.lastStatement = itemization.date
        record.dates.lastPayment = CalendarDate("2026-07-15")
        record.lastPaymentAmount = .usd(cents: 2_000)
        change(&record)
        return record
    }
}

extension PlacementItemization {
    /// One that proves, unless an argument says otherwise; amounts in cents.
    package static func sample(
        date: String = "2026-06-30", amount: Int64 = 10_000, interest: Int64 = 0, fees: Int64 = 500,
        payments: Int64 = 2_000, credits: Int64 = 0, balance: Int64 = 8_500, currency: Currency = .usd
    ) -> PlacementItemization {
        let money = { (cents: Int64) in Money(minorUnits: cents, currency: currency) }
        return PlacementItemization(
            kind: .lastStatement, date: CalendarDate(date) ?? .fixtureDay, amount: money(amount),
            interest: money(interest), fees: money(fees), payments: money(payments), credits: money(credits),
            balance: money(balance))
    }
}
