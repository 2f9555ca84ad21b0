import Ledger
import Postgres
import Receivables
import Store

/// What every act on one customer's money by hand begins with: whose money it is, found and locked, so that of two
/// people at once the second sees what the first did.
struct MoneyByHand {
    let tx: TenantTransaction
    let moment: TenantMoment
    let business: BusinessRecord
    let customer: CustomerRecord

    init(customer reference: String, business businessReference: String?, in tx: TenantTransaction) throws {
        self.tx = tx
        moment = try tx.moment()
        business = try tx.business(named: businessReference)
        customer = try tx.customer(named: reference)
        try tx.lockMoney(of: customer.id)
    }

    /// What is open, oldest first, locked.
    func open() throws -> [OpenReceivable] {
        try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
    }

    /// Refuses nothing and less, and a currency the customer has no books in.
    func check(_ amount: Money) throws {
        try Self.check(positive: amount)
        let kept = try tx.currencies(of: customer.id, business: business.id)
        guard kept.isEmpty || kept.contains(amount.currency) else {
            throw ActRefused(
                .badInput,
                "\(amount) is in another currency than the customer is billed in "
                    + "(\(kept.map(\.code).joined(separator: ", "))): give the amount in that currency, as the bank credited it"
            )
        }
    }

    /// The most one entry may move, in minor units: a trillion of most currencies. The books hold no more.
    static let amountMax: Int64 = 100_000_000_000_000

    static func check(positive amount: Money) throws {
        guard amount.minorUnits <= amountMax else {
            throw ActRefused(
                .badInput,
                "\(amount) is more than the books can hold: look at the point, and write it as 49.95")
        }
        guard amount.isPositive else {
            throw ActRefused(
                .badInput,
                "\(amount) is not above zero: give the amount that moved; to take money back see `dunwell payment reverse --help`"
            )
        }
    }

    /// Refuses a day still to come.
    func check(past day: CalendarDate) throws {
        guard day <= moment.today else {
            throw ActRefused(.badInput, "\(day) lies in the future: today is \(moment.today)")
        }
    }

    /// Days before the first bill on which money may have come: a deposit. Anything older is a slip of the pen.
    private static let depositDays = 92

    /// Refuses a day long before the business ever billed the customer.
    func check(notLongBeforeFirstBill day: CalendarDate) throws {
        guard let first = try tx.firstBilledOn(customer.id, business: business.id),
            first.days(since: day) > Self.depositDays
        else { return }
        throw ActRefused(
            .badInput,
            "\(day) is \(first.days(since: day)) days before the customer's first bill, of \(first): give the day the money "
                + "moved (--on), and look at its year; money that truly came before is recorded on the day of the first "
                + "bill")
    }

    /// Posts an entry, or finds the one its key asked for at the same time elsewhere.
    ///
    /// - Throws: `ActRefused` when that one is something else.
    func post(_ entry: LedgerEntry, asks: KeyedEntry) throws -> (entry: Identifier<JournalEntry>, isNew: Bool) {
        if try tx.post([entry], today: moment.today).recorded.contains(entry.id) { return (entry.id, true) }
        let key = entry.heading.idempotencyKey
        guard let known = try tx.entry(key: key, business: business.id, asks: asks) else {
            throw ActRefused(.notAllowed, "key \(key) is in use: give this one a key of its own")
        }
        return (known, false)
    }

    /// The open receivable with this reference, or words for why it is none.
    func openReceivable(_ reference: String, among open: [OpenReceivable]) throws -> OpenReceivable {
        if let item = open.first(where: { $0.reference == reference }) { return item }
        throw try refusal(ofClosed: reference)
    }

    /// Why nothing can be set against a receivable that is not among what is open.
    func refusal(ofClosed reference: String) throws -> ActRefused {
        guard let item = try tx.receivable(named: reference, business: business.id) else {
            return ActRefused(
                .unknown,
                "there is no receivable \(reference): `dunwell customer show \(PlanTheDay.typed(customer.reference))` lists what is open"
            )
        }
        guard item.customer == customer.id else {
            return ActRefused(
                .unknown, "receivable \(reference) is another customer's: name one of \(customer.reference)")
        }
        if item.writtenOff.isPositive, let entry = item.writeOffEntry {
            return ActRefused(
                .notAllowed,
                "\(reference) was written off, \(item.writtenOff) of it: reopen it first with "
                    + "\(try tx.reversingCommand(entry, reason: "reopened")), or name what is open")
        }
        let since = item.settledOn.map { ", settled on \($0)" } ?? ""
        return ActRefused(
            .notAllowed,
            "nothing is open on \(reference)\(since): name what is open; `dunwell customer show \(PlanTheDay.typed(customer.reference))` lists it"
        )
    }
}

extension TenantTransaction {
    /// The command that undoes an entry, as it is typed.
    func reversingCommand(_ entry: Identifier<JournalEntry>, reason: String) throws -> String {
        "`\(Self.reversingCommand(entry, reason: reason, try tenant().slug))`"
    }

    /// The same for the tenant of this short name, without its quotes.
    static func reversingCommand(_ entry: Identifier<JournalEntry>, reason: String, _ slug: String) -> String {
        "dunwell payment reverse \(entry) --reason \(reason) --by '<your name>' --key \(reason)-"
            + "\(entry.description.prefix(8)) --tenant \(slug)"
    }
}

extension Store {
    /// Runs an act on money and says in words what the database itself refuses.
    func movingMoney<Result: Sendable>(
        for tenant: Identifier<Tenant>, _ body: @escaping @Sendable (TenantTransaction) throws -> Result
    ) async throws -> Result {
        do {
            return try await transaction(for: tenant, body)
        } catch PostgresError.checkViolation(constraint: "receivable_never_overpaid") {
            throw ActRefused(
                .notAllowed,
                "more was paid or credited on the receivable since than would be left to pay: reverse what came later first"
            )
        } catch PostgresError.checkViolation(constraint: "customer_unapplied_not_negative") {
            throw ActRefused(
                .notAllowed,
                "its money was paid out or spent since, so nothing is left to take back: reverse the refund first")
        } catch PostgresError.uniqueViolation(constraint: "journal_entry_reversed_once") {
            throw ActRefused(.notAllowed, "somebody else reversed the entry at the same time: nothing is left to undo")
        }
    }
}
