import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Letters: batches, their mailing, and what comes back.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Mail batches: list, show, confirm, letters left out and returned.",
        subcommands: [List.self, Show.self, LeaveOut.self, Confirm.self, Returned.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the batches, newest first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Most batches, 1 to 1000.") var limit = 100

        func validate() throws {
            if !(1...1_000).contains(limit) { throw ValidationError("--limit is from 1 to 1000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let found = try await ConfirmMailing(store: host.store).list(record.id, limit: limit + 1)
                let batches = Array(found.prefix(limit))
                let files = batches.map { batch in
                    batch.filePath.map {
                        SpoolFolder(host.spool).path(
                            tenant: record.id, business: batch.businessID, kind: "postal-mail", file: $0)
                    } ?? ""
                }
                // A path is too long for a column; people copy it from lines of its own.
                let columns = ["Batch", "Letters of", "State", "Letters", "Sheets", "Mailed on"]
                try common.output.table(
                    common.json ? columns + ["File"] : columns,
                    zip(batches, files).map { batch, file in
                        [
                            "\(batch.id)", .day(batch.lettersOf), .text(batch.state), .count(batch.letterCount),
                            .count(batch.sheetCount), .day(batch.mailedOn),
                        ] + (common.json ? [.text(file)] : [])
                    },
                    empty: "no letters yet: those that are due are printed by the worker once a day")
                if found.count > batches.count {
                    common.output.message(
                        limit == 1_000
                            ? "there are older ones, which no list shows"
                            : "there are older ones: `dunwell mail list --limit \(min(1_000, limit * 10))`")
                }
                for (batch, file) in zip(batches, files) where !file.isEmpty {
                    let path = CommandText.path(file, widthMax: Terminal.width).joined(separator: "\n")
                    common.output.text("\nletters of \(batch.lettersOf):\n\(path)")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the letters of a batch.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The batch, as dunwell mail list shows it.") var batch: TypedIdentifier

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let letters = try await FindLetter(store: host.store)
                    .letters(in: batch.of(MailBatch.self), for: record.id)
                let barred = try await LeaveOutLetter(store: host.store).barred(
                    in: batch.of(MailBatch.self), for: record.id)
                let words = Dictionary(barred.map { ($0.letter.id, $0.words) }) { first, _ in first }
                let columns = ["Letter", "Customer", "Name", "Step", "State", "Mailed on"]
                try common.output.table(
                    common.json ? columns + ["Take out because", "Detail"] : columns,
                    letters.map { found in
                        [
                            "\(found.letter.id)", .text(found.customer.reference), .text(found.customer.displayName),
                            .text(found.letter.stepKey), .text(found.letter.state.rawValue),
                            .day(found.letter.sentOn),
                        ]
                            + (common.json
                                ? [words[found.letter.id].map { .text($0) } ?? .none, .text(found.letter.detail)] : [])
                    },
                    empty: "no letter is in this batch")
                let isOpen = try await LeaveOutLetter(store: host.store).isOpen(
                    batch.of(MailBatch.self), for: record.id)
                for one in letters {
                    let who = "\(one.customer.reference) \(one.customer.displayName), \(one.letter.stepKey)"
                    if let why = words[one.letter.id] {
                        let what = isOpen ? "leave out before it is printed" : "take out of the pile"
                        common.output.text(wrapped("\n\(what): \(who): \(why)"))
                        common.output.offer(
                            "`dunwell mail leave-out \(one.letter.id) --reason barred --by '<your name>'`")
                    } else if [.cancelled, .refused].contains(one.letter.state) {
                        common.output.text(
                            wrapped("\n\(isOpen ? "left out" : "not in the pile"): \(who): \(one.letter.detail)"))
                    }
                }
            }
        }

        private func wrapped(_ text: String) -> String {
            TextTable.wrapped(text, Terminal.width).joined(separator: "\n  ")
        }
    }

    struct LeaveOut: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "leave-out",
            abstract: "Say that a printed letter was taken out of the pile. It never counts as mailed.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The customer or agreement the letter names, or the letter, as dunwell mail show lists it.")
        var letter: String
        @Option(help: "The batch, where several letters could be meant.") var batch: TypedIdentifier?
        @Option(help: "Why.") var reason: String
        @Option(help: "Who takes it out.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let attempt: Identifier<ContactAttempt> =
                    if let named = TypedIdentifier(argument: letter) {
                        named.of(ContactAttempt.self)
                    } else {
                        try await FindLetter(store: host.store)
                            .waiting(to: letter, in: batch?.of(MailBatch.self), for: record.id)
                    }
                let isNew = try await LeaveOutLetter(store: host.store)
                    .leaveOut(attempt, reason: reason, by: by, for: record.id)
                try common.output.object(["left_out": isNew])
                if !isNew { common.output.message("left out before; nothing changed") }
            }
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that a batch was mailed. Its letters count as sent from that day.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The batch, as dunwell mail list shows it.") var batch: TypedIdentifier
        @Option(help: "The day it was given to the postal service, such as 2026-03-09.") var mailedOn: CalendarDate
        @Option(help: "A letter that has left although it should not have; may be repeated.")
        var gone: [TypedIdentifier] = []
        @Option(help: "Who confirms.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let letters = try await ConfirmMailing(store: host.store)
                    .confirm(
                        batch.of(MailBatch.self), mailedOn: mailedOn,
                        gone: Set(gone.map { $0.of(ContactAttempt.self) }),
                        by: by, for: record.id)
                try common.output.object(["letters_sent": letters])
            }
        }
    }

    struct Returned: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Record that a letter came back.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The customer or agreement the letter names, or the letter, as dunwell mail show lists it.")
        var letter: String
        @Option(help: "The batch, where several letters could be meant.") var batch: TypedIdentifier?
        @Option(help: "The postal service's code, such as ANK, NSN, DEC, REF or UNC.") var reason: String
        @Option(help: "Who records it.", transform: written) var by: String

        func run() async throws {
            guard let reason = MailReturnReason(rawValue: reason.uppercased()) else {
                let codes = MailReturnReason.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--reason is one of \(codes)")
            }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let attempt: Identifier<ContactAttempt> =
                    if let named = TypedIdentifier(argument: letter) {
                        named.of(ContactAttempt.self)
                    } else {
                        try await FindLetter(store: host.store)
                            .mailed(to: letter, in: batch?.of(MailBatch.self), for: record.id)
                    }
                let returned = try await ConfirmMailing(store: host.store)
                    .returned(attempt, reason: reason, by: by, for: record.id)
                try common.output.object(["effect": returned.isNew ? returned.effect.rawValue : "none"])
                if !returned.isNew {
                    common.output.message("already returned as \(returned.reason.rawValue); nothing changed")
                }
            }
        }
    }
}
