package import PluginKit
package import Receivables
package import Store
import Treatment

/// Takes off the books what the owner decided to write off, and says goodbye with one letter.
///
/// Each decision is asked again at that moment: what was paid or changed since is left out, told why, and has to be decided
/// again; what is held waits, decided as it is, until the hold ends. Doing it twice does nothing the second time.
package struct CloseAccounts: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// What became of one decision.
    package struct Line: Sendable, Encodable {
        package enum Outcome: String, Sendable, Encodable {
            case writtenOff = "written-off"
            case leftOut = "left-out"
            /// Something binds the case: it stays decided and is taken when that has ended.
            case held
            /// Was closed before; only its letter goes.
            case letterAgain = "letter-again"
        }

        package let customer: String
        package let outcome: Outcome
        package let amount: Money
        /// Entries of the books; reversing one reopens its receivable, and nothing else does.
        package let entries: [Identifier<JournalEntry>]
        /// The medium of the closing letter; `nil` for none.
        package let letter: ContactMedium?
        package let words: String
    }

    /// Most decisions of one call.
    package static let most = 500

    /// Carries out every write-off that waits.
    ///
    /// - Parameter dryRun: Says what would become of each and changes nothing.
    package func closeApproved(dryRun: Bool = false, for tenant: Identifier<Tenant>) async throws -> [Line] {
        do {
            return try await store.transaction(for: tenant) { tx in
                let lines = try work(tx)
                if dryRun { throw Undo(lines: lines) }
                return lines
            }
        } catch let undo as Undo {
            return undo.lines
        }
    }

    /// Carries what would happen out of the transaction it undoes.
    private struct Undo: Error { let lines: [Line] }

    private func work(_ tx: TenantTransaction) throws -> [Line] {
        let day = try TenantDay(tx)
        let channels = LiveChannels(registry: registry, enabled: day.enabledPlugins)
        let again = try lettersAgain(day, channels, tx)
        return try again
            + tx.decisionsToCarryOut(.writeOff, limit: Self.most).compactMap { decision in
                guard try tx.lockCase(decision.caseID),
                    let one = try DecisionCase.read([decision.caseID], day: day, registry: registry, tx).first
                else { return nil }
                let closing = Closing(decision: decision, one: one, channels: channels)
                if let hold = one.holdsUpClosing {
                    return Line(
                        customer: one.facts.customer.reference, outcome: .held, amount: decision.owed, entries: [],
                        letter: nil, words: hold)
                }
                if let objection = closing.objection {
                    // It waited a moment ago, and the case is locked.
                    _ = try tx.end(decision.id, as: .leftOut, words: objection, on: one.today)
                    return Line(
                        customer: one.facts.customer.reference, outcome: .leftOut, amount: decision.owed, entries: [],
                        letter: nil, words: objection)
                }
                return try closing.carryOut(tx)
            }
    }
}

extension CloseAccounts {
    /// Letters that were taken back before they left, while the tenant was muted or the case was held for example, and
    /// may be written again, however long that took: the customer reads once that the account is closed.
    private func lettersAgain(
        _ day: TenantDay, _ channels: LiveChannels, _ tx: TenantTransaction
    ) throws -> [Line] {
        guard !day.isMuted else { return [] }
        var lines: [Line] = []
        var last: Identifier<CaseDecisionMark>?
        while lines.count < Self.most {
            let closed = try tx.closedWithoutLetter(template: "write-off", after: last, limit: Self.most)
            guard let end = closed.last else { break }
            last = end.id
            let cases = try DecisionCase.read(
                Array(Set(closed.map(\.caseID))), day: day, registry: registry, tx)
            let byID = Dictionary(uniqueKeysWithValues: cases.map { ($0.facts.id, $0) })
            lines += try closed.compactMap { decision in
                guard let one = byID[decision.caseID], one.facts.writtenOff != nil, one.holdsUpClosing == nil,
                    one.facts.receivables.allSatisfy(\.open.isZero),
                    let letter = try ClosingLetter(one: one, cycle: decision.cycle, channels: channels).plan(tx)
                else { return nil }
                return Line(
                    customer: one.facts.customer.reference, outcome: .letterAgain, amount: decision.owed, entries: [],
                    letter: letter, words: "closed before; the letter that was taken back goes now")
            }
        }
        return lines
    }
}

extension DecisionCase {
    /// Holds that are themselves a reason to give up: no day ends them, and giving up asks for nothing.
    private static let closable: Set<HoldReason> = [.refusal, .cease]

    /// Why the case is not closed today though it was decided; `nil` when nothing holds it. A promise or a plan is no hold
    /// here: the customer works with us, and that is decided anew.
    var holdsUpClosing: String? {
        if facts.isPlaced { return "it is with an agency: ask for it back, as `dunwell place recall --help` says" }
        let binding = facts.holds.filter { $0.binds(on: today) && !Self.closable.contains($0.reason) }
        let longest = binding.max { one, other in
            (one.heldUntil?.daysSinceEpoch ?? .max) < (other.heldUntil?.daysSinceEpoch ?? .max)
        }
        guard let longest else { return nil }
        let end = longest.heldUntil.map { "until \($0)" } ?? "until somebody releases it"
        return "held for \(longest.reason.rawValue) \(end): it stays decided and is taken then"
    }
}

/// One write-off held against the books of the moment.
private struct Closing {
    let decision: CaseDecisionRecord
    let one: DecisionCase
    let channels: LiveChannels

    /// What is past due in the currency that was decided about, oldest first.
    private var items: [ReceivableRecord] {
        one.facts.pastDue(on: one.today, in: decision.owed.currency)
    }

    /// Why it is not written off as decided, with what to do; `nil` when it is.
    var objection: String? {
        guard decision.role == .owner else { return "the owner has not approved it" }
        guard !items.isEmpty else { return "nothing is past due any more: it was paid or credited meanwhile" }
        if one.facts.unapplied?.isPositive == true {
            return "money of the customer lies unapplied: set it against what is owed first (payment apply)"
        }
        if items.contains(where: { one.reading.disputed($0).isPositive }) {
            return "part of it is disputed: answer the dispute first"
        }
        if let change = one.changeOfMind(since: decision) { return "\(change): decide again" }
        let now = one.pastDue(in: decision.owed.currency)
        if now != decision.owed {
            return "\(now) is past due and \(decision.owed) was decided about: decide again"
        }
        return nil
    }

    func carryOut(_ tx: TenantTransaction) throws -> CloseAccounts.Line {
        let moment = one.reading.day.moment
        let found = try tx.receivablesToWriteOff(items.map(\.id))
        let entries = try found.map { try tx.writeOff($0, as: decision.role, by: decision.decidedBy, moment) }
        let rest = one.facts.receivables.contains { item in
            item.open.isPositive && !items.contains { $0.id == item.id }
        }
        let letter =
            rest
            ? nil : try ClosingLetter(one: one, cycle: decision.cycle, channels: channels).plan(tx)
        let words =
            letter.map { "one letter by \($0.rawValue)" }
            ?? (rest
                ? "no letter: other bills of the customer are open and go on"
                : "no letter: no address of the customer can be used")
        // It waited a moment ago, and the case is locked.
        _ = try tx.end(
            decision.id, as: .carriedOut, words: "\(decision.owed) written off; \(words)", on: moment.today)
        return CloseAccounts.Line(
            customer: one.facts.customer.reference, outcome: .writtenOff, amount: decision.owed, entries: entries,
            letter: letter, words: words)
    }
}
