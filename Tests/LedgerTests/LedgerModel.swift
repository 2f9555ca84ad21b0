import Ledger
import Receivables

/// One step of a random history. Numbers pick by remainder, so that every step means something in any state.
enum Step: Hashable, CustomStringConvertible {
    case charge(ChargeKind, receivable: Int, cents: Int64)
    case payOldest(customer: Int, cents: Int64, disputed: Int)
    case payDirected(customer: Int, receivable: Int, cents: Int64, remainder: Int64)
    case paySplit(customer: Int, cents: Int64, weights: [Int64])
    case apply(receivable: Int, cents: Int64)
    case unapply(receivable: Int, cents: Int64)
    case refund(customer: Int, cents: Int64)
    case relieve(ReliefKind, receivable: Int, cents: Int64)
    case recover(receivable: Int, cents: Int64)
    case reverse(accepted: Int)

    enum ChargeKind: String, CaseIterable { case invoice, opening, fee, interest }
    enum ReliefKind: String, CaseIterable { case credit, discount, writeOff, settledElsewhere }

    var description: String {
        switch self {
        case .charge(let kind, let receivable, let cents): "\(kind.rawValue) \(cents) on \(receivable)"
        case .payOldest(let customer, let cents, let disputed): "\(customer) pays \(cents), disputing \(disputed)"
        case .payDirected(let customer, let receivable, let cents, let rest):
            "\(customer) pays \(cents) on \(receivable), \(rest) unapplied"
        case .paySplit(let customer, let cents, let weights): "\(customer) pays \(cents) over \(weights)"
        case .apply(let receivable, let cents): "apply \(cents) to \(receivable)"
        case .unapply(let receivable, let cents): "unapply \(cents) from \(receivable)"
        case .refund(let customer, let cents): "refund \(cents) to \(customer)"
        case .relieve(let kind, let receivable, let cents): "\(kind.rawValue) \(cents) on \(receivable)"
        case .recover(let receivable, let cents): "recover \(cents) on \(receivable)"
        case .reverse(let accepted): "reverse \(accepted)"
        }
    }

    static func random(using numbers: inout SeededNumbers) -> Step {
        let receivable = Int.random(in: 0..<LedgerModel.receivableCount, using: &numbers)
        let customer = Int.random(in: 0..<LedgerModel.customerCount, using: &numbers)
        let cents = amount(using: &numbers)
        switch Int.random(in: 0..<16, using: &numbers) {
        case 0...3:
            return .charge(
                ChargeKind.allCases.randomElement(using: &numbers) ?? .invoice, receivable: receivable, cents: cents)
        case 4, 5:
            return .payOldest(
                customer: customer, cents: cents,
                disputed: Int.random(in: 0..<LedgerModel.receivableCount, using: &numbers))
        case 6:
            return .payDirected(
                customer: customer, receivable: receivable, cents: cents, remainder: amount(using: &numbers) - 1)
        case 7:
            let weights = (0..<LedgerModel.receivablesEach).map { _ in Int64.random(in: 0...9, using: &numbers) }
            return .paySplit(customer: customer, cents: cents, weights: weights)
        case 8: return .apply(receivable: receivable, cents: cents)
        case 9: return .unapply(receivable: receivable, cents: cents)
        case 10: return .refund(customer: customer, cents: cents)
        case 11, 12:
            return .relieve(
                ReliefKind.allCases.randomElement(using: &numbers) ?? .credit, receivable: receivable, cents: cents)
        case 13: return .recover(receivable: receivable, cents: cents)
        default: return .reverse(accepted: Int.random(in: 0..<1_000, using: &numbers))
        }
    }

    private static func amount(using numbers: inout SeededNumbers) -> Int64 {
        switch Int.random(in: 0..<40, using: &numbers) {
        case 0: Int64.max - Int64.random(in: 0...3, using: &numbers)
        case 1: Int64.random(in: -2...0, using: &numbers)
        case 2...10: Int64.random(in: 1...9, using: &numbers)
        default: Int64.random(in: 1...20_000, using: &numbers)
        }
    }
}

/// What the books should say, kept as plain sums per step, without accounts or postings.
///
/// Written apart from the ledger on purpose: it shares no arithmetic with it.
struct LedgerModel: Equatable {
    static let customerCount = 2
    static let receivablesEach = 3
    static let receivableCount = customerCount * receivablesEach

    enum Slot: Hashable {
        case figure(BalanceFigure, Int)
        case unapplied(Int)
        /// Money in the till: received less refunded.
        case till
    }

    typealias Change = [(Slot, Int128)]

    private(set) var values: [Slot: Int128] = [:]

    subscript(slot: Slot) -> Int128 { values[slot] ?? 0 }

    static func customer(of receivable: Int) -> Int { receivable / receivablesEach }

    func owed(_ receivable: Int) -> Int128 {
        let given = self[.figure(.paid, receivable)] + self[.figure(.credited, receivable)]
        return self[.figure(.billed, receivable)] + self[.figure(.fees, receivable)]
            + self[.figure(.interest, receivable)] - given - self[.figure(.discounted, receivable)]
    }

    func open(_ receivable: Int) -> Int128 { owed(receivable) - self[.figure(.writtenOff, receivable)] }

    func open(ofCustomer customer: Int) -> Int128 {
        (0..<Self.receivableCount).filter { Self.customer(of: $0) == customer }.reduce(0) { $0 + open($1) }
    }

    /// Takes a change in, or returns `false` and stays as it was.
    mutating func take(_ change: Change) -> Bool {
        var next = self
        for (slot, amount) in change { next.values[slot, default: 0] += amount }
        let range = Int128(0)...Int128(Int64.max)
        let fits =
            next.values.allSatisfy { $0.key == .till || range.contains($0.value) }
            && (0..<Self.receivableCount).allSatisfy {
                range.contains(next.open($0)) && range.contains(next.owed($0))
            }
            && (0..<Self.customerCount).allSatisfy { range.contains(next.open(ofCustomer: $0)) }
        if fits { self = next }
        return fits
    }

    /// What a step should change; `nil` when it should be refused whatever the balances are.
    func change(for step: Step, history: [Change], reversed: Set<Int>) -> Change? {
        switch step {
        case .charge(let kind, let receivable, let cents):
            let figure: BalanceFigure =
                switch kind {
                case .invoice, .opening: .billed
                case .fee: .fees
                case .interest: .interest
                }
            return cents > 0 ? [(.figure(figure, receivable), Int128(cents))] : nil
        case .payOldest(let customer, let cents, let disputed):
            guard cents > 0 else { return nil }
            var left = Int128(cents)
            var change: Change = [(.till, left)]
            for receivable in 0..<Self.receivableCount
            where Self.customer(of: receivable) == customer && receivable != disputed {
                let part = min(left, open(receivable))
                left -= part
                change.append((.figure(.paid, receivable), part))
            }
            return change + [(.unapplied(customer), left)]
        case .payDirected(let customer, let receivable, let cents, let rest):
            guard cents > 0, rest >= 0, Self.customer(of: receivable) == customer else { return nil }
            return [
                (.till, Int128(cents) + Int128(rest)), (.figure(.paid, receivable), Int128(cents)),
                (.unapplied(customer), Int128(rest)),
            ]
        case .paySplit(let customer, let cents, let weights):
            let total = weights.reduce(0) { $0 + Int128($1) }
            guard cents > 0, total > 0 else { return nil }
            var parts = weights.map { Int128(cents) * Int128($0) / total }
            let fractions = weights.map { Int128(cents) * Int128($0) % total }
            var taken: Set<Int> = []
            while parts.reduce(0, +) < Int128(cents) {
                guard
                    let next = parts.indices.filter({ !taken.contains($0) }).max(by: { fractions[$0] < fractions[$1] })
                else { return nil }
                // `max` returns the last of equals, the rule says the first.
                let first = parts.indices.first { !taken.contains($0) && fractions[$0] == fractions[next] } ?? next
                parts[first] += 1
                taken.insert(first)
            }
            return [(.till, Int128(cents))]
                + parts.enumerated().map { (.figure(.paid, customer * Self.receivablesEach + $0.offset), $0.element) }
        case .apply(let receivable, let cents):
            guard cents > 0 else { return nil }
            return [
                (.unapplied(Self.customer(of: receivable)), -Int128(cents)),
                (.figure(.paid, receivable), Int128(cents)),
            ]
        case .unapply(let receivable, let cents):
            guard cents > 0 else { return nil }
            return [
                (.unapplied(Self.customer(of: receivable)), Int128(cents)),
                (.figure(.paid, receivable), -Int128(cents)),
            ]
        case .refund(let customer, let cents):
            return cents > 0 ? [(.unapplied(customer), -Int128(cents)), (.till, -Int128(cents))] : nil
        case .relieve(let kind, let receivable, let cents):
            let figure: BalanceFigure =
                switch kind {
                case .credit: .credited
                case .discount: .discounted
                case .writeOff: .writtenOff
                case .settledElsewhere: .paid
                }
            return cents > 0 ? [(.figure(figure, receivable), Int128(cents))] : nil
        case .recover(let receivable, let cents):
            guard cents > 0 else { return nil }
            return [
                (.figure(.writtenOff, receivable), -Int128(cents)), (.figure(.paid, receivable), Int128(cents)),
                (.till, Int128(cents)),
            ]
        case .reverse(let accepted):
            guard !history.isEmpty, !reversed.contains(accepted % history.count) else { return nil }
            return history[accepted % history.count].map { ($0.0, -$0.1) }
        }
    }

    static func == (left: LedgerModel, right: LedgerModel) -> Bool {
        left.values.filter { $0.value != 0 } == right.values.filter { $0.value != 0 }
    }
}
