import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// A task in lines of a terminal's width: whose and by when, then what, then what was asked for.
enum TaskPage {
    static func text(_ item: CaseTaskDesk.Item, widthMax: Int = Terminal.width) -> String {
        let head = "\(item.id)  \(item.customer), \(item.role)" + (item.dueOn.map { ", by \($0)" } ?? "")
        let below = [
            item.words + (item.reason.map { " (said \($0.rawValue))" } ?? ""),
            item.evidenceBy.map { "asked for by \($0): \(item.evidence.joined(separator: ", "))" } ?? "",
            item.callOn.map { "the customer expects a call on \($0)" } ?? "",
        ]
        let lines = below.filter { !$0.isEmpty }.flatMap { TextTable.wrapped($0, widthMax - 2) }.map { "  " + $0 }
        return (TextTable.wrapped(head, widthMax) + lines).joined(separator: "\n")
    }
}

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
                for item in items { common.output.text(TaskPage.text(item)) }
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
        @Option(help: "What was found or done, for the file.", transform: written) var found: String
        @Option(help: "What the customer is told of it in writing, in their language.", transform: written)
        var tell: String?
        @Option(help: "Who did it.", transform: written) var by: String

        private struct Shown: Encodable {
            let isNew: Bool
            let isAwake: Bool
            let next: String
            let isTold: Bool
            let stillHeld: [HoldReason]
            let untoldFor: [HoldReason]
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await CaseTaskDesk(store: host.store).done(
                    task.of(CaseTask.self), words: found, answer: tell, by: by, for: record.id)
                try common.output.object(
                    Shown(
                        isNew: done.isNew, isAwake: done.isAwake, next: done.next, isTold: done.isTold,
                        stillHeld: done.stillHeld, untoldFor: done.untoldFor))
                if !done.isNew { return common.output.message("it was done already: nothing was changed") }
                for line in done.told { common.output.message(line) }
                if !done.next.isEmpty { return common.output.message("next: \(done.next)") }
                let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                    done.caseID, for: record.id)
                if let next { common.output.tell(next) }
            }
        }
    }
}

extension CaseTaskDesk.Done {
    /// What the customer hears of it, and what still rests the case, a sentence each.
    var told: [String] {
        var lines: [String] = []
        if isTold { lines.append("the customer is written to") }
        if !untoldFor.isEmpty {
            lines.append(
                "the customer is not written to while a hold for \(Self.words(untoldFor)) binds: the answer is kept, and "
                    + "goes when that is lifted (dunwell hold lift --help)")
        }
        if !stillHeld.isEmpty { lines.append("the case still rests for \(Self.words(stillHeld))") }
        return lines
    }

    private static func words(_ reasons: [HoldReason]) -> String {
        var seen: [String] = []
        for reason in reasons where !seen.contains(reason.rawValue) { seen.append(reason.rawValue) }
        return seen.joined(separator: ", ")
    }
}
