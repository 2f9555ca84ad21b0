import Ledger
import Receivables

/// Seeded numbers (SplitMix64), so that a failing run can be repeated.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// One business with one customer and two receivables, for tests that need no more.
struct Books {
    let business = Identifier<Business>()
    let customer = Identifier<Customer>()
    let first: ReceivableAccount
    let second: ReceivableAccount

    init() {
        first = ReceivableAccount(Identifier(), of: customer, in: business)
        second = ReceivableAccount(Identifier(), of: customer, in: business)
    }

    var account: CustomerAccount { CustomerAccount(customer, in: business, .usd) }

    /// A heading on the `day`th day after 1 January 2026 with a key of its own.
    func on(_ day: Int = 0, key: String? = nil, memo: String? = nil) -> EntryHeading {
        let id = Identifier<JournalEntry>()
        return EntryHeading(id: id, effectiveOn: Self.day(day), idempotencyKey: key ?? id.description, memo: memo)
    }

    static func day(_ offset: Int) -> CalendarDate { CalendarDate(daysSinceEpoch: 20_454 + offset) }
}

func usd(_ cents: Int64) -> Money { .usd(cents: cents) }
