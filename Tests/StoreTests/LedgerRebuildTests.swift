import DatabaseTesting
import Ledger
import Postgres
import Receivables
import Store
import Testing

/// L-06 and L-02: stored balances are those that follow from the entries, whoever posts at once.
@Suite struct LedgerRebuildTests {
    @Test(arguments: [1, 2, 3] as [UInt64])
    func balancesRebuiltFromRandomEntriesAreTheStoredOnes(seed: UInt64) async throws {
        try await Shop.withTwo { db, shop, other in
            try await other.bill(db)
            var history = RandomHistory(shop: shop, seed: seed)
            for _ in 0..<40 {
                let batch = try history.nextBatch()
                let result = try await shop.write(db) { try $0.post(batch, today: Shop.today) }
                #expect(result.recorded == batch.map(\.id))
            }
            let model = history.balances
            #expect(history.recorded.count > 60)
            let stored = try await shop.read(db) { tx in
                var proof = LedgerProof()
                try tx.forEachEntry(page: 11) { proof.add($0) }
                let balances = try tx.storedBalances()
                return (proof.balances, balances, proof.findings(stored: balances), proof.entryCount)
            }
            for (rebuilt, balances, findings, count) in stored {
                #expect(rebuilt == model)
                #expect(balances == model)
                #expect(findings == [])
                #expect(count == history.recorded.count)
            }
        }
    }

    @Test func anEntryReadBackIsTheEntryWritten() async throws {
        try await Shop.withTwo { db, shop, other in
            try await other.bill(db)
            var history = RandomHistory(shop: shop, seed: 9)
            let written = try (0..<30).flatMap { _ in try history.nextBatch() }
            for entry in written { try await shop.write(db) { _ = try $0.post([entry], today: Shop.today) } }
            let read = try await shop.read(db) { try $0.entries(of: shop.keys.customer, business: shop.keys.business) }
            for entries in read { #expect(Set(entries) == Set(written)) }
        }
    }

    @Test func manyPostingAtOnceLoseNothingAndReverseOnce() async throws {
        try await Shop.withTwo { db, shop, _ in
            try await shop.bill(db, cents: 1_000_000)
            let entries = try (0..<64).map { number in
                try LedgerEntry.payment(
                    of: shop.account, applied: [AppliedAmount(shop.receivable(number % 2), .usd(cents: 100))],
                    remainder: .usd(cents: Int64(number)), shop.heading("pay:\(number)"))
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask {
                        // Every payment is posted by two workers.
                        for number in entries.indices where number % 4 == worker % 4 {
                            _ = try await shop.write(db) { try $0.post([entries[number]], today: Shop.today) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let paid = try await shop.read(db) { try Books(of: $0) }
            #expect(paid.allSatisfy { $0.entries == 66 && $0.balances.paid == 6_400 && $0.balances.unapplied == 2_016 })

            let reversed = try await withThrowingTaskGroup(of: Bool.self) { group in
                for entry in entries {
                    for hand in ["left", "right"] {
                        group.addTask {
                            let reversal = try LedgerEntry.reversal(
                                of: entry, alreadyReversedBy: nil, shop.heading("\(hand):\(entry.id)"))
                            do {
                                _ = try await shop.write(db) { try $0.post([reversal], today: Shop.today) }
                                return true
                            } catch PostgresError.uniqueViolation(constraint: "journal_entry_reversed_once") {
                                return false
                            }
                        }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(reversed == entries.count)
            let after = try await shop.read(db) { tx in
                var proof = LedgerProof()
                try tx.forEachEntry { proof.add($0) }
                return (try Books(of: tx), proof.findings(stored: try tx.storedBalances()))
            }
            for (books, findings) in after {
                #expect(books.entries == 66 + 64)
                #expect(books.balances.paid == 0 && books.balances.unapplied == 0)
                #expect(findings == [])
            }
        }
    }
}

extension Balances {
    fileprivate var paid: Int64 { receivables.values.reduce(0) { $0 + $1.paid.minorUnits } }
    fileprivate var unapplied: Int64 { customers.values.reduce(0) { $0 + $1.unapplied.minorUnits } }
}
