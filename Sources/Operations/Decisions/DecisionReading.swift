import Receivables
import Store
import Treatment

// What persons decided about a case, as the ladder and the sheet look at it.

extension CaseReading {
    /// Decisions that still say what is to happen. A write-off that was undone says nothing any more.
    var standingDecisions: [CaseDecisionRecord] {
        facts.decisions.filter { decision in
            let isUndone = decision.path == .writeOff && decision.ending == .carriedOut && facts.writtenOff == nil
            return decision.stands && !isUndone
        }
    }

    /// The day a write-off or a settlement was undone, while nobody has decided anew.
    var reopenedOn: CalendarDate? {
        guard let last = facts.decisions.last, last.ending == .undone else { return nil }
        return last.endedOn.map { soFar($0) }
    }

    /// Decisions that stand, one a day: of several on one day the last word counts.
    var decisions: [DecisionFact] {
        let standing = standingDecisions
        return standing.filter { decision in
            // An approval by a second role is not another word.
            standing.last { $0.decidedOn == decision.decidedOn }?.path == decision.path
        }.map {
            // A settlement that was paid is asked about no more.
            let until = $0.path == .settle && $0.ending == .carriedOut ? nil : $0.until
            return DecisionFact(path: $0.path, decidedOn: soFar($0.decidedOn), approvedBy: [$0.role], until: until)
        }
    }

    /// Steps of the ladder that a decision answered.
    var decidedSteps: [StepRecord] {
        standingDecisions.flatMap { decision -> [StepRecord] in
            guard let cycle = CycleKey(decision.cycle) else { return [] }  // every decision is kept with a whole key
            return decision.steps.map {
                StepRecord(
                    step: $0, cycle: cycle, ordinal: decision.ordinal, medium: nil, state: .sent,
                    plannedOn: soFar(decision.decidedOn), goneOn: soFar(decision.decidedOn), tone: .serious)
            }
        }
    }

    /// What the customer gave for reasons about this case, on a call or otherwise, oldest first.
    var reasons: [ReasonFact] {
        let called = facts.calls.filter { $0.caseID == facts.id }.compactMap { call in
            call.reason.map { ReasonFact(reason: $0, saidOn: soFar(call.calledAt.day(in: day.moment.zone))) }
        }
        let stated = facts.reasonStatements.map { ReasonFact(reason: $0.reason, saidOn: soFar($0.saidOn)) }
        return (called + stated).sorted { ($0.saidOn, $0.reason.rawValue) < ($1.saidOn, $1.reason.rawValue) }
    }

    /// What the business knows besides the case, for the sheet: papers somebody noted and what the books themselves show.
    func decisionInputs(notes: [DecisionNoteRecord], multiple: ContractMultiple?) -> DecisionInputs {
        var inputs = DecisionInputs()
        inputs.evidence = Set(notes.flatMap(\.evidence)).union(evidenceInTheBooks)
        inputs.hasPostalAddress = facts.contactPoints.contains {
            $0.medium == .post && !$0.isBad && $0.role != "service"
        }
        inputs.limitationOn = notes.compactMap(\.limitationOn).last
        // What somebody noted of the contract goes before what a file said of it.
        let isSold = facts.agreements.contains { !$0.fundedBy.isEmpty }
        inputs.funding =
            notes.compactMap(\.funding).last ?? (isSold ? .sold(guaranteeEnds: nil, refund: nil) : ContractFunding.none)
        if let multiple { inputs.multipleTenths = multiple.tenths }
        return inputs
    }

    private var evidenceInTheBooks: Set<EvidenceKind> {
        var found: Set<EvidenceKind> = [.statementOfAccount]
        let open = facts.receivables.filter(\.open.isPositive)
        if !open.isEmpty, open.allSatisfy({ $0.billed.isPositive && !$0.reference.isEmpty }) { found.insert(.invoices) }
        let sent = facts.attempts.filter { $0.state == .sent }
        if sent.contains(where: { $0.medium == .post && $0.source == "policy" }) { found.insert(.proofOfMailing) }
        if !sent.isEmpty { found.insert(.correspondence) }
        if !facts.calls.isEmpty { found.insert(.callRecords) }
        return found
    }
}
