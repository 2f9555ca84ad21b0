import Ledger
import Receivables
import Testing

struct BalancesTests {
    let books = Books()

    private func balances(after entries: [LedgerEntry]) throws -> Balances {
        var balances = Balances()
        for entry in entries { try balances.apply(entry) }
        return balances
    }

    @Test func chargesRaiseAndPaymentsLowerWhatIsOpen() throws {
        let balances = try balances(after: [
            .invoice(books.first, usd(10_000), books.on()),
            .fee(books.first, usd(500), books.on()),
            .interest(books.first, usd(25), books.on()),
            .payment(
                of: books.account, applied: [AppliedAmount(books.first, usd(4_000))], remainder: usd(7), books.on()),
            .credit(books.first, usd(300), books.on(memo: "goodwill")),
        ])
        let balance = try #require(balances.receivables[books.first])
        #expect(balance.open == usd(10_000 + 500 + 25 - 4_000 - 300))
        #expect(balance.paid == usd(4_000))
        #expect(
            balances.customers[books.account] == CustomerBalance(currency: .usd, openMinor: 6_225, unappliedMinor: 7))
    }

    @Test func aWriteOffLeavesTheDebtOwedAndARecoveryPaysIt() throws {
        var balances = try balances(after: [
            .invoice(books.first, usd(100), books.on()), .writeOff(books.first, usd(100), books.on()),
        ])
        #expect(balances.receivables[books.first]?.open == usd(0))
        #expect(balances.receivables[books.first]?.owed == usd(100))
        try balances.apply(.recovery(books.first, usd(30), books.on()))
        #expect(balances.receivables[books.first]?.open == usd(0))
        #expect(balances.receivables[books.first]?.owed == usd(70))
        #expect(balances.receivables[books.first]?.paid == usd(30))
        #expect(throws: LedgerError.belowZero(.writtenOff, books.first.id, by: usd(1))) {
            try balances.apply(.recovery(books.first, usd(71), books.on()))
        }
    }

    @Test func anItemMissingFromTheSnapshotIsPaidElsewhere() throws {
        let balances = try balances(after: [
            .openingBalance(books.first, usd(80), books.on()), .openItemSettled(books.first, usd(80), books.on(3)),
        ])
        #expect(balances.receivables[books.first]?.open == usd(0))
        #expect(balances.receivables[books.first]?.paid == usd(80))
    }

    @Test func anOverpaymentIsRefusedAndChangesNothing() throws {
        var balances = try balances(after: [.invoice(books.first, usd(10), books.on())])
        let before = balances
        #expect(throws: LedgerError.belowZero(.open, books.first.id, by: usd(5))) {
            try balances.apply(
                .payment(
                    of: books.account, applied: [AppliedAmount(books.first, usd(15))], remainder: usd(0), books.on()))
        }
        #expect(balances == before)
    }

    @Test func unappliedMoneyIsSpentOnce() throws {
        var balances = try balances(after: [
            .invoice(books.first, usd(50), books.on()),
            .payment(of: books.account, applied: [], remainder: usd(40), books.on()),
            .applyUnapplied(of: books.account, to: [AppliedAmount(books.first, usd(30))], books.on()),
        ])
        #expect(throws: LedgerError.customerBelowZero(.unapplied, books.customer, by: usd(1))) {
            try balances.apply(.refund(to: books.account, usd(11), books.on()))
        }
        try balances.apply(.refund(to: books.account, usd(10), books.on()))
        #expect(balances.customers[books.account]?.unapplied == usd(0))
    }

    @Test func aPaidInvoiceIsReversedOnlyAfterItsPaymentIsTakenOff() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        var balances = try balances(after: [
            invoice,
            .payment(of: books.account, applied: [AppliedAmount(books.first, usd(50))], remainder: usd(0), books.on()),
        ])
        let reversal = try LedgerEntry.reversal(of: invoice, alreadyReversedBy: nil, books.on())
        #expect(throws: LedgerError.belowZero(.open, books.first.id, by: usd(50))) { try balances.apply(reversal) }
        try balances.apply(.unapply(books.first, usd(50), books.on()))
        try balances.apply(reversal)
        #expect(balances.receivables[books.first] == .zero(.usd))
        #expect(balances.customers[books.account]?.unapplied == usd(50))
    }

    @Test func aReceivableKeepsOneCurrency() throws {
        var balances = try balances(after: [.invoice(books.first, usd(50), books.on())])
        #expect(throws: LedgerError.currencyDiffers(expected: .usd, found: .cad)) {
            try balances.apply(.fee(books.first, Money(minorUnits: 5, currency: .cad), books.on()))
        }
    }

    @Test func pastTheRangeIsRefusedAndChangesNothing() throws {
        var balances = try balances(after: [.invoice(books.first, usd(.max), books.on())])
        let before = balances
        #expect(throws: LedgerError.overflow) { try balances.apply(.fee(books.first, usd(1), books.on())) }
        #expect(throws: LedgerError.overflow) { try balances.apply(.invoice(books.second, usd(1), books.on())) }
        #expect(balances == before)
    }

    @Test func aDeltaListsEachReceivableOnceInOrderOfID() throws {
        let accounts = (0..<9).map { _ in ReceivableAccount(Identifier(), of: books.customer, in: books.business) }
        let applied = (accounts + accounts).map { AppliedAmount($0, usd(1)) }
        let delta = try LedgerEntry.payment(of: books.account, applied: applied, remainder: usd(2), books.on())
            .balanceDelta()
        let ids = delta.receivables.map(\.account.id.description)
        #expect(ids == accounts.map(\.id.description).sorted())
        #expect(delta.receivables.allSatisfy { $0.change.paid == usd(2) && $0.change.open == usd(-2) })
        #expect(delta.customers.map(\.change) == [CustomerBalance(currency: .usd, openMinor: -18, unappliedMinor: 2)])
    }
}
