import Foundation
import Testing
import Treatment

/// A dealer whose customers have long names and references, with one of everything a day's work has: calls, letters, a
/// dispute, a promise, a plan, a hold, tasks, decisions. Made-up names.
struct LongNames: Sendable {
    let dealer: Dealer
    static let slug = "featherstonehaugh-and-daughters"
    /// References of the customers, the first reached by telephone, the last by post alone.
    static let references = (1...6).map { "REFERENCE-OF-MANY-LETTERS-00000\($0)" }
    private static let names = (
        first: "Maximiliane Alexandrina Wilhelmina", last: "Featherstonehaugh-Cholmondeley-Majoribanks O’Brien"
    )

    init(_ dealer: Dealer) async throws {
        self.dealer = dealer
        let policy = dealer.folder.appending(path: "long.yaml")
        try Data(try StarterPolicies.residential().utf8).write(to: policy)
        try await dealer.run(
            "tenant", "create", Self.slug, "--name", "Featherstonehaugh & Daughters Alarm Company of Long Island",
            "--test")
        try await dealer.run(
            "tenant", "business", "add", "main", "--tenant", Self.slug, "--legal-name",
            "Featherstonehaugh & Daughters Alarm Company of Long Island LLC", "--address", "12 Harbor Street",
            "Brooklyn NY 11201", "--phone", "+17185550100", "--phone-hours", "1-5 09:00-17:00", "--from-email",
            "billing@northwind.example", "--pay-url", "https://pay.northwind.example")
        try await clock("2026-03-09")
        for plugin in ["email", "postal-mail", "phone-log", "installments", "placement-csv"] {
            try await run("plugin", "test", plugin)
            try await run("plugin", "enable", plugin)
        }
        try await run("policy", "publish", policy.path(percentEncoded: false))
        try await book()
        try await run("run", "--dry-run")
        try await run("tenant", "unmute")
        try await live()
        try await talk()
    }

    /// Runs a command for the tenant; it has to succeed.
    @discardableResult
    func run(_ arguments: String...) async throws -> Program.Finished {
        let finished = try await end(arguments)
        try #require(finished.end == .exit(0), "\(arguments): \(finished.messages)\(finished.output)")
        return finished
    }

    /// Runs a command for the tenant to whatever end.
    func end(_ arguments: [String]) async throws -> Program.Finished {
        try await dealer.start(arguments + ["--tenant", Self.slug]).finished()
    }

    /// A value of what a command prints as JSON: of an object by its key, of a list its first element's.
    func first(_ key: String, of arguments: String...) async throws -> String {
        let finished = try await end(arguments + ["--json"])
        let found = try JSONSerialization.jsonObject(with: Data(finished.output.utf8))
        let object = (found as? [[String: Any]])?.first ?? found as? [String: Any]
        return try #require(object?[key] as? String, "\(arguments): \(finished.output)\(finished.messages)")
    }

    private func clock(_ day: String) async throws {
        try await dealer.run("tenant", "clock", "--tenant", Self.slug, "--to", day, "--at", "12:00")
    }

    private func book() async throws {
        var customers =
            "customer_id,kind,first_name,last_name,business_name,email,phone,line1,line2,city,state,zip,language,"
            + "agreement_number,service,monthly_amount,term_months,agreement_start,sold_by,home_square_feet,home_type,"
            + "funded_by,notes\n"
        let billHeadings =
            "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
            + "PaperlessBill,DaysToSettle,DaysLate\n"
        var bills = billHeadings
        for (number, reference) in Self.references.enumerated() {
            let (email, phone) =
                number == 5
                ? ("", "") : ("somebody.with.a.long.address.\(number)@customer.example", "718555010\(number)")
            // A line of an address on an envelope is shorter.
            let name = number == 5 ? "Wilhelmina,Cholmondeley-Majoribanks" : "\(Self.names.first),\(Self.names.last)"
            customers +=
                "\(reference),consumer,\(name),,\(email),\(phone),\(number + 1) Pine Street,,"
                + "Brooklyn,NY,11201,en,,,,,,,,,,\n"
            for bill in 1...2 {
                bills +=
                    "391,\(reference),,INVOICE-OF-THE-YEAR-2025-\(number)-\(bill),1/\(10 + bill)/2026,"
                    + "3/\(number < 5 ? 5 : 1)/2026,12\(number)49.85,No,,Paper,,\n"
            }
        }
        for (kind, text) in [("customers", customers), ("receivables", bills), ("payments", billHeadings)] {
            let file = dealer.folder.appending(path: "long-\(kind).csv")
            try Data(text.utf8).write(to: file)
            let freshness = kind == "payments" ? ["--fresh-as-of", "2026-03-09"] : []
            let finished = try await end(
                ["import", kind, file.path(percentEncoded: false), "--mapping", "demo-\(kind)"] + freshness)
            try #require(finished.end == .exit(0), "\(kind): \(finished.messages)\(finished.output)")
        }
    }

    /// Three business days: what is due is planned, printed and waits.
    private func live() async throws {
        for day in ["2026-03-09", "2026-03-10", "2026-03-11", "2026-03-12"] {
            try await clock(day)
            try await run(
                "import", "payments", dealer.folder.appending(path: "long-payments.csv").path, "--mapping",
                "demo-payments", "--fresh-as-of", day)
            try await run("run")
            try await dealer.run("work", "--until-idle")
        }
        // A batch is printed a minute after its day ended; nobody waits here.
        for job in try await dealer.jobs() where job.kind == "produce-mail-batch" && job.state == "available" {
            try await dealer.run("job", "retry", "\(job.id)")
        }
        try await dealer.run("work", "--until-idle")
    }

    private func talk() async throws {
        let long = String(repeating: "what was said at length and in great detail, ", count: 6)
        let names = Self.references
        try await run(
            "dispute", "open", "--receivable", "INVOICE-OF-THE-YEAR-2025-1-1", "--customer", names[1], "--claim",
            "work", "--reason",
            long, "--by", "Pat Diaz-Featherstonehaugh")
        try await run(
            "promise", "record", "--customer", names[2], "--amount", "10.00", "--due", "2026-03-16", "--by", "Pat")
        let offer = try await first(
            "offer", of: "plan", "quote", "--customer", names[3], "--by", "Pat", "--as", "owner", "--parts", "3")
        try await run("plan", "accept", offer, "--how", "call", "--by", "Pat")
        try await run("hold", "add", "--customer", names[4], "--reason", "attorney", "--note", long, "--by", "Pat")
        try await run("customer", "note", names[0], long, "--by", "Pat")
        try await run(
            "customer", "said", names[0], "--reason", "dissatisfied", "--way", "email", "--words", long, "--by", "Pat")
        try await run("customer", "said", names[5], "--reason", "refuses", "--way", "letter", "--by", "Pat")
    }
}
