import Correspondence
package import PluginKit
package import Receivables
package import Store
import Treatment

/// Takes cases from the policy version they pin to another, because a person says so.
///
/// Publishing never does: a version reaches new cases alone, and a cycle that begins later in an old case runs on the
/// version the case pins. What was done stays on record and counts under the new version: no step is repeated, no tone
/// steps back, and what is planned already leaves under the words of the version it was planned by.
package struct MovePolicy: Sendable {
    let store: Store
    let registry: PluginRegistry
    /// Cases of one transaction.
    private let chunk: Int

    package init(store: Store, registry: PluginRegistry, chunk: Int = 500) {
        precondition((1...1_000).contains(chunk), "facts are read for at most 1,000 cases at a time")
        self.store = store
        self.registry = registry
        self.chunk = chunk
    }

    /// What to move.
    package struct Request: Sendable {
        /// One customer's case; `nil` for every case of the policy.
        package var customer: String?
        package var businessReference: String?
        /// The policy whose cases are moved when no customer is named; the key of the version moved to when `nil`.
        package var fromPolicy: String?
        /// Number of the version of the business's own policy; the one new cases take when `nil`.
        package var number: Int?
        package var reason: String
        package var by: String

        package init(customer: String? = nil, business: String? = nil, number: Int? = nil, reason: String, by: String) {
            (self.customer, businessReference, self.number) = (customer, business, number)
            (self.reason, self.by) = (reason, by)
        }
    }

    /// A case that stays where it is, and why.
    package struct Stayed: Sendable, Encodable {
        package let customer: String
        /// One sentence.
        package let words: String
    }

    /// What was moved, or would be.
    package struct Report: Sendable, Encodable {
        /// The version moved to, such as `residential 2`.
        package let to: String
        /// Moved cases by the version they came from.
        package fileprivate(set) var moved: [String: Int] = [:]
        package fileprivate(set) var alreadyThere = 0
        package fileprivate(set) var staying = 0
        /// The first 1,000 of those that stay.
        package fileprivate(set) var stayed: [Stayed] = []

        package var movedInAll: Int { moved.values.reduce(0, +) }
    }

    /// Moves the cases that may be moved and says which stay.
    ///
    /// - Parameter dryRun: Says what would become of each and changes nothing.
    /// - Throws: `ActRefused` for a version, policy or customer that is not there, without who and why, and for one customer
    ///   whose case has to stay.
    package func move(_ request: Request, dryRun: Bool = false, for tenant: Identifier<Tenant>) async throws -> Report {
        guard !request.reason.isBlank, request.reason.count <= 1_000, !request.by.isBlank else {
            throw ActRefused(.badInput, "say in 1 to 1000 characters why (--reason) and who moves them (--by)")
        }
        try refuseCardNumbers(in: request.reason, request.by)
        let (target, old, business, there) = try await store.transaction(for: tenant) { tx in
            let business = try tx.business(named: request.businessReference)
            let versions = try tx.policyVersions(of: business.id, limit: 10_000)
            let target = try Self.target(request.number, versions, business)
            let key = request.fromPolicy ?? target.policyKey
            let old = versions.filter { $0.id != target.id && (request.customer != nil || $0.policyKey == key) }
            guard !old.isEmpty || request.fromPolicy == nil else {
                throw ActRefused(.unknown, "business \(business.reference) has no policy \(key)")
            }
            return (target, old, business, try tx.casesByPolicyVersion(of: business.id)[target.id] ?? 0)
        }
        var report = Report(to: target.label)
        if request.customer == nil { report.alreadyThere = there }
        var last: Identifier<CollectionCase>?
        repeat {
            let after = last
            let done = try await step(request, dryRun: dryRun, for: tenant) { tx in
                let ids = try self.cases(of: request, business, old, after: after, tx)
                return try self.move(ids, request, to: target, tx)
            }
            report.add(done)
            last = done.last
        } while last != nil && request.customer == nil
        if request.customer != nil, let stayed = report.stayed.first {
            throw ActRefused(.notAllowed, stayed.words)
        }
        return report
    }

    /// Moves told newest first, with the versions in words.
    package func list(
        for tenant: Identifier<Tenant>, business reference: String?, limit: Int = 200
    ) async throws -> [(move: PolicyMoveRecord, from: String, to: String)] {
        try await store.transaction(for: tenant) { tx in
            let moves = try tx.policyMoves(of: try tx.business(named: reference).id, limit: limit)
            let versions = try tx.policyVersions(Array(Set(moves.flatMap { [$0.move.from, $0.move.to] })))
            let labels = Dictionary(uniqueKeysWithValues: versions.map { ($0.id, $0.label) })
            return moves.map { ($0, labels[$0.move.from] ?? "", labels[$0.move.to] ?? "") }
        }
    }

    fileprivate struct Done: Sendable {
        var last: Identifier<CollectionCase>?
        var moved: [String: Int] = [:]
        var alreadyThere = 0
        var stayed: [Stayed] = []
    }

    /// Carries a dry run's result out of the transaction it undoes.
    private struct Undo: Error { let done: Done }

    private func step(
        _ request: Request, dryRun: Bool, for tenant: Identifier<Tenant>,
        _ work: @escaping @Sendable (TenantTransaction) throws -> Done
    ) async throws -> Done {
        do {
            return try await store.transaction(for: tenant) { tx in
                let done = try work(tx)
                if dryRun { throw Undo(done: done) }
                return done
            }
        } catch let undo as Undo {
            return undo.done
        }
    }

    private static func target(
        _ number: Int?, _ versions: [PolicyVersionRecord], _ business: BusinessRecord
    ) throws -> PolicyVersionRecord {
        guard let own = versions.first(where: { $0.id == business.defaultPolicyVersion }) else {
            throw ActRefused(
                .unknown,
                "business \(business.reference) has no policy yet: publish one as `dunwell policy publish --help` says")
        }
        guard let number else { return own }
        guard let named = versions.first(where: { $0.policyKey == own.policyKey && $0.number == number }) else {
            throw ActRefused(
                .unknown,
                "policy \(own.policyKey) of business \(business.reference) has no version \(number): `dunwell policy "
                    + "versions` lists them")
        }
        return named
    }

    private func cases(
        of request: Request, _ business: BusinessRecord, _ old: [PolicyVersionRecord],
        after last: Identifier<CollectionCase>?, _ tx: TenantTransaction
    ) throws -> [Identifier<CollectionCase>] {
        guard let reference = request.customer else {
            return try tx.casesPinning(old.map(\.id), of: business.id, after: last, limit: chunk)
        }
        guard let id = try tx.caseID(of: try tx.customer(named: reference).id, business: business.id) else {
            throw ActRefused(.unknown, "customer \(reference) has no case with business \(business.reference)")
        }
        try tx.takeTurn(on: id)
        return [id]
    }

    private func move(
        _ ids: [Identifier<CollectionCase>], _ request: Request, to target: PolicyVersionRecord, _ tx: TenantTransaction
    ) throws -> Done {
        guard !ids.isEmpty else { return Done() }
        let day = try TenantDay(tx)
        let facts = try tx.caseFacts(ids, today: day.moment.today)
        let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion) + [target.id]), in: tx)
        let live = LiveChannels(registry: registry, enabled: day.enabledPlugins).media
        guard let policy = library.policy(target.id) else { return Done() }  // the library has just read it
        var done = Done(last: ids.last)
        var moves: [PolicyMove] = []
        for facts in facts {
            guard let from = facts.policyVersion, from != target.id else {
                done.alreadyThere += 1
                continue
            }
            let reading = CaseReading(facts, day: day, liveMedia: live)
            if let words = reading.objection(toMovingFrom: library.policy(from), to: policy, label: target.label) {
                done.stayed.append(Stayed(customer: facts.customer.reference, words: words))
                continue
            }
            done.moved[library.label(from), default: 0] += 1
            moves.append(
                PolicyMove(
                    caseID: facts.id, from: from, to: target.id, movedAt: day.moment.now, movedBy: request.by,
                    reason: request.reason))
        }
        try tx.move(moves)
        try tx.lowerNextLook(of: moves.map(\.caseID), to: day.moment.today)
        return done
    }
}

extension MovePolicy.Report {
    fileprivate mutating func add(_ done: MovePolicy.Done) {
        moved.merge(done.moved, uniquingKeysWith: +)
        alreadyThere += done.alreadyThere
        staying += done.stayed.count
        stayed += done.stayed.prefix(max(0, 1_000 - stayed.count))
    }
}

extension PolicyVersionRecord {
    /// `residential 3`, as told everywhere.
    package var label: String { "\(policyKey) \(number)" }
}

extension CaseReading {
    /// Why the case has to stay with the version it pins; `nil` when it may be moved.
    fileprivate func objection(
        toMovingFrom old: Treatment.Policy?, to new: Treatment.Policy, label: String
    ) -> String? {
        let reference = facts.customer.reference
        if facts.isPlaced { return "\(reference) is with an agency: move it when it has come back" }
        if facts.attempts.contains(where: { $0.state == .inDoubt || $0.state == .talking }) {
            return "a message to \(reference) is on its way or in doubt: settle it first, `dunwell job list` shows it"
        }
        let today = day.moment.today
        let snapshot = snapshot()
        guard let old, let cycle = snapshot.cycle(on: today, policy: old, calendar: day.calendar) else { return nil }
        let made = snapshot.decisions.filter { $0.decidedOn >= cycle.startedOn }.map(\.decidedOn).max()
        let last = snapshot.decisions.filter { $0.decidedOn == made }.map(\.path)
        if let path = last.first(where: { $0 != .carryOn && $0 != .plan }) {
            return "\(reference) was decided on (\(path.rawValue)): move it when that is carried out or changed"
        }
        // A message may name a later action only while that is a step of the version the case pins.
        let named = facts.attempts.contains { attempt in
            attempt.tone.isFirm && attempt.plannedOn >= cycle.startedOn && attempt.stepState.mayHaveBeenRead
        }
        let missing = old.liveConsequences.subtracting(new.liveConsequences).map(\.rawValue).sorted()
        if named, !missing.isEmpty {
            return "a letter to \(reference) may name what \(label) never does (\(missing.joined(separator: ", "))): "
                + "it stays until nothing is late"
        }
        return nil
    }
}

extension StepState {
    /// Whether the customer may have read it, or will.
    fileprivate var mayHaveBeenRead: Bool {
        switch self {
        case .planned, .inDoubt, .sent: true
        case .lapsed, .excused, .returned, .cancelled: false
        }
    }
}
