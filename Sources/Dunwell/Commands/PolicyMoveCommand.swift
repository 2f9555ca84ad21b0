import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

extension PolicyCommand {
    struct Versions: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the published versions, newest first, and how many cases pin each.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let found = try await host.publisher.usage(for: record.id, business: business)
                try common.output.table(
                    ["Policy", "Version", "Cases", "Note"],
                    found.map {
                        [
                            .text($0.version.policyKey), .count($0.version.number), .count($0.cases),
                            .text($0.version.note),
                        ]
                    })
            }
        }
    }

    struct Move: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take cases from the version they pin to another.",
            discussion: """
                A case keeps the version it pins, in cycles that begin later too, until it is moved. What was done counts \
                under the new version: no step is repeated and no tone steps back. What is planned already leaves in the \
                words of the version it was planned by.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "Reference of the one customer whose case is moved.") var customer: String?
        @Flag(help: "Move every case of the policy.") var all = false
        @Option(help: "With --all: the policy whose cases are moved (default: the one moved to).") var fromPolicy:
            String?
        @Option(help: "Number of the version to move to (default: the one new cases take).") var to: Int?
        @Option(help: "Why.") var reason: String
        @Option(help: "Who moves them.", transform: written) var by: String
        @Flag(help: "Only say what would be moved and what stays.") var dryRun = false

        func validate() throws {
            guard all != (customer != nil) else {
                throw ValidationError("name one customer with --customer, or every case of the policy with --all")
            }
            guard fromPolicy == nil || all else { throw ValidationError("--from-policy goes with --all") }
        }

        func run() async throws {
            var request = MovePolicy.Request(customer: customer, business: business, number: to, reason: reason, by: by)
            request.fromPolicy = fromPolicy
            let known = request
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let report = try await MovePolicy(store: host.store, registry: host.registry).move(
                    known, dryRun: dryRun, for: record.id)
                if common.json {
                    try common.output.object(report)
                } else {
                    try common.output.table(
                        ["From", "To", "Cases"],
                        report.moved.sorted { $0.key < $1.key }.map {
                            [.text($0.key), .text(report.to), .count($0.value)]
                        })
                }
                for one in report.stayed { common.output.message("stays: \(one.words)") }
                let more = report.staying - report.stayed.count
                if more > 0 { common.output.message("\(more) more stay") }
                common.output.message(
                    "\(report.movedInAll) \(dryRun ? "would be moved" : "moved"), \(report.staying) "
                        + "\(dryRun ? "would stay" : "stay"), \(report.alreadyThere) there already")
            }
        }
    }

    struct Moves: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the cases that were moved, newest first: who, why, from which version and to which.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let found = try await MovePolicy(store: host.store, registry: host.registry).list(
                    for: record.id, business: business)
                let zone = try record.timeZone()
                try common.output.table(
                    ["Customer", "From", "To", "On", "By", "Why"],
                    found.map {
                        [
                            .text($0.move.customerReference), .text($0.from), .text($0.to),
                            .text("\($0.move.move.movedAt.day(in: zone))"), .text($0.move.move.movedBy),
                            .text($0.move.move.reason),
                        ]
                    })
            }
        }
    }
}
