// JobQueue: durable jobs in PostgreSQL. Enqueue in the caller's transaction, claim, retry, snooze, schedule, rescue;
// the SQL of its own tables. It must not know what a job means; it carries a tenant's key without interpreting it.
// States and transitions: README.md beside this file.

/// The key of one job. Grows in the order of enqueueing.
package struct JobID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    package let number: Int64

    /// Wraps a stored key.
    package init(_ number: Int64) { self.number = number }

    package static func < (left: JobID, right: JobID) -> Bool { left.number < right.number }
    package var description: String { String(number) }

    package init(from decoder: any Decoder) throws { number = try decoder.singleValueContainer().decode(Int64.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// How a kind of job meets the outside world. Stored with each job.
package enum JobMode: String, Sendable, Codable {
    /// Effect and completion in one commit; nothing outside the database is touched.
    case local
    /// Intent in one commit, then the talk, then outcome and completion in one commit.
    case send
    /// Many jobs of one kind in one commit. Declared, not yet worked.
    case batch
}

/// Where a job stands. Transitions: README.md.
package enum JobState: String, CaseIterable, Sendable, Codable {
    /// Waits for its time or for a worker.
    case available
    /// Parked by a pause until somebody resumes it.
    case paused
    /// A worker holds a lease on it.
    case running
    /// Talking began and nobody knows how it ended. Only a person moves it on.
    case inDoubt = "in_doubt"
    case succeeded
    /// Its attempts are used up, or it failed for good.
    case failed
    case cancelled
    /// Its worker died three times; it may be what kills them.
    case quarantined

    /// Whether the job is over unless a person retries it.
    package var isFinished: Bool {
        switch self {
        case .succeeded, .failed, .cancelled, .quarantined: true
        case .available, .paused, .running, .inDoubt: false
        }
    }
}

/// Which of two due jobs of one queue goes first.
package enum JobPriority: Int, Sendable, Codable {
    case urgent = 0
    case normal = 1
    case bulk = 2
}

/// Why the queue refused.
package enum JobQueueError: Error, Equatable, CustomStringConvertible {
    case argumentsTooLarge(kind: String, bytes: Int, limit: Int)
    case argumentsNotAnObject(kind: String)
    /// `path` names the key in the arguments, never its value.
    case argumentsUnreadable(kind: String, path: String)
    case kindTwice(String)
    case batchNotBuilt(kind: String)
    case tooManyJobs(count: Int, limit: Int)
    /// Other transactions kept taking and freeing the key.
    case uniqueKeyUnsettled(kind: String)
    case noSuchJob(JobID)
    case wrongState(JobID, JobState, needed: String)
    case unknownTimeZone(schedule: String)

    package var description: String {
        switch self {
        case .argumentsTooLarge(let kind, let bytes, let limit):
            "arguments of a \(kind) job are \(bytes) bytes, the limit is \(limit): "
                + "pass ids and let the job read the rest"
        case .argumentsNotAnObject(let kind):
            "arguments of a \(kind) job must encode as a JSON object: use a struct"
        case .argumentsUnreadable(let kind, let path):
            "stored arguments of a \(kind) job do not fit the handler at '\(path)': they come from another version; "
                + "cancel the job or give the handler a default for that key"
        case .kindTwice(let kind):
            "two handlers are registered for the job kind \(kind): give one of them another kind"
        case .batchNotBuilt(let kind):
            "the job kind \(kind) declares the batch mode, which this version cannot work: make it a local job"
        case .tooManyJobs(let count, let limit):
            "\(count) jobs in one call, the limit is \(limit): enqueue in chunks"
        case .uniqueKeyUnsettled(let kind):
            "the unique key of a \(kind) job was taken and freed again and again: repeat the transaction"
        case .noSuchJob(let id):
            "there is no job \(id)"
        case .wrongState(let id, let state, let needed):
            "job \(id) is \(state.rawValue); this needs a job that is \(needed)"
        case .unknownTimeZone(let schedule):
            "schedule \(schedule) names a time zone this system does not know: use an IANA name"
        }
    }
}
