import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Holds: dated reasons why nothing may be sent or placed.
struct HoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Add, review, lift and list a customer's holds.",
        subcommands: [Add.self, Review.self, Lift.self, List.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hold a customer, or all customers of an area, from every channel and exporter.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer; or name an area with --zip.") var customer: String?
        @Option(
            help: "ZIP codes of a disaster area, such as 77002,77003: binds every customer with an address there today."
        )
        var zip: String?
        @Flag(help: "With --zip: only say whom it would bind.") var dryRun = false
        @Option(help: "Bind the case with this business only.") var business: String?
        @Option(help: "Bind this receivable only (default: the whole case).") var receivable: String?
        @Option(help: "Such as hardship, bankruptcy, attorney, complaint, manual.") var reason: HoldReason
        @Option(help: "First day it no longer binds, such as 2026-03-09 (default: until it is lifted).") var until:
            CalendarDate?
        @Option(help: "Day somebody looks at it again (default: by its reason, when it has no end).")
        var review: CalendarDate?
        @Option(help: "Anything worth remembering.") var note = ""
        @Option(help: "Who or what raised it.", transform: written) var by: String

        private struct Area: Encodable {
            let reason: HoldReason
            let until: CalendarDate
            let customers: [String]
            let heldAlready: [String]
        }

        func validate() throws {
            guard (customer == nil) != (zip == nil) else {
                throw ValidationError("name one customer with --customer, or an area with --zip")
            }
            if zip != nil {
                guard until != nil else { throw ValidationError("say until when the area is held: --until") }
                guard business == nil, receivable == nil, review == nil else {
                    throw ValidationError("--zip binds whole customers until a day: leave out the other options")
                }
            } else if dryRun {
                throw ValidationError("--dry-run goes with --zip")
            }
        }

        func run() async throws {
            guard let customer else { return try await holdArea() }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let id = try await HoldCustomer(store: host.store).add(
                    reason, customer: customer, business: business, receivable: receivable, until: until,
                    reviewOn: review, note: note, source: by, for: record.id)
                try common.output.object(["hold": "\(id)"])
            }
        }

        private func holdArea() async throws {
            guard let zip, let until else { return }  // the arguments were checked
            let zips = zip.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let held = try await HoldArea(store: host.store).hold(
                    reason, zips: zips, until: until, note: note, source: by, dryRun: dryRun, for: record.id)
                if common.json {
                    try common.output.object(
                        Area(reason: reason, until: until, customers: held.bound, heldAlready: held.already))
                } else {
                    try common.output.table(["Customer"], held.bound.map { [$0] })
                }
                let already = held.already.isEmpty ? "" : ", \(held.already.count) held for it already"
                common.output.message(
                    "\(held.bound.count) \(dryRun ? "would be held" : "held") until \(until)\(already); who moves there "
                        + "later is not: run it again")
            }
        }
    }

    struct Lift: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lift a hold from today on.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The hold, as dunwell hold list shows it.") var hold: TypedIdentifier
        @Option(help: "Why it no longer binds.") var reason: String
        @Option(name: .customLong("as"), help: "As whom: what the law keeps is lifted by a manager or the owner.")
        var role: GrantingRole = .collector
        @Option(help: "Who lifts it.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let isLifted = try await HoldCustomer(store: host.store)
                    .lift(hold.of(Hold.self), reason: reason, source: by, role: role, for: record.id)
                let others = try await HoldCustomer(store: host.store).binding(
                    beside: hold.of(Hold.self), for: record.id)
                try common.output.object(["lifted": isLifted])
                common.output.message(
                    isLifted ? "the hold is lifted" : "the hold had ended already: nothing was changed")
                for other in others {
                    common.output.message(
                        "still held for \(other.reason.rawValue) since \(other.heldFrom) "
                            + (other.heldUntil.map { "until \($0)" } ?? "until it is lifted")
                            + (other.receivableID == nil ? "" : ", one item alone") + ": hold \(other.id)")
                }
            }
        }
    }

    struct Review: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note that a hold was looked at and still binds, and when the next look is.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The hold, as dunwell hold list shows it.") var hold: TypedIdentifier
        @Option(help: "Day of the next look, such as 2026-03-09.") var next: CalendarDate
        @Option(help: "What was found.") var note = ""
        @Option(help: "Who looked.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await HoldCustomer(store: host.store)
                    .review(hold.of(Hold.self), next: next, note: note, by: by, for: record.id)
                try common.output.object(["hold": "\(hold.uuid)".lowercased(), "review": "\(next)"])
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List what holds customers today, or all holds of one customer.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of a customer, whose past holds are listed too.") var customer: String?
        @Option(help: "Most holds of today, 1 to 10000.") var limit = 1_000

        func validate() throws {
            if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let desk = HoldCustomer(store: host.store)
                let holds: [(customer: String, hold: HoldRecord)] =
                    if let customer {
                        try await desk.list(customer: customer, for: record.id).map { (customer, $0) }
                    } else {
                        try await desk.inForce(for: record.id, limit: limit)
                    }
                try common.output.table(
                    common.json
                        ? ["Hold", "Customer", "Reason", "From", "Until", "Review", "Source", "Note"]
                        : ["Hold", "Customer", "Reason", "Binds", "Note"],
                    holds.map { customer, hold in
                        let start: [TableCell] = ["\(hold.id)", .text(customer), .text(hold.reason.rawValue)]
                        guard common.json else { return start + [.text(hold.binds), .text(hold.remark)] }
                        return start + [
                            .day(hold.heldFrom), .day(hold.heldUntil), .day(hold.reviewOn), .text(hold.source),
                            .text(hold.note),
                        ]
                    },
                    empty: customer == nil ? "nothing holds anybody today" : "nothing ever held this customer")
                if customer == nil, holds.count == limit {
                    common.output.message(
                        "there may be more: `dunwell hold list --limit \(min(10_000, limit * 10))`")
                }
            }
        }
    }
}

extension HoldRecord {
    /// Its days in words, which leave the note a column wide enough to read.
    fileprivate var binds: String {
        let days = heldUntil.map { "\(heldFrom) to \($0)" } ?? "since \(heldFrom)"
        return reviewOn.map { "\(days), look again \($0)" } ?? days
    }

    /// Who raised it, and what is worth remembering.
    fileprivate var remark: String { note.isEmpty ? source : "\(source): \(note)" }
}
