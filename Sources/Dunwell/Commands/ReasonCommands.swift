import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

extension Output {
    /// What a reason leads to, for whoever recorded it.
    func tell(_ found: ReasonConsequence) {
        if let kind = found.heldFor {
            let what = found.items.isEmpty ? "nothing goes out" : "\(found.items.joined(separator: ", ")) is out"
            let until = found.heldUntil.map { "until \($0)" } ?? "until somebody ends it"
            message("\(what) \(until) (\(kind.rawValue))")
        }
        if !found.task.isEmpty {
            message((found.isStanding ? "under way: " : "to do: ") + "\(found.task) (\(found.taskFor))")
        }
        if !found.evidence.isEmpty { message("ask once for \(found.evidence.joined(separator: ", "))") }
        if !found.offers.isEmpty { message("offer \(found.offers.joined(separator: ", "))") }
    }

    /// What happens next with the case.
    func tell(_ next: NextStepOfCase.Told) { message("next: \(next.words); looked at again on \(next.lookOn)") }
}

/// Why a customer has not paid, told otherwise than on a call.
struct SaidCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "said",
        abstract: "Record why a customer has not paid, told in an e-mail, a letter or in person; dunwell call reasons "
            + "lists them.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Argument(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "The reason, such as paid-already or i-cancelled.") var reason: NonpaymentReason
    @Option(help: "Receivable it is about; may be repeated (default: all).") var item: [String] = []
    @Option(help: "How it came: email, letter, reply-slip, link, telephone or in-person.") var way: ReasonStatement.Way
    @Option(help: "The customer's own words.") var words = ""
    @Option(help: "Who records it.", transform: written) var by: String
    @Option(help: "A key of this record; the same key again changes nothing (default: a new one).") var key: String?

    private struct Shown: Encodable {
        let isNew: Bool
        let consequence: ReasonConsequence?
        let next: NextStepOfCase.Told?
    }

    func run() async throws {
        var told = RecordReason.Told(
            reason, customer: customer, way: way, by: by, key: key ?? UUID().uuidString)
        (told.businessReference, told.items, told.words) = (business, item, words)
        let known = told
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let done = try await RecordReason(store: host.store).record(known, for: record.id)
            let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                done.caseID, for: record.id)
            try common.output.object(Shown(isNew: done.isNew, consequence: done.consequence, next: next))
            if !done.isNew { common.output.message("it was recorded before: nothing was changed") }
            if let found = done.consequence { common.output.tell(found) }
            if let next { common.output.tell(next) }
        }
    }
}

/// What a customer answered about service and bill.
struct AnsweredCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "answered",
        abstract: "Record what a customer answered about service and bill, each yes or not yet.",
        discussion: """
            Questions: works-as-promised, bill-clear, total-expected, name-recognised, charged-once, \
            not-moved-or-cancelled. "Not yet" rests the ladder until it was dealt with:
              dunwell customer answered C-7 --tenant northwind --not-yet bill-clear --yes works-as-promised --by Pat
            """)
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Argument(help: "Reference of the customer.") var customer: String
    @Option(help: "Reference of the business; needed where the tenant has several.") var business: String?
    @Option(help: "A question answered with yes; may be repeated.") var yes: [SatisfactionQuestion] = []
    @Option(help: "A question answered with not yet; may be repeated.") var notYet: [SatisfactionQuestion] = []
    @Option(help: "How the answer came: email, letter, reply-slip, link, telephone or in-person.")
    var way: ReasonStatement.Way = .email
    @Option(help: "The customer's own words.") var words = ""
    @Option(help: "Who records it.", transform: written) var by: String
    @Option(help: "A key of this reply; the same key again changes nothing (default: a new one).") var key: String?

    func validate() throws {
        guard !(yes + notYet).isEmpty else { throw ValidationError("give at least one --yes or --not-yet") }
        guard Set(yes).isDisjoint(with: notYet) else {
            throw ValidationError("a question is answered once: --yes or --not-yet")
        }
    }

    private struct Shown: Encodable {
        let isNew: Bool
        let ended: Int
        let consequences: [ReasonConsequence]
        let next: NextStepOfCase.Told?
    }

    func run() async throws {
        var answers: [SatisfactionQuestion: Bool] = [:]
        for question in yes { answers[question] = true }
        for question in notYet { answers[question] = false }
        var reply = RecordSatisfaction.Reply(
            customer: customer, answers: answers, way: way, by: by, key: key ?? UUID().uuidString)
        (reply.businessReference, reply.words) = (business, words)
        let known = reply
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let done = try await RecordSatisfaction(store: host.store).record(known, for: record.id)
            let next = try await NextStepOfCase(store: host.store, registry: host.registry)(
                done.caseID, for: record.id)
            try common.output.object(
                Shown(isNew: done.isNew, ended: done.ended, consequences: done.consequences, next: next))
            if !done.isNew { common.output.message("it was recorded before: nothing was changed") }
            for found in done.consequences { common.output.tell(found) }
            if let next { common.output.tell(next) }
        }
    }
}

/// Customers whose address somebody has to find.
struct LocateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "locate",
        abstract: "List customers who owe and whose address is bad or missing; dunwell customer edit gives a new one.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let needs = try await LocateAddresses(store: host.store).list(for: record.id)
            try common.output.table(
                ["Customer", "Name", "Missing", "Why", "Since"],
                needs.map { need in
                    [
                        .text(need.customerReference), .text(need.customerName),
                        .text(need.medium?.rawValue ?? "every address"), .text(need.reason), .day(need.since),
                    ]
                },
                empty: "every customer who owes can be reached")
        }
    }
}
