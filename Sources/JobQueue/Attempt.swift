import Logging
import Postgres

/// One attempt at one job, from the claim to the verdict.
struct Attempt: Sendable {
    let job: ClaimedJob
    let registration: JobHandlers.Registration
    let worker: Worker
    let state: WorkerState

    private var clock: QueueClock { worker.clock }

    func run() async -> Ending {
        let context = job.context(deadline: .now + registration.timeLimit)
        switch registration.runner {
        case .local(let perform): return await runLocal(perform, context)
        case .send(let runner): return await runSend(runner, context)
        }
    }

    private func runLocal(
        _ perform: @escaping @Sendable (JSONText, JobContext, Transaction) throws -> LocalOutcome, _ context: JobContext
    ) async -> Ending {
        do {
            let verdict = try await worker.pool.transaction { [job, worker, clock] transaction in
                let verdict: Verdict =
                    switch try perform(job.arguments, context, transaction) {
                    case .done: .succeeded
                    case .snooze(let time): .snoozed(time)
                    case .cancel(let reason): .cancelled(reason: reason)
                    }
                let settled = try transaction.settle(job, verdict, clock: clock)
                try worker.faults.pass(.beforeLocalCommit, job.id)
                return settled
            }
            return .verdict(verdict)
        } catch {
            return await settleAfter(error)
        }
    }

    private func runSend(_ runner: JobHandlers.SendRunner, _ context: JobContext) async -> Ending {
        let intent: any Sendable
        do {
            switch try await prepare(runner, context) {
            case .talk(let prepared): intent = prepared
            case .settled(let verdict): return .verdict(verdict)
            }
            try worker.faults.pass(.beforeTalk, job.id)
        } catch {
            return await settleAfter(error)
        }
        // A process stopped and woken may have lost its lease while it slept: nothing is sent then.
        let margin = Duration.seconds(worker.settings.talkMarginSeconds)
        guard state.talkEnds(job, margin: margin) > .now else { return await doubt("the lease ended before talking") }
        do {
            let outcome = try await Talk(job: job, state: state, margin: margin).run(runner.talk, intent, context)
            try worker.faults.pass(.afterTalk, job.id)
            return await finish(runner, outcome, context)
        } catch is JobAbandoned {
            return .abandoned
        } catch {
            return await doubt("talking ended with \(error.jobText)")
        }
    }

    private enum Prepared: Sendable {
        case talk(any Sendable)
        case settled(Verdict)
    }

    private func prepare(_ runner: JobHandlers.SendRunner, _ context: JobContext) async throws -> Prepared {
        let asked = ContinuousClock.now
        let lease = worker.settings.leaseSeconds
        let prepared = try await worker.pool.transaction { [job, worker, clock] transaction -> Prepared in
            let verdict: Verdict
            switch try runner.prepare(job.arguments, context, transaction) {
            case .talk(let intent):
                try transaction.beginTalk(job, leaseSeconds: lease, clock: clock)
                return .talk(intent)
            case .skip: verdict = .succeeded
            case .snooze(let time): verdict = .snoozed(time)
            case .cancel(let reason): verdict = .cancelled(reason: reason)
            }
            return .settled(
                try transaction.settleAsked(
                    job, verdict, clock: clock, handlers: worker.handlers, logger: worker.logger))
        }
        if case .talk = prepared {
            state.renewed(
                asked: [(job.id, job.attempt)], kept: [job.id], cancelRequested: [], until: asked + .seconds(lease))
        }
        return prepared
    }

    /// Writes the outcome. Tried again while the database is out of reach and the lease holds; then in doubt.
    private func finish(_ runner: JobHandlers.SendRunner, _ outcome: any Sendable, _ context: JobContext) async
        -> Ending
    {
        let retryPolicy = registration.retryPolicy
        var pause = Duration.zero
        repeat {
            do {
                if pause > .zero { try await Task.sleep(for: pause) }
                let verdict = try await worker.pool.transaction { [job, worker, clock] transaction in
                    let verdict = Self.verdict(
                        try runner.finish(outcome, job.arguments, context, transaction), job, retryPolicy)
                    let settled = try transaction.settleAsked(
                        job, verdict, clock: clock, handlers: worker.handlers, logger: worker.logger)
                    try worker.faults.pass(.beforeFinishCommit, job.id)
                    return settled
                }
                try worker.faults.pass(.afterFinishCommit, job.id)
                return .verdict(verdict)
            } catch let error as PostgresError where error.isOutage {
                log("The outcome of a talk is not written yet", error)
            } catch is JobAbandoned {
                return .abandoned
            } catch is LeaseLost {
                return leaseLost()
            } catch {
                return await doubt("recording the outcome ended with \(error.jobText)")
            }
            pause = min(.seconds(2), pause * 2 + .milliseconds(100))
        } while state.leaseEnds(job).map { $0 > .now } ?? false
        return await doubt("the outcome could not be written")
    }

    private static func verdict(_ outcome: SendOutcome, _ job: ClaimedJob, _ policy: RetryPolicy) -> Verdict {
        switch outcome {
        case .done: return .succeeded
        case .snooze(let time): return .snoozed(time)
        case .fail(let reason): return .failed(reason: reason)
        case .inDoubt(let reason): return .inDoubt(reason: reason)
        case .cancel(let reason): return .cancelled(reason: reason)
        case .retry(let seconds, let reason):
            var generator = SystemRandomNumberGenerator()
            let wait =
                seconds.map { min(max($0, 0), policy.longestWaitSeconds) * 1_000_000 }
                ?? policy.waitMicroseconds(afterFailures: job.failures + 1, using: &generator)
            return .retried(afterMicroseconds: wait, reason: reason)
        }
    }

    /// What follows from an error before any talk.
    private func settleAfter(_ error: any Error) async -> Ending {
        var generator = SystemRandomNumberGenerator()
        switch error {
        case is JobAbandoned: return .abandoned
        case is LeaseLost:
            // Also a job somebody asked to cancel: giving it back cancels it, and is refused if it is lost.
            return await write(.released(afterSeconds: 0, reason: nil))
        case let error as PostgresError where error.isOutage:
            log("A job is given back because the database is out of reach", error)
            return await write(.released(afterSeconds: .random(in: 1...5), reason: error.jobText))
        case is CancellationError:
            return await write(.released(afterSeconds: 0, reason: nil))
        case is PermanentJobFailure, is JobQueueError:
            return await write(.failed(reason: error.jobText))
        default:
            let wait = registration.retryPolicy.waitMicroseconds(afterFailures: job.failures + 1, using: &generator)
            return await write(.retried(afterMicroseconds: wait, reason: error.jobText))
        }
    }

    private func write(_ verdict: Verdict) async -> Ending {
        do {
            return .verdict(
                try await worker.pool.transaction { [job, worker, clock] in
                    try $0.settleBeforeTalk(
                        job, verdict, clock: clock, handlers: worker.handlers, logger: worker.logger)
                })
        } catch is LeaseLost {
            return leaseLost()
        } catch {
            log("A verdict could not be written; the lease will end", error)
            return .abandoned
        }
    }

    private func doubt(_ reason: String) async -> Ending {
        do {
            try await worker.pool.transaction { [job, worker, clock] in
                try $0.putInDoubt(
                    job, reason: reason, clock: clock, handlers: worker.handlers, logger: worker.logger)
            }
            return .verdict(.inDoubt(reason: reason))
        } catch is LeaseLost {
            return leaseLost()
        } catch {
            log("A job in doubt could not be marked; the lease will end and mark it", error)
            return .abandoned
        }
    }

    private func leaseLost() -> Ending {
        worker.logger.notice(
            "A job was taken over after its lease ended",
            metadata: ["job.id": "\(job.id)", "job.kind": "\(job.kind)", "job.attempt": "\(job.attempt)"])
        return .leaseLost
    }

    private func log(_ message: Logger.Message, _ error: any Error) {
        worker.logger.warning(
            message, metadata: ["job.id": "\(job.id)", "job.kind": "\(job.kind)", "error": "\(error.jobText)"])
    }
}
