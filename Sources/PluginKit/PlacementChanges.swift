public import Receivables

/// Something that happened to a placed case on the tenant's side, which its agency has to know.
public struct PlacementChange: Hashable, Sendable, Codable {
    /// What happened.
    public enum Kind: String, CaseIterable, Sendable, Codable {
        /// The customer paid the creditor itself.
        case payment
        /// A payment or credit told before, or one before the placement, was taken back: more is owed.
        case paymentReversed = "payment-reversed"
        /// The creditor gave something up.
        case credit
        /// The customer objects. Source: 12 CFR 1006.38(d)(2): collection of the disputed part ceases.
        case dispute
        case disputeResolved = "dispute-resolved"
        /// Something binds the case, such as bankruptcy or a death.
        case hold
        /// The creditor asks for the case back.
        case recall
    }

    /// Names the placement as its row in the placement file did.
    public let placementID: Identifier<Placement>
    /// The number the customer knows.
    public let accountRef: String
    /// What happened. Source: the row of the ledger, dispute, hold or placement that `sourceID` names.
    public let kind: Kind
    /// The entry, dispute, hold or placement it tells of: with placement and kind the key of the change.
    public let sourceID: String
    /// The tenant's day from which it counts, never after the day of the file: a payment's value date, the day a dispute or
    /// hold began.
    public let happenedOn: CalendarDate
    /// The sum that moved or is disputed, never negative; `nil` where none is.
    public let amount: Money?
    /// What is owed on what was placed after all changes of the file, by the ledger.
    public let balance: Money
    /// A stable word, such as the hold's reason; empty for none. No free text of a person.
    public let detail: String

    /// States a change.
    public init(
        placementID: Identifier<Placement>, accountRef: String, kind: Kind, sourceID: String, happenedOn: CalendarDate,
        amount: Money?, balance: Money, detail: String
    ) {
        self.placementID = placementID
        self.accountRef = accountRef
        self.kind = kind
        self.sourceID = sourceID
        self.happenedOn = happenedOn
        self.amount = amount
        self.balance = balance
        self.detail = detail
    }
}

/// One file of changes for one agency.
public struct PlacementChangeFile: Hashable, Sendable, Codable {
    /// Most changes in one file.
    public static let changesMax = 50_000

    /// Counts the change files of the business to this agency from 1; part of the file name.
    public let sequence: Int
    /// Short name of the tenant in file names; letters, digits and hyphens.
    public let tenantCode: String
    /// Short name of the agency in file names; letters, digits and hyphens.
    public let agencyCode: String
    /// The tenant's day.
    public let day: CalendarDate
    /// By placement and day; each key once.
    public let changes: [PlacementChange]

    /// Gathers changes.
    public init(
        sequence: Int, tenantCode: String, agencyCode: String, day: CalendarDate, changes: [PlacementChange]
    ) {
        self.sequence = sequence
        self.tenantCode = tenantCode
        self.agencyCode = agencyCode
        self.day = day
        self.changes = changes
    }
}

/// What became of a file of changes.
public enum PlacementChangesResult: Hashable, Sendable, Codable {
    case rendered(SpooledFile)
    /// No file was made; `fault` says who has to change something.
    case refused(fault: Fault, detail: String)
    /// No file was made; the same may be tried again after the pause.
    case retry(after: Duration, detail: String)
}

extension PlacementExporter {
    /// A layout without change files refuses them: the agency has to be told in another way.
    public func renderChanges(
        _ file: PlacementChangeFile, in context: PluginContext
    ) async -> PlacementChangesResult {
        .refused(fault: .plugin, detail: "this layout has no file of changes: tell the agency in another way")
    }
}
