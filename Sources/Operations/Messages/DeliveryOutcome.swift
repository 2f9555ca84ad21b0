import JobQueue
import PluginKit
import Receivables
import Store

/// The second half of a sending: what the channel's answer makes of the attempt and of its job.
struct DeliveryOutcome {
    let attempt: AttemptRecord
    let moment: TenantMoment
    let tx: TenantTransaction

    func settle(_ result: DeliveryResult, isLastTry: Bool) throws -> SendOutcome {
        let outcome: SendOutcome
        switch result {
        case .accepted(let receipt), .delivered(let receipt):
            try tx.keepMessageID(receipt.messageID, of: attempt.id)
            _ = try tx.markSent(
                attempt.id, from: [.talking], reference: receipt.reference, on: moment.today, at: moment.now)
            outcome = .done
        case .taskCreated:
            try move(.taskOpen)
            outcome = .done
        case .prepared:
            try move(.prepared)
            try enqueueBatch()
            outcome = .done
        case .refused(let fault, let detail):
            try refuse(fault, detail)
            outcome = .fail(reason: "refused, \(fault.rawValue) at fault")
        case .retry(let pause, let detail):
            if isLastTry {
                try refuse(.carrier, "given up after repeated tries: \(detail)")
                outcome = .fail(reason: "given up")
            } else {
                try move(.planned)
                outcome = .retry(afterSeconds: pause.components.seconds, reason: "the carrier asked for another try")
            }
        case .inDoubt(let detail):
            try move(.inDoubt, detail)
            outcome = .inDoubt(reason: "the outcome is unknown")
        }
        try tx.lowerNextLook(of: [attempt.caseID], to: moment.today)
        return outcome
    }

    private func move(_ state: AttemptState, _ detail: String = "") throws {
        // The row is locked by this transaction, so it is still talking.
        _ = try tx.move(attempt.id, from: [.talking], to: state, detail: detail, at: moment.now)
    }

    private func refuse(_ fault: Fault, _ detail: String) throws {
        // A decision at sending is always written.
        _ = try tx.record([DecisionRecord(refused: attempt, fault, detail, at: moment)])
        try move(.refused, try EnvelopeFit.detail(fault, detail, of: attempt, in: tx))
        if fault == .address, let point = attempt.contactPoint {
            try tx.markContactPointBad(
                point, reason: attempt.medium == .email ? "bounced" : "returned", at: moment,
                source: "channel \(attempt.pluginKind)")
        }
    }

    private func enqueueBatch() throws {
        guard let batch = attempt.batch else { return }
        try ProduceMailBatch.enqueue(batch, tenant: tx.tenantID, in: tx, at: .after(seconds: 60))
    }
}
