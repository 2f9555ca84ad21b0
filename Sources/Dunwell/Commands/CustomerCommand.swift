import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Customers and what they owe.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer", abstract: "List, show, correct and note customers, and stop what they ask to stop.",
        subcommands: [
            List.self, Show.self, EditCustomerCommand.self, NoteCustomerCommand.self, RenewAutopayCommand.self,
            SaidCommand.self, AnsweredCommand.self, LocateCommand.self, Stop.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List or find customers with what each owes and has to the credit, one page.",
            discussion: """
                --find takes what a caller or a letter says: the beginning of a reference or a name ("go" finds Gomez), \
                first and last name, "Gomez, Ana", an agreement's reference, or a whole e-mail address or telephone \
                number. Upper and lower case, accents and kinds of apostrophes are the same.
                """)
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "A reference, a name, an e-mail address or a telephone number.") var find: String?
        @Option(help: "Least open, such as 100.00; who owes most comes first.") var owes: TypedMoney?
        @Option(help: "Start after this reference.") var after: String?
        @Option(help: "Most rows, 1 to 10000.") var limit = 100

        func validate() throws {
            if after != nil, owes != nil {
                throw ValidationError("--after goes by reference and --owes by amount: say one")
            }
            if !(1...10_000).contains(limit) { throw ValidationError("--limit is from 1 to 10000") }
        }

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let page = try await FindCustomers(store: host.store).find(
                    find, owes: owes?.money, after: after, limit: limit, for: record.id)
                try common.output.table(
                    ["Customer", "Name", "Language", "Open", "Credit"],
                    page.map {
                        [
                            .text($0.customer.reference), .text($0.customer.displayName),
                            .text($0.customer.language.rawValue), .moneys($0.open), .moneys($0.unapplied),
                        ]
                    },
                    empty: find != nil
                        ? "no customer fits: give less of the name, or `dunwell customer list` lists all"
                        : owes.map { "nobody owes \($0.money) or more: `dunwell customer list` lists all" }
                            ?? after.map { "no customer after \($0)" }
                            ?? "no customer yet: `dunwell import customers --help`")
                let asked =
                    (find.map { " --find \(quotedWord($0))" } ?? "")
                    + (owes.map { " --owes '\($0.money)'" } ?? "")
                if page.count == limit, let last = page.last {
                    common.output.message(
                        owes == nil
                            ? "there may be more: `dunwell customer list\(asked) --limit \(limit) "
                                + "--after \(quotedWord(last.customer.reference))`"
                            : "there may be more: `dunwell customer list\(asked) --limit \(min(10_000, limit * 10))`")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a customer: addresses, receivables, books, promises, disputes, contacts.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Argument(help: "Reference of the customer.") var customer: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let shown = try await ShowCustomer(store: host.store).show(customer, for: record.id)
                if common.json { return try common.output.object(shown) }
                common.output.text(CustomerPage(sheet: shown).text)
            }
        }
    }

    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stop e-mail, calls or texts at the customer's wish, such as an answer STOP. It stays stopped.")
        @OptionGroup var common: CommonOptions
        @Option(help: "Short name of the tenant.") var tenant: String
        @Option(help: "email, telephone or text.") var medium: ContactMedium
        @Option(help: "Reference of the customer.") var customer: String
        @Option(help: "The address or number the customer named (default: all of the medium).") var address: String?
        @Option(help: "What the customer asked for and how, such as: answered STOP.") var reason: String
        @Option(help: "Who records it.", transform: written) var by: String

        func run() async throws {
            try await common.withHost { host in
                let record = try await host.tenant(tenant)
                let count = try await StopContact(store: host.store).stop(
                    medium, customer: customer, address: address, reason: reason, by: by, for: record.id)
                try common.output.object(["stopped": count])
            }
        }
    }
}
