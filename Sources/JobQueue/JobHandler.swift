package import Postgres
package import Receivables

/// What a kind of job is: its stable name, its arguments, its patience.
///
/// A handler conforms to `LocalJob` or `SendJob`, never to this alone. It is registered once at start.
package protocol JobHandler: Sendable {
    /// What a row holds: ids, never personal data. Unknown keys are ignored; a new key needs a default, because rows
    /// of the version before are still waiting.
    associatedtype Arguments: Codable & Sendable

    /// Stable name written in rows. Never renamed once rows carry it.
    static var kind: String { get }
    static var mode: JobMode { get }
    static var retryPolicy: RetryPolicy { get }
    /// Longest run of a local job, longest talk of a send. Past it a talk is cancelled and a local job's lease lapses.
    static var timeLimit: Duration { get }
}

extension JobHandler {
    package static var retryPolicy: RetryPolicy { RetryPolicy() }
    package static var timeLimit: Duration { .seconds(60) }
}

/// What a handler is told about the job it works.
package struct JobContext: Sendable {
    package let id: JobID
    package let kind: String
    package let tenantID: Identifier<Tenant>?
    /// The fencing token: one more with every claim. The same job with a higher number has been taken over.
    package let attempt: Int
    /// Attempts that failed before this one.
    package let failures: Int
    /// When a talk must have ended; it is cancelled then, or sooner when the lease is in danger or the host stops.
    package let deadline: ContinuousClock.Instant
}

/// Work on the database alone.
package protocol LocalJob: JobHandler {
    /// Does the work in `transaction`, which commits together with the job's completion, so the effect is exactly once.
    ///
    /// May run again from the start: after a crash, a lost lease, or when the server asks for repetition. A throw
    /// undoes everything and counts as a failure; throw `PermanentJobFailure` when trying again is of no use.
    func perform(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> LocalOutcome
}

extension LocalJob {
    package static var mode: JobMode { .local }
}

/// How a local job ended; its effects are committed in each case.
package enum LocalOutcome: Hashable, Sendable {
    case done
    /// Not yet: again at that time, without counting a failure.
    case snooze(JobTime)
    /// No longer wanted. The reason holds no personal data.
    case cancel(reason: String)
}

/// Work that talks to the outside: a mail relay, a printer's spool, an agency.
///
/// The order is fixed: `prepare` commits the intent, `talk` talks, `finish` commits the outcome with the job's
/// completion. When the process dies or the lease is lost between the two commits the job is in doubt: it is not sent
/// again until a person says so.
package protocol SendJob: JobHandler {
    associatedtype Intent: Sendable
    associatedtype Outcome: Sendable

    /// Asks the gate, renders and records the intent in `transaction`. May run again; nothing has been sent. A throw
    /// undoes it and counts as a failure.
    func prepare(
        _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> Preparation<Intent>

    /// Talks. Called at most once for each committed intent. Ends soon after its task is cancelled. A throw puts the
    /// job in doubt: whatever is known not to have been sent is an `Outcome`.
    func talk(_ intent: Intent, _ job: JobContext) async throws -> Outcome

    /// Records what became of it in `transaction`. May run again with the same outcome when the commit fails. A throw
    /// of anything but a failure of the database puts the job in doubt.
    func finish(
        _ outcome: Outcome, _ arguments: Arguments, _ job: JobContext, in transaction: Transaction
    ) throws -> SendOutcome

    /// Marks what the job was about as in doubt, in the transaction that moves the job there. `arguments` are those of
    /// the row. A throw is logged and does not keep the job from being in doubt.
    func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws

    /// Settles what the job was about when it failed for good before any talk, in the transaction that fails it.
    /// `arguments` are those of the row. A throw is logged and the job is failed all the same.
    func recordFailure(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws

    /// Settles what the job was about when a person's request to cancel ended it and nothing had been sent, in the
    /// transaction that cancels it. `arguments` are those of the row. A throw is logged and the job is cancelled all
    /// the same.
    func recordCancellation(
        _ arguments: Arguments, reason: String, _ job: JobContext, in transaction: Transaction
    ) throws
}

extension SendJob {
    package static var mode: JobMode { .send }
    package func recordDoubt(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {}
    package func recordFailure(_ arguments: Arguments, _ job: JobContext, in transaction: Transaction) throws {}
    package func recordCancellation(
        _ arguments: Arguments, reason: String, _ job: JobContext, in transaction: Transaction
    ) throws {}
}

/// What `prepare` decided.
package enum Preparation<Intent: Sendable>: Sendable {
    case talk(Intent)
    /// Nothing to send: the job is done.
    case skip
    /// Not yet: again at that time, without counting a failure.
    case snooze(JobTime)
    /// No longer wanted. The reason holds no personal data.
    case cancel(reason: String)
}

/// What `finish` made of the talk.
package enum SendOutcome: Hashable, Sendable {
    case done
    /// Certainly not sent; again after so many seconds, or by the kind's policy. Counts as a failure.
    case retry(afterSeconds: Int64?, reason: String)
    /// Certainly not sent, and not the job's fault: again at that time without counting a failure.
    case snooze(JobTime)
    /// Certainly not sent, and trying again is of no use.
    case fail(reason: String)
    /// Nobody knows. `finish` has marked what the job was about; `recordDoubt` is not called.
    case inDoubt(reason: String)
    case cancel(reason: String)
}

/// Many jobs of one kind in one commit; for work on the database alone. Reserved: registering one is refused.
package protocol BatchJob: JobHandler {
    /// Does the work of all jobs in `transaction`, which commits together with their completion.
    func perform(_ batch: [(arguments: Arguments, job: JobContext)], in transaction: Transaction) throws
}

extension BatchJob {
    package static var mode: JobMode { .batch }
}

/// Thrown by a handler when trying again is of no use. The reason is kept with the job: no personal data.
package struct PermanentJobFailure: Error, CustomStringConvertible {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }
    package var description: String { reason }
}
