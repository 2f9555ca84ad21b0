import ArgumentParser
import Foundation
import Operations
import PluginKit
import Receivables
import Store
import Treatment

/// Payment plans: offered, accepted, changed and ended.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Offer, accept, show, change and end payment plans.",
        subcommands: [Quote.self, Accept.self, Show.self, List.self, Amend.self, Cancel.self, Print.self])

    /// How a sum is cut, as options.
    struct WishOptions: ParsableArguments {
        @Option(help: "Number of parts, a down payment counted.") var parts: Int?
        @Option(help: "How much at a time; the last part is the rest.") var each: TypedMoney?
        @Option(help: "weekly, every-two-weeks or monthly (default: the slowest that ends in time).")
        var every: PlanRhythm?
        @Option(help: "A first part of this size.") var down: TypedMoney?
        @Option(help: "Day of the first payment (default: the last business day the ladder waits for it).")
        var first: CalendarDate?

        func validate() throws {
            if parts != nil, each != nil { throw ValidationError("name --parts or --each, not both") }
        }

        var wish: PlanWish? {
            let size = parts.map { PlanWish.Size.parts($0) } ?? each.map { .amount($0.money) }
            guard size != nil || every != nil || down != nil || first != nil else { return nil }
            return PlanWish(size: size, rhythm: every, downPayment: down?.money, firstPaymentOn: first)
        }
    }

    struct Quote: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Offer a plan: ready choices, or the one described. Nothing changes until one is accepted.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "The business it is owed to, when the tenant has several.") var business: String?
        @Option(help: "Receivable to cover; may be repeated (default: all that is past due and undisputed).")
        var receivable: [String] = []
        @Option(help: "What the customer was told is owed; refused when the books say otherwise.")
        var amount: TypedMoney?
        @OptionGroup var options: WishOptions
        @Option(name: .customLong("as"), help: "Whose allowance it is granted under: collector, manager or owner.")
        var role: GrantingRole = .collector
        @Option(help: "Plan provider (default: the first that is switched on).") var provider: String?
        @Option(help: "Who offers it.", transform: written) var by: String

        func run() async throws {
            var request = QuotePlan.Request(customer: customer, business: business, role: role, quotedBy: by)
            request.receivables = receivable
            request.amount = amount?.money
            request.wish = options.wish
            request.provider = provider
            let asked = request
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let quotes = try await QuotePlan(host.planAsking).quote(asked, for: record.id)
                try common.output.table(
                    ["Offer", "Part", "Due", "Amount", "Until"],
                    quotes.flatMap { quote in
                        quote.offer.installments.map { part in
                            [
                                "\(quote.id)", "\(part.ordinal)/\(quote.offer.installments.count)",
                                .day(part.dueOn), .money(part.amount), .day(quote.offer.expiresOn),
                            ]
                        }
                    })
                if quotes.contains(where: { $0.offer.needsReview }) {
                    common.output.message("more than four parts: have it reviewed before it is accepted")
                }
            }
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn an offer into a plan; the first payment starts it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The offer, as dunwell plan quote lists it.") var offer: TypedIdentifier
        @Option(help: "How the customer said yes, such as call or \"signed letter\".", transform: written) var how:
            String
        @Option(help: "Who reviewed a plan of more than four parts.", transform: written) var reviewedBy: String?
        @Flag(help: "The customer asked to be reminded the business day before each part.") var remind = false
        @Option(help: "Who records it.", transform: written) var by: String

        private struct Shown: Encodable {
            let plan: String
            let isNew: Bool
            let documents: [String]
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await AcceptPlan(host.planAsking).accept(
                    offer.of(PlanQuote.self), how: how, by: by, reviewedBy: reviewedBy, reminds: remind,
                    for: record.id)
                try common.output.object(
                    Shown(plan: "\(done.plan)", isNew: done.isNew, documents: done.documents.map(\.text)))
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a plan, its parts and what happened to it.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The plan, as dunwell plan list shows it.") var plan: TypedIdentifier

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let sheet = try await ShowPlans(store: host.store).show(plan.of(PaymentPlan.self), for: record.id)
                if common.json { return try common.output.object(sheet) }
                common.output.text(PlanPage(sheet: sheet).text)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List a customer's plans, or the newest of all customers, the newest first.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "Reference of the customer (default: the newest plans of all).") var customer: String?
        @Option(help: "Most plans of all customers, 1 to 1000.") var limit = 500

        func validate() throws {
            if !(1...1_000).contains(limit) { throw ValidationError("--limit is from 1 to 1000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let plans = try await ShowPlans(store: host.store).list(
                    customer: customer, limit: limit, for: record.id)
                if customer == nil, plans.count == limit {
                    common.output.message(
                        "there may be older plans: "
                            + (limit < 1_000 ? "--limit 1000, or " : "") + "name a customer with --customer")
                }
                guard !common.json else { return try common.output.object(plans) }
                try common.output.table(
                    ["Plan", "Customer", "Standing", "Next", "Amount"],
                    plans.map { plan in
                        let call = plan.callBy.map { ", call by \($0)" } ?? ""
                        return [
                            "\(plan.plan)", .text(plan.customer), .text(plan.standing + call), .day(plan.nextDueOn),
                            .money(plan.nextAmount),
                        ]
                    },
                    empty: "no plan yet: `dunwell plan quote --customer '<reference>' --by '<your name>'` offers one")
            }
        }
    }

    /// One part of a changed plan.
    private struct AgreedPart: Encodable {
        let ordinal: Int
        let amount: Money
        let dueOn: CalendarDate
    }

    struct Amend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Spread what is still open anew, as the plan's next version.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The plan, as dunwell plan list shows it.") var plan: TypedIdentifier
        @OptionGroup var options: WishOptions
        @Option(name: .customLong("as"), help: "Whose allowance it is granted under: collector, manager or owner.")
        var role: GrantingRole = .collector
        @Option(help: "Why it is changed; stands in the document.") var reason: String
        @Option(help: "Who reviewed a change to more than four parts.", transform: written) var reviewedBy: String?
        @Option(help: "Who changes it.", transform: written) var by: String

        private struct Shown: Encodable {
            let version: Int
            let parts: [AgreedPart]
            let documents: [String]
        }

        func run() async throws {
            guard let wish = options.wish, wish.size != nil else {
                throw ValidationError("say in how many --parts the rest is paid, or how much --each time")
            }
            var change = AmendPlan.Change(wish: wish, reason: reason, role: role, by: by)
            change.reviewedBy = reviewedBy
            let asked = change
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await AmendPlan(host.planAsking).amend(
                    plan.of(PaymentPlan.self), asked, for: record.id)
                try common.output.object(
                    Shown(
                        version: done.version,
                        parts: done.schedule.installments.map {
                            AgreedPart(ordinal: $0.ordinal, amount: $0.amount, dueOn: $0.dueOn)
                        },
                        documents: done.documents.map(\.text)))
            }
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a plan by agreement from today on; the ladder goes on where it was.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The plan, as dunwell plan list shows it.") var plan: TypedIdentifier
        @Option(help: "Why.") var reason: String
        @Option(help: "Who ends it.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                try await CancelPlan(store: host.store)
                    .cancel(plan.of(PaymentPlan.self), reason: reason, by: by, for: record.id)
                if common.json {
                    try common.output.object(["plan": "\(plan.uuid)".lowercased(), "state": "cancelled"])
                }
                common.output.message("the plan is cancelled")
            }
        }
    }
}

extension PlanCommand {
    struct Print: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print a plan's agreement as PDF, as it was kept when it was agreed, to keep or to sign.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "The plan, as dunwell plan list shows it.") var plan: TypedIdentifier
        @Option(help: "The version (default: the newest).") var version: Int?
        @Option(help: "The PDF to write; one that is there is replaced.") var out: String

        private struct Shown: Encodable {
            let file: String
            let version: Int
            let pages: Int
        }

        func run() async throws {
            let file = URL(filePath: out)
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let done = try await PrintPlan(store: host.store)
                    .write(plan.of(PaymentPlan.self), version: version, to: file, for: record.id)
                try common.output.object(Shown(file: file.path, version: done.version, pages: done.pages))
            }
        }
    }
}

extension Host {
    /// What acts about plans share.
    fileprivate var planAsking: PlanAsking {
        PlanAsking(store: store, registry: registry, sealer: sealer, spool: spool, logger: logger)
    }
}

extension PlanDocument {
    /// Title and paragraphs, for a reader.
    fileprivate var text: String { ([title] + paragraphs).joined(separator: "\n\n") }
}
