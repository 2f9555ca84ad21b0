import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Letters: batches, their mailing, and what comes back.
struct MailCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mail", abstract: "Mail batches: list, confirm, returned letters.",
        subcommands: [List.self, Confirm.self, Returned.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the batches, newest first.")
        @OptionGroup var common: CommonOptions
        @Option var tenant: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let batches = try await ConfirmMailing(store: host.store).list(record.id)
                try common.output.table(
                    ["Batch", "Letters of", "State", "Letters", "Sheets", "Mailed on", "File"],
                    batches.map {
                        [
                            "\($0.id)", "\($0.lettersOf)", $0.state, $0.letterCount.map(String.init) ?? "",
                            $0.sheetCount.map(String.init) ?? "", $0.mailedOn.map { "\($0)" } ?? "",
                            $0.filePath.map { host.spool.appending(path: $0).path } ?? "",
                        ]
                    })
            }
        }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Confirm that a batch was mailed. Its letters count as sent from that day.")
        @OptionGroup var common: CommonOptions
        @Option var tenant: String
        @Argument var batch: TypedIdentifier
        @Option(help: "The day it was given to the postal service.") var mailedOn: CalendarDate
        @Option(help: "Who confirms.") var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let letters = try await ConfirmMailing(store: host.store)
                    .confirm(batch.of(MailBatch.self), mailedOn: mailedOn, by: by, for: record.id)
                try common.output.object(["letters_sent": letters])
            }
        }
    }

    struct Returned: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Record that a letter came back.")
        @OptionGroup var common: CommonOptions
        @Option var tenant: String
        @Argument(help: "The letter's attempt.") var attempt: TypedIdentifier
        @Option(help: "The postal service's code, such as ANK, NSN, DEC, REF or UNC.") var reason: String
        @Option(help: "Who records it.") var by: String

        func run() async throws {
            guard let reason = MailReturnReason(rawValue: reason.uppercased()) else {
                let codes = MailReturnReason.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--reason is one of \(codes)")
            }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let effect = try await ConfirmMailing(store: host.store)
                    .returned(attempt.of(ContactAttempt.self), reason: reason, by: by, for: record.id)
                try common.output.object(["effect": effect.rawValue])
            }
        }
    }
}
