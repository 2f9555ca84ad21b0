import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Call tasks and what came of them.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "List call tasks and record calls.",
        subcommands: [List.self, Show.self, Record.self, Reasons.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls that wait for a person, those lapsing first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Most calls, 1 to 5000.") var limit = 200

        func validate() throws {
            if !(1...5_000).contains(limit) { throw ValidationError("--limit is from 1 to 5000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let calls = try await WaitingCalls(store: host.store, registry: host.registry).list(
                    for: record.id, limit: limit)
                try common.output.table(
                    common.json
                        ? ["Task", "Customer", "Name", "Step", "Until", "Agreed", "May call", "Why not"]
                        : ["Task", "Customer", "Step", "Until", "Call now"],
                    calls.map { call in
                        let (task, customer) = ("\(call.task.id)", call.customer)
                        guard !common.json else {
                            return [
                                .text(task), .text(customer.reference), .text(customer.displayName),
                                .text(call.task.stepKey), .day(call.task.lapsesAfter), .text(call.agreed),
                                .flag(call.mayCall && call.isForToday), .text(call.words),
                            ]
                        }
                        let agreed = call.agreed.isEmpty ? "" : ", agreed for \(call.agreed)"
                        return [
                            .text(task), "\(customer.reference) \(customer.displayName)", .text(call.task.stepKey),
                            .day(call.task.lapsesAfter),
                            .text(call.mayCall && call.isForToday ? "yes" + agreed : "no: " + call.words),
                        ]
                    },
                    empty: "no call waits: `dunwell run` plans what is due")
                if calls.count == limit {
                    common.output.message(
                        "there may be more: `dunwell call list --limit \(min(5_000, limit * 10))`")
                }
                if let first = calls.first(where: \.mayCall) {
                    common.output.message(
                        "number and script: `dunwell call show \(first.task.id)`")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show one call task: number, reason and script.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The task, as dunwell call list shows it.") var task: TypedIdentifier

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let sheet = try await WaitingCalls(store: host.store, registry: host.registry)
                    .sheet(of: task.of(ContactAttempt.self), from: host.templates, for: record.id)
                if common.json { return try common.output.object(sheet) }
                common.output.lines(sheet.text)
            }
        }
    }

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Record what happened on a call.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "The call task it answers, as dunwell call list shows it.") var task: TypedIdentifier?
        @Option(help: "The customer, for a call without a task.") var customer: String?
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(
            help: "How it ended: no-answer, left-voicemail, spoke, someone-else, busy, out-of-service, wrong-number.")
        var disposition: CallDisposition
        @Option(help: "Why the customer has not paid, such as forgot or change-of-means.") var reason: NonpaymentReason?
        @Option(help: "Receivable the reason is about; may be repeated (default: all).") var item: [String] = []
        @Flag(help: "The customer called.") var inbound = false
        @Option(
            parsing: .unconditional, help: "Amount promised, such as 49.95.", transform: TypedMoney.positive)
        var promise: TypedMoney?
        @Option(help: "Last day on which payment keeps it, such as 2026-03-09.") var promiseBy: CalendarDate?
        @OptionGroup var terms: PromiseTermsOptions
        @Option(help: "Day the customer agreed to be called back, at most 7 days ahead.") var callBackOn: CalendarDate?
        @Option(help: "Time of the call-back on the customer's clock.") var callBackAt: String?
        @Flag(help: "The customer will look into it.") var willLookIntoIt = false
        @Option(help: "Anything worth remembering.") var note = ""
        @Flag(help: "It was another call than the one recorded of the same quarter of an hour.") var another = false
        @Option(help: "Who made the call.", transform: written) var by: String
        @Option(help: "A key of this report; the same key again changes nothing (default: a new one).") var key: String?

        func validate() throws {
            if (promise == nil) != (promiseBy == nil) {
                throw ValidationError("--promise and --promise-by go together")
            }
            if promise == nil, terms.saysAnything {
                throw ValidationError(
                    "--promise-item, --way, --promise-call-on and --remind say how a promise is kept: name it with "
                        + "--promise and --promise-by, or leave them out")
            }
            if (task == nil) == (customer == nil) { throw ValidationError("name one of --task and --customer") }
        }

        private struct Shown: Encodable {
            let isNew: Bool
            let task: AttemptState?
            let promise: String?
            let consequence: ReasonConsequence?
            /// Whose report of the same call stands.
            let standing: RecordCall.Standing?
            /// What colleagues recorded of talks on the same day that says otherwise.
            let others: [String]
            let next: NextStepOfCase.Told?
        }

        func run() async throws {
            var report = RecordCall.Report(
                disposition: disposition, recordedBy: by, idempotencyKey: key ?? UUID().uuidString)
            report.task = task?.of(ContactAttempt.self)
            report.customerReference = customer
            report.businessReference = business
            report.isOutbound = !inbound
            report.reason = reason
            report.items = item
            report.promiseTerms = terms.given
            report.agreedCallBackOn = callBackOn
            report.agreedCallBackMinute = try callBackAt.map(minuteOfDay)
            report.willLookIntoIt = willLookIntoIt
            if let promise, let promiseBy { report.promise = (promise.money, promiseBy) }
            report.note = note
            report.isAnother = another
            let told = report
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await RecordCall(store: host.store).record(told, for: record.id)
                let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                    done.caseID, for: record.id)
                try common.output.object(
                    Shown(
                        isNew: done.isNew, task: done.task, promise: done.promise.map { "\($0)" },
                        consequence: done.consequence, standing: done.standing, others: done.others, next: next))
                if let standing = done.standing {
                    common.output.message(standing.words)
                }
                for other in done.others { common.output.message(other) }
                if let found = done.consequence { common.output.tell(found) }
                if let next { common.output.tell(next) }
                if let lost = done.standing?.notKept, !lost.isEmpty {
                    let lines = lost.map { "\n  \($0.what):\n  \($0.command)" }
                    throw CommandFailure(
                        .failure,
                        "not kept of this report, because the earlier one stands; record it with:" + lines.joined())
                }
            }
        }
    }

    struct Reasons: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the reasons for not paying, in both languages, and where each leads.")
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let output = Output(json: json)
            if json { return try output.object(ReasonTable.rows) }
            for row in ReasonTable.rows {
                output.text("\(row.reason.rawValue): \(row.english) / \(row.spanish)")
                let lines = [
                    row.rests.isEmpty ? "" : "rests: \(row.rests)",
                    row.task.isEmpty ? "" : "\(row.role): \(row.task)",
                    row.answerBusinessDays > 0 ? "answer within \(row.answerBusinessDays) business days" : "",
                    row.evidence.isEmpty
                        ? "" : "ask for \(row.evidence.joined(separator: ", ")), within \(row.evidenceDays) days",
                    row.offers.isEmpty ? "" : "offer \(row.offers.joined(separator: ", "))",
                ]
                for line in lines where !line.isEmpty { output.text("  " + line) }
            }
        }
    }
}

extension RecordCall.Standing {
    /// Whose report stands and what it says.
    fileprivate var words: String {
        let said = ([disposition.rawValue] + recorded).joined(separator: ", ")
        return "nothing was changed: \(recordedBy) recorded this call already, of \(calledOn): \(said); "
            + "if it was another call, record it with --another"
    }
}
