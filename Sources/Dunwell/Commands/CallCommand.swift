import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Call tasks and what came of them.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call", abstract: "List call tasks and record calls.", subcommands: [List.self, Record.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Calls that wait for a person, those lapsing first.")
        @OptionGroup var common: CommonOptions
        @Option var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let tasks = try await RecordCall(store: host.store).openTasks(of: record.id)
                try common.output.table(
                    ["Task", "Customer", "Name", "Step", "Since", "Until"],
                    tasks.map { task, customer in
                        [
                            "\(task.id)", customer.reference, customer.displayName, task.stepKey, "\(task.plannedOn)",
                            task.lapsesAfter.map { "\($0)" } ?? "",
                        ]
                    })
            }
        }
    }

    struct Record: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Record what happened on a call.")
        @OptionGroup var common: CommonOptions
        @Option var tenant: String
        @Option(help: "The call task it answers.") var task: TypedIdentifier?
        @Option(help: "The customer, for a call without a task.") var customer: String?
        @Option var business: String?
        @Option(
            help: "How it ended: no-answer, left-voicemail, spoke, someone-else, busy, out-of-service, wrong-number.")
        var disposition: CallDisposition
        @Option(help: "Why the customer has not paid, such as forgot or change-of-means.") var reason: NonpaymentReason?
        @Flag(help: "The customer called.") var inbound = false
        @Option(help: "Amount promised.") var promise: TypedMoney?
        @Option(help: "Day of the promise.") var promiseBy: CalendarDate?
        @Option(help: "Day the customer agreed to be called back, at most 7 days ahead.") var callBackOn: CalendarDate?
        @Option(help: "Time of the call-back on the customer's clock.") var callBackAt: String?
        @Flag(help: "The customer will look into it.") var willLookIntoIt = false
        @Option var note = ""
        @Option(help: "Who made the call.") var by: String
        @Option(help: "A key of this report; the same key again changes nothing (default: a new one).") var key: String?

        func validate() throws {
            if (promise == nil) != (promiseBy == nil) {
                throw ValidationError("--promise and --promise-by go together")
            }
            if (task == nil) == (customer == nil) { throw ValidationError("name one of --task and --customer") }
        }

        private struct Shown: Encodable {
            let isNew: Bool
            let task: AttemptState?
            let promise: String?
        }

        func run() async throws {
            var report = RecordCall.Report(
                disposition: disposition, recordedBy: by, idempotencyKey: key ?? UUID().uuidString)
            report.task = task?.of(ContactAttempt.self)
            report.customerReference = customer
            report.businessReference = business
            report.isOutbound = !inbound
            report.reason = reason
            report.agreedCallBackOn = callBackOn
            report.agreedCallBackMinute = try callBackAt.map(minuteOfDay)
            report.willLookIntoIt = willLookIntoIt
            if let promise, let promiseBy { report.promise = (promise.money, promiseBy) }
            report.note = note
            let told = report
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await RecordCall(store: host.store).record(told, for: record.id)
                try common.output.object(
                    Shown(isNew: done.isNew, task: done.task, promise: done.promise.map { "\($0)" }))
            }
        }
    }
}
