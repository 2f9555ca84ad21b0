import Ledger
import PluginKit
import Receivables
import Sealing
import Store
import Treatment

/// A batch with every figure computed from the books of one moment.
struct PreparedPlacements: Sendable {
    let batch: PlacementExportBatch
    let business: Identifier<Business>
    let exporter: PluginManifest
    let configuration: PluginConfiguration
    let moment: TenantMoment
    /// Case of each placement.
    let cases: [Identifier<Placement>: Identifier<CollectionCase>]
    /// Customer's reference of each placement.
    let names: [Identifier<Placement>: String]
    let customers: [Identifier<Placement>: Identifier<Customer>]
    /// Placements whose record could not be made, with the reason.
    let unfit: [(Identifier<Placement>, [String])]
    /// Placements that stay approved for a later file, with the reason.
    let waiting: [(Identifier<Placement>, [String])]

    init(
        _ stored: PlacementBatchRecord, business: BusinessRecord, agency: String, exporter: PluginManifest,
        configuration: PluginConfiguration, moment: TenantMoment, agencyID: Identifier<Agency>,
        registry: PluginRegistry, _ tx: TenantTransaction
    ) throws {
        let day = try TenantDay(tx)
        let gates = try Self.gates(stored, agencyID, day, registry, tx)
        var records: [PlacementRecord] = []
        var unfit: [(Identifier<Placement>, [String])] = []
        var waiting: [(Identifier<Placement>, [String])] = []
        var names: [Identifier<Placement>: String] = [:]
        var customers: [Identifier<Placement>: Identifier<Customer>] = [:]
        for (placement, caseID) in stored.cases {
            guard let facts = try tx.caseFacts([caseID], today: moment.today).first else { continue }
            names[placement] = facts.customer.reference
            customers[placement] = facts.customer.id
            let gate = gates[placement]
            var reasons = gate?.reasons ?? ["the case has no policy: nothing was decided about it"]
            do {
                let late = facts.pastDue(on: moment.today, in: stored.currency)
                if !late.isEmpty {
                    var record = try PlacementFacts(
                        facts, late, business: business, currency: stored.currency, moment: moment, tx
                    ).record(placement)
                    reasons += PlacementGate.reasons(record.restrictions)
                    record.tell(gate?.notices ?? [], facts)
                    record.limitationDate = gate?.one.inputs.limitationOn
                    record.documentCount = gate?.one.inputs.evidence.count ?? 0
                    if reasons.isEmpty {
                        if let waits = gate?.waits, !waits.isEmpty {
                            waiting.append((placement, waits))
                        } else {
                            records.append(record)
                        }
                    }
                }
            } catch let error as ItemizationError {
                reasons.append("\(error)")
            }
            if !reasons.isEmpty { unfit.append((placement, reasons)) }
        }
        batch = PlacementExportBatch(
            batchID: stored.id, sequence: stored.number, tenantCode: String(try tx.tenant().slug.prefix(30)),
            agencyCode: agency.replacing("_", with: "-"), day: moment.today, currency: stored.currency, records: records
        )
        self.business = business.id
        self.exporter = exporter
        self.configuration = configuration
        self.moment = moment
        self.unfit = unfit
        self.waiting = waiting
        self.names = names
        self.customers = customers
        cases = Dictionary(uniqueKeysWithValues: stored.cases.map { ($0.placement, $0.caseID) })
    }

    /// Whether it says what was prepared before: the same records, and the same left out or waiting.
    func says(_ earlier: PreparedPlacements) -> Bool {
        batch.records == earlier.batch.records && unfit.map(\.0) == earlier.unfit.map(\.0)
            && waiting.map(\.0) == earlier.waiting.map(\.0)
    }

    private static func gates(
        _ stored: PlacementBatchRecord, _ agency: Identifier<Agency>, _ day: TenantDay, _ registry: PluginRegistry,
        _ tx: TenantTransaction
    ) throws -> [Identifier<Placement>: PlacementGate] {
        var gates: [Identifier<Placement>: PlacementGate] = [:]
        for start in stride(from: 0, to: stored.cases.count, by: 500) {
            let chunk = stored.cases[start..<min(start + 500, stored.cases.count)]
            let cases = try DecisionCase.read(chunk.map(\.caseID), day: day, registry: registry, tx)
            let byID = Dictionary(uniqueKeysWithValues: cases.map { ($0.facts.id, $0) })
            let notices = Dictionary(
                grouping: try tx.agencyEmailNotices(of: cases.map(\.facts.customer.id), about: agency),
                by: \.customer)
            for (placement, caseID) in chunk {
                guard let one = byID[caseID] else { continue }
                gates[placement] = PlacementGate(
                    one: one, placement: placement, decision: try tx.decision(behind: placement),
                    notices: notices[one.facts.customer.id] ?? [])
            }
        }
        return gates
    }

    /// Why a case was placed or left out, for `why`.
    func decision(
        about caseID: Identifier<CollectionCase>, placement: Identifier<Placement>, placed: Bool,
        at moment: TenantMoment
    ) -> DecisionRecord? {
        guard let customer = customers[placement] else { return nil }
        let reasons = (unfit + waiting).first { $0.0 == placement }?.1 ?? []
        let words =
            placed
            ? "placed with agency \(batch.agencyCode) as approved"
            : "left out of the placement file for \(batch.agencyCode)"
                + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
        return DecisionRecord(
            caseID: caseID, customerID: customer, attempt: nil, decidedOn: moment.today, decidedAt: moment.now,
            stepKey: "place", cycle: "", moment: .placing, verdict: placed ? .send : .block,
            ruleID: placed ? "placement-approved" : "placement-left-out", citation: "",
            facts: ["batch": batch.batchID.description], words: words, until: nil, packVersion: "",
            cause: Digest.sha256(Array("place/\(batch.batchID)/\(placed)".utf8)))
    }
}

extension PlacementRecord {
    /// Adds what the creditor wrote about the e-mail address, so that the agency can prove its right to use it.
    /// Source: 12 CFR 1006.6(d)(4)(ii).
    fileprivate mutating func tell(_ notices: [AgencyEmailNoticeRecord], _ facts: CaseFacts) {
        guard var told = email, let point = facts.contactPoints.first(where: { $0.value == told.address }) else {
            return
        }
        told.usedByCreditor = facts.attempts.contains { $0.contactPoint == point.id && $0.state == .sent }
        if let notice = notices.last(where: { $0.contactPoint == point.id }) {
            told.noticeSentOn = notice.sentOn
            told.optOutBy = notice.optOutBy
        }
        email = told
    }
}

extension CaseFacts {
    /// What somebody else may be given: what is past due in one currency. A bill that is not due yet stays here.
    func pastDue(on today: CalendarDate, in currency: Currency) -> [ReceivableRecord] {
        receivables.filter { $0.open.isPositive && $0.dueOn < today && $0.open.currency == currency }
    }
}

/// One case as an agency gets to know it.
struct PlacementFacts {
    let facts: CaseFacts
    let business: BusinessRecord
    let moment: TenantMoment
    private let open: [ReceivableRecord]
    private let entries: [LedgerEntry]
    private let itemization: Itemization
    private let mailing: PlacementAddress?
    private let service: PlacementAddress?
    private let calendar: BusinessCalendar

    /// - Parameter late: What is handed over.
    /// - Throws: `ItemizationError` when the debt cannot be itemized from its last statement.
    init(
        _ facts: CaseFacts, _ late: [ReceivableRecord], business: BusinessRecord, currency: Currency,
        moment: TenantMoment, _ tx: TenantTransaction
    ) throws {
        self.facts = facts
        self.business = business
        self.moment = moment
        calendar = try tx.calendar()
        open = late
        entries = try tx.entries(of: facts.customer.id, business: business.id)
        let lastStatement = open.map(\.billedOn).max() ?? moment.today
        itemization = try Itemization(
            of: Set(open.map(\.id)), entries: entries, currency: currency, itemizationOn: lastStatement,
            asOf: moment.today)
        let letters = facts.contactPoints.filter { $0.medium == .post && !$0.isBad }
        mailing = try letters.first { $0.role != "service" }.flatMap { try Self.address(of: $0, tx) }
        service = try letters.first { $0.role == "service" }.flatMap { try Self.address(of: $0, tx) }
    }

    func record(_ placement: Identifier<Placement>) -> PlacementRecord {
        let customer = facts.customer
        let agreement = facts.agreements.first { $0.businessID == business.id }
        var record = PlacementRecord(
            placementID: placement, accountRef: agreement?.reference ?? customer.reference,
            party: PlacementParty(
                kind: customer.kind, first: customer.firstName, last: customer.lastName,
                businessName: customer.businessName),
            language: customer.language,
            creditor: PlacementCreditor(
                name: business.legalName, original: business.legalName, brand: business.brandName, purpose: purpose),
            itemization: PlacementItemization(
                kind: .lastStatement, date: itemization.itemizationOn, amount: itemization.amountOnItemizationDate,
                interest: itemization.interest, fees: itemization.fees, payments: itemization.payments,
                credits: itemization.credits, balance: itemization.current))
        record.mailingAddress = mailing
        record.serviceAddress = service
        record.phones = facts.contactPoints.filter { $0.medium == .telephone && !$0.isBad }
            .map {
                PlacementPhone(number: $0.value, consent: facts.stoppedMedia[.telephone] == nil ? .unknown : .revoked)
            }
        record.email = facts.contactPoints.first { $0.medium == .email && !$0.isBad }
            .map { PlacementEmail(address: $0.value, optedOut: facts.stoppedMedia[.email] != nil) }
        record.restrictions = restrictions
        record.dates.firstDelinquency = open.map(\.dueOn).min()
        record.dates.lastStatement = itemization.itemizationOn
        if let payment = lastPayment {
            record.dates.lastPayment = payment.day
            record.lastPaymentAmount = payment.amount
        }
        return record
    }

    private var purpose: String {
        let kinds = Set(facts.agreements.flatMap(\.serviceKinds)).sorted().joined(separator: ", ")
        return kinds.isEmpty ? open.first?.summary ?? "" : kinds
    }

    private var restrictions: PlacementRestrictions {
        var restrictions = PlacementRestrictions()
        var holds = Set(facts.holds.filter { $0.binds(on: moment.today) }.map(\.reason))
        if facts.disputes.contains(where: { $0.resolvedOn == nil }) { holds.insert(.dispute) }
        if hasOpenPromise { holds.insert(.promise) }
        if facts.plans.contains(where: { $0.timeline(on: moment.today).fact.holds(on: moment.today) }) {
            holds.insert(.plan)
        }
        restrictions.holds = holds.sorted { $0.rawValue < $1.rawValue }
        restrictions.stoppedMedia = ContactMedium.allCases.filter { facts.stoppedMedia[$0] != nil }
        restrictions.paidOrSettled = open.isEmpty
        return restrictions
    }

    private var hasOpenPromise: Bool {
        facts.promises.contains { promise in
            PromiseFact(
                id: promise.id, madeOn: promise.madeOn, dueOn: promise.dueOn, amount: promise.amount, scope: .wholeCase,
                supersededOn: promise.supersededOn, withdrawnOn: promise.withdrawnOn
            )
            .outcome(
                payments: facts.payments, on: moment.today, graceBusinessDays: PromiseTerms().graceBusinessDays,
                calendar: calendar) == .open
        }
    }

    private var lastPayment: (day: CalendarDate, amount: Money)? {
        let reversed = Set(entries.compactMap(\.reverses))
        let last = entries.last { $0.kind == .paymentReceived && !reversed.contains($0.id) }
        guard let last else { return nil }
        // A payment whose postings cannot be summed was never recorded: the books would have refused it.
        guard let amount = try? last.postings.map(\.amount).total(in: last.currency) else { return nil }
        return (last.effectiveOn, amount)
    }

    private static func address(of point: ContactPointRecord, _ tx: TenantTransaction) throws -> PlacementAddress? {
        try tx.postalParts(of: point.id).map {
            PlacementAddress(line1: $0.line1, line2: $0.line2, city: $0.city, state: $0.state, zip: $0.zip)
        }
    }
}
