import ArgumentParser
import Foundation
import Operations
import Receivables
import Store

/// Corrections of what is known about a customer.
struct EditCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Correct a customer's addresses, language or name; what it was is kept.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Argument(help: "Reference of the customer.") var customer: String
    @Option(help: "E-mail address in place of the main one.") var email: String?
    @Option(help: "Telephone number in place of the main one.") var phone: String?
    @Option(help: "Street line of the address in place of the main one; with --city, --state and --zip.")
    var line1: String?
    @Option(help: "Unit or second line.") var line2 = ""
    @Option(help: "City.") var city: String?
    @Option(help: "State, two letters.") var state: String?
    @Option(help: "ZIP or ZIP+4.") var zip: String?
    @Option(help: "Language to write in: en or es.") var language: Language?
    @Option(help: "Given name.") var firstName: String?
    @Option(help: "Family name.") var lastName: String?
    @Option(help: "Name of the company.") var businessName: String?
    @Option(help: "Where it comes from, such as customer-call or returned-mail.") var source = "customer-call"
    @Option(help: "Who corrects it.", transform: written) var by: String

    func validate() throws {
        let parts = [line1, city, state, zip]
        guard parts.allSatisfy({ $0 == nil }) || parts.allSatisfy({ $0 != nil }) else {
            throw ValidationError("--line1, --city, --state and --zip go together")
        }
        let all: [Any?] = [email, phone, line1, language, firstName, lastName, businessName]
        guard all.contains(where: { $0 != nil }) else { throw ValidationError("name at least one thing to correct") }
    }

    private struct Shown: Encodable {
        let customer: String
        let changed: [CustomerField]
    }

    func run() async throws {
        var correction = EditCustomer.Correction(by: by, source: source)
        correction.email = email
        correction.telephone = phone
        if let line1, let city, let state, let zip {
            correction.address = .init(line1: line1, line2: line2, city: city, state: state, zip: zip)
        }
        correction.language = language
        correction.firstName = firstName
        correction.lastName = lastName
        correction.businessName = businessName
        let told = correction
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let changed = try await EditCustomer(store: host.store).edit(customer, told, for: record.id)
            try common.output.object(Shown(customer: customer, changed: changed))
            if changed.isEmpty { common.output.message("everything was so already") }
        }
    }
}

/// Notes on a customer.
struct NoteCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "note", abstract: "Write something down about a customer; a note is never changed.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Argument(help: "Reference of the customer.") var customer: String
    @Argument(help: "The note; - reads it from standard input.") var note: String
    @Option(help: "Who writes it.", transform: written) var by: String
    @Option(help: "A key of this note; the same key again adds nothing (default: a new one).") var key: String?

    func run() async throws {
        let text = note == "-" ? try textOfFile("-") : note
        let key = key ?? UUID().uuidString
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            let isNew = try await NoteCustomer(store: host.store).note(
                text, on: customer, by: by, key: key, for: record.id)
            try common.output.object(["is_new": isNew])
            if !isNew { common.output.message("already recorded: the same note with this key") }
        }
    }
}

/// A new card or bank account for the automatic payment.
struct RenewAutopayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "autopay-renewed",
        abstract: "Record that the customer gave a new card or bank account for the automatic payment.")
    @OptionGroup var common: CommonOptions
    @Option(help: "Short name of the tenant.") var tenant: String
    @Argument(help: "Reference of the customer.") var customer: String
    @Option(help: "Who records it.", transform: written) var by: String

    func run() async throws {
        try await common.withHost { host in
            let record = try await host.tenant(tenant)
            try await RenewAutopay(store: host.store).renew(customer, source: by, for: record.id)
            try common.output.object(["customer": customer, "autopay": "on"])
        }
    }
}
