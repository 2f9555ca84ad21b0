package import Foundation
package import PluginKit
package import Receivables
package import Store

/// Gives cases to an agency: what a person decided case by case is written from the books, and asked again while it is.
package struct PlaceCases: Sendable {
    let files: AgencyFiles
    private var store: Store { files.store }

    package init(_ files: AgencyFiles) { self.files = files }

    /// What an export did, or would do.
    package struct Exported: Sendable {
        /// `nil` when no record could go.
        package let file: SpooledFile?
        package let folder: URL
        package let totals: PlacementTotals?
        /// Customers in the file.
        package let placed: [String]
        /// Customers left out, with every reason. Somebody has to decide again about them.
        package let leftOut: [(customer: String, reasons: [String])]
        /// Customers who stay approved and go with a later file, with the reason.
        package let waiting: [(customer: String, reasons: [String])]
        package let wasDryRun: Bool
    }

    /// Adds an agency or a counsel by its reference.
    ///
    /// - Returns: Whether it is new, and not there before under the same name.
    /// - Throws: `ActRefused` when the reference is another's: files that went out name it, so that it is never renamed.
    @discardableResult
    package func addAgency(_ reference: String, name: String) async throws -> Bool {
        let name = name.trimmingCharacters(in: .whitespaces)
        guard !name.isEmpty else { throw ActRefused(.badInput, "say the agency's name: --name") }
        let before = try await store.withoutTenantScope(reason: "agencies serve many tenants") { platform in
            try platform.agency(reference: reference)?.name
        }
        if let before, before != name {
            throw ActRefused(
                .notAllowed,
                "\(reference) is there already as \(before), and an agency is not renamed: files that went out name it. "
                    + "Give the other one a reference of its own")
        }
        try Self.check(reference)
        try await store.withoutTenantScope(reason: "agencies serve many tenants") { platform in
            try platform.addAgency(reference: reference, name: name)
        }
        return before == nil
    }

    /// Writes the approved batch of an agency. A second export finds nothing to do.
    ///
    /// - Parameter dryRun: Says what would go and leaves neither a file nor a record.
    /// - Throws: `ActRefused` when nothing is approved, no exporter is switched on, the tenant is muted, or the books moved
    ///   meanwhile.
    package func export(
        agency reference: String, business businessReference: String?, dryRun: Bool, for tenant: Identifier<Tenant>
    ) async throws -> Exported {
        let agency = try await files.agency(reference)
        let prepared = try await store.transaction(for: tenant) { tx in
            let record = try tx.tenant()
            if !dryRun, record.isMuted {
                throw ActRefused(
                    .notAllowed,
                    "the tenant is muted, and nothing leaves: look with --dry-run, and end it with dunwell tenant unmute "
                        + "--tenant \(record.slug)")
            }
            return try prepare(agency: agency, reference: reference, business: businessReference, tx)
        }
        let folder =
            dryRun
            ? FileManager.default.temporaryDirectory.appending(path: "dunwell-placing-\(UUID().uuidString)")
            : try files.folder(tenant: tenant, business: prepared.business, kind: prepared.exporter.kind)
        if dryRun {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        defer {
            // What a dry run leaves in the temporary folder is removed with it by the system.
            if dryRun { try? FileManager.default.removeItem(at: folder) }
        }
        let rendered = try await render(prepared, in: folder, tenant: tenant)
        let refused = prepared.unfit + rendered.map { $0.refused.map { ($0.placementID, $0.reasons) } }.orEmpty
        let result = Exported(
            file: rendered?.file, folder: folder, totals: rendered?.totals,
            placed: (rendered?.accepted ?? []).compactMap { prepared.names[$0] },
            leftOut: refused.map { (prepared.names[$0.0] ?? "", $0.1) },
            waiting: prepared.waiting.map { (prepared.names[$0.0] ?? "", $0.1) }, wasDryRun: dryRun)
        // A batch of which everything waits stays as it is.
        guard !dryRun, prepared.waiting.count < prepared.cases.count else { return result }
        try await store.transaction(for: tenant) { tx in
            let cases = prepared.cases.values.sorted { $0.description < $1.description }
            for caseID in cases { _ = try tx.lockCase(caseID) }  // each was read above
            let now = try prepare(agency: agency, reference: reference, business: businessReference, tx)
            guard now.says(prepared) else {
                throw ActRefused(.notAllowed, "the books moved while the file was written: export again")
            }
            try keep(prepared, agency: agency, rendered: rendered, refused: refused, tx)
        }
        return result
    }

    private func render(
        _ prepared: PreparedPlacements, in folder: URL, tenant: Identifier<Tenant>
    ) async throws -> RenderedPlacements? {
        guard !prepared.batch.records.isEmpty else { return nil }
        let exporter = try files.plugin(prepared.exporter.kind)
        let context = files.context(
            tenant: tenant, business: prepared.business, configuration: prepared.configuration,
            moment: prepared.moment, folder: folder)
        switch await exporter.render(prepared.batch, in: context) {
        case .rendered(let rendered): return rendered
        case .refused(_, let detail): throw ActRefused(.notAllowed, "no file was written: \(detail)")
        case .retry(_, let detail): throw ActRefused(.notAllowed, "no file was written, try again later: \(detail)")
        }
    }

    private func keep(
        _ prepared: PreparedPlacements, agency: Identifier<Agency>, rendered: RenderedPlacements?,
        refused: [(Identifier<Placement>, [String])], _ tx: TenantTransaction
    ) throws {
        let moment = try tx.moment()
        guard try tx.approvedBatch(of: prepared.business, for: agency)?.id == prepared.batch.batchID else {
            throw ActRefused(.notAllowed, "the batch was exported meanwhile: there is nothing left to export")
        }
        let accepted = Set(rendered?.accepted ?? [])
        let fileWords = rendered?.file.map { "in file \($0.name)" } ?? ""
        for record in prepared.batch.records where accepted.contains(record.placementID) {
            guard let caseID = prepared.cases[record.placementID],
                let customer = prepared.customers[record.placementID]
            else { continue }  // every record was made of a placement of the batch
            try tx.settlePlacement(record.placementID, exported: record.itemization.balance)
            try tx.endDecision(behind: record.placementID, as: .carriedOut, words: fileWords, on: moment.today)
            _ = try tx.add(
                NewHold(
                    customerID: customer, caseID: caseID, reason: .placed, source: "placement export",
                    from: moment.today, until: nil))
        }
        try tx.rememberKnown(ofPlacements: Array(accepted), pastDueOn: moment.today)
        for (placement, reasons) in refused {
            let words = reasons.joined(separator: "; ")
            try tx.settlePlacement(placement, exported: nil, leftOutBecause: words)
            try tx.endDecision(behind: placement, as: .leftOut, words: words, on: moment.today)
        }
        _ = try tx.record(
            prepared.cases.compactMap { placement, caseID in
                prepared.decision(
                    about: caseID, placement: placement, placed: accepted.contains(placement), at: moment)
            })
        try tx.moveToNextBatch(prepared.waiting.map(\.0), after: prepared.batch.batchID)
        let path = rendered?.file.map { "\(tx.tenantID)/\(prepared.business)/\(prepared.exporter.kind)/\($0.name)" }
        guard
            try tx.markExported(
                prepared.batch.batchID, path: path, sha256: rendered?.file?.sha256, rows: accepted.count,
                total: rendered?.totals.balance ?? .zero(prepared.batch.currency), at: moment.now)
        else { throw ActRefused(.notAllowed, "the batch was exported meanwhile: there is nothing left to export") }
    }

    private static func check(_ reference: String) throws {
        let allowed = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_".utf8)
        guard (1...20).contains(reference.utf8.count), reference.utf8.allSatisfy(allowed.contains) else {
            throw ActRefused(.badInput, "an agency's reference is 1 to 20 capital letters, digits and hyphens")
        }
    }

    private func prepare(
        agency: Identifier<Agency>, reference: String, business businessReference: String?, _ tx: TenantTransaction
    ) throws -> PreparedPlacements {
        let moment = try tx.moment()
        let business = try tx.business(named: businessReference)
        let (manifest, configuration) = try files.exporter(in: tx)
        guard let batch = try tx.approvedBatch(of: business.id, for: agency), !batch.cases.isEmpty else {
            throw ActRefused(.notAllowed, "nothing is approved for agency \(reference): there is nothing to export")
        }
        return try PreparedPlacements(
            batch, business: business, agency: reference, exporter: manifest, configuration: configuration,
            moment: moment, agencyID: agency, registry: files.reading.registry, tx)
    }
}

extension TenantTransaction {
    /// Puts a case into the batch that waits for an agency's next file, and makes the batch when there is none.
    func place(
        _ caseID: Identifier<CollectionCase>, with agency: Identifier<Agency>, of business: BusinessRecord,
        in currency: Currency, by person: String, at moment: BusinessInstant, exporter: String
    ) throws -> Identifier<Placement> {
        if try approvedBatch(of: business.id, for: agency) == nil {
            try addBatch(
                of: business.id, for: agency, pluginKind: exporter, currency: currency, by: person, at: moment)
        }
        guard let batch = try approvedBatch(of: business.id, for: agency), batch.currency == currency else {
            throw ActRefused(.notAllowed, "the batch that waits is in another currency: export it first")
        }
        guard let placement = try addPlacement(of: caseID, to: batch.id, currency: currency) else {
            throw ActRefused(.notAllowed, "it went with this batch already")
        }
        return placement
    }

    /// Ends the decision a placement rests on, when it still stands to be carried out.
    fileprivate func endDecision(
        behind placement: Identifier<Placement>, as ending: CaseDecisionRecord.Ending, words: String,
        on day: CalendarDate
    ) throws {
        guard let decision = try decision(behind: placement) else { return }
        // One that has ended before keeps its end.
        _ = try end(decision.id, as: ending, words: words, on: day)
    }
}

extension Optional where Wrapped: RangeReplaceableCollection {
    fileprivate var orEmpty: Wrapped { self ?? Wrapped() }
}
