package import Receivables
package import Store
package import Treatment

/// What a report is asked for.
package struct ReportRequest: Sendable {
    /// The day at whose end the figures hold; the tenant's today when left out.
    package var on: CalendarDate?
    /// First day of a report on a period; 29 days before its last when left out.
    package var from: CalendarDate?
    package var currency = Currency.usd
    /// Bands of the aging; the tenant's own when left out.
    package var buckets: AgingBuckets?
    /// What one dollar of monthly revenue is worth; the tenant's own when left out.
    package var multiple: ContractMultiple?
    /// Most rows of a list of customers.
    package var limit = 100

    package init() {}
}

/// The tenant and the days of one report, read with its figures.
struct ReportScope: Sendable {
    let tenant: TenantRecord
    let on: CalendarDate
    let period: ReportPeriod
    let currency: Currency

    static let daysStandard = 30
    static let daysMax = 3_660

    init(_ tx: TenantTransaction, _ request: ReportRequest) throws {
        tenant = try tx.tenant()
        let moment = try tx.moment()
        on = request.on ?? moment.today
        currency = request.currency
        guard on <= moment.today else {
            throw ActRefused(
                .badInput,
                "\(on) is ahead of the tenant's today, \(moment.today): what has not happened is in no report")
        }
        let first = request.from ?? on.adding(days: 1 - Self.daysStandard)
        guard first <= on else {
            throw ActRefused(
                .badInput, "the period begins on \(first), after its last day \(on): give an earlier --from")
        }
        guard on.days(since: first) < Self.daysMax else {
            throw ActRefused(.badInput, "a period has at most \(Self.daysMax) days: give a later --from")
        }
        period = ReportPeriod(first...on, in: moment.zone)
    }
}

/// Makes one report of one tenant from the dated facts, so that a day of the past gives what it gave then but for what
/// was entered since with an earlier date. Writes nothing.
package struct MakeReport: Sendable {
    private let store: Store

    package init(store: Store) { self.store = store }

    /// - Throws: `ActRefused` for a day ahead or a period that runs backward; `MoneyOverflow` for sums past counting.
    package func callAsFunction(
        _ name: ReportName, of tenant: Identifier<Tenant>, _ request: ReportRequest = ReportRequest()
    ) async throws -> Report {
        precondition((1...10_000).contains(request.limit), "a list has 1 to 10,000 rows")
        return try await store.snapshot(of: tenant) { tx in
            let scope = try ReportScope(tx, request)
            switch name {
            case .aging: return try .aging(tx, scope, request.buckets ?? scope.tenant.aging)
            case .activity: return try .activity(tx, scope)
            case .adherence: return try .adherence(tx, scope)
            case .promises: return try .promises(tx, scope)
            case .reasons: return try .reasons(tx, scope)
            case .ninetyDay: return try .ninetyDay(tx, scope, request.multiple, limit: request.limit)
            }
        }
    }
}

extension CallDisposition {
    /// Those that count as an attempt to reach the customer.
    static let attempts = allCases.filter { disposition in
        CallFact(day: CalendarDate(daysSinceEpoch: 0), step: nil, disposition: disposition).isAttempt
    }
}
