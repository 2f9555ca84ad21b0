import Foundation
import Ledger
import Receivables
import Store
import Tabular

/// Compares one staged file with what is stored, then writes it: customers as rows, money as entries in the books.
struct ImportBooking {
    let tx: TenantTransaction
    let mapping: ImportMapping
    let business: Identifier<Business>
    let moment: TenantMoment
    let options: ImportOptions
    let progress: @Sendable (ImportProgress) -> Void

    private var paymentPrefix: String { "payment:\(mapping.source):" }
    private var creditPrefix: String { "credit:\(mapping.source):" }
    private var origin: String { TenantTransaction.origin(ofSource: mapping.source) }

    /// Notes everything wrong with the staged rows and what each would do.
    func check() throws {
        switch mapping.kind {
        case .customers: try tx.checkStagedCustomers()
        case .agreements: try tx.checkStagedAgreements(business)
        case .receivables: try tx.checkStagedReceivables(business)
        case .payments: try tx.checkStagedPayments(business, keyPrefix: paymentPrefix, today: moment.today)
        case .openItems: try tx.checkStagedOpenItems(business, creditPrefix: creditPrefix)
        case .history:
            let words = try tx.stagedStepWords(business)
            let steps = HistorySteps(library: try PolicyLibrary(Set(words.compactMap(\.version)), in: tx))
            try tx.checkStagedHistory(business, words: steps.named(by: words), today: moment.today)
        case .autopay: try tx.checkAutopay(business, today: moment.today)
        }
    }

    /// Writes the staged rows that are new or changed.
    func write(settlingAbsent: Bool) throws {
        progress(ImportProgress(stage: .writing, fraction: 0))
        switch mapping.kind {
        case .customers: try tx.upsertStagedCustomers(at: moment)
        case .agreements: try tx.upsertStagedAgreements(business, today: moment.today)
        case .receivables: try bill()
        case .payments: try pay()
        case .openItems: try takeSnapshot(settlingAbsent: settlingAbsent)
        case .history: try remember()
        case .autopay: try keepFailures()
        }
        progress(ImportProgress(stage: .writing, fraction: 1))
    }

    /// Moves the day up to which payments are known, where the file tells one; says to which.
    ///
    /// Rows that were refused may be payments, so a file with any of them makes nothing fresh by itself.
    func markFresh(refused: Int) throws -> CalendarDate? {
        guard mapping.kind == .payments || mapping.kind == .openItems else { return nil }
        var day = options.freshAsOf
        if day == nil, refused == 0 {
            day = mapping.kind == .payments ? try tx.latestStaged(.paidOn) : moment.today
        }
        guard let told = day else { return nil }
        let fresh = min(told, moment.today)
        if let known = try tx.freshness()[business], known >= fresh { return nil }
        try tx.markFresh(business, kind: mapping.kind.rawValue, asOf: fresh, today: moment.today)
        return fresh
    }

    private func bill() throws {
        try tx.insertStagedReceivables(business, today: moment.today)
        var line = 0
        while let page = try nonEmpty(tx.stagedReceivables(business, after: line)) {
            let entries = try page.map { item in
                try LedgerEntry.invoice(
                    item.account, item.amount,
                    EntryHeading(
                        effectiveOn: item.billedOn, idempotencyKey: "invoice:\(item.reference)", memo: origin))
            }
            try post(entries)
            if options.opensDisputes { try openDisputes(page) }
            try spendCredit(of: page.map(\.account.customer))
            line = page[page.count - 1].line
        }
    }

    private func openDisputes(_ page: [StagedReceivable]) throws {
        for item in page where item.isDisputed {
            // The receivable was just made, so there is one to dispute.
            _ = try tx.openDispute(
                on: item.account.id, amount: nil, currency: item.amount.currency, reason: "marked in the source",
                openedOn: moment.today, evidenceDueOn: nil, source: "import:\(mapping.source)")
        }
    }

    private func pay() throws {
        while let page = try nonEmpty(tx.takeStagedPayments()) {
            var open = try tx.openReceivables(of: Array(Set(page.map(\.customer))), business: business)
            let entries = try page.map { payment in
                let account = CustomerAccount(payment.customer, in: business, payment.amount.currency)
                let spread = try PaymentSpread(payment, over: &open[payment.customer, default: []])
                return try LedgerEntry.payment(
                    of: account,
                    applied: spread.parts.map {
                        AppliedAmount(ReceivableAccount($0.receivable, of: payment.customer, in: business), $0.amount)
                    },
                    remainder: spread.remainder,
                    EntryHeading(
                        effectiveOn: payment.paidOn, idempotencyKey: paymentPrefix + payment.reference))
            }
            try post(entries)
            try spendCredit(of: page.map(\.customer))
            try tx.endPaidSettlements(of: Array(Set(page.map(\.customer))), business: business, moment)
        }
    }

    /// Nobody is asked for what lies unapplied to their credit already.
    private func spendCredit(of customers: [Identifier<Customer>]) throws {
        try tx.applyUnapplied(of: Array(Set(customers)), business: business, today: moment.today)
    }

    private func takeSnapshot(settlingAbsent: Bool) throws {
        let snapshot = Identifier<LedgerEntry>().description
        try tx.releaseStandingCredit(
            business, key: snapshot, absentOf: settlingAbsent ? mapping.source : nil, today: moment.today)
        while let page = try nonEmpty(tx.stagedSettlements(business, absentOf: settlingAbsent ? mapping.source : nil)) {
            let entries = try page.map { item in
                try LedgerEntry.openItemSettled(
                    item.account, item.amount,
                    EntryHeading(
                        effectiveOn: options.freshAsOf.map { min($0, moment.today) } ?? moment.today,
                        idempotencyKey: "settled:\(snapshot):\(item.reference)"))
            }
            try post(entries)
        }
        try tx.insertStagedOpenItems(business, today: moment.today)
        var line = 0
        while let page = try nonEmpty(tx.stagedOpenItems(business, after: line)) {
            let entries = try page.map { item in
                try LedgerEntry.openingBalance(
                    item.account, item.amount,
                    EntryHeading(
                        effectiveOn: item.billedOn, idempotencyKey: "open-item:\(item.reference)", memo: origin))
            }
            try post(entries)
            try spendCredit(of: page.map(\.account.customer))
            line = page[page.count - 1].line
        }
        line = 0
        while let page = try nonEmpty(tx.stagedCredits(business, after: line)) {
            let entries = try page.map { item in
                try LedgerEntry.openingCredit(
                    item.account, item.amount,
                    EntryHeading(effectiveOn: item.day, idempotencyKey: creditPrefix + item.reference))
            }
            try post(entries)
            try spendCredit(of: page.map(\.account.customer))
            line = page[page.count - 1].line
        }
    }

    private func remember() throws {
        try tx.ensureCasesOfStagedHistory(business, today: moment.today)
        var line = 0
        while let page = try nonEmpty(tx.stagedHistory(after: line)) {
            // How many were recorded is known from the comparison.
            _ = try tx.recordHistory(page.map(\.step))
            try tx.lowerNextLook(of: Array(Set(page.map(\.step.caseID))), to: moment.today)
            line = page[page.count - 1].line
        }
    }

    private func keepFailures() throws {
        try tx.ensureCasesOfStagedAutopay(business, today: moment.today)
        var line = 0
        while let page = try nonEmpty(tx.stagedAutopayFailures(after: line)) {
            _ = try tx.keep(page.map(\.record), today: moment.today, source: "import:\(mapping.source)")
            line = page[page.count - 1].line
        }
    }

    /// Posts entries that the comparison has found to be new. One that is in the books all the same would leave the
    /// import half done, so it stops it.
    private func post(_ entries: [LedgerEntry]) throws {
        let result = try tx.post(entries, today: moment.today)
        guard result.repeated.isEmpty else { throw ImportCollision(count: result.repeated.count) }
    }

    private func nonEmpty<Element>(_ page: [Element]) -> [Element]? { page.isEmpty ? nil : page }
}

/// Entries of the file were in the books under their keys though their receivables were not.
struct ImportCollision: Error, CustomStringConvertible {
    let count: Int
    var description: String {
        "\(count) entries of the file are in the books already without their receivables: nothing was imported; "
            + "run `dunwell verify ledger`"
    }
}

/// How one payment goes over what its customer owes: to the receivable it names, then to the oldest, then nowhere.
///
/// A receivable that the source names takes its money even where it is disputed: the source's books say it was paid.
struct PaymentSpread {
    let parts: [DirectedAmount]
    let remainder: Money

    /// Spreads a payment and lowers `open` by it.
    init(_ payment: StagedPayment, over open: inout [OpenReceivable]) throws {
        var parts: [DirectedAmount] = []
        var rest = payment.amount
        if let named = open.firstIndex(where: { $0.id == payment.receivable }), open[named].open.isPositive {
            let part = min(rest.minorUnits, open[named].open.minorUnits)
            parts.append(
                DirectedAmount(open[named].id, Money(minorUnits: part, currency: payment.amount.currency)))
            rest = try rest.subtracting(parts[0].amount)
            open[named] = try open[named].paid(parts[0].amount)
        }
        if rest.isPositive {
            let candidates = open.filter { $0.open.currency == rest.currency }
            let allocation = try Allocation.allocate(rest, over: candidates)
            for part in allocation.parts {
                guard let index = open.firstIndex(where: { $0.id == part.receivable }) else { continue }
                open[index] = try open[index].paid(part.amount)
            }
            parts += allocation.parts
            rest = allocation.remainder
        }
        self.parts = parts
        remainder = rest
    }
}

extension OpenReceivable {
    /// The same receivable after a payment of at most its open amount.
    fileprivate func paid(_ amount: Money) throws -> OpenReceivable {
        let left = try open.subtracting(amount)
        return OpenReceivable(
            id: id, reference: reference, billedOn: billedOn, dueOn: dueOn, open: left,
            disputed: Money(minorUnits: min(disputed.minorUnits, left.minorUnits), currency: left.currency))
    }
}
