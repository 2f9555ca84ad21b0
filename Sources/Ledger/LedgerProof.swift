import Receivables

/// Proves that the books of a tenant hold together, entry by entry, and compares them with the stored balances.
///
/// Give it every entry once, in any order, then ask for the findings. Memory grows with the number of entries.
package struct LedgerProof: Sendable {
    /// What was found wrong.
    package struct Finding: Hashable, Sendable, CustomStringConvertible {
        package let rule: Rule
        /// One sentence naming the rows by their ids, for a person.
        package let words: String

        package var description: String { "\(rule.rawValue): \(words)" }
    }

    /// What must hold.
    package enum Rule: String, CaseIterable, Sendable {
        /// Debits and credits are the same sum in each currency.
        case balanced
        /// Each entry has its own id.
        case entryOnce = "entry-once"
        /// No two entries of a business share an idempotency key.
        case keyOnce = "key-once"
        /// Each reversal mirrors one earlier entry, which no other reverses.
        case reversal
        /// A receivable has one customer, business and currency.
        case oneAccount = "one-account"
        /// No figure is below zero.
        case aboveZero = "above-zero"
        /// What a customer has open is what their receivables have open together.
        case customerTotal = "customer-total"
        /// Stored balances are those that follow from the entries.
        case stored
        /// Every sum can be counted.
        case countable
    }

    /// Entries seen so far.
    package private(set) var entryCount = 0
    /// Postings seen so far.
    package private(set) var postingCount = 0
    /// Balances as they follow from the entries seen so far.
    package private(set) var balances = Balances()

    private struct Key: Hashable {
        let business: Identifier<Business>
        let text: String
    }

    private var findings: [Finding] = []
    private var accountSums: [LedgerAccountKey: Int128] = [:]
    private var postings: [Identifier<JournalEntry>: [Posting]] = [:]
    private var keys: [Key: Identifier<JournalEntry>] = [:]
    private var reversals: [Identifier<JournalEntry>: Identifier<JournalEntry>] = [:]

    /// A proof that has seen nothing.
    package init() {}

    /// Takes one entry into account.
    package mutating func add(_ entry: LedgerEntry) {
        entryCount += 1
        postingCount += entry.postings.count
        guard postings.updateValue(entry.postings, forKey: entry.id) == nil else {
            return report(.entryOnce, "entry \(entry.id) was recorded twice")
        }
        let key = Key(business: entry.business, text: entry.heading.idempotencyKey)
        if let other = keys.updateValue(entry.id, forKey: key) {
            report(.keyOnce, "entries \(other) and \(entry.id) of business \(entry.business) carry the same key")
        }
        if let original = entry.reverses, let other = reversals.updateValue(entry.id, forKey: original) {
            report(.reversal, "entry \(original) was reversed twice, by \(other) and \(entry.id)")
        }
        for posting in entry.postings {
            accountSums[posting.debit, default: 0] += Int128(posting.amount.minorUnits)
            accountSums[posting.credit, default: 0] -= Int128(posting.amount.minorUnits)
        }
        do {
            try balances.fold(BalanceDelta(of: entry))
        } catch {
            report(.countable, "entry \(entry.id) cannot be added to the balances: \(error)")
        }
    }

    /// What does not hold; empty when the books are proven. Ordered, so that two runs print the same.
    ///
    /// - Parameter stored: The balances kept beside the entries, or `nil` to prove the entries alone.
    package func findings(stored: Balances? = nil) -> [Finding] {
        var result = findings + unbalanced() + badReversals() + splitAccounts() + belowZero() + customerTotals()
        if let stored { result += differences(from: stored) }
        return result.sorted { ($0.rule.rawValue, $0.words) < ($1.rule.rawValue, $1.words) }
    }

    /// The balance of each account, in minor units; a debit balance is above zero.
    package var trialBalance: [LedgerAccountKey: Int128] { accountSums }

    private mutating func report(_ rule: Rule, _ words: String) {
        findings.append(Finding(rule: rule, words: words))
    }

    private func unbalanced() -> [Finding] {
        let byCurrency = Dictionary(grouping: accountSums, by: \.key.currency)
        return byCurrency.compactMap { currency, accounts in
            let sum = accounts.reduce(Int128(0)) { $0 + $1.value }
            return sum == 0
                ? nil
                : Finding(rule: .balanced, words: "debits and credits in \(currency) differ by \(sum) minor units")
        }
    }

    private func badReversals() -> [Finding] {
        reversals.compactMap { original, reversal in
            guard let undone = postings[original] else {
                return Finding(rule: .reversal, words: "entry \(reversal) reverses \(original), which is not there")
            }
            guard reversals[reversal] == nil, let mirror = postings[reversal], mirror == undone.map(\.swapped) else {
                return Finding(
                    rule: .reversal, words: "entry \(reversal) is not the mirror of entry \(original), or was reversed")
            }
            return nil
        }
    }

    private func splitAccounts() -> [Finding] {
        let keys = accountSums.keys.filter { $0.kind == .receivable }
        return Dictionary(grouping: keys, by: \.receivable).compactMap { receivable, keys in
            guard keys.count > 1, let receivable else { return nil }
            return Finding(
                rule: .oneAccount, words: "receivable \(receivable) has \(keys.count) accounts; it may have one")
        }
    }

    private func belowZero() -> [Finding] {
        let ofReceivables = balances.receivables.flatMap { account, balance in
            BalanceFigure.allCases.filter { balance[$0].isNegative }.map {
                Finding(rule: .aboveZero, words: "\($0.rawValue) of receivable \(account.id) is \(balance[$0])")
            }
        }
        let ofCustomers = balances.customers.flatMap { account, balance in
            CustomerFigure.allCases.filter { balance[$0].isNegative }.map {
                Finding(rule: .aboveZero, words: "\($0.rawValue) of customer \(account.customer) is \(balance[$0])")
            }
        }
        return ofReceivables + ofCustomers
    }

    private func customerTotals() -> [Finding] {
        var open: [CustomerAccount: Int128] = [:]
        for (account, balance) in balances.receivables {
            open[account.customerAccount(balance.currency), default: 0] += Int128(balance.open.minorUnits)
        }
        return balances.customers.compactMap { account, balance in
            let sum = open[account] ?? 0
            guard sum != Int128(balance.open.minorUnits) else { return nil }
            return Finding(
                rule: .customerTotal,
                words: "customer \(account.customer) has \(balance.open) open, their receivables \(sum) minor units")
        }
    }

    private func differences(from stored: Balances) -> [Finding] {
        let receivables = Set(balances.receivables.keys).union(stored.receivables.keys).flatMap { account in
            let ours = balances.receivables[account]
            let theirs = stored.receivables[account]
            guard ours != theirs else { return [Finding]() }
            return BalanceFigure.allCases.filter { ours?[$0] != theirs?[$0] }.map { figure in
                difference("\(figure.rawValue) of receivable \(account.id)", theirs?[figure], ours?[figure])
            }
        }
        let customers = Set(balances.customers.keys).union(stored.customers.keys).flatMap { account in
            let ours = balances.customers[account]
            let theirs = stored.customers[account]
            return CustomerFigure.allCases.filter { ours?[$0] != theirs?[$0] }.map { figure in
                difference("\(figure.rawValue) of customer \(account.customer)", theirs?[figure], ours?[figure])
            }
        }
        return receivables + customers
    }

    private func difference(_ subject: String, _ stored: Money?, _ computed: Money?) -> Finding {
        let kept = stored.map(\.description) ?? "missing"
        let follows = computed.map(\.description) ?? "nothing"
        return Finding(rule: .stored, words: "\(subject) is stored as \(kept); the entries give \(follows)")
    }
}
