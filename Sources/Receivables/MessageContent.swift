/// What one message says, ready to be delivered: the words are settled and every amount stands in them.
public enum MessageContent: Hashable, Sendable, Codable {
    case email(EmailContent)
    case letter(LetterContent)
    case call(CallScript)
    case text(TextContent)

    /// The medium this content is made for.
    public var medium: ContactMedium {
        switch self {
        case .email: .email
        case .letter: .post
        case .call: .telephone
        case .text: .text
        }
    }
}

/// An electronic mail in both of its forms; each reads well alone.
public struct EmailContent: Hashable, Sendable, Codable {
    /// Names the business and the statement, never a debt, an amount or a service status.
    public let subject: String
    /// The plain part; lines end with LF.
    public let text: String
    /// The HTML part, a complete document without outside resources.
    public let html: String

    /// Makes the content from its parts.
    public init(subject: String, text: String, html: String) {
        self.subject = subject
        self.text = text
        self.html = html
    }
}

/// A letter as structure; drawing it is the business of the page.
public struct LetterContent: Hashable, Sendable, Codable {
    /// One line of the table of items.
    public struct Item: Hashable, Sendable, Codable {
        /// The reference the customer knows, such as the invoice number.
        public let reference: String
        /// What was billed.
        public let summary: String
        /// When it was due, in words of the letter's language.
        public let dueOn: String
        /// What is open, with currency sign.
        public let amount: String

        /// Makes an item from texts ready to print.
        public init(reference: String, summary: String, dueOn: String, amount: String) {
            self.reference = reference
            self.summary = summary
            self.dueOn = dueOn
            self.amount = amount
        }
    }

    /// The tear-off part that comes back with a cheque.
    public struct RemittanceSlip: Hashable, Sendable, Codable {
        /// Heading in the letter's language.
        public let title: String
        /// Pairs of label and value: customer, reference, amount.
        public let rows: [[String]]
        /// Where the payment goes, one line each.
        public let payTo: [String]

        /// Makes a slip from texts ready to print.
        public init(title: String, rows: [[String]], payTo: [String]) {
            self.title = title
            self.rows = rows
            self.payTo = payTo
        }
    }

    /// Document title and language tag (`en`, `es`); the title names no debt.
    public let title: String
    /// Language of every text below.
    public let language: Language
    /// The sender's name and address as printed at the top, one line each; the first is the registered name.
    public let senderLines: [String]
    /// The recipient as printed in the window, one line each, at most five.
    public let recipientLines: [String]
    /// The date in words.
    public let date: String
    /// `Agreement NW-10001` and the like, one line each.
    public let referenceLines: [String]
    /// The salutation line.
    public let salutation: String
    /// What the letter says before the table, one element a paragraph.
    public let opening: [String]
    /// Headings of the table's four columns, in the letter's language; empty when there is no table.
    public let itemHeadings: [String]
    /// Rows of the table, oldest first; empty when there is no table.
    public let items: [Item]
    /// Label and amount of the total line; empty when there is no table.
    public let total: [String]
    /// What the letter says after the table, one element a paragraph.
    public let closing: [String]
    /// Name of the role and the business under the letter, one line each.
    public let signature: [String]
    /// Small print: version of template and policy, how the figures are dated.
    public let smallPrint: [String]
    /// The slip to be sent in with a cheque; `nil` when cheques are not taken.
    public let remittance: RemittanceSlip?
    /// `Page {page} of {pages}` in the letter's language, with both marks.
    public let pageLabel: String
    /// Colour of the business for its name and rules, as `#RRGGBB`; `nil` for the product's own.
    public let brandColor: String?
    /// Words that stand in the table's place when the letter keeps to one page and the table follows on pages of its
    /// own; `nil` where the table stays in its place.
    public let itemsFollow: String?
    /// The name customers know, set large at the head in place of a logo; `nil` where it is the registered name.
    public let brandName: String?
    /// Begins an element of `opening` or `closing` that is set as a headline.
    public static let headlineMark = "# "
    /// An element of `opening` at which a new sheet begins; the slip stays on the sheet before it.
    public static let pageMark = "\u{0C}"

    /// Makes a letter from texts ready to print.
    public init(
        title: String, language: Language, senderLines: [String], recipientLines: [String], date: String,
        referenceLines: [String], salutation: String, opening: [String], itemHeadings: [String], items: [Item],
        total: [String], closing: [String], signature: [String], smallPrint: [String], remittance: RemittanceSlip?,
        pageLabel: String, brandColor: String? = nil, itemsFollow: String? = nil, brandName: String? = nil
    ) {
        self.title = title
        self.language = language
        self.senderLines = senderLines
        self.recipientLines = recipientLines
        self.date = date
        self.referenceLines = referenceLines
        self.salutation = salutation
        self.opening = opening
        self.itemHeadings = itemHeadings
        self.items = items
        self.total = total
        self.closing = closing
        self.signature = signature
        self.smallPrint = smallPrint
        self.remittance = remittance
        self.pageLabel = pageLabel
        self.brandColor = brandColor
        self.itemsFollow = itemsFollow
        self.brandName = brandName
    }
}

/// A page that goes along with a message: attached to a mail, behind a letter.
public struct Enclosure: Hashable, Sendable, Codable {
    /// Name of the attached file, ending `.pdf`: letters, digits and `-`, naming no debt, amount or person.
    public let fileName: String
    /// What stands on it, under its title; it bears no salutation and no window address.
    public let page: LetterContent

    /// Makes an enclosure.
    public init(fileName: String, page: LetterContent) {
        self.fileName = fileName
        self.page = page
    }
}

/// What a person says and asks on the telephone.
public struct CallScript: Hashable, Sendable, Codable {
    /// One part of the talk: opening, say, listen, agree, close, voicemail.
    public struct Part: Hashable, Sendable, Codable {
        /// Name of the part in the caller's language.
        public let heading: String
        /// What to say or do, one element a line.
        public let lines: [String]

        /// Makes a part of a script.
        public init(heading: String, lines: [String]) {
            self.heading = heading
            self.lines = lines
        }
    }

    /// Why the call is made, in one line.
    public let purpose: String
    /// In the order of the talk.
    public let parts: [Part]
    /// The only words a voicemail may hold. Source: 12 CFR 1006.2(j).
    public let voicemail: String

    /// Makes a script from texts ready to read out.
    public init(purpose: String, parts: [Part], voicemail: String) {
        self.purpose = purpose
        self.parts = parts
        self.voicemail = voicemail
    }
}

/// A text message.
public struct TextContent: Hashable, Sendable, Codable {
    /// The whole message, opt-out line included.
    public let body: String

    /// Makes a text message.
    public init(body: String) { self.body = body }
}
