import Ledger
import Receivables
import Testing

struct ItemizationTests {
    let books = Books()

    private func itemize(
        _ entries: [LedgerEntry], on: Int = 30, asOf: Int = 100
    ) throws -> Itemization {
        try Itemization(
            of: [books.first.id], entries: entries, currency: .usd, itemizationOn: Books.day(on), asOf: Books.day(asOf))
    }

    private func payment(_ cents: Int64, _ day: Int) throws -> LedgerEntry {
        try .payment(
            of: books.account, applied: [AppliedAmount(books.first, usd(cents))], remainder: usd(0), books.on(day))
    }

    @Test func whatHappenedSinceLeadsToWhatIsOwedNow() throws {
        let result = try itemize([
            .invoice(books.first, usd(10_000), books.on(0)), payment(1_000, 30),
            .interest(books.first, usd(50), books.on(31)), .fee(books.first, usd(500), books.on(40)),
            payment(2_000, 50), .credit(books.first, usd(300), books.on(60)),
            .discount(books.first, usd(20), books.on(61)), payment(1, 101),
            .invoice(books.second, usd(777), books.on(45)),
        ])
        #expect(result.amountOnItemizationDate == usd(9_000))
        #expect(result.interest == usd(50))
        #expect(result.fees == usd(500))
        #expect(result.payments == usd(2_000))
        #expect(result.credits == usd(320))
        #expect(result.current == usd(7_230))
    }

    @Test func aWriteOffLeavesTheDebtAndARecoveryPaysIt() throws {
        let result = try itemize([
            .invoice(books.first, usd(100), books.on(0)), .writeOff(books.first, usd(100), books.on(40)),
            .recovery(books.first, usd(30), books.on(50)),
        ])
        #expect(result.amountOnItemizationDate == usd(100))
        #expect(result.payments == usd(30))
        #expect(result.credits == usd(0))
        #expect(result.current == usd(70))
    }

    @Test func aPaymentThatBouncedWasNeverMade() throws {
        let bounced = try payment(40, 10)
        let result = try itemize([
            .invoice(books.first, usd(100), books.on(0)), bounced,
            .reversal(of: bounced, alreadyReversedBy: nil, books.on(35)),
        ])
        #expect(result.amountOnItemizationDate == usd(100))
        #expect(result.payments == usd(0))
        #expect(result.current == usd(100))
    }

    @Test func whatTheFormHasNoPlaceForIsRefused() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(100), books.on(0))
        #expect(throws: ItemizationError.billedSince(usd(5))) {
            try itemize([invoice, .invoice(books.first, usd(5), books.on(31))])
        }
        #expect(throws: ItemizationError.partBelowZero) {
            try itemize([invoice, payment(50, 20), .unapply(books.first, usd(50), books.on(31))])
        }
        #expect(throws: ItemizationError.dateAfterToday) { try itemize([invoice], on: 101) }
        #expect(throws: ItemizationError.notCountable) {
            try itemize([invoice, .fee(books.first, Money(minorUnits: 5, currency: .cad), books.on(31))])
        }
    }
}
