import PluginKit
import Receivables
import Sealing
import Store

extension DecisionRecord {
    /// What was decided about an attempt at its sending, by a rule or by a person.
    init(
        sending attempt: AttemptRecord, verdict: Verdict, ruleID: String, citation: String = "",
        facts: [String: String] = [:], words: String, until: BusinessInstant? = nil, packVersion: String = "",
        at moment: TenantMoment
    ) {
        self.init(
            caseID: attempt.caseID, customerID: attempt.customerID, attempt: attempt.id, decidedOn: moment.today,
            decidedAt: moment.now, stepKey: attempt.stepKey, cycle: attempt.cycle, moment: .sending, verdict: verdict,
            ruleID: ruleID, citation: citation, facts: facts, words: words, until: until, packVersion: packVersion,
            cause: Digest.sha256(Array("\(verdict.rawValue)|\(ruleID)|\(attempt.id)".utf8)))
    }
}

extension DecisionRecord {
    /// That an attempt certainly did not leave, with what the channel or the page said.
    init(refused attempt: AttemptRecord, _ fault: Fault, _ detail: String, at moment: TenantMoment) {
        self.init(
            sending: attempt, verdict: .block, ruleID: "attempt.refused", facts: ["fault": fault.rawValue],
            words: "not sent by \(attempt.medium.rawValue), \(fault.rawValue) at fault: \(detail)", at: moment)
    }
}
