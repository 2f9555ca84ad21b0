public import Receivables

/// Writes placed cases in a layout an agency reads.
///
/// It renders and does not decide: which cases are placed was approved by a person, and every figure comes computed
/// from the ledger. It does check: a record that does not prove to the cent or lacks what the layout needs is left out
/// with every reason, and the rest goes on.
public protocol PlacementExporter: Plugin {
    /// Renders a batch into files in `context.spoolDirectory`. Talks to nobody.
    ///
    /// May be called again with the same batch: the files are the same, byte for byte, whatever the clock says. A file
    /// appears under its name only when it is complete.
    func render(_ batch: PlacementExportBatch, in context: PluginContext) async -> PlacementExportResult

    /// Renders what happened to placed cases since into a file in `context.spoolDirectory`. Talks to nobody.
    ///
    /// May be called again with the same changes: the file is the same, byte for byte. Refuses unless the layout has one.
    func renderChanges(_ file: PlacementChangeFile, in context: PluginContext) async -> PlacementChangesResult
}

/// One file of placements for one agency.
public struct PlacementExportBatch: Hashable, Sendable, Codable {
    /// Most records in one batch.
    public static let recordsMax = 20_000

    /// The host's key of the batch; the same when it is rendered again.
    public let batchID: Identifier<PlacementBatch>
    /// Counts the batches to this agency from 1; part of the file name.
    public let sequence: Int
    /// Short name of the tenant in file names; letters, digits and hyphens.
    public let tenantCode: String
    /// Short name of the agency in file names; letters, digits and hyphens.
    public let agencyCode: String
    /// The tenant's day for which every figure was computed; no date in a record is after it.
    public let day: CalendarDate
    /// The one currency of the batch.
    public let currency: Currency
    /// In the order they are written.
    public let records: [PlacementRecord]

    /// Gathers records.
    public init(
        batchID: Identifier<PlacementBatch>, sequence: Int, tenantCode: String, agencyCode: String, day: CalendarDate,
        currency: Currency, records: [PlacementRecord]
    ) {
        self.batchID = batchID
        self.sequence = sequence
        self.tenantCode = tenantCode
        self.agencyCode = agencyCode
        self.day = day
        self.currency = currency
        self.records = records
    }
}

/// What became of a batch.
public enum PlacementExportResult: Hashable, Sendable, Codable {
    case rendered(RenderedPlacements)
    /// No file was made; `fault` says who has to change something. `.message` means the batch itself.
    case refused(fault: Fault, detail: String)
    /// No file was made, a full disk for example; the same may be tried again after the pause.
    case retry(after: Duration, detail: String)
}

/// A rendered batch.
public struct RenderedPlacements: Hashable, Sendable, Codable {
    /// The file for the agency; `nil` when every record was refused.
    public let file: SpooledFile?
    /// Control totals and hash beside it, for the agency to check against; `nil` with the file.
    public let manifest: SpooledFile?
    /// Placements in the file, in its order.
    public let accepted: [Identifier<Placement>]
    /// Placements left out, in the batch's order.
    public let refused: [RefusedPlacement]
    /// What the file adds up to.
    public let totals: PlacementTotals

    /// Records a rendered batch.
    public init(
        file: SpooledFile?, manifest: SpooledFile?, accepted: [Identifier<Placement>], refused: [RefusedPlacement],
        totals: PlacementTotals
    ) {
        self.file = file
        self.manifest = manifest
        self.accepted = accepted
        self.refused = refused
        self.totals = totals
    }
}

/// A placement left out of the file.
public struct RefusedPlacement: Hashable, Sendable, Codable {
    /// Names a record of the batch.
    public let placementID: Identifier<Placement>
    /// Every reason, never empty; each says what is missing or wrong and what to do, without personal data.
    public let reasons: [String]

    /// States why a placement was left out.
    public init(placementID: Identifier<Placement>, reasons: [String]) {
        self.placementID = placementID
        self.reasons = reasons
    }
}

/// Count and sums over the records of a file. Source: control totals of Latitude AIM's CTRL record.
public struct PlacementTotals: Hashable, Sendable, Codable {
    /// Records in the file, without its heading.
    public let recordCount: Int
    /// Sums of the itemization's parts and of the balance.
    public let amountOnItemizationDate: Money
    /// Sum of the records' interest, in the batch's currency.
    public let interest: Money
    /// Sum of the records' fees.
    public let fees: Money
    /// Sum of the records' payments.
    public let payments: Money
    /// Sum of the records' credits.
    public let credits: Money
    /// Sum of the records' balances: what is placed.
    public let balance: Money

    /// States the totals.
    public init(
        recordCount: Int, amountOnItemizationDate: Money, interest: Money, fees: Money, payments: Money,
        credits: Money, balance: Money
    ) {
        self.recordCount = recordCount
        self.amountOnItemizationDate = amountOnItemizationDate
        self.interest = interest
        self.fees = fees
        self.payments = payments
        self.credits = credits
        self.balance = balance
    }
}
