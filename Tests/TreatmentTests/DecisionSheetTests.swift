import Receivables
import Testing

@testable import Treatment

private let due = day("2026-06-01")
private let cycle = CycleKey(kind: .pastDue, startedOn: day("2026-06-02"))

@Suite struct DecisionSheetTests {
    private func late(_ days: Int) -> CalendarDate { due.adding(days: days) }

    private func snapshot(cents: Int64 = 300_00) -> CaseSnapshot {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: cents)
        snapshot.customer.monthlyAmount = .usd(cents: 40_00)
        return snapshot
    }

    private func sheet(_ snapshot: CaseSnapshot, _ inputs: DecisionInputs = DecisionInputs(), after days: Int = 80)
        throws -> DecisionSheet
    {
        try #require(
            snapshot.decisionSheet(inputs, on: late(days), policy: wholePolicy, calendar: .weekdays))
    }

    @Test func theSheetShowsWhatIsOwedWhatItCostAndWhatIsAtStake() throws {
        var snapshot = snapshot()
        snapshot.receivables.append(.invoice(due: late(10), cents: 60_00, disputed: 20_00))
        snapshot.receivables.append(.invoice(due: late(100), cents: 99_00))
        snapshot.record("statement", on: late(1), cycle: cycle)
        snapshot.record("nudge", on: late(16), by: .post, cycle: cycle)
        snapshot.record("formal-letter", on: late(40), by: .post, cycle: cycle, state: .planned)
        snapshot.calls = [
            CallFact(day: late(20), step: nil, disposition: .noAnswer),
            CallFact(day: late(21), step: nil, disposition: .busy),
        ]
        snapshot.reasons = [ReasonFact(reason: .forgot, saidOn: late(30))]
        var inputs = DecisionInputs(evidence: [.invoices, .agreement], limitationOn: day("2030-06-01"))
        inputs.funding = .sold(guaranteeEnds: late(200), refund: .usd(cents: 900_00))
        let sheet = try sheet(snapshot, inputs)
        #expect(sheet.owed == [.usd(cents: 340_00)])
        #expect(sheet.disputed == [.usd(cents: 20_00)])
        // One letter that went and one attempt; a busy line and a letter not mailed cost nothing.
        #expect(sheet.costSoFar == .usd(cents: 3_50))
        #expect(sheet.reasons == [.forgot])
        #expect(sheet.evidence == [.agreement, .invoices])
        #expect(sheet.limitationOn == day("2030-06-01"))
        #expect(sheet.daysPastDue == 80)
        #expect(sheet.valueAtStake.daysToLoss == 10)
        // 40.00 x 33.0 and the funder's 900.00.
        #expect(sheet.valueAtStake.worth == .usd(cents: 2_220_00))
        #expect(sheet.cooperation == .disagrees)
    }

    @Test func aGuaranteeThatHasEndedCostsNothing() {
        let funding = ContractFunding.sold(guaranteeEnds: late(10), refund: .usd(cents: 900_00))
        func stake(_ days: Int) -> ValueAtStake {
            ValueAtStake(
                monthly: .usd(cents: 40_00), multiple: ContractMultiple(tenths: 335) ?? .alarmTrade, daysPastDue: days,
                funding: funding, on: late(days))
        }
        #expect(stake(10).worth == .usd(cents: 2_240_00))
        #expect(stake(11).worth == .usd(cents: 1_340_00))
        #expect(stake(90).daysToLoss == 0)
    }

    @Test func fairnessComesBeforeWorth() throws {
        var ticket = snapshot()
        ticket.customer.hasOpenTicket = true
        #expect(try sheet(ticket).proposal.option == .carryOn)
        var means = snapshot()
        means.reasons = [ReasonFact(reason: .changeOfMeans, saidOn: late(20))]
        #expect(try sheet(means).proposal.option == .plan)
        var working = snapshot()
        working.plans = [PlanFact(scope: .wholeCase, acceptedOn: late(20), firstPaidOn: late(20), endedOn: nil)]
        #expect(try sheet(working, after: 200).proposal.option == .carryOn)
        #expect(try sheet(working, after: 200).proposal.weighed.isEmpty)
    }

    @Test func theReckoningIsShownLineByLine() throws {
        let terms: [DecisionPath: OptionTerms] = [
            .carryOn: OptionTerms(collectedPercent: 10, keptPercent: 100, staysPercent: 5),
            .agency: OptionTerms(collectedPercent: 50, keptPercent: 70, fixedCost: 4_00),
        ]
        let proposal = try sheet(snapshot(), DecisionInputs(terms: terms), after: 89).proposal
        #expect(proposal.option == .agency)
        #expect(proposal.because == "worth most: 101.00 USD")
        #expect(
            proposal.weighed.map(\.arithmetic) == [
                [
                    "owed 300.00 USD x 50% collected x 70% kept = 105.00 USD", "less cost 4.00 USD",
                    "agency = 101.00 USD",
                ],
                [
                    "owed 300.00 USD x 10% collected x 100% kept = 30.00 USD",
                    "value at stake 1,320.00 USD x 5% stay = 66.00 USD", "continue = 96.00 USD",
                ],
            ])
        // Once the customer counts as lost there is nothing left to save.
        let after = try sheet(snapshot(), DecisionInputs(terms: terms), after: 90).proposal
        #expect(after.weighed.last?.worth == .usd(cents: 30_00))
    }

    /// Source: starter policies §6: nobody is called about less than 15.00.
    @Test func aSmallSumIsNeitherPartedNorReducedHoweverMuchTheCustomerIsWorth() throws {
        func proposal(_ cents: Int64) throws -> DecisionProposal {
            var answered = snapshot(cents: cents)
            answered.reasons = [ReasonFact(reason: .forgot, saidOn: late(4))]
            return try sheet(answered).proposal
        }
        let small = try proposal(14_99)
        #expect(small.option == .carryOn && small.leftOut.map(\.option).starts(with: [.plan, .settle]))
        #expect(small.because.hasSuffix("of it that the customer stays"), "\(small.because)")
        #expect(try proposal(15_00).option == .plan)
    }

    @Test func theSheetIsReadALineEach() throws {
        let terms: [DecisionPath: OptionTerms] = [
            .carryOn: OptionTerms(collectedPercent: 10, keptPercent: 100, staysPercent: 5)
        ]
        var inputs = DecisionInputs(evidence: [.invoices], limitationOn: day("2030-06-01"), terms: terms)
        inputs.funding = .collateral
        var snapshot = snapshot()
        snapshot.reasons = [ReasonFact(reason: .refuses, saidOn: late(4))]
        let lines = try sheet(snapshot, inputs).lines
        #expect(
            lines.prefix(8) == [
                "the customer said they will not pay, and disputes nothing", "owed 300.00 USD; cost so far 0.00 USD",
                "80 days past due; cooperation: refusing", "said: refuses",
                "evidence: invoices; suit timely until 1 Jun 2030",
                "value at stake: 40.00 USD a month x 33 = 1,320.00 USD; 10 days left",
                "the contract is pledged: losing it lowers what may be borrowed",
                "proposal: continue, because no option could be weighed: things stay as they are",
            ])
        #expect(lines.contains("  not continue: the customer refuses"))
        #expect(lines.allSatisfy { $0.count <= 100 })
    }

    @Test func whatCannotBeTakenIsLeftOutWithTheReason() throws {
        let inputs = DecisionInputs(evidence: [.invoices])
        let silent = try sheet(snapshot(), inputs).proposal.leftOut
        #expect(silent.map(\.option) == [.plan, .settle, .withdraw, .counsel])
        #expect(silent[0].because == "the customer has not answered: nobody to agree with")
        var answered = snapshot()
        answered.reasons = [ReasonFact(reason: .forgot, saidOn: late(4))]
        let left = try sheet(answered, inputs).proposal.leftOut
        #expect(left.map(\.option) == [.withdraw, .counsel])
        #expect(left.map(\.because) == ["the agreement does not allow it", "the limitation date is not known"])
        let barred = try sheet(snapshot(), DecisionInputs(limitationOn: late(80))).proposal.leftOut
        #expect(barred.contains { $0.option == .counsel && $0.because == "the limitation date has passed" })
        #expect(barred.contains { $0.option == .agency && $0.because == "missing: invoices" })
        var unreachable = inputs
        unreachable.hasPostalAddress = false
        let nowhere = try sheet(answered, unreachable).proposal.leftOut
        #expect(nowhere.contains { $0.option == .agency && $0.because.hasPrefix("no good postal address") })
        var allowed = snapshot()
        allowed.customer.contractAllows = [.withdrawal]
        let notLive = try sheet(allowed, inputs).proposal.leftOut
        #expect(notLive.contains { $0.option == .withdraw && $0.because == "no live step of the policy does it" })
    }

    @Test func aSmallOldBalanceIsClosedInsteadOfPlaced() throws {
        #expect(try sheet(snapshot(cents: 49_99), after: 90).proposal.option == .writeOff)
        #expect(try sheet(snapshot(cents: 49_99), after: 89).proposal.option != .writeOff)
        #expect(try sheet(snapshot(cents: 50_00), after: 90).proposal.option != .writeOff)
    }

    @Test(arguments: [
        (14_99, 20, BalanceTreatment.carried), (15_00, 20, .asked), (14_99, 89, .carried),
        (14_99, 90, .writeOffProposal), (49_99, 90, .writeOffProposal), (50_00, 90, .asked),
    ])
    func theSizeOfABalanceDecidesWhatIsDone(cents: Int, days: Int, wanted: BalanceTreatment) {
        let found = snapshot(cents: Int64(cents))
            .balanceTreatment(on: late(days), policy: wholePolicy, calendar: .weekdays)
        #expect(found == wanted)
    }

    @Test func newBillsDoNotWaitForTheDecision() throws {
        let billing = wholeLadder.replacing(
            "steps:\n",
            with: """
                steps:
                  - {step: bill, at: bill-day, by: email, tone: warm, template: bill}
                  - {step: courtesy, at: due - 3, by: email, tone: warm, template: courtesy}

                """, maxReplacements: 1)
        let policy = try #require(PolicyDocument.parse(billing).policy)
        var snapshot = snapshot()
        for (step, at) in [("statement", 1), ("nudge", 16), ("plan-offer", 24), ("formal-letter", 31)] {
            snapshot.record(step, on: late(at), by: .post, cycle: cycle)
        }
        for (step, at) in [("second-call", 18), ("third-call", 45), ("owner-call", 62)] {
            snapshot.record(step, on: late(at), by: .telephone, cycle: cycle, state: .planned)
            snapshot.calls += (0..<3).map { CallFact(day: late(at + $0), step: step, disposition: .noAnswer) }
        }
        snapshot.record("final-demand", on: late(60), by: .post, cycle: cycle)
        snapshot.customer.satisfaction = .satisfied
        let sheet = policy.look(at: snapshot, on: late(74))
        #expect(sheet.step?.channel == .decision && sheet.decisionStep == sheet.step?.step)
        snapshot.receivables.append(.invoice(due: late(94), cents: 30_00))
        func step(on days: Int) -> String? {
            let found = policy.look(at: snapshot, on: late(days))
            #expect(found.decisionStep == sheet.step?.step)
            #expect(
                snapshot.decisionCause(on: late(days), policy: policy, calendar: .weekdays)
                    == .ladder(policyDay: days))
            return found.step?.step
        }
        #expect(step(on: 74) == "bill")
        snapshot.record(
            "bill", on: late(74), by: .email, cycle: CycleKey(kind: .billing, startedOn: late(74)))
        #expect(step(on: 80) == sheet.step?.step)
        #expect(step(on: 91) == "courtesy")
    }

    /// The last day the letter bears counts, and one that left late gives the days it had to give.
    @Test(arguments: [(nil, 60, 73), (80, 60, 80), (72, 67, 77), (nil, 67, 77)] as [(Int?, Int, Int)])
    func nothingIsDecidedOrHandedOverBeforeTheLastDayOfTheFinalLetterHasPassed(
        named: Int?, mailedAfter: Int, last: Int
    ) throws {
        var snapshot = snapshot(cents: 300_00)
        snapshot.customer.satisfaction = .satisfied
        for (step, at) in [("statement", 1), ("nudge", 16), ("plan-offer", 24), ("formal-letter", 31)] {
            snapshot.record(step, on: late(at), by: .post, cycle: cycle)
        }
        for (step, at) in [("second-call", 18), ("third-call", 45), ("owner-call", 62)] {
            snapshot.record(step, on: late(at), by: .telephone, cycle: cycle, state: .planned)
            snapshot.calls += (0..<3).map { CallFact(day: late(at + $0), step: step, disposition: .noAnswer) }
        }
        snapshot.steps.append(
            StepRecord(
                step: "final-demand", cycle: cycle, ordinal: 1, medium: .post, state: .sent, plannedOn: late(60),
                goneOn: late(mailedAfter), namesDay: named.map(late)))
        func asked(_ days: Int) -> DecisionCause? {
            snapshot.decisionCause(on: late(days), policy: wholePolicy, calendar: .weekdays)
        }
        #expect(snapshot.lastDayNamed(on: late(90), policy: wholePolicy, calendar: .weekdays) == late(last))
        #expect(asked(last) == nil && asked(last + 1) == .ladder(policyDay: last + 1))
        #expect(snapshot.lastDayOpen(on: late(last), policy: wholePolicy, calendar: .weekdays) == late(last))
        #expect(snapshot.lastDayOpen(on: late(last + 1), policy: wholePolicy, calendar: .weekdays) == nil)
        let sheet = try #require(
            snapshot.decisionSheet(DecisionInputs(), on: late(last), policy: wholePolicy, calendar: .weekdays))
        let barred = sheet.proposal.leftOut.first { $0.option == .agency }
        #expect(barred?.because == "the final letter leaves the customer until \(late(last))")
        #expect(wholePolicy.look(at: snapshot, on: late(last)).waitsFor == .lastDayNamed(late(last)))
        // Who said that they will not pay has answered.
        snapshot.reasons = [ReasonFact(reason: .refuses, saidOn: late(70))]
        #expect(asked(71) == .refusing)
        #expect(snapshot.lastDayOpen(on: late(71), policy: wholePolicy, calendar: .weekdays) == nil)
    }

    @Test func somebodyHasToDecideWhenTheLadderGetsThereOrSilenceOrARefusalBringsItForward() {
        func cause(after days: Int, _ change: (inout CaseSnapshot) -> Void) -> DecisionCause? {
            var snapshot = snapshot()
            change(&snapshot)
            return snapshot.decisionCause(on: late(days), policy: wholePolicy, calendar: .weekdays)
        }
        func sendAll(_ snapshot: inout CaseSnapshot) {
            for (step, at) in [("statement", 1), ("nudge", 16), ("plan-offer", 24), ("formal-letter", 31)] {
                snapshot.record(step, on: late(at), by: .post, cycle: cycle)
            }
            for (step, at) in [("second-call", 18), ("third-call", 45), ("owner-call", 62)] {
                snapshot.record(step, on: late(at), by: .telephone, cycle: cycle, state: .planned)
                snapshot.calls += (0..<3).map {
                    CallFact(day: late(at + $0), step: step, disposition: .noAnswer)
                }
            }
            snapshot.record("final-demand", on: late(60), by: .post, cycle: cycle)
        }
        #expect(cause(after: 5) { _ in } == nil)
        // Neither silence nor the ladder is a cause before the last day of the letter, here day 73, has passed.
        #expect(cause(after: 73) { sendAll(&$0) } == nil)
        #expect(cause(after: 74) { sendAll(&$0) } == .avoiding)
        let ladder = [73, 74].map { days in
            cause(after: days) {
                sendAll(&$0)
                $0.customer.satisfaction = .satisfied
            }
        }
        #expect(ladder == [nil, .ladder(policyDay: 74)])
        let refused = ReasonFact(reason: .refuses, saidOn: late(4))
        #expect(cause(after: 5) { $0.reasons = [refused] } == .refusing)
        let written = cause(after: 5) {
            $0.reasons = [refused]
            let days = DayInterval(from: late(4), until: nil)
            $0.holds = [HoldFact(reason: .refusal, scope: .wholeCase, days: days)]
        }
        #expect(written == .refusing)
        let bankrupt = cause(after: 5) {
            $0.reasons = [refused]
            let days = DayInterval(from: late(4), until: nil)
            $0.holds = [HoldFact(reason: .bankruptcy, scope: .wholeCase, days: days)]
        }
        #expect(bankrupt == nil)
        #expect(cause(after: 71) { $0.customer.media = [.post: .bad] } == nil)
        #expect(cause(after: 72) { $0.customer.media = [.post: .bad] } == .cannotBeFound)
    }
}

/// What a person decided, and nothing else, sets the last steps going.
@Suite struct ApprovalTests {
    private let policy: Treatment.Policy = {
        let steps =
            "  - {step: statement, at: past-due 1, by: email, tone: warm, template: statement}"
            + "\n  - {step: place, at: approval, by: exporter, tone: serious,"
            + " requires: {approvals: [owner], decided: [agency, counsel]}}"
            + "\n  - {step: write-off, at: approval, by: ledger, tone: grateful,"
            + " requires: {approvals: [manager, owner], decided: [write-off]}}"
        let text = "policy: p\nkind: residential\nlanguages: [en]\nsteps:\n" + steps
        let (policy, findings) = PolicyDocument.parse(text)
        guard let policy else { preconditionFailure("\(findings)") }
        return policy
    }()

    private func step(after decisions: [DecisionFact], on today: String = "2026-08-10") -> String? {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 300_00)
        snapshot.record("statement", on: day("2026-06-02"), cycle: cycle)
        snapshot.decisions = decisions
        return policy.look(at: snapshot, on: day(today)).step?.step
    }

    private func decided(_ path: DecisionPath, _ on: String = "2026-08-10", by roles: Set<ApprovalRole> = [.owner])
        -> DecisionFact
    {
        DecisionFact(path: path, decidedOn: day(on), approvedBy: roles)
    }

    @Test func withoutADecisionNothingHappens() { #expect(step(after: []) == nil) }

    @Test(arguments: DecisionPath.allCases) func onlyWhatWasDecidedGoes(path: DecisionPath) {
        let wanted: [DecisionPath: String] = [.agency: "place", .counsel: "place", .writeOff: "write-off"]
        #expect(step(after: [decided(path, by: [.manager, .owner])]) == wanted[path])
    }

    @Test func whoHasToApproveHasTo() {
        #expect(step(after: [decided(.agency, by: [.manager])]) == nil)
        #expect(step(after: [decided(.writeOff)]) == nil)
        #expect(step(after: [decided(.writeOff), decided(.writeOff, by: [.manager])]) == "write-off")
    }

    @Test func theLastWordCountsAndTwoThatDisagreeAreNone() {
        #expect(step(after: [decided(.agency, "2026-08-05"), decided(.carryOn)]) == nil)
        #expect(step(after: [decided(.carryOn, "2026-08-05"), decided(.agency)]) == "place")
        #expect(step(after: [decided(.agency), decided(.plan)]) == nil)
    }

    @Test func aDecisionOfAnEarlierCycleOrALaterDayCountsNot() {
        #expect(step(after: [decided(.agency, "2026-06-01")]) == nil)
        #expect(step(after: [decided(.agency, "2026-08-11")]) == nil)
    }

    @Test func aDecisionAboutSomebodyWhoPaidMeanwhileDoesNothing() {
        var snapshot = CaseSnapshot(receivables: [], customer: .reachable())
        snapshot.decisions = [decided(.agency)]
        let verdict = policy.look(at: snapshot, on: day("2026-08-10")).verdict
        #expect(verdict == .nothing(because: .nothingOpen))
    }
}

/// Nothing a rule or a proposal may look at is, or stands for, a protected characteristic: race, colour, religion,
/// national origin, sex, marital status, age, public assistance, or the use of consumer credit rights. The lists are
/// whole, so that whoever adds an input has to come by here. Source: 12 CFR 1002.2(z), 1002.4(a).
@Suite struct AllowListTests {
    private func labels(of value: Any) -> [String] { Mirror(reflecting: value).children.compactMap(\.label) }

    @Test func conditionsLookAtTheseAndNothingElse() {
        #expect(
            Set(PolicyReader.conditionNames) == [
                "balance", "reached", "promise-broken", "oldest", "open-count", "late-count-12", "attempts",
                "promises-open", "promises-kept", "promises-broken", "notice-period", "first-bill", "life-safety",
                "open-ticket", "plan", "will-look-into-it", "agreed-call-back", "autopay", "billing", "service-kind",
                "reason", "satisfaction", "contract-allows", "language", "customer-kind", "cooperation", "any", "none",
            ])
    }

    @Test func aCaseKnowsTheseThingsAboutACustomerAndNothingElse() {
        #expect(
            labels(of: CustomerFacts.reachable()) == [
                "language", "kind", "media", "autopay", "isFirstBill", "lateCount12", "monthlyAmount", "lifeSafety",
                "billing", "reasons", "hasOpenTicket", "satisfaction", "contractAllows", "noticePeriodDays",
            ])
    }

    @Test func aSheetTakesTheseInputsAndNothingElse() {
        #expect(
            labels(of: DecisionInputs()) == [
                "evidence", "limitationOn", "hasPostalAddress", "multipleTenths", "funding", "costs", "terms",
            ])
        #expect(
            labels(of: OptionTerms(collectedPercent: 1, keptPercent: 1)) == [
                "collectedPercent", "keptPercent", "staysPercent", "fixedCost", "balanceMin", "needs",
            ])
    }

    /// Language chooses words; it may stand for national origin, so that no proposal turns on it.
    @Test(arguments: Language.allCases) func theProposalIsTheSameInEveryLanguage(language: Language) {
        var snapshot = CaseSnapshot.oneInvoice(due: due, cents: 300_00)
        func sheet() -> DecisionSheet? {
            snapshot.decisionSheet(
                DecisionInputs(), on: due.adding(days: 80), policy: wholePolicy, calendar: .weekdays)
        }
        let english = sheet()
        snapshot.customer.language = language
        #expect(sheet() == english)
        #expect(english != nil)
    }
}
