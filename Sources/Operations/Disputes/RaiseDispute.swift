import Ledger
package import Receivables
import Store
package import Treatment

/// The path of a dispute from the customer's word to the answer: the part rests, evidence is asked for once, thanked
/// for, somebody decides, and the books and the customer learn it in one commit.
///
/// Source: starter policies §1.4: claims need evidence, and evidence is never an argument.
extension DisputeReceivable {
    /// What a customer says is wrong.
    package struct Claim: Sendable {
        package var receivable: String
        package var customer: String
        package var business: String?
        /// The part objected to; `nil` for all of it.
        package var amount: Money?
        package var claim: DisputeClaim
        /// In the customer's words, for the file.
        package var reason: String
        /// Last day for evidence; `nil` counts from the policy, where evidence would help.
        package var evidenceBy: CalendarDate?
        package var by: String

        package init(
            _ claim: DisputeClaim, on receivable: String, customer: String, reason: String, by person: String
        ) {
            self.claim = claim
            self.receivable = receivable
            self.customer = customer
            self.reason = reason
            by = person
        }
    }

    /// A dispute as it was opened.
    package struct Raised: Encodable, Sendable {
        package let dispute: Identifier<Dispute>
        /// `false` when the same was open already; nothing was done then.
        package let isNew: Bool
        /// Last day for what the customer was asked for; `nil` when nothing is asked, or was asked before.
        package let evidenceBy: CalendarDate?
        package let answerBy: CalendarDate?
        /// Holds of what the customer told that rested the whole case for this and rest only the item from now on.
        package let replacedHolds: Int
        /// A plan that covers the item; `nil` for none.
        package let plan: Identifier<PaymentPlan>?
        /// Whether something of that plan is open and not in dispute.
        package let planHasMore: Bool
    }

    /// Opens a dispute. The same claim on the same part again changes nothing.
    ///
    /// - Throws: `ActRefused` for what is not owed, or more than is left undisputed.
    package func raise(_ claim: Claim, for tenant: Identifier<Tenant>) async throws -> Raised {
        guard !claim.reason.isBlank, !claim.by.isBlank else {
            throw ActRefused(.badInput, "say what the customer objects to and who records it: --reason, --by")
        }
        try refuseCardNumbers(in: claim.reason, claim.by)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            let business = try tx.business(named: claim.business)
            let customer = try tx.customer(named: claim.customer)
            if let day = claim.evidenceBy, day < today {
                throw ActRefused(.badInput, "the day for evidence, \(day), has passed: today is \(today)")
            }
            let open = try tx.openReceivables(of: [customer.id], business: business.id)[customer.id] ?? []
            guard let item = open.first(where: { $0.reference == claim.receivable }) else {
                throw ActRefused(.unknown, "the customer has no open receivable \(claim.receivable)")
            }
            let caseID = try tx.caseOf(customer.id, with: business)
            guard try tx.lockCase(caseID) else { throw ActRefused(.unknown, "the case is not there any more") }
            let earlier = try tx.disputes(ofCases: [caseID]).filter { $0.receivableID == item.id }
            // A part that is the whole is the whole: the item sleeps.
            let part = claim.amount == item.open ? nil : claim.amount
            let standing = earlier.filter { $0.resolvedOn == nil }
            if let part { try Self.check(part, of: item.open, claim.receivable) }
            if let same = standing.first(where: { $0.amount == nil || ($0.amount == part && $0.claim == claim.claim) })
            {
                return Raised(
                    dispute: same.id, isNew: false, evidenceBy: same.evidenceDueOn, answerBy: same.answerDueOn,
                    replacedHolds: 0, plan: nil, planHasMore: false)
            }
            if let part { try Self.check(part, within: item, claim.receivable) }
            // Evidence is asked for once, however often the same is said.
            let wasAsked =
                try tx.wasAskedForEvidence(in: earlier, of: customer.id)
                || tx.wasAskedOfTheWhole(claim.claim, about: item.id, in: caseID, today: today)
            var days = DisputeDays(
                openedOn: today, claim: claim.claim, policy: try tx.policy(ofCase: caseID),
                asksEvidence: !wasAsked && (!claim.claim.evidence.isEmpty || claim.evidenceBy != nil),
                calendar: try tx.calendar())
            if let day = claim.evidenceBy, day > days.answerBy {
                throw ActRefused(
                    .badInput,
                    "the customer is promised an answer by \(days.answerBy): ask for evidence by then, not by \(day)")
            }
            if !wasAsked, let day = claim.evidenceBy { days.evidenceBy = day }
            let id = try tx.addDispute(
                on: item.id, caseID: caseID, amount: part, currency: item.open.currency, claim: claim.claim,
                reason: claim.reason, openedOn: today, days: days, source: claim.by)
            try tx.tellOfLaterDispute(in: caseID, of: customer.id, asksEvidence: days.evidenceBy != nil, on: today)
            let plan = try tx.plans(ofCases: [caseID]).first { plan in
                plan.isStanding(on: today) && plan.items.contains { $0.receivable == item.id }
            }
            return Raised(
                dispute: id, isNew: true, evidenceBy: days.evidenceBy, answerBy: days.answerBy,
                replacedHolds: try tx.narrowToldHolds(claim.claim, caseID: caseID, to: id, on: today, by: claim.by),
                plan: plan?.id,
                planHasMore: try plan.map { plan in
                    try !tx.openItems(of: plan, tx.factsOfCase(caseID, today: today)).isEmpty
                } ?? false)
        }
    }

    private static func check(_ part: Money, of open: Money, _ reference: String) throws {
        guard part.currency == open.currency, part.isPositive, part.minorUnits < open.minorUnits else {
            throw ActRefused(
                .badInput,
                "a disputed part lies above zero and within the \(open) open on \(reference): lower --amount, or leave it "
                    + "out to dispute all of it")
        }
    }

    private static func check(_ part: Money, within item: Ledger.OpenReceivable, _ reference: String) throws {
        let left = item.open.minorUnits - item.disputed.minorUnits
        guard part.minorUnits <= left else {
            throw ActRefused(
                .badInput,
                "\(Money(minorUnits: left, currency: item.open.currency)) of \(reference) is not disputed yet: lower "
                    + "--amount, or leave it out to dispute all of it")
        }
    }
}

extension TenantTransaction {
    /// The policy a case pins; `nil` when it pins none.
    func policy(ofCase id: Identifier<CollectionCase>) throws -> Treatment.Policy? {
        guard let version = try policyVersion(of: id) else { return nil }
        return try PolicyLibrary([version], in: self).policy(version)
    }

    /// Lifts what the same claim, however it was told, rested as a whole because nobody knew yet which item was meant:
    /// the disputed part is out, and the rest goes on. Any other claim is still to be answered.
    fileprivate func narrowToldHolds(
        _ claim: DisputeClaim, caseID: Identifier<CollectionCase>, to dispute: Identifier<Dispute>,
        on day: CalendarDate, by person: String
    ) throws -> Int {
        let wide = try openCaseTasks(of: caseID, limit: 200).filter { $0.reason?.rawValue == claim.rawValue }
            .compactMap { try $0.hold.flatMap { try hold($0) } }
            .filter { $0.binds(on: day) && $0.receivableID == nil }
        for hold in wide {
            // The hold was read in this transaction, so it is there.
            _ = try release(hold.id, on: day, reason: "now dispute \(dispute) on its item", source: person)
        }
        return wide.count
    }

    /// Tells of a dispute that comes after the message of the day for others has left: the event's own step goes once a
    /// day.
    func tellOfLaterDispute(
        in caseID: Identifier<CollectionCase>, of customer: Identifier<Customer>, asksEvidence: Bool,
        on day: CalendarDate
    ) throws {
        let template = asksEvidence ? "evidence-request" : "dispute-received"
        let cycle = CycleKey(kind: .event, startedOn: day).description
        let told = try attempts(of: [customer], since: day).filter {
            $0.caseID == caseID && $0.templateKey == template && $0.cycle == cycle
        }
        guard !told.isEmpty, !told.contains(where: { $0.state == .planned }) else { return }
        try ActLetter.enqueue(template, for: caseID, on: day, in: self)
    }

    /// Whether the customer was asked for evidence in one of these disputes of one item: the request left, or leaves
    /// while the dispute is open. One that was over before its message left asked for nothing.
    func wasAskedForEvidence(in earlier: [DisputeRecord], of customer: Identifier<Customer>) throws -> Bool {
        let asking = earlier.filter { $0.evidenceDueOn != nil }
        guard let first = asking.map(\.openedOn).min() else { return false }
        if asking.contains(where: { $0.resolvedOn == nil }) { return true }
        let left = try attempts(of: [customer], since: first).filter { attempt in
            attempt.templateKey == "evidence-request" && attempt.hasLeft
        }
        let days = Set(left.compactMap { CycleKey($0.cycle)?.startedOn })
        return asking.contains { days.contains($0.openedOn) }
    }

    /// Whether the customer was asked for evidence when they said the same of no item in particular: the request left, and
    /// the item was billed by then.
    func wasAskedOfTheWhole(
        _ claim: DisputeClaim, about item: Identifier<Receivable>, in caseID: Identifier<CollectionCase>,
        today: CalendarDate
    ) throws -> Bool {
        guard let reason = claim.holdOfTheWhole, let facts = try caseFacts([caseID], today: today).first,
            let billedOn = facts.receivables.first(where: { $0.id == item })?.billedOn
        else { return false }
        let said = Set(
            facts.holds.filter { $0.receivableID == nil && $0.reason == reason && billedOn <= $0.heldFrom }
                .map(\.heldFrom))
        return facts.attempts.contains { attempt in
            attempt.templateKey == "evidence-request" && attempt.hasLeft
                && CycleKey(attempt.cycle).map { said.contains($0.startedOn) } ?? false
        }
    }
}
