import ArgumentParser
import Foundation
import Operations
import Receivables
import Store
import Treatment

/// Decisions a person takes, and nobody and nothing else.
struct DecideCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decide", abstract: "Show what waits for a decision, and keep what was decided.",
        discussion: """
            Nothing hard happens without a person's word, and no answer means that nothing happens:
              dunwell decide list --tenant northwind
              dunwell decide show 1001 --tenant northwind
              dunwell decide approve 1001 agency --agency NORTHCO --by "Dana Reyes" --role owner --tenant northwind
            Or as a list: print one with the proposals, strike out and change what you see differently, hand it in:
              dunwell decide list --as-list --tenant northwind > decisions.txt
              dunwell decide approve --list decisions.txt --by "Dana Reyes" --role owner --tenant northwind
            """,
        subcommands: [List.self, Show.self, Approve.self, Note.self, Multiple.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What waits for a decision: worth most first, then oldest.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Flag(help: "As a list to change and hand in with decide approve --list.") var asList = false
        @Option(help: "Most cases.") var limit = ShowDecisions.listMax

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let waiting = try await ShowDecisions(store: host.store, registry: host.registry).list(
                    for: record.id, limit: limit)
                if common.json { return try common.output.object(waiting) }
                if asList {
                    for one in waiting { common.output.text(DecisionList.line(one)) }
                    return
                }
                try common.output.table(
                    ["Customer", "Owed", "Days", "At stake", "Why", "Proposal"],
                    waiting.map {
                        [
                            .text($0.customer), .moneys($0.owed), .count($0.daysPastDue), .money($0.atStake),
                            .text($0.why), "\($0.proposal): \($0.because)",
                        ]
                    },
                    empty: "nothing waits for a decision")
                if let first = waiting.first {
                    common.output.message(
                        "nothing happens to them without a decision; begin: "
                            + "`dunwell decide show \(quotedWord(first.customer))`")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "The sheet of one customer, with its reckoning.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Reference of the customer.") var customer: String
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let shown = try await ShowDecisions(store: host.store, registry: host.registry).show(
                    customer, business: business, for: record.id)
                if common.json { return try common.output.object(shown) }
                common.output.text(wrapped("customer \(shown.customer), business \(shown.business)"))
                if shown.sheet.isEmpty { common.output.text("nothing is past due that may be asked for") }
                for line in shown.sheet { common.output.text(wrapped(line)) }
                if shown.why == nil, !shown.sheet.isEmpty { common.output.text("nobody has to decide today") }
                for decision in shown.decisions { common.output.text(wrapped("decided: \(decision)")) }
            }
        }

        private func wrapped(_ line: String) -> String { TextTable.indented(line, Terminal.width) }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep what was decided about one customer or a list of them.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Reference of the customer.") var customer: String?
        @Argument(help: "continue, plan, settle, withdraw, counsel, agency or write-off.") var decision: DecisionPath?
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "A list, one decision a line; - is standard input.") var list: String?
        @Option(help: "Why.") var reason = ""
        @Option(help: "Day on which it is asked about again, such as 2026-03-09.") var until: CalendarDate?
        @Option(help: "Who gets the case: the agency's or counsel's reference.") var agency: String?
        @Option(help: "What a settlement asks for.") var amount: TypedMoney?
        @Option(help: "Who decides.", transform: written) var by: String
        @Option(help: "As what: manager or owner.") var role: ApprovalRole = .manager

        func validate() throws {
            let hasOne = customer != nil && decision != nil
            guard hasOne != (list != nil), hasOne || customer == nil else {
                throw ValidationError("name a customer and a decision, or a list with --list")
            }
        }

        func run() async throws {
            let choices = try choices()
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let lines = try await ApproveDecisions(store: host.store, registry: host.registry).approve(
                    choices, ApproveDecisions.Approval(by: by, role: role), business: business, for: record.id)
                if common.json {
                    try common.output.object(lines)
                } else {
                    for line in lines {
                        common.output.text("\(line.customer) \(line.decision): \(line.outcome.rawValue)")
                        // A command in it is copied as it stands, so the line is not cut into columns.
                        if !line.words.isEmpty { common.output.offer(line.words, indent: "  ") }
                    }
                }
                // A list goes on whatever becomes of a line; one that was refused still has to be seen.
                let refused = lines.count { $0.outcome == .refused }
                if refused > 0 { throw CommandFailure(.notPermitted, Self.told(refused, of: lines.count)) }
            }
        }

        private static func told(_ refused: Int, of all: Int) -> String {
            if all == 1 { return "the decision was refused: the lines above say why" }
            if refused == all { return "all \(all) decisions were refused" }
            return "\(refused) of \(all) decisions \(refused == 1 ? "was" : "were") refused; the others are kept"
        }

        private func choices() throws -> [ApproveDecisions.Choice] {
            if let list { return try DecisionList.choices(in: try textOfFile(list)) }
            guard let customer, let decision else { return [] }
            var choice = ApproveDecisions.Choice(customer: customer, path: decision)
            choice.reason = reason
            choice.until = until
            choice.agency = agency
            choice.amount = amount?.money
            return [choice]
        }
    }

    struct Note: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Note for the sheet: papers at hand, the limitation date, whose money is in the contract.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "Reference of the customer.") var customer: String
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "A paper at hand, such as agreement or service-records; may be repeated.")
        var evidence: [EvidenceKind] = []
        @Option(help: "Last day on which a suit is timely, as a lawyer says.") var limitation: CalendarDate?
        @Flag(help: "The limitation date has passed, and that is meant.") var limitationPassed = false
        @Option(help: "none, sold or collateral.") var funding: TypedFunding?
        @Option(help: "For a sold contract: the day the guarantee to the funder ends.") var guaranteeEnds: CalendarDate?
        @Option(help: "For a sold contract: what the funder may ask back.") var refund: TypedMoney?
        @Option(help: "Where the papers are, or who said so.", transform: written) var source: String
        @Option(help: "Who notes it.", transform: written) var by: String

        func run() async throws {
            var note = NoteForDecision.Note(customer: customer, source: source, by: by)
            note.business = business
            note.evidence = evidence
            note.limitationOn = limitation
            note.limitationHasPassed = limitationPassed
            note.funding = try funding?.funding(guaranteeEnds: guaranteeEnds, refund: refund?.money)
            if funding == nil, guaranteeEnds != nil || refund != nil {
                throw ValidationError("--guarantee-ends and --refund go with --funding sold")
            }
            let told = note
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await NoteForDecision(store: host.store).keep(told, for: record.id)
                if common.json { try common.output.object(["customer": customer]) }
                common.output.message("noted for the sheet of customer \(customer)")
            }
        }
    }

    struct Multiple: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what a dollar of monthly revenue is worth to the business, such as 33 times.")
        @OptionGroup var common: CommonOptions
        @Argument(help: "How many times, such as 33 or 33.5.") var times: String
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
        @Option(help: "What it rests on, such as the last offer for the accounts.", transform: written) var source:
            String
        @Option(help: "Who says so.", transform: written) var by: String

        func run() async throws {
            guard let multiple = ContractMultiple(typed: times) else {
                throw ValidationError("\(times) is not a multiple: write it as 33 or 33.5, up to 100")
            }
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await NoteForDecision(store: host.store).set(
                    multiple, business: business, source: source, by: by, for: record.id)
                if common.json { try common.output.object(["multiple": multiple.text]) }
                common.output.message("a dollar a month counts \(multiple.text) times from now on")
            }
        }
    }
}

extension DecisionPath: ExpressibleByArgument {}
extension ApprovalRole: ExpressibleByArgument {}
extension EvidenceKind: ExpressibleByArgument {}

/// Whose money is in a contract, as typed.
enum TypedFunding: String, CaseIterable, ExpressibleByArgument {
    case none
    case sold
    case collateral

    func funding(guaranteeEnds: CalendarDate?, refund: Money?) throws -> ContractFunding {
        guard self == .sold || (guaranteeEnds == nil && refund == nil) else {
            throw ValidationError("--guarantee-ends and --refund go with --funding sold")
        }
        switch self {
        case .none: return .none
        case .sold: return .sold(guaranteeEnds: guaranteeEnds, refund: refund)
        case .collateral: return .collateral
        }
    }
}

extension ContractMultiple {
    /// `33`, or `33.5`.
    init?(typed: String) {
        let halves = typed.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(halves.count), let whole = Int(halves[0]), (0...100).contains(whole),
            let tenth = halves.count == 2 ? Int(halves[1]) : 0, (0...9).contains(tenth),
            halves.count == 1 || halves[1].count == 1
        else { return nil }
        self.init(tenths: whole * 10 + tenth)
    }
}
