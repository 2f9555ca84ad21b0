package import Foundation
package import PluginKit
package import Receivables
import Store

/// Tells an agency what happened here to the cases it has: each thing once, in a file of changes.
package struct TellAgency: Sendable {
    let files: AgencyFiles
    private var store: Store { files.store }

    package init(_ files: AgencyFiles) { self.files = files }

    /// What was told.
    package struct Told: Sendable {
        /// `nil` when there is no news, and for a dry run.
        package let file: SpooledFile?
        package let folder: URL?
        /// One line each: the customer, what happened, when and how much.
        package let changes: [Change]
    }

    /// One thing that happened.
    package struct Change: Sendable, Encodable {
        package let customer: String
        package let kind: String
        package let on: CalendarDate
        package let amount: Money?
        package let balance: Money
    }

    /// Days a customer has at least to say no. Source: 12 CFR 1006.6(d)(4)(ii)(C).
    package static let optOutDays = 35

    /// Writes what the agency was not told yet. Without news no file is written, so that a second call tells nothing.
    ///
    /// - Parameter dryRun: Says what would be told and leaves neither a file nor a record.
    package func tell(
        agency reference: String, business businessReference: String?, dryRun: Bool, for tenant: Identifier<Tenant>
    ) async throws -> Told {
        let agency = try await files.agency(reference)
        let prepared = try await store.transaction(for: tenant) { tx in
            try prepare(agency, reference, businessReference, tx)
        }
        guard !dryRun, !prepared.news.isEmpty else {
            return Told(file: nil, folder: nil, changes: prepared.shown)
        }
        let folder = try files.folder(tenant: tenant, business: prepared.business, kind: prepared.kind)
        let file = try await write(prepared, in: folder, tenant: tenant)
        try await store.transaction(for: tenant) { tx in
            let now = try tx.placementNews(
                of: prepared.business, for: agency, limit: PlacementChangeFile.changesMax)
            guard try tx.nextChangeFileNumber(of: prepared.business, for: agency) == prepared.file.sequence,
                now.map(\.key) == prepared.news.map(\.key)
            else {
                throw ActRefused(.notAllowed, "more happened while the file was written: write it again")
            }
            try tx.recordChangeFile(
                prepared.file.sequence, of: prepared.business, for: agency,
                path: "\(tenant)/\(prepared.business)/\(prepared.kind)/\(file.name)", sha256: file.sha256,
                news: prepared.news, at: try tx.moment().now)
        }
        return Told(file: file, folder: folder, changes: prepared.shown)
    }

    /// Asks for a case back. The agency is told with the next file; until it confirms, the case stays held here.
    ///
    /// - Parameter reason: A stable word the agency reads, such as `disputed`; no words of a person.
    /// - Returns: Whether it was asked for now, and not before.
    package func recall(
        _ reference: String, business businessReference: String?, reason: String, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Bool {
        guard reason.wholeMatch(of: /[a-z][a-z-]{0,39}/) != nil else {
            throw ActRefused(
                .badInput,
                "the agency reads the reason, so it is a word and no sentence, such as paid, disputed, bankruptcy or "
                    + "placed-in-error (--reason)")
        }
        guard !person.isBlank else { throw ActRefused(.badInput, "say who asks (--by)") }
        try refuseCardNumbers(in: person)
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            let customer = try tx.customer(named: reference)
            let business = try tx.business(named: businessReference)
            guard let placement = try tx.exportedPlacement(of: try tx.caseOf(customer.id, with: business)) else {
                throw ActRefused(.notAllowed, "customer \(reference) is with no agency: there is nothing to ask back")
            }
            return try tx.addRecall(
                of: placement, reason: reason, by: person, on: moment.today, at: moment.now)
        }
    }

    /// Keeps that the customer was told an agency may use their e-mail address, and until when they may say no.
    ///
    /// - Returns: The last day to say no, and whether the notice is new.
    /// - Throws: `ActRefused` for fewer than 35 days, for a day before what is owed was past due, and for a customer
    ///   without an address or who opted out.
    package func keepNotice(
        to reference: String, about agencyReference: String, sentOn: CalendarDate, optOutBy: CalendarDate?,
        by person: String, for tenant: Identifier<Tenant>
    ) async throws -> (optOutBy: CalendarDate, isNew: Bool) {
        guard !person.isBlank else { throw ActRefused(.badInput, "say who records it: --by") }
        try refuseCardNumbers(in: person)
        let agency = try await files.agency(agencyReference)
        let least = sentOn.adding(days: Self.optOutDays)
        let last = optOutBy ?? least
        guard last >= least else {
            throw ActRefused(
                .badInput,
                "the customer has at least \(Self.optOutDays) days to say no: the last day is \(least) or later")
        }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard sentOn <= moment.today else {
                throw ActRefused(.badInput, "\(sentOn) lies in the future: today is \(moment.today)")
            }
            let customer = try tx.customer(named: reference)
            try refuseNotice(sentOn, beforeTheDebtOf: customer, tx, today: moment.today)
            guard let point = try tx.contactPoints(of: [customer.id]).first(where: { $0.medium == .email && !$0.isBad })
            else { throw ActRefused(.notAllowed, "customer \(reference) has no good e-mail address") }
            guard try tx.stoppedMedia(of: [customer.id])[customer.id]?[.email] == nil else {
                throw ActRefused(.notAllowed, "customer \(reference) stopped e-mail: no agency may use the address")
            }
            let isNew = try tx.addAgencyEmailNotice(
                to: point.id, of: customer.id, about: agency, sentOn: sentOn, optOutBy: last, by: person,
                at: moment.now)
            return (last, isNew)
        }
    }
}

extension TellAgency {
    /// A notice is about a debt that is handed over; one sent before that debt was late is a mistyped day.
    /// Source: 12 CFR 1006.6(d)(4)(ii)(B).
    private func refuseNotice(
        _ sentOn: CalendarDate, beforeTheDebtOf customer: CustomerRecord, _ tx: TenantTransaction,
        today: CalendarDate
    ) throws {
        let open = try tx.caseFacts(try tx.caseIDs(of: customer.id), today: today).flatMap(\.receivables)
            .filter { $0.open.isPositive }
        guard let oldest = open.map(\.dueOn).min(), oldest < today else {
            throw ActRefused(
                .notAllowed, "customer \(customer.reference) owes nothing past due: there is nothing to give an agency")
        }
        guard sentOn > oldest else {
            throw ActRefused(
                .badInput,
                "on \(sentOn) nothing of what customer \(customer.reference) owes was past due: the notice says that it "
                    + "goes to an agency, and is of \(oldest.adding(days: 1)) or later (--sent-on)")
        }
    }

    /// News with what the file needs to say it.
    fileprivate struct Prepared: Sendable {
        let business: Identifier<Business>
        let kind: String
        let configuration: PluginConfiguration
        let moment: TenantMoment
        let file: PlacementChangeFile
        let news: [PlacementNewsRecord]
        let shown: [Change]
    }

    private func prepare(
        _ agency: Identifier<Agency>, _ reference: String, _ businessReference: String?, _ tx: TenantTransaction
    ) throws -> Prepared {
        let moment = try tx.moment()
        let business = try tx.business(named: businessReference)
        let (manifest, configuration) = try files.exporter(in: tx)
        let news = try tx.placementNews(of: business.id, for: agency, limit: PlacementChangeFile.changesMax)
        var facts: [Identifier<CollectionCase>: CaseFacts] = [:]
        let ids = Array(Set(news.map(\.caseID)))
        for start in stride(from: 0, to: ids.count, by: 500) {
            let chunk = Array(ids[start..<min(start + 500, ids.count)])
            for one in try tx.caseFacts(chunk, today: moment.today) { facts[one.id] = one }
        }
        let placed = try tx.placedReceivables(of: Array(Set(news.map(\.placement))))
        var changes: [PlacementChange] = []
        var shown: [Change] = []
        for item in news {
            guard let facts = facts[item.caseID], let kind = PlacementChange.Kind(rawValue: item.kind) else { continue }
            // What was billed since is not the agency's.
            let open = facts.receivables.filter { placed[item.placement]?.contains($0.id) ?? false }.map(\.open)
                .filter { $0.currency == item.currency }
            let balance = try open.total(in: item.currency)
            let amount = item.amountMinor.map { Money(minorUnits: $0, currency: item.currency) }
            changes.append(
                PlacementChange(
                    placementID: item.placement,
                    accountRef: facts.agreements.first { $0.businessID == business.id }?.reference
                        ?? facts.customer.reference,
                    kind: kind, sourceID: item.sourceID.uuidString.lowercased(), happenedOn: item.happenedOn,
                    amount: amount, balance: balance, detail: item.detail))
            shown.append(
                Change(
                    customer: facts.customer.reference, kind: item.kind, on: item.happenedOn, amount: amount,
                    balance: balance))
        }
        return Prepared(
            business: business.id, kind: manifest.kind, configuration: configuration, moment: moment,
            file: PlacementChangeFile(
                sequence: try tx.nextChangeFileNumber(of: business.id, for: agency),
                tenantCode: String(try tx.tenant().slug.prefix(30)),
                agencyCode: reference.replacing("_", with: "-"), day: moment.today, changes: changes),
            news: news, shown: shown)
    }

    private func write(
        _ prepared: Prepared, in folder: URL, tenant: Identifier<Tenant>
    ) async throws -> SpooledFile {
        let exporter = try files.plugin(prepared.kind)
        let context = files.context(
            tenant: tenant, business: prepared.business, configuration: prepared.configuration,
            moment: prepared.moment, folder: folder)
        switch await exporter.renderChanges(prepared.file, in: context) {
        case .rendered(let file): return file
        case .refused(_, let detail): throw ActRefused(.notAllowed, "no file was written: \(detail)")
        case .retry(_, let detail): throw ActRefused(.notAllowed, "no file was written, try again later: \(detail)")
        }
    }
}

extension PlacementNewsRecord {
    /// What makes it one thing.
    fileprivate var key: String { "\(placement) \(kind) \(sourceID)" }
}
