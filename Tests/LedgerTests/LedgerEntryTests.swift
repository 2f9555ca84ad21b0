import Ledger
import Receivables
import Testing

struct LedgerEntryTests {
    let books = Books()

    @Test func aPaymentGoesToReceivablesAndTheRestIsUnapplied() throws {
        let entry = try LedgerEntry.payment(
            of: books.account, applied: [AppliedAmount(books.first, usd(60))], remainder: usd(40), books.on())
        #expect(entry.kind == .paymentReceived)
        #expect(entry.postings.map(\.amount) == [usd(60), usd(40)])
        #expect(entry.postings.map(\.debit.kind) == [.cash, .cash])
        #expect(entry.postings.map(\.credit.kind) == [.receivable, .unappliedCash])
        #expect(entry.receivables == [books.first])
        #expect(entry.customers == [books.customer])
    }

    @Test func anAgencysCollectionWaitsUntilItIsPassedOn() throws {
        let collected = try LedgerEntry.payment(
            of: books.account, applied: [AppliedAmount(books.first, usd(100))], remainder: usd(0),
            receivedBy: .agency, books.on())
        let passedOn = try LedgerEntry.agencyRemittance(
            to: books.business, received: usd(75), commission: usd(25), books.on())
        var proof = LedgerProof()
        proof.add(try .invoice(books.first, usd(100), books.on()))
        proof.add(collected)
        proof.add(passedOn)
        let sums = proof.trialBalance
        #expect(sums[.once(.agencyClearing, in: books.business, .usd)] == 0)
        #expect(sums[.once(.cash, in: books.business, .usd)] == 75)
        #expect(sums[.once(.agencyCommission, in: books.business, .usd)] == 25)
        #expect(proof.findings().isEmpty)
    }

    @Test func refusesAnEntryWithoutPostings() {
        #expect(throws: LedgerError.noPostings) {
            try LedgerEntry.payment(of: books.account, applied: [], remainder: usd(0), books.on())
        }
    }

    @Test func refusesANegativeRemainder() {
        #expect(throws: LedgerError.amountNotPositive) {
            try LedgerEntry.payment(of: books.account, applied: [], remainder: usd(-1), books.on())
        }
    }

    @Test func refusesAnotherCustomersReceivable() {
        let other = ReceivableAccount(Identifier(), of: Identifier(), in: books.business)
        #expect(throws: LedgerError.customerDiffers) {
            try LedgerEntry.payment(
                of: books.account, applied: [AppliedAmount(other, usd(1))], remainder: usd(0), books.on())
        }
    }

    @Test func refusesAnEmptyKey() {
        #expect(throws: LedgerError.idempotencyKeyEmpty) {
            try LedgerEntry.invoice(books.first, usd(1), books.on(key: ""))
        }
    }

    @Test func refusesPostingsThatDoNotFitTheKind() throws {
        let payment = try LedgerEntry.payment(of: books.account, applied: [], remainder: usd(1), books.on())
        #expect(throws: LedgerError.kindDoesNotFit(.credited, debit: .cash, credit: .unappliedCash)) {
            try LedgerEntry(books.on(), kind: .credited, postings: payment.postings)
        }
    }

    @Test func aReversalSwapsEverySide() throws {
        let payment = try LedgerEntry.payment(
            of: books.account, applied: [AppliedAmount(books.first, usd(60))], remainder: usd(40), books.on(1))
        let reversal = try LedgerEntry.reversal(of: payment, alreadyReversedBy: nil, books.on(2))
        #expect(reversal.reverses == payment.id)
        #expect(reversal.postings == payment.postings.map(\.swapped))
    }

    @Test func anEntryIsReversedOnce() throws {
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        let reversal = try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on())
        #expect(throws: LedgerError.alreadyReversed(fee.id, by: reversal.id)) {
            try LedgerEntry.reversal(of: fee, alreadyReversedBy: reversal.id, books.on())
        }
    }

    @Test func aReversalIsNotReversed() throws {
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        let reversal = try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on())
        #expect(throws: LedgerError.reversalOfReversal(reversal.id)) {
            try LedgerEntry.reversal(of: reversal, alreadyReversedBy: nil, books.on())
        }
    }

    @Test func aReversalIsNotEarlierThanItsEntry() throws {
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on(10))
        #expect(throws: LedgerError.reversalBeforeOriginal(fee.id)) {
            try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on(9))
        }
    }

    @Test func onlyAReversalPointsToAnEntry() throws {
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        #expect(throws: LedgerError.reversalWithoutOriginal) {
            try LedgerEntry(books.on(), kind: .feeCharged, postings: fee.postings, reverses: fee.id)
        }
        #expect(throws: LedgerError.reversalWithoutOriginal) {
            try LedgerEntry(books.on(), kind: .reversed, postings: fee.postings.map(\.swapped))
        }
    }
}
