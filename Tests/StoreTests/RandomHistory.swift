import Ledger
import Receivables

/// Entries that the books must accept, drawn at random and repeatable by the seed. The pure `Balances` are the model.
struct RandomHistory: Sendable {
    let shop: Shop
    private(set) var balances = Balances()
    private(set) var recorded: [LedgerEntry] = []
    private var reversed: Set<Identifier<JournalEntry>> = []
    private var random: SplitMix
    private var number = 0

    init(shop: Shop, seed: UInt64) {
        self.shop = shop
        random = SplitMix(state: seed)
    }

    /// One to five entries that are accepted one after the other.
    mutating func nextBatch() throws -> [LedgerEntry] {
        let wanted = Int.random(in: 1...5, using: &random)
        var batch: [LedgerEntry] = []
        while batch.count < wanted {
            let entry = try draw()
            // What the model refuses is drawn again.
            guard (try? balances.apply(entry)) != nil else { continue }
            batch.append(entry)
            recorded.append(entry)
            if let original = entry.reverses { reversed.insert(original) }
        }
        return batch
    }

    private mutating func draw() throws -> LedgerEntry {
        number += 1
        let item = shop.receivable(Int.random(in: 0...1, using: &random))
        let amount = Money.usd(cents: Int64.random(in: 1...9_999, using: &random))
        let day = Shop.today.adding(days: number)
        let heading = shop.heading("random:\(number)", on: day)
        switch Int.random(in: 0...12, using: &random) {
        case 0, 1: return try .invoice(item, amount, heading)
        case 2: return try .fee(item, amount, heading)
        case 3: return try .interest(item, amount, heading)
        case 4:
            return try .payment(of: shop.account, applied: [AppliedAmount(item, amount)], remainder: amount, heading)
        case 5: return try .payment(of: shop.account, applied: [], remainder: amount, heading)
        case 6: return try .applyUnapplied(of: shop.account, to: [AppliedAmount(item, amount)], heading)
        case 7: return try .refund(to: shop.account, amount, heading)
        case 8: return try .credit(item, amount, heading)
        case 9: return try .writeOff(item, amount, heading)
        case 10: return try .recovery(item, amount, heading)
        case 11: return try .unapply(item, amount, heading)
        default:
            guard
                let original = recorded.filter({ $0.reverses == nil && !reversed.contains($0.id) })
                    .randomElement(using: &random)
            else { return try .invoice(item, amount, heading) }
            return try .reversal(of: original, alreadyReversedBy: nil, heading)
        }
    }
}

/// A small repeatable generator. Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
struct SplitMix: RandomNumberGenerator, Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
