import Ledger
import Receivables

/// Plays steps on the ledger and on the model at once and says where they part.
struct ModelRun {
    /// Changes an entry before the ledger takes it, to show that a flaw would be seen.
    var tamper: (LedgerEntry) throws -> LedgerEntry = { $0 }

    private let books = Books()
    private let customers: [CustomerAccount]
    private let receivables: [ReceivableAccount]
    private var model = LedgerModel()
    private var balances = Balances()
    private var proof = LedgerProof()
    private var entries: [LedgerEntry] = []
    private var changes: [LedgerModel.Change] = []
    private var reversals: [Int: Identifier<JournalEntry>] = [:]
    /// Positions of entries that undo others: no step may undo them.
    private var undoing: Set<Int> = []

    init() {
        let business = books.business
        let customers = (0..<LedgerModel.customerCount).map { _ in CustomerAccount(Identifier(), in: business, .usd) }
        self.customers = customers
        receivables = (0..<LedgerModel.receivableCount).map {
            ReceivableAccount(Identifier(), of: customers[LedgerModel.customer(of: $0)].customer, in: business)
        }
    }

    /// What went wrong and at which step; `nil` when ledger and model agree all the way.
    static func failure(of steps: [Step], tamper: ((LedgerEntry) throws -> LedgerEntry)? = nil) -> String? {
        var run = ModelRun()
        if let tamper { run.tamper = tamper }
        for (number, step) in steps.enumerated() {
            if let words = run.play(step) { return "step \(number) (\(step)): \(words)" }
        }
        return run.brokenAtTheEnd()
    }

    /// Leaves out every step that the failure does not need.
    static func shrink(_ steps: [Step], tamper: ((LedgerEntry) throws -> LedgerEntry)? = nil) -> [Step] {
        var steps = steps
        var size = max(1, steps.count / 2)
        while true {
            var start = 0
            while start < steps.count {
                var fewer = steps
                fewer.removeSubrange(start..<min(start + size, steps.count))
                if failure(of: fewer, tamper: tamper) != nil { steps = fewer } else { start += size }
            }
            if size == 1 { return steps }
            size /= 2
        }
    }

    private mutating func play(_ step: Step) -> String? {
        let before = balances
        let expected = model.change(for: step, history: changes, reversed: undoing.union(reversals.keys))
        let expectsAcceptance = expected.map { model.take($0) } ?? false
        do {
            let entry = try tamper(entry(for: step))
            try balances.apply(entry)
            proof.add(entry)
            guard expectsAcceptance, let expected else { return "accepted, and the model refuses it" }
            if case .reverse(let accepted) = step {
                reversals[accepted % entries.count] = entry.id
                undoing.insert(entries.count)
            }
            entries.append(entry)
            changes.append(expected)
        } catch {
            // Invariant 6: a refusal leaves every balance as it was.
            if balances != before { return "refused with \(error), yet a balance changed" }
            if expectsAcceptance { return "refused with \(error), and the model accepts it" }
        }
        return brokenInvariant()
    }

    private func entry(for step: Step) throws -> LedgerEntry {
        let heading = books.on(entries.count)
        switch step {
        case .charge(.invoice, let at, let cents): return try .invoice(receivables[at], usd(cents), heading)
        case .charge(.opening, let at, let cents): return try .openingBalance(receivables[at], usd(cents), heading)
        case .charge(.fee, let at, let cents): return try .fee(receivables[at], usd(cents), heading)
        case .charge(.interest, let at, let cents): return try .interest(receivables[at], usd(cents), heading)
        case .payOldest(let customer, let cents, let disputed):
            let spread = try Allocation.allocate(usd(cents), over: openItems(of: customer, disputed: disputed))
            return try .payment(
                of: customers[customer], applied: applied(spread.parts), remainder: spread.remainder, heading)
        case .payDirected(let customer, let at, let cents, let rest):
            return try .payment(
                of: customers[customer], applied: [AppliedAmount(receivables[at], usd(cents))], remainder: usd(rest),
                heading)
        case .paySplit(let customer, let cents, let weights):
            guard cents > 0 else { throw LedgerError.amountNotPositive }
            let parts = try usd(cents).split(over: weights).enumerated().filter { !$0.element.isZero }
            let targets = parts.map {
                AppliedAmount(receivables[customer * LedgerModel.receivablesEach + $0.offset], $0.element)
            }
            return try .payment(of: customers[customer], applied: targets, remainder: usd(0), heading)
        case .apply(let at, let cents):
            return try .applyUnapplied(
                of: customers[LedgerModel.customer(of: at)], to: [AppliedAmount(receivables[at], usd(cents))], heading)
        case .unapply(let at, let cents): return try .unapply(receivables[at], usd(cents), heading)
        case .refund(let customer, let cents): return try .refund(to: customers[customer], usd(cents), heading)
        case .relieve(.credit, let at, let cents): return try .credit(receivables[at], usd(cents), heading)
        case .relieve(.discount, let at, let cents): return try .discount(receivables[at], usd(cents), heading)
        case .relieve(.writeOff, let at, let cents): return try .writeOff(receivables[at], usd(cents), heading)
        case .relieve(.settledElsewhere, let at, let cents):
            return try .openItemSettled(receivables[at], usd(cents), heading)
        case .recover(let at, let cents): return try .recovery(receivables[at], usd(cents), heading)
        case .reverse(let accepted):
            guard !entries.isEmpty else { throw LedgerError.noPostings }
            let position = accepted % entries.count
            return try .reversal(of: entries[position], alreadyReversedBy: reversals[position], heading)
        }
    }

    private func openItems(of customer: Int, disputed: Int) -> [OpenReceivable] {
        receivables.indices.filter { LedgerModel.customer(of: $0) == customer }.map { at in
            let open = balances.receivables[receivables[at]]?.open ?? usd(0)
            return OpenReceivable(
                id: receivables[at].id, reference: "R\(at)", billedOn: Books.day(at), dueOn: Books.day(at + 30),
                open: open, disputed: at == disputed ? open : usd(0))
        }.reversed()
    }

    private func applied(_ parts: [DirectedAmount]) -> [AppliedAmount] {
        parts.compactMap { part in
            receivables.first { $0.id == part.receivable }.map { AppliedAmount($0, part.amount) }
        }
    }

    private func brokenInvariant() -> String? {
        // 1. Conservation: debits and credits are one sum, and the till holds what the model says.
        if proof.trialBalance.reduce(Int128(0), { $0 + $1.value }) != 0 { return "debits and credits differ" }
        if proof.trialBalance[.once(.cash, in: books.business, .usd)] ?? 0 != model[.till] { return "the till is off" }
        for (at, account) in receivables.enumerated() {
            let balance = balances.receivables[account] ?? .zero(.usd)
            // 2. No figure below zero.
            if let figure = balance.figureBelowZero { return "\(figure) of \(at) is below zero" }
            // 3. Each figure is the model's, and open and owed follow from the others.
            for figure in BalanceFigure.allCases where figure != .open {
                let value = model[.figure(figure, at)]
                if Int128(balance[figure].minorUnits) != value { return "\(figure) of \(at) is not \(value)" }
            }
            if Int128(balance.open.minorUnits) != model.open(at) { return "open of \(at) is not \(model.open(at))" }
            if Int128(balance.owed.minorUnits) != model.owed(at) { return "owed of \(at) is not \(model.owed(at))" }
        }
        for (at, account) in customers.enumerated() {
            let balance = balances.customers[account] ?? .zero(.usd)
            // 4. Limits: neither figure of a customer is below zero.
            if balance.open.isNegative || balance.unapplied.isNegative { return "customer \(at) is below zero" }
            // 5. Unapplied and open add up.
            if Int128(balance.unapplied.minorUnits) != model[.unapplied(at)] { return "unapplied of \(at) is off" }
            if Int128(balance.open.minorUnits) != model.open(ofCustomer: at) { return "open of customer \(at) is off" }
        }
        return nil
    }

    private func brokenAtTheEnd() -> String? {
        let findings = proof.findings(stored: balances)
        if !findings.isEmpty { return "proof: \(findings.map(\.description).joined(separator: "; "))" }
        do {
            let forward = try Balances.rebuild(from: entries)
            return forward == balances ? nil : "rebuilt balances differ"
        } catch {
            return "rebuild refused: \(error)"
        }
    }
}
