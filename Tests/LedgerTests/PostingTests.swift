import Ledger
import Receivables
import Testing

struct PostingTests {
    let books = Books()

    private var cash: LedgerAccountKey { .once(.cash, in: books.business, .usd) }
    private var owed: LedgerAccountKey { .receivable(books.first, .usd) }

    @Test(arguments: [0, -1, Int64.min])
    func refusesAnAmountThatIsNotAboveZero(cents: Int64) {
        #expect(throws: LedgerError.amountNotPositive) {
            try Posting(debit: cash, credit: owed, amount: usd(cents))
        }
    }

    @Test func refusesTheSameAccountOnBothSides() {
        #expect(throws: LedgerError.sameAccount(.cash)) { try Posting(debit: cash, credit: cash, amount: usd(1)) }
    }

    @Test func refusesAnotherCurrencyOnEitherSide() {
        let canadian = LedgerAccountKey.receivable(books.first, .cad)
        #expect(throws: LedgerError.currencyDiffers(expected: .cad, found: .usd)) {
            try Posting(debit: cash, credit: canadian, amount: usd(1))
        }
        #expect(throws: LedgerError.currencyDiffers(expected: .cad, found: .usd)) {
            try Posting(debit: canadian, credit: cash, amount: usd(1))
        }
    }

    @Test func refusesTwoBusinesses() {
        let elsewhere = LedgerAccountKey.once(.cash, in: Identifier(), .usd)
        #expect(throws: LedgerError.businessDiffers) { try Posting(debit: elsewhere, credit: owed, amount: usd(1)) }
    }

    @Test func oneCustomersMoneyNeverPaysAnothers() {
        let other = CustomerAccount(Identifier(), in: books.business, .usd)
        #expect(throws: LedgerError.customerDiffers) {
            try Posting(debit: .unappliedCash(of: other), credit: owed, amount: usd(1))
        }
    }

    @Test func refusesAccountsThatNeverMeet() {
        let revenue = LedgerAccountKey.once(.serviceRevenue, in: books.business, .usd)
        #expect(throws: LedgerError.accountsNeverMeet(debit: .cash, credit: .serviceRevenue)) {
            try Posting(debit: cash, credit: revenue, amount: usd(1))
        }
        #expect(throws: LedgerError.accountsNeverMeet(debit: .receivable, credit: .receivable)) {
            try Posting(debit: owed, credit: .receivable(books.second, .usd), amount: usd(1))
        }
    }

    @Test func swappedTwiceIsTheSamePosting() throws {
        let posting = try Posting(debit: cash, credit: owed, amount: usd(5))
        #expect(posting.swapped.debit == owed)
        #expect(posting.swapped.swapped == posting)
    }

    @Test(arguments: LedgerAccountKind.allCases)
    func anAccountNamesExactlyWhatItsKindCallsFor(kind: LedgerAccountKind) {
        for hasCustomer in [false, true] {
            for hasReceivable in [false, true] {
                let key = Result {
                    try LedgerAccountKey(
                        business: books.business, kind: kind, customer: hasCustomer ? books.customer : nil,
                        receivable: hasReceivable ? books.first.id : nil, currency: .usd)
                }
                let fits: Bool =
                    switch kind {
                    case .receivable: hasCustomer && hasReceivable
                    case .unappliedCash: hasCustomer && !hasReceivable
                    default: !hasCustomer && !hasReceivable
                    }
                // Only whether it was refused matters here.
                let isAccepted = (try? key.get()) != nil
                #expect(isAccepted == fits)
            }
        }
    }
}
