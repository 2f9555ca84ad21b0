import Compliance
import Receivables
package import Store
import Treatment

/// A letter that waits in a batch and must not be mailed.
package struct BarredLetter: Sendable {
    package let letter: AttemptRecord
    package let customer: CustomerRecord
    /// What bars it, as decision records carry it: the gate's rule, or why what it says is not so any more.
    package let rule: String
    package let citation: String
    package let facts: [String: String]
    /// One sentence; holds no name.
    package let words: String
    /// Whether it is of the whole tenant and no word about this letter: muted, or payments too old.
    package let isOfTenant: Bool
}

/// Asks once more of letters that were written and have not left: may they be mailed, and is what they say still so? A
/// letter speaks days after it was written.
///
/// The limits on how often and the hours are not asked again: the letter has counted in them since it was written. The
/// distance between two letters is, because both may have waited for one walk to the post office.
struct MailingGate {
    let day: TenantDay
    /// The day of the mailing, up to today. What came up after it does not bar what had left by then.
    let mailedOn: CalendarDate

    /// The letters among these that must not be mailed, in the order given. Those that have left or ended are not asked.
    func barred(_ letters: [AttemptRecord], _ tx: TenantTransaction) throws -> [BarredLetter] {
        let waiting = letters.filter { $0.state == .prepared }
        var barred: [BarredLetter] = []
        var leaving: [Identifier<CollectionCase>: [AttemptRecord]] = [:]
        for start in stride(from: 0, to: waiting.count, by: 500) {
            let chunk = Array(waiting[start..<min(start + 500, waiting.count)])
            let facts = try tx.caseFacts(Array(Set(chunk.map(\.caseID))), today: day.moment.today)
            let asked = try tx.asked(inAttempts: chunk.map(\.id))
            let overtaken = try tx.overtakenByMoney(chunk.map(\.id))
            let offers = try Dictionary(
                uniqueKeysWithValues: chunk.filter { $0.templateKey == "plan-offer" }.compactMap { letter in
                    try tx.planQuotes(ofCase: letter.caseID)
                        .filter { $0.quotedBy == PlanOfferQuotes.quotedBy(letter.id) }.map(\.expiresOn).min()
                        .map { (letter.id, $0) }
                })
            let library = try PolicyLibrary(Set(chunk.compactMap(\.policyVersion)), in: tx)
            let readings = Dictionary(
                uniqueKeysWithValues: facts.map {
                    // Which channels are live is no matter of a letter that is printed.
                    ($0.id, CaseReading($0, day: day, liveMedia: Set(ContactMedium.allCases)))
                })
            for letter in chunk {
                guard let reading = readings[letter.caseID], let policy = library.policy(letter.policyVersion) else {
                    continue
                }
                let objection = MailingQuestion(
                    letter: letter, asked: asked[letter.id] ?? [], isOvertaken: overtaken.contains(letter.id),
                    offerEndsOn: offers[letter.id], leavesWith: leaving[letter.caseID] ?? [],
                    reading: reading, policy: policy, mailedOn: mailedOn
                ).objection
                if let objection {
                    barred.append(objection)
                } else {
                    leaving[letter.caseID, default: []].append(letter)
                }
            }
        }
        return barred
    }
}

/// One letter held against the books of the moment.
private struct MailingQuestion {
    let letter: AttemptRecord
    let asked: [(receivable: Identifier<Receivable>, amount: Money)]
    /// Whether money of the customer moved since it was planned.
    let isOvertaken: Bool
    /// The last day of the offers it makes; `nil` for a letter that makes none.
    let offerEndsOn: CalendarDate?
    /// Letters of the case that leave with it and stand before it in the pile.
    let leavesWith: [AttemptRecord]
    let reading: CaseReading
    let policy: Treatment.Policy
    let mailedOn: CalendarDate

    private var today: CalendarDate { reading.day.moment.today }
    private var isLeavingNow: Bool { mailedOn == today }

    var objection: BarredLetter? {
        guard let point = reading.facts.contactPoints.first(where: { $0.id == letter.contactPoint }) else {
            return barred(GroundGone("attempt.address", "the address on it is no longer in use"))
        }
        if let gone { return barred(gone) }
        let request = request(point)
        if let own = own(request) { return own }
        if let otherwise = decidedOtherwise { return barred(otherwise) }
        return ofTenant(request)
    }

    private func barred(_ gone: GroundGone) -> BarredLetter {
        BarredLetter(
            letter: letter, customer: reading.facts.customer, rule: gone.rule, citation: "", facts: [:],
            words: gone.words, isOfTenant: false)
    }

    // MARK: What it says

    private var gone: GroundGone? {
        let grace = policy.promises.graceBusinessDays
        if letter.isOfPlan {
            guard isLeavingNow else { return nil }
            guard let plan = reading.planMessage(letter.templateKey, cycle: CycleKey(letter.cycle)),
                !reading.items(of: plan).isEmpty, !plan.isLater(than: letter)
            else { return .planOver }
            return isOvertaken ? .oldFigures : nil
        }
        if letter.tone.asksForNothing {
            guard isLeavingNow else { return nil }
            if let gone = reading.groundGone(ofAnswer: letter, policy: policy) { return gone }
            // A closed account lists nothing, and stays closed.
            return isOvertaken && !letter.closesAccount ? .oldFigures : nil
        }
        return settled ?? asksTooMuch(grace) ?? daysGone ?? tooNear
    }

    /// Another letter of the ladder is mailed to the case on the same day, or too few days away.
    /// Source: starter policies §1.2 rules 2, 4 and 6.
    private var tooNear: GroundGone? {
        guard letter.isRungByPost else { return nil }
        let mailed = reading.facts.attempts.filter { $0.state == .sent && $0.isRungByPost && $0.id != letter.id }
            .compactMap { other in other.sentOn.map { (other, $0) } }
        let others = mailed + leavesWith.filter(\.isRungByPost).map { ($0, mailedOn) }
        let rules = policy.rules
        for (other, day) in others {
            let isFirm = max(letter.tone, other.tone).isFirm
            let least = isFirm ? max(rules.daysBetweenRungs, rules.daysBetweenMessages) : rules.daysBetweenMessages
            guard abs(mailedOn.days(since: day)) < least else { continue }
            return GroundGone(
                "letter.too-near",
                "\(other.stepKey) is mailed to the customer on \(day), and \(least) days lie between the two letters")
        }
        return nil
    }

    /// The days it names were counted from a mailing soon after it was written.
    private var daysGone: GroundGone? {
        if let gone = reading.daysGone(of: letter, mailedOn: mailedOn, policy: policy) { return gone }
        guard let offerEndsOn else { return nil }
        let arrives = reading.day.calendar.adding(businessDays: policy.rules.transitBusinessDays, to: mailedOn)
        guard offerEndsOn < arrives.adding(days: Self.daysToDecide) else { return nil }
        return GroundGone(
            "offer.ended",
            "its offer ends on \(offerEndsOn), and mailed on \(mailedOn) it arrives about \(arrives)")
    }

    /// Least days an offer stands once it can be there.
    private static let daysToDecide = 5

    /// Nothing it asks for was open any more on the day of the mailing.
    private var settled: GroundGone? {
        guard !asked.isEmpty else { return nil }
        let isOpen = asked.contains { item in
            guard let receivable = reading.facts.receivables.first(where: { $0.id == item.receivable }) else {
                return false
            }
            return receivable.open.isPositive || receivable.settledOn.map { mailedOn < $0 } ?? false
        }
        return isOpen ? nil : GroundGone("debt.paid", "nothing of what it asks for is open any more")
    }

    /// A letter that leaves today asks for no more than is open and undisputed today.
    private func asksTooMuch(_ grace: Int) -> GroundGone? {
        guard isLeavingNow else { return nil }
        let open = Dictionary(
            reading.askedItems(of: letter, graceBusinessDays: grace).map {
                ($0.receivable.id, $0.amount)
            }
        ) { first, _ in first }
        for item in asked {
            let now = open[item.receivable]
            guard now.map({ $0.minorUnits < item.amount.minorUnits }) ?? true else { continue }
            let name = reading.facts.receivables.first { $0.id == item.receivable }?.reference ?? "an item"
            let left = now.map { "\($0)" } ?? "nothing"
            return GroundGone(
                "letter.asks-too-much", "it asks for \(item.amount) on \(name), and \(left) may be asked for now")
        }
        return nil
    }

    /// A rung of the ladder does not climb while the case sleeps, or after a decision that ends the asking.
    private var decidedOtherwise: GroundGone? {
        guard letter.source == "policy", !letter.isOfPlan, !letter.tone.asksForNothing,
            CycleKey(letter.cycle)?.kind == .pastDue
        else { return nil }
        let decision = policy.decision(
            for: reading.snapshot(leavingOut: letter.id), on: mailedOn, calendar: reading.day.calendar)
        if case .asleep(_, let because) = decision.verdict, because != .tenantMuted {
            return GroundGone("policy.asleep", decision.words)
        }
        let ended = decision.passedOver.first { passed in
            guard passed.step == letter.stepKey else { return false }
            switch passed.because {
            case .excused, .stopped: return true
            case .notLive, .condition, .unreachable, .lapsed, .replaced, .inDoubt, .smallBalance, .softerThanDone:
                return false
            }
        }
        return ended.map { GroundGone("policy.not-due-any-more", "the policy would not take it any more: \($0.words)") }
    }

    // MARK: Whether it may

    private func request(_ point: ContactPointRecord) -> GateRequest {
        let receivables = asked.map(\.receivable)
        let intent = ContactIntent(
            medium: .post, contactPoint: point, receivables: receivables, isFirm: letter.tone.isFirm,
            isAgreedCallBack: false, isReceipt: letter.tone.asksForNothing, isOfPlan: letter.isOfPlan,
            attempt: letter.id)
        var request = reading.gateRequest(
            intent, promiseGraceDays: policy.promises.graceBusinessDays, caps: policy.rules.caps)
        if !isLeavingNow {
            // The last moment of the day: what bound by then binds the letter.
            request.at = mailedOn.adding(days: 1).instant(minuteOfDay: 0, in: reading.day.moment.zone)
                .adding(seconds: -1)
        }
        return request
    }

    /// What the gate says of this letter alone.
    private func own(_ request: GateRequest) -> BarredLetter? {
        let decision = Gate.decide(request, pack: .federalFirstParty.keeping { isOfTheLetter($0) })
        return decision.verdict == .allow ? nil : barred(decision, isOfTenant: false)
    }

    /// What the gate says of every letter of the tenant alike.
    private func ofTenant(_ request: GateRequest) -> BarredLetter? {
        guard isLeavingNow else { return nil }
        let decision = Gate.decide(request, pack: .federalFirstParty.keeping { $0.group == .data })
        return decision.verdict == .allow ? nil : barred(decision, isOfTenant: true)
    }

    private func isOfTheLetter(_ rule: GateRule) -> Bool {
        switch rule.group {
        case .selector, .personHold, .caseHold, .channel, .consent: true
        // What was paid since is known by its day; the sum alone is not.
        case .debt: isLeavingNow
        case .time: rule.id == "time.quiet-days"
        case .data, .frequency: false
        }
    }

    private func barred(_ decision: GateDecision, isOfTenant: Bool) -> BarredLetter {
        BarredLetter(
            letter: letter, customer: reading.facts.customer, rule: decision.ruleID, citation: decision.citation,
            facts: decision.facts, words: decision.explanation(), isOfTenant: isOfTenant)
    }
}

extension BarredLetter {
    /// Ends the letter, told why: it may be written again once nothing speaks against it.
    func leaveOut(_ tx: TenantTransaction, at moment: TenantMoment) throws {
        // One that is not waiting any more was ended meanwhile.
        guard try tx.move(letter.id, from: [.prepared], to: .cancelled, detail: "\(rule): \(words)", at: moment.now)
        else { return }
        // A decision at sending is always written.
        _ = try tx.record([
            DecisionRecord(
                sending: letter, verdict: .block, ruleID: rule, citation: citation, facts: facts,
                words: "written and not mailed: \(words)", at: moment)
        ])
        try tx.lowerNextLook(of: [letter.caseID], to: moment.today)
        try writeAnew(tx)
    }

    /// Asks again for an answer to an act whose figures have changed: no step of the policy would write it anew.
    func writeAnew(_ tx: TenantTransaction) throws {
        guard rule == GroundGone.oldFigures.rule, letter.isWrittenByAnAct, let cycle = CycleKey(letter.cycle) else {
            return
        }
        try ActLetter.enqueue(letter.templateKey, for: letter.caseID, on: cycle.startedOn, in: tx)
    }
}

extension AttemptRecord {
    /// Whether it is a letter that asks for what is past due because time passed.
    fileprivate var isRungByPost: Bool {
        medium == .post && source == "policy" && !isOfPlan && !tone.asksForNothing
            && CycleKey(cycle)?.kind == .pastDue
    }
}

extension CaseReading {
    /// Why a letter that leaves on that day leaves too late for the day it names, of a fee or to answer; `nil` when it
    /// does not, and for what does not go by post. Source: starter policies §1.2 rule 4, §5.3.
    func daysGone(of letter: AttemptRecord, mailedOn: CalendarDate, policy: Treatment.Policy) -> GroundGone? {
        guard letter.medium == .post else { return nil }
        if let fee = facts.feeNotices.first(where: { $0.attempt == letter.id }) {
            let earliest = FeeNotice.earliestDay(mailedOn: mailedOn, terms: policy.fees, calendar: day.calendar)
            guard fee.feeFrom < earliest else { return nil }
            return GroundGone(
                "fee.mailed-too-late",
                "it names a fee from \(fee.feeFrom), and mailed on \(mailedOn) it may name none before \(earliest)")
        }
        guard let named = letter.namesDay else { return nil }
        return LetterDays(policy: policy, calendar: day.calendar).obstacle(toMailing: mailedOn, naming: named).map {
            GroundGone("letter.mailed-too-late", $0)
        }
    }
}

extension GroundGone {
    /// What it says of money is not so any more.
    static let oldFigures = GroundGone("letter.figures-old", "money of the customer moved since it was written")
    static let planOver = GroundGone(
        "plan.no-longer", "the part was paid, its day has passed, or the plan is over or was changed since")
}
