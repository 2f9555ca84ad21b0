import Foundation
import JobQueue
package import PluginKit
import Receivables
package import Store
import Treatment

/// What a person has to do today, in order and with why: agreed call-backs first, then calls by what is at stake,
/// letters to mail, disputes to answer, doubts, promises broken today and data that is getting old.
package struct PlanTheDay: Sendable {
    let store: Store
    let registry: PluginRegistry

    package init(store: Store, registry: PluginRegistry) {
        self.store = store
        self.registry = registry
    }

    /// Days ahead from which a dispute's answer is on the list.
    private static let disputeDays = 5
    /// Business days in which a dispute is answered where the policy says nothing. Source: starter policies §1.4.
    private static let answerBusinessDays = 10
    /// Most things of one kind.
    private static let most = 200
    /// Most cases counted that the book has not looked at, and of those most that are looked into.
    private static let unseenMax = (counted: 10_000, lookedInto: 2_000)

    /// Plans the tenant's today.
    ///
    /// - Parameter minutes: How long the person has; what was agreed and what is short is in the plan all the same.
    package func plan(for tenant: TenantRecord, minutes: Int = 20) async throws -> DayPlan {
        guard (1...1_440).contains(minutes) else { throw ActRefused(.badInput, "a day has 1 to 1440 minutes") }
        let waiting = try await WaitingCalls(store: store, registry: registry).list(for: tenant.id, limit: Self.most)
        let doubts = try await ResolveDoubt(store: store).list(of: tenant.id, limit: Self.most)
        return try await store.transaction(for: tenant.id) { tx in
            let day = try TenantDay(tx)
            let today = day.moment.today
            let agreed = try tx.agreedCalls(from: today.adding(days: -6), through: today, limit: Self.most)
            let called = Set(agreed.map(\.customerReference))
            let calls = waiting.filter { !called.contains($0.customer.reference) }
            let slug = tenant.slug
            var found = agreed.map { Self.item($0, slug) }
            found += try Self.ranked(calls.filter { $0.mayCall && $0.isForToday }, day, tx).map { Self.item($0, slug) }
            found += try DayItem.letters(day, slug, limit: Self.most, tx)
            found += try Self.disputes(day, slug, tx)
            found += try DayItem.refusedMessages(today, slug, limit: Self.most, tx)
            found += try Self.reviews(day, slug, tx)
            found += try Self.decisions(day, slug, registry, tx)
            found += try DayItem.tasks(dueBy: today.adding(days: Self.disputeDays), today, slug, tx)
            found += doubts.map { Self.item($0, slug) }
            found += try tx.unappliedMoney(limit: Self.most).map { Self.item($0, slug) }
            found += try DayOfCases(day: day, slug: slug, registry: registry).items(tx)
            let firstSteps = try DayItem.firstSteps(day, slug, registry, tx)
            // Of a tenant whose first steps are ahead no payments are missed.
            if !firstSteps.contains(where: { $0.kind == .setUp }) { found += Self.staleData(day, slug) }
            found += firstSteps
            let unnamed = found.filter { !$0.customer.isEmpty && $0.name.isEmpty }.map(\.customer)
            let names = try tx.customerNames(Array(Set(unnamed)))
            for index in found.indices where found[index].name.isEmpty {
                found[index].name = names[found[index].customer] ?? ""
            }
            let notNow = calls.filter { !$0.mayCall || !$0.isForToday }.map {
                DayItem(
                    .call, customer: $0.customer.reference, name: $0.customer.displayName, why: $0.words,
                    by: $0.task.lapsesAfter, command: "dunwell call show \($0.task.id) --tenant \(slug)")
            }
            let unseen = try unplanned(day, tx)
            return DayPlan(
                day: today, tenant: slug, casesNotLookedAt: unseen, minutes: minutes, found: found, notNow: notNow)
        }
    }

    /// How many cases ask for something no run of the book has planned yet. One whose message has just left waits for a
    /// look as well, and the look would plan nothing; of very many the rest is counted as it is.
    private func unplanned(_ day: TenantDay, _ tx: TenantTransaction) throws -> Int {
        let ids = try tx.casesAwaitingALook(onOrBefore: day.moment.today, limit: Self.unseenMax.counted)
        let channels = LiveChannels(registry: registry, enabled: day.enabledPlugins)
        var count = max(0, ids.count - Self.unseenMax.lookedInto)
        let lookedInto = Array(ids.prefix(Self.unseenMax.lookedInto))
        for start in stride(from: 0, to: lookedInto.count, by: 500) {
            let chunk = Array(lookedInto[start..<min(start + 500, lookedInto.count)])
            let facts = try tx.caseFacts(chunk, today: day.moment.today)
            let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
            count += facts.count { facts in
                guard let policy = library.policy(facts.policyVersion) else { return false }
                let outcome = CaseDecision(
                    reading: CaseReading(facts, day: day, liveMedia: channels.media), policy: policy,
                    channels: channels
                ).outcome()
                return outcome.planned != nil || !outcome.charges.isEmpty
            }
        }
        return count
    }

    private static func item(_ call: AgreedCall, _ slug: String) -> DayItem {
        let time = call.minute.map { String(format: " at %02d:%02d on the customer's clock", $0 / 60, $0 % 60) } ?? ""
        return DayItem(
            .agreedCall, customer: call.customerReference, why: "the customer agreed to \(call.on)\(time)", by: call.on,
            command: "dunwell customer show \(Self.typed(call.customerReference)) --tenant \(slug)")
    }

    /// A reference as a shell takes it for one word.
    static func typed(_ reference: String) -> String {
        let isPlain = reference.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-+/:".contains($0)) }
        return isPlain && !reference.hasPrefix("-") ? reference : "'\(reference.replacing("'", with: "'\\''"))'"
    }

    /// A call with what makes it more urgent than another.
    struct RankedCall {
        let call: WaitingCalls.Call
        let worth: Money?
        /// What may be asked for: past due, open and not disputed.
        let owed: Money
        /// What is open and past due beside it, in dispute; zero where nothing is.
        let disputed: Money
        /// Below 1 while the oldest of it is not past due.
        let daysPastDue: Int

        /// Since when it is owed, or that it is not late.
        var since: String { daysPastDue > 0 ? "for \(daysPastDue.counted("day"))" : "not yet past due" }
    }

    private static func ranked(
        _ calls: [WaitingCalls.Call], _ day: TenantDay, _ tx: TenantTransaction
    ) throws -> [RankedCall] {
        guard !calls.isEmpty else { return [] }
        let facts = try tx.caseFacts(Array(Set(calls.map(\.task.caseID))), today: day.moment.today)
        let byID = Dictionary(uniqueKeysWithValues: facts.map { ($0.id, $0) })
        let multiples = try tx.contractMultiples()
        let ranked = try calls.compactMap { call -> RankedCall? in
            guard let facts = byID[call.task.caseID] else { return nil }
            let reading = CaseReading(facts, day: day, liveMedia: [])
            let late = facts.receivables.filter {
                $0.open.isPositive && reading.isAbout($0, call.task)
            }
            .map { (item: $0, disputed: reading.disputed($0)) }
            // Nobody is called about a disputed part: the oldest part that may be asked for counts the days.
            guard let first = late.first(where: { $0.disputed.minorUnits < $0.item.open.minorUnits }) ?? late.first
            else { return nil }
            let days = day.moment.today.days(since: first.item.dueOn)
            let currency = first.item.open.currency
            let same = late.filter { $0.item.open.currency == currency }
            let disputed = try same.map(\.disputed).total(in: currency)
            let stake = ValueAtStake(
                monthly: facts.agreements.compactMap(\.monthly).max { $0.minorUnits < $1.minorUnits },
                multiple: multiples[facts.business] ?? .alarmTrade, daysPastDue: days, funding: .none,
                on: day.moment.today)
            return RankedCall(
                call: call, worth: stake.worth,
                owed: try same.map(\.item.open).total(in: currency).subtracting(disputed), disputed: disputed,
                daysPastDue: days)
        }
        return ranked.sorted { left, right in
            (right.stake, right.daysPastDue, left.call.customer.reference)
                < (left.stake, left.daysPastDue, right.call.customer.reference)
        }
    }

    private static func item(_ ranked: RankedCall, _ slug: String) -> DayItem {
        let worth = ranked.worth.map { ", \($0) at stake" } ?? ""
        let disputed = ranked.disputed.isPositive ? " (\(ranked.disputed) more is disputed: do not ask for it)" : ""
        return DayItem(
            .call, customer: ranked.call.customer.reference, name: ranked.call.customer.displayName,
            why: "\(ranked.call.task.stepKey): \(ranked.owed) \(ranked.since)\(disputed)\(worth)",
            by: ranked.call.task.lapsesAfter,
            command: "dunwell call show \(ranked.call.task.id) --tenant \(slug)")
    }

    private static func disputes(_ day: TenantDay, _ slug: String, _ tx: TenantTransaction) throws -> [DayItem] {
        let open = try tx.openDisputes(limit: most)
        guard !open.isEmpty else { return [] }
        let facts = try tx.caseFacts(Array(Set(open.map(\.caseID))), today: day.moment.today)
        let library = try PolicyLibrary(Set(facts.compactMap(\.policyVersion)), in: tx)
        let versions = Dictionary(uniqueKeysWithValues: facts.map { ($0.id, $0.policyVersion) })
        return open.compactMap { dispute -> DayItem? in
            let policy = library.policy(versions[dispute.caseID] ?? nil)
            let days = policy?.events[.dispute]?.answerBusinessDays ?? 0
            let by =
                dispute.answerDueOn
                ?? day.calendar.adding(
                    businessDays: days > 0 ? days : answerBusinessDays, to: dispute.openedOn)
            guard by <= day.moment.today.adding(days: disputeDays) else { return nil }
            let late = by < day.moment.today ? ", which has passed" : ""
            return DayItem(
                .answerDispute, customer: dispute.customerReference,
                why:
                    "\(dispute.receivableReference) is disputed since \(dispute.openedOn): an answer is owed by \(by)\(late)",
                by: by,
                command: "dunwell dispute show \(dispute.id) --tenant \(slug)")
        }.sorted { ($0.by ?? day.moment.today, $0.customer) < ($1.by ?? day.moment.today, $1.customer) }
    }

    /// Holds whose day to look again has come: nothing leaves while they last, and no day ends them by itself.
    private static func reviews(_ day: TenantDay, _ slug: String, _ tx: TenantTransaction) throws -> [DayItem] {
        let today = day.moment.today
        return try tx.holdsInForce(on: today, limit: most).filter { $0.hold.reviewOn.map { $0 <= today } ?? false }
            .map { customer, hold in
                DayItem(
                    .reviewHold, customer: customer,
                    why: "held for \(hold.reason.rawValue) since \(hold.heldFrom): does it still bind?",
                    by: hold.reviewOn,
                    command: "dunwell hold list --customer \(typed(customer)) --tenant \(slug)")
            }
    }

    private static func item(_ doubt: ResolveDoubt.Doubt, _ slug: String) -> DayItem {
        DayItem(
            .settleDoubt,
            why: "nobody knows whether job \(doubt.job.id) left: it is not sent again before you say so",
            command: "dunwell job show \(doubt.job.id)")
    }

    private static func item(_ money: UnappliedMoney, _ slug: String) -> DayItem {
        let customer = Self.typed(money.customerReference)
        let lies = "\(money.amount) lies unapplied, and the customer is not asked for more while it does"
        if money.hasTaker {
            return DayItem(
                .applyMoney, customer: money.customerReference, why: "\(lies): set it against what is open",
                by: money.lastReceivedOn,
                command:
                    "dunwell payment apply --customer \(customer) --by '<your name>' "
                    + "--key apply-\(money.key) --tenant \(slug)")
        }
        if money.isDisputed {
            return DayItem(
                .applyMoney, customer: money.customerReference,
                why: "\(lies): all that is open is disputed; resolve it, or give the money back",
                by: money.lastReceivedOn,
                command: "dunwell dispute list --customer \(customer) --tenant \(slug)")
        }
        if let writeOff = money.writeOff {
            return DayItem(
                .applyMoney, customer: money.customerReference,
                why:
                    "\(lies): it may be for what was written off; reopening that takes it up, and otherwise give it back",
                by: money.lastReceivedOn,
                command: TenantTransaction.reversingCommand(writeOff, reason: "reopened", slug))
        }
        return DayItem(
            .applyMoney, customer: money.customerReference,
            why: "\(lies): nothing is open; give it back, or leave it for the next bill when the customer wants that",
            by: money.lastReceivedOn,
            command: "dunwell payment refund --customer \(customer) --reason overpaid --by '<your name>' "
                + "--key refund-\(money.key) --tenant \(slug)")
    }

    /// Payments that are too old today or will be tomorrow.
    private static func staleData(_ day: TenantDay, _ slug: String) -> [DayItem] {
        let today = day.moment.today
        let limit = day.tenant.freshDataLimitDays
        return day.businesses.values.sorted { $0.reference < $1.reference }.compactMap { business in
            let command =
                "dunwell import payments '<file>' --mapping '<mapping>' --tenant \(slug) --business \(business.reference)"
            guard let fresh = day.freshness[business.id] else {
                return DayItem(
                    .freshData, why: "no payments of \(business.reference) were ever imported: nothing leaves",
                    command: command)
            }
            guard day.calendar.businessDays(after: fresh, through: today.adding(days: 1)) > limit else { return nil }
            let isStale = day.calendar.businessDays(after: fresh, through: today) > limit
            return DayItem(
                .freshData,
                why: "payments of \(business.reference) are known to \(fresh): "
                    + (isStale ? "nothing but receipts leaves" : "from tomorrow nothing but receipts leaves"),
                by: today, command: command)
        }
    }
}

extension PlanTheDay.RankedCall {
    /// What is at stake in minor units; what is owed where no monthly charge is known.
    var stake: Int64 { worth?.minorUnits ?? owed.minorUnits }
}

extension UnappliedMoney {
    /// One word for what lies there now, so that a command run twice is one act and the next money is another.
    fileprivate var key: String {
        let entry = lastEntry.map { String($0.description.suffix(12)) } ?? customer.description
        return "\(entry)-\(amount.currency.code.lowercased())"
    }
}
