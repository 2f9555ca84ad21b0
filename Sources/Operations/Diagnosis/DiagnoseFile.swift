package import Foundation
package import Receivables
package import Tabular
package import Treatment

/// Reads a plain list of open items and says what stands in it for whoever thinks about a process: who is late, who was
/// never called, what is at stake, and what each starter policy would send next.
///
/// Needs no tenant and no database. Nothing is kept, nothing is sent.
package struct DiagnoseFile: Sendable {
    /// What the file does not say itself.
    package struct Request: Sendable {
        /// The day to look from.
        package var on: CalendarDate
        /// How to read the file; the shipped mapping that fits best when left out.
        package var mapping: ImportMapping?
        /// Settles an order of dates the file leaves open.
        package var dates: DateOrder?
        /// What a customer pays a month where the file does not say.
        package var monthly: Money?
        package var multiple = ContractMultiple.alarmTrade
        /// Bands of the aging; those of the file, or else the trade's, when left out.
        package var buckets: AgingBuckets?
        /// The currency looked at; the one of most rows when left out.
        package var currency: Currency?

        package init(on: CalendarDate) { self.on = on }
    }

    /// Most rows of a file: a list that is longer belongs in an installation.
    package static let rowsMax = 200_000
    private let calendar: BusinessCalendar

    package init(calendar: BusinessCalendar = .standard) { self.calendar = calendar }

    /// - Throws: `ImportFileError` for a file that cannot be read as a list of open items, `ActRefused` for one that
    ///   holds nothing to look at.
    package func callAsFunction(_ file: URL, _ request: Request) throws -> Diagnosis {
        let book = try read(file, request)
        let tomorrow = calendar.nextBusinessDay(after: request.on)
        let forecasts = try StarterShelf.policies().map {
            StarterForecast($0, book: book, request: request, on: tomorrow, calendar: calendar)
        }
        return try Diagnosis(book, request: request, tomorrow: tomorrow, forecasts: forecasts)
    }

    static let tooLong = ActRefused(.badInput, "the file has more than \(rowsMax) rows: import it instead")

    /// By the mapping asked for, or by the shipped one that fits, or as a summary by bands, or as a list without numbers.
    private func read(_ file: URL, _ request: Request) throws -> FileBook {
        if let chosen = request.mapping {
            guard chosen.kind == .openItems else {
                throw ActRefused(
                    .badInput, "mapping \(chosen.name) is for \(chosen.kind.rawValue): name one for open-items")
            }
            return try FileBook(
                file, mapping: request.dates.map(chosen.reading) ?? chosen, currency: request.currency)
        }
        switch Self.fitting(file, request, among: ImportMapping.shipped) {
        case .success(let mapping): return try FileBook(file, mapping: mapping, currency: request.currency)
        case .failure(let refusal):
            if let summary = try AgingSummary(file, currency: request.currency ?? .usd, linesMax: Self.rowsMax + 1) {
                guard summary.lines.count <= Self.rowsMax else { throw Self.tooLong }
                return try FileBook(file, summary: summary, currency: request.currency, on: request.on)
            }
            let numbered = ImportMapping.shipped(named: "plain-aging").map { [$0.numberingRows] } ?? []
            guard case .success(let mapping) = Self.fitting(file, request, among: numbered) else { throw refusal }
            return try FileBook(file, mapping: mapping, currency: request.currency)
        }
    }

    private static func fitting(
        _ file: URL, _ request: Request, among mappings: [ImportMapping]
    ) -> Result<ImportMapping, ImportFileError> {
        Result { () throws(ImportFileError) in
            try ImportMapping.fitting(file, kind: .openItems, dates: request.dates, among: mappings)
        }
    }
}
