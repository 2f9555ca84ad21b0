import ArgumentParser
import Foundation
import JobQueue
import Operations
import Postgres
import Receivables
import Store

/// `dunwell job`: what waits, runs, failed or is in doubt, and what a person can do about it.
struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "Look at queued jobs, and retry, cancel or resolve them.",
        subcommands: [List.self, Show.self, Stats.self, Retry.self, Cancel.self, Resolve.self])

    /// What became of a job a person acted on.
    private struct Outcome: Encodable {
        let job: JobID
        let state: String
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List jobs in order of their numbers.")
        @OptionGroup var common: CommonOptions
        @Option(help: "available, paused, running, in_doubt, succeeded, failed, cancelled or quarantined.")
        var state: String?
        @Option(help: "Jobs of one kind.") var kind: String?
        @Option(help: "Jobs of one tenant.") var tenant: String?
        @Option(help: "Continue after this job.") var after: Int64?
        @Option(help: "Most jobs to list.") var limit = 100

        func validate() throws {
            if let state, JobState(rawValue: state) == nil {
                let known = JobState.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("the state \(state) is not known; use one of \(known)")
            }
            if !(1...1_000).contains(limit) { throw ValidationError("the limit goes from 1 to 1000") }
        }

        func run() async throws {
            let output = common.output
            let (kind, limit, slug) = (kind, limit, tenant)
            if state == JobState.inDoubt.rawValue { return try await listDoubts() }
            let (state, after) = (state.flatMap(JobState.init(rawValue:)), after.map(JobID.init))
            let jobs = try await common.withHost { host in
                let tenant: Identifier<Tenant>?
                if let slug { tenant = try await host.tenant(slug).id } else { tenant = nil }
                let filter = JobFilter(state: state, kind: kind, tenantID: tenant, after: after)
                return try await host.sheets(try await host.pool.transaction { try $0.jobs(filter, limit: limit) })
            }
            if output.json { return try output.object(jobs) }
            try output.table(
                ["job", "tenant", "kind", "state", "attempt", "due", "last error"],
                jobs.map { job in
                    [
                        .count(Int(job.id.number)), .text(job.tenant ?? "-"), .text(job.kind), .text(job.state),
                        .count(job.attempt), .text(JobSheet.minute(job.due)), .text(job.lastError ?? ""),
                    ]
                },
                empty: "no such job")
            if jobs.count == limit, let last = jobs.last {
                let asked = [("state", self.state), ("kind", kind)].compactMap { name, value in
                    value.map { " --\(name) \(quotedWord($0))" }
                }.joined()
                output.message("there may be more: `dunwell job list\(asked) --limit \(limit) --after \(last.id)`")
            }
        }

        private struct ShownDoubt: Encodable {
            let job: JobSheet
            let owner: String?
            let ageSeconds: Int64
            let message: ResolveDoubt.Message?
        }

        /// What waits for a person's word: whose it is and for how long.
        private func listDoubts() async throws {
            let after = after.map(JobID.init)
            let (doubts, sheets) = try await common.withHost { host in
                let named: Identifier<Tenant>?
                if let tenant { named = try await host.tenant(tenant).id } else { named = nil }
                let found = try await ResolveDoubt(store: host.store).list(
                    of: named, kind: kind, after: after, limit: limit)
                return (found, try await host.sheets(found.map(\.job)))
            }
            if common.output.json {
                return try common.output.object(
                    zip(doubts, sheets).map {
                        ShownDoubt(job: $1, owner: $0.owner, ageSeconds: $0.ageSeconds, message: $0.message)
                    })
            }
            try common.output.table(
                ["job", "owner", "age", "about", "last error"],
                doubts.map { doubt in
                    [
                        .count(Int(doubt.job.id.number)), .text(doubt.owner ?? "platform"),
                        .text(Self.words(seconds: doubt.ageSeconds)), .text(Self.words(about: doubt)),
                        .text(doubt.job.lastError ?? ""),
                    ]
                },
                empty: "nothing is in doubt")
            for doubt in doubts {
                guard let name = doubt.message?.messageID, !name.isEmpty else { continue }
                common.output.text("job \(doubt.job.id) is \(name) in the log of the mail server")
            }
        }

        /// `C-1001, statement by email`; for other work its kind and arguments.
        private static func words(about doubt: ResolveDoubt.Doubt) -> String {
            guard let message = doubt.message else {
                return "\(doubt.job.kind): \(words(arguments: doubt.job.arguments))"
            }
            return "\(message.customer), \(message.step) by \(message.medium)"
        }

        /// `attempt 3f2a…`: arguments are names of things and their ids.
        static func words(arguments: String) -> String {
            // Arguments of another shape are shown as they are stored.
            guard let pairs = try? JSONDecoder().decode([String: String].self, from: Data(arguments.utf8)) else {
                return arguments
            }
            return pairs.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        }

        /// `3 d 4 h`, `4 h 10 min`, `10 min`.
        static func words(seconds: Int64) -> String {
            let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60)
            if days > 0 { return "\(days) d \(hours) h" }
            return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min"
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show everything about one job.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's number.") var job: Int64

        func run() async throws {
            let id = JobID(job)
            let found = try await common.withHost { host in
                try await host.sheets(try await host.pool.transaction { try $0.job(id) }.map { [$0] } ?? []).first
            }
            guard let found else { throw JobQueueError.noSuchJob(id) }
            try common.output.object(found)
        }
    }

    struct Stats: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count jobs by kind and state.")
        @OptionGroup var common: CommonOptions

        func run() async throws {
            let output = common.output
            let counts = try await common.withHost { host in try await host.pool.transaction { try $0.jobCounts() } }
            if output.json { return try output.object(counts) }
            try output.table(
                ["kind", "state", "jobs", "oldest due, seconds"],
                counts.map { count in
                    [
                        .text(count.kind), .text(count.state.rawValue), .count(count.count),
                        .count(count.oldestDueSeconds.map { Int($0) }),
                    ]
                },
                empty: "no job was ever queued")
        }
    }

    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a failed, cancelled or quarantined job again, or a waiting one now.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's number.") var job: Int64

        func run() async throws {
            let id = JobID(job)
            try await common.withHost { host in try await RetryJob(store: host.store)(id) }
            if common.json { try common.output.object(Outcome(job: id, state: "waiting")) }
            common.output.message("job \(id) waits to be run again")
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Cancel a waiting job; ask a running one to stop.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's number.") var job: Int64
        @Option(help: "Why; kept with the job and told by dunwell why.") var reason: String

        func run() async throws {
            let id = JobID(job)
            let isCancelled = try await common.withHost { host in
                try await CancelJob(store: host.store)(id, reason: reason)
            }
            if common.json { try common.output.object(Outcome(job: id, state: isCancelled ? "cancelled" : "stopping")) }
            common.output.message(
                isCancelled
                    ? "job \(id) is cancelled; nothing of it goes today, and the next run after today decides anew"
                    : "job \(id) runs and is asked to stop; `dunwell job show \(id)` says how it ended")
        }
    }

    struct Resolve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what became of a job in doubt. Its message is settled in the same commit.",
            discussion: "Look it up first where it would have gone: the relay's log, the printer's tray, the agency.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "The job's number.") var job: Int64
        @Option(name: .customLong("as"), help: "sent or not-sent.") var finding: ResolveDoubt.Finding
        @Option(help: "What shows it; told by dunwell why.") var reason: String
        @Option(help: "The day it left (default: the day it was planned).") var on: CalendarDate?

        func run() async throws {
            let id = JobID(job)
            try await common.withHost { host in
                try await ResolveDoubt(store: host.store).resolve(id, as: finding, on: on, reason: reason)
            }
            if common.json { try common.output.object(Outcome(job: id, state: finding.rawValue)) }
            common.output.message("job \(id) is resolved as \(finding.rawValue)")
        }
    }
}
