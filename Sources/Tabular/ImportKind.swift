/// What the rows of a file are. Each kind names the fields a mapping can fill.
package enum ImportKind: String, CaseIterable, Sendable {
    /// Who owes.
    case customers
    /// Contracts under which receivables arise.
    case agreements
    /// Amounts billed.
    case receivables
    /// Money received.
    case payments
    /// A snapshot of everything still open; what is absent counts as settled once a person says so.
    case openItems = "open-items"
    /// What an earlier process already sent or did.
    case history
    /// Automatic payments that were declined or came back.
    case autopay

    /// The fields in the order staged rows carry them.
    package var fields: [ImportField] {
        switch self {
        case .customers: Self.customerFields
        case .agreements: Self.agreementFields
        case .receivables: Self.receivableFields
        case .payments: Self.paymentFields
        case .openItems: Self.openItemFields
        case .history: Self.historyFields
        case .autopay: Self.autopayFields
        }
    }

    /// The fields that together may occur once in a file; empty where rows may repeat.
    package var keyFields: [String] {
        switch self {
        case .customers, .agreements, .receivables, .payments, .autopay: ["reference"]
        case .openItems: ["customer_reference", "reference"]
        case .history: []
        }
    }

    /// Position of a field by its name.
    package func index(of field: String) -> Int? { fields.firstIndex { $0.name == field } }
}

/// One field of an import kind.
package struct ImportField: Hashable, Sendable {
    /// Stable name, used in mappings and as the staging column.
    package let name: String
    package let type: FieldType
    /// A row without a value here is refused.
    package let isRequired: Bool
    /// What the field means, in words for whoever writes a mapping.
    package let about: String

    init(_ name: String, _ type: FieldType, required: Bool = false, _ about: String) {
        self.name = name
        self.type = type
        self.isRequired = required
        self.about = about
    }
}

/// How the text of a cell becomes a canonical value, which is the text staged in the database.
package enum FieldType: Hashable, Sendable {
    /// Trimmed text of at most so many bytes; line breaks become spaces unless `lines`.
    case text(bytesMax: Int, lines: Bool = false)
    /// Somebody's number for something: trimmed, leading zeros and case kept, at most 100 bytes.
    case reference
    /// `2026-11-23`.
    case date
    /// Count of the row's currency's smallest units: `1205`.
    case money(Sign)
    /// Digits with an optional minus.
    case integer(ClosedRange<Int>)
    /// `+12125550123`, with `;ext=45` where there is one.
    case phone
    /// As `EmailAddress.text`.
    case email
    /// `02134` or `02134-1001` in the United States, as given elsewhere.
    case zip
    /// Two upper-case letters in the United States, as given elsewhere.
    case state
    /// ISO 3166 alpha-2, upper case.
    case country
    /// ISO 4217, one of those `Currency` knows.
    case currency
    /// `true` or `false`.
    case boolean
    /// One word of a list.
    case choice([String])
    /// Some words of a list in the list's order, joined by `+`.
    case choices([String])

    /// Which amounts a field takes.
    package enum Sign: Hashable, Sendable {
        case positive, notNegative, notZero
    }
}
