import Ledger
import Receivables
import Testing

struct LedgerProofTests {
    let books = Books()

    private func rules(_ entries: [LedgerEntry], stored: Balances? = nil) -> Set<LedgerProof.Rule> {
        var proof = LedgerProof()
        for entry in entries { proof.add(entry) }
        return Set(proof.findings(stored: stored).map(\.rule))
    }

    @Test func soundBooksHaveNoFindings() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        let entries = [invoice, fee, try .reversal(of: fee, alreadyReversedBy: nil, books.on())]
        #expect(rules(entries, stored: try .rebuild(from: entries)).isEmpty)
    }

    @Test func anEntryRecordedTwiceIsFound() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        #expect(rules([invoice, invoice]) == [.entryOnce])
    }

    @Test func aKeyUsedTwiceIsFound() throws {
        let first = try LedgerEntry.invoice(books.first, usd(50), books.on(key: "invoice-7"))
        let second = try LedgerEntry.invoice(books.second, usd(50), books.on(key: "invoice-7"))
        #expect(rules([first, second]) == [.keyOnce])
    }

    @Test func aKeyMayRecurInAnotherBusiness() throws {
        let other = Books()
        let first = try LedgerEntry.invoice(books.first, usd(50), books.on(key: "invoice-7"))
        let second = try LedgerEntry.invoice(other.first, usd(50), other.on(key: "invoice-7"))
        #expect(rules([first, second]).isEmpty)
    }

    @Test func anEntryReversedTwiceIsFound() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        let once = try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on())
        let twice = try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on())
        #expect(rules([invoice, fee, once, twice]) == [.reversal, .aboveZero])
    }

    @Test func aReversalThatMirrorsNothingIsFound() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        let fee = try LedgerEntry.fee(books.first, usd(5), books.on())
        let missing = try LedgerEntry.reversal(of: fee, alreadyReversedBy: nil, books.on())
        #expect(rules([invoice, missing]).contains(.reversal))
        let part = try LedgerEntry(
            books.on(), kind: .reversed,
            postings: LedgerEntry.fee(books.first, usd(4), books.on()).postings.map(\.swapped),
            reverses: fee.id)
        #expect(rules([invoice, fee, part]) == [.reversal])
    }

    @Test func moneySpentTwiceIsFound() throws {
        let refund = try LedgerEntry.refund(to: books.account, usd(5), books.on())
        #expect(rules([refund]) == [.aboveZero])
    }

    @Test func aReceivableInTwoCurrenciesIsFound() throws {
        let dollars = try LedgerEntry.invoice(books.first, usd(50), books.on())
        let canadian = try LedgerEntry.invoice(books.first, Money(minorUnits: 5, currency: .cad), books.on())
        #expect(rules([dollars, canadian]).isSuperset(of: [.oneAccount, .countable]))
    }

    @Test func aStoredBalanceThatDiffersIsNamedWithBothFigures() throws {
        let invoice = try LedgerEntry.invoice(books.first, usd(50), books.on())
        let other = try LedgerEntry.invoice(books.first, usd(49), books.on())
        var proof = LedgerProof()
        proof.add(invoice)
        let findings = proof.findings(stored: try .rebuild(from: [other]))
        #expect(findings.count == 3)  // billed and open of the receivable, open of the customer
        #expect(
            findings.contains {
                $0.words == "billed of receivable \(books.first.id) is stored as 0.49 USD; the entries give 0.50 USD"
            })
        #expect(proof.findings(stored: Balances()).allSatisfy { $0.words.contains("missing") })
    }

    /// L-06 in pure form: whatever the order, the entries give the same balances.
    @Test func rebuildingInAnyOrderGivesTheSameBalances() throws {
        var numbers = SeededNumbers(seed: 6)
        var entries: [LedgerEntry] = []
        var folded = Balances()
        for number in 0..<2_000 {
            let account = Bool.random(using: &numbers) ? books.first : books.second
            let cents = Int64.random(in: 1...5_000, using: &numbers)
            let entry: LedgerEntry =
                switch number % 4 {
                case 0: try .invoice(account, usd(cents), books.on(number))
                case 1: try .interest(account, usd(cents), books.on(number))
                case 2: try .payment(of: books.account, applied: [], remainder: usd(cents), books.on(number))
                default:
                    try .applyUnapplied(of: books.account, to: [AppliedAmount(account, usd(cents))], books.on(number))
                }
            do { try folded.apply(entry) } catch LedgerError.belowZero, LedgerError.customerBelowZero { continue }
            entries.append(entry)
        }
        #expect(entries.count > 1_000)
        #expect(try Balances.rebuild(from: entries) == folded)
        #expect(try Balances.rebuild(from: entries.shuffled(using: &numbers)) == folded)
        #expect(try Balances.rebuild(from: entries.dropLast()) != folded)
    }
}
