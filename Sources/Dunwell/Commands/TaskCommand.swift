import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// What has to be done for customers, and by when.
struct TaskCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "task", abstract: "List what has to be done for customers, and record what was done.",
        subcommands: [List.self, Done.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "What waits for somebody, what is due first, first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let items = try await CaseTaskDesk(store: host.store).list(for: record.id)
                if common.json { return try common.output.object(items) }
                for item in items {
                    common.output.text(
                        "\(item.id)  \(item.customer), \(item.role)" + (item.dueOn.map { ", by \($0)" } ?? ""))
                    common.output.text("  \(item.words)" + (item.reason.map { " (said \($0.rawValue))" } ?? ""))
                    if let by = item.evidenceBy {
                        common.output.text("  asked for by \(by): \(item.evidence.joined(separator: ", "))")
                    }
                    if let call = item.callOn { common.output.text("  the customer expects a call on \(call)") }
                }
                if items.isEmpty { common.output.message("nothing waits") }
            }
        }
    }

    struct Done: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Record that a task is done; what rested for it goes on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The task, as dunwell task list shows it.") var task: TypedIdentifier
        @Option(help: "What was found or done, for the file.") var found: String
        @Option(help: "What the customer is told of it in writing, in their language.") var tell: String?
        @Option(help: "Who did it.") var by: String

        private struct Shown: Encodable {
            let isNew: Bool
            let isAwake: Bool
            let next: String
            let isTold: Bool
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await CaseTaskDesk(store: host.store).done(
                    task.of(CaseTask.self), words: found, answer: tell, by: by, for: record.id)
                try common.output.object(
                    Shown(isNew: done.isNew, isAwake: done.isAwake, next: done.next, isTold: done.isTold))
                if !done.isNew { return common.output.message("it was done already: nothing was changed") }
                if done.isTold { common.output.message("the customer is written to") }
                if !done.next.isEmpty { return common.output.message("next: \(done.next)") }
                let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                    done.caseID, for: record.id)
                if let next { common.output.tell(next) }
            }
        }
    }
}
