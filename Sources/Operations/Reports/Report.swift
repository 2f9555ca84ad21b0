package import Documents
package import Receivables
import Store
package import Tabular

/// The reports there are.
package enum ReportName: String, CaseIterable, Sendable {
    case aging, activity, adherence, promises, reasons
    case ninetyDay = "ninety-day"
}

/// A report as made: figures with everything a reader needs to know what they say.
///
/// Every figure stands with its definition, its day, its currency and whom it is about.
/// Source: field reference §7: number with definition version, as-of time, currency and population.
package struct Report: Sendable, Encodable {
    /// A single number that belongs to no row, with how it is reckoned.
    package struct Figure: Sendable, Encodable {
        package let key: String
        package let title: String
        package let value: ReportTable.Cell
        package let formula: String
    }

    package let name: ReportName
    /// Counts up when the same name comes to mean something else.
    package let definition: Int
    package let title: String
    package let tenant: String
    /// First day of the period; `nil` for the state of one day.
    package let from: CalendarDate?
    /// The day at whose end the figures hold.
    package let on: CalendarDate
    package let currency: Currency
    /// Whom and what the figures are about, in a sentence.
    package let population: String
    package let table: ReportTable
    package private(set) var figures: [Figure] = []
    /// What a reader should know besides; sentences.
    package private(set) var notes: [String] = []
    /// What the bars of the picture measure, and what stands behind them in brackets.
    package let measure: String
    /// Bars of the picture, in the order of the rows.
    package let bars: [BarChart.Bar]

    init(
        _ name: ReportName, definition: Int = 1, title: String, scope: ReportScope, isPeriod: Bool, population: String,
        table: ReportTable, measure: String, bars: [BarChart.Bar]
    ) {
        self.name = name
        self.definition = definition
        self.title = title
        tenant = scope.tenant.slug
        from = isPeriod ? scope.period.days.lowerBound : nil
        on = scope.on
        currency = scope.currency
        self.population = population
        self.table = table
        self.measure = measure
        self.bars = bars
    }

    mutating func add(_ key: String, _ title: String, _ value: ReportTable.Cell, formula: String) {
        figures.append(Figure(key: key, title: title, value: value, formula: formula))
    }

    mutating func note(_ sentence: String) { notes.append(sentence) }

    /// `as of 2013-06-30, USD`, or the period.
    package var span: String {
        (from.map { "\($0) to \(on)" } ?? "as of \(on)")
            + ", \(currency.code), definition \(name.rawValue) \(definition)"
    }

    /// The picture of the report.
    package var chart: BarChart {
        BarChart(title: "\(title), \(tenant)", summary: "\(measure), \(span)", bars: bars)
    }

    private enum CodingKeys: String, CodingKey {
        case report, definition, tenant, from, asOf, currency, population, table, figures, notes
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(name.rawValue, forKey: .report)
        try object.encode(definition, forKey: .definition)
        try object.encode(tenant, forKey: .tenant)
        try object.encodeIfPresent(from, forKey: .from)
        try object.encode(on, forKey: .asOf)
        try object.encode(currency, forKey: .currency)
        try object.encode(population, forKey: .population)
        try object.encode(table, forKey: .table)
        try object.encode(figures, forKey: .figures)
        try object.encode(notes, forKey: .notes)
    }
}
