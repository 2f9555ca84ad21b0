import ArgumentParser
import Operations
import Receivables
import Store

/// Whose money a command moves, and under which key: the same for every act of money by hand.
struct MoneyArguments: ParsableArguments {
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Option(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?

    /// Runs an act on the tenant's data and prints what became of it.
    func act<Shown: Encodable & Sendable>(
        _ body: @escaping @Sendable (Host, Identifier<Tenant>) async throws -> Shown
    ) async throws {
        try await common.withHost { host in
            let shown = try await body(host, try await host.tenant(tenant).id)
            try common.output.object(shown)
        }
    }
}

/// An entry of the books as an act of money by hand prints it.
struct PostedEntry: Encodable, Sendable {
    struct Part: Encodable, Sendable {
        let receivable: String
        let amount: Money
    }

    let entry: String
    /// `false` when the key was in the books already; nothing was done then.
    let isNew: Bool
    var applied: [Part]?
    var refunded: Money?
    /// What lies unapplied; nobody is asked for more while something does.
    var unapplied: Money?
    /// What was given up because a settlement is paid with it.
    var givenUp: [Money]?

    init(_ entry: Identifier<JournalEntry>, isNew: Bool) {
        self.entry = "\(entry)"
        self.isNew = isNew
    }

    mutating func add(_ parts: [(reference: String, amount: Money)]) {
        applied = parts.map { Part(receivable: $0.reference, amount: $0.amount) }
    }
}

extension TypedMoney {
    /// The same where no money moves by it.
    static func positive(_ text: String) throws -> TypedMoney {
        guard !text.hasPrefix("-") else {
            throw ValidationError("an amount is above zero: write it as 49.95, without a sign")
        }
        return try typed(text)
    }

    /// An amount as typed, or words for what is wrong with it.
    static func typed(_ text: String) throws -> TypedMoney {
        if let money = TypedMoney(argument: text) { return money }
        let words = text.split(separator: " ")
        if words.count == 2, Currency(String(words[1])) == nil {
            throw ValidationError("\(words[1]) is no currency Dunwell knows: write 49.95 or 49.95 USD")
        }
        if text.hasPrefix("-") {
            throw ValidationError(
                "an amount is above zero: to take money back see `dunwell payment reverse --help`")
        }
        let digits = words.first.map { $0.split(separator: ".", omittingEmptySubsequences: false) } ?? []
        let isNumber = digits.count <= 2 && digits.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
        guard isNumber, words.count <= 2, digits.first?.isEmpty == false else {
            throw ValidationError("write it as 49.95, or 49.95 USD, without signs or thousands marks")
        }
        let currency = words.count == 2 ? Currency(String(words[1])) ?? .usd : .usd
        if (digits.count == 2 ? digits[1].count : 0) == currency.minorUnitDigits {
            throw ValidationError(
                "the amount is larger than the books can hold: look at the point, and write it as 49.95")
        }
        throw ValidationError(
            currency.minorUnitDigits == 0
                ? "\(currency) has no smaller unit: write it without a point"
                : "\(currency) is written with \(currency.minorUnitDigits) digits behind the point, such as 49.95")
    }
}

extension TypedIdentifier {
    /// An entry's key as typed.
    static func entry(_ text: String) throws -> TypedIdentifier {
        guard let id = TypedIdentifier(argument: text) else {
            throw ValidationError(
                "an entry's id looks like 5b0c3c1e-…: `dunwell customer show --help` says what lists them")
        }
        return id
    }
}

/// A day as typed, or words for what is wrong with it.
func typedDay(_ text: String) throws -> CalendarDate {
    guard let day = CalendarDate(text) else {
        throw ValidationError("\(text) is not a day of the calendar: write it as 2026-03-09")
    }
    return day
}
