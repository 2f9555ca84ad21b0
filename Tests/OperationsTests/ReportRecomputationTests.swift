import DatabaseTesting
import Foundation
import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// Every report against figures worked out from the same facts in the plainest way, without the product's rules or SQL.
struct ReportRecomputationTests {
    @Test(arguments: [1, 2, 3]) func everyReportSaysWhatAPencilSays(seed: UInt64) async throws {
        try await ImportFixture.with { fixture in
            let facts = PencilBook(seed: seed)
            let book = ReportBook(fixture: fixture)
            try await facts.enter(into: book)
            for on in ["2026-03-02", "2026-03-27", "2026-05-15"] {
                try await aging(facts, book, on)
                try await ninetyDay(facts, book, on)
                try await promises(facts, book, on)
                try await calls(facts, book, on)
            }
        }
    }

    private func aging(_ facts: PencilBook, _ book: ReportBook, _ on: String) async throws {
        let report = try await book.report(.aging, on: on)
        let bands = [
            ("not past due", -99_999...0), ("1 to 14", 1...14), ("15 to 29", 15...29), ("30 to 59", 30...59),
            ("60 to 89", 60...89),
            ("90+", 90...99_999),
        ]
        var sum = 0
        for (label, days) in bands {
            let found = facts.bills.filter {
                facts.open($0, on) > 0 && days.contains(daysBetween(from: $0.due, to: on))
            }
            let cents = found.map { facts.open($0, on) }.reduce(0, +)
            sum += cents
            let line = try #require(report.line(label))
            #expect(line[0] == "\(found.count)" && line[1] == "\(Set(found.map(\.customer)).count)", "\(on) \(label)")
            #expect(line[2].replacing(",", with: "") == text(cents), "\(on) \(label)")
        }
        #expect(report.line("open")?[2].replacing(",", with: "") == text(sum), "\(on)")
        let late = facts.bills.filter { facts.open($0, on) > 0 && daysBetween(from: $0.due, to: on) > 0 }
        let weight = late.map { facts.open($0, on) }.reduce(0, +)
        if weight > 0 {
            let product = late.map { facts.open($0, on) * daysBetween(from: $0.due, to: on) }.reduce(0, +)
            let tenths = (20 * product + weight) / (2 * weight)
            #expect(report.figure("weighted_days_past_due") == "\(tenths / 10).\(tenths % 10)", "\(on)")
        }
    }

    private func ninetyDay(_ facts: PencilBook, _ book: ReportBook, _ on: String) async throws {
        let report = try await book.report(.ninetyDay, on: on)
        var expected: [String: String] = [:]
        for customer in facts.customers {
            let late = facts.bills.filter { $0.customer == customer.name && facts.open($0, on) > 0 }
            let days = late.map { daysBetween(from: $0.due, to: on) }.max() ?? 0
            if (60...89).contains(days) { expected[customer.name] = text(customer.monthly * 33) }
        }
        let listed = Dictionary(
            uniqueKeysWithValues: report.table.rows.map { ($0[0].text, $0[7].text.replacing(",", with: "")) })
        #expect(listed == expected, "\(on)")
        let left = report.table.rows.compactMap { if case .count(let left) = $0[3] { left } else { nil } }
        #expect(left == left.sorted() && left.allSatisfy { (1...30).contains($0) }, "\(on)")
    }

    private func promises(_ facts: PencilBook, _ book: ReportBook, _ on: String) async throws {
        let report = try await book.report(.promises, on: on) { $0.from = day("2026-01-01") }
        // Decided is what has had its two business days of grace before the day.
        let over = facts.promises.filter { $0.made <= on && facts.graceEnd($0) < on }
        func received(_ promise: PencilBook.Promise) -> Int {
            facts.payments.filter {
                $0.customer == promise.customer && $0.on >= promise.made && $0.on <= facts.graceEnd(promise)
            }.map(\.cents).reduce(0, +)
        }
        // Who owed nothing of it at the end has broken nothing.
        let decided = over.filter { promise in
            let covered = facts.bills.filter { $0.customer == promise.customer && $0.billed <= promise.made }
            let isClear = !covered.isEmpty && covered.allSatisfy { facts.open($0, facts.graceEnd(promise)) == 0 }
            return received(promise) >= promise.cents || !isClear
        }
        let sums = decided.map(received)
        let kept = zip(decided, sums).filter { $0.cents <= $1 }.count
        let amount = zip(decided, sums).map { min($0.cents, $1) }.reduce(0, +)
        #expect(report.line("kept")?[0] == "\(kept)", "\(on)")
        let line = try #require(report.line("decided"))
        #expect(
            line.map { $0.replacing(",", with: "") } == [
                "\(decided.count)", text(decided.map(\.cents).reduce(0, +)), text(amount),
            ], "\(on)")
    }

    private func calls(_ facts: PencilBook, _ book: ReportBook, _ on: String) async throws {
        let report = try await book.report(.activity, on: on) { $0.from = day("2026-02-01") }
        let made = facts.calls.filter { $0.on >= "2026-02-01" && $0.on <= on }
        let attempts = made.filter { ["no-answer", "left-voicemail", "spoke", "someone-else"].contains($0.ended) }
        let spoken = made.filter { $0.ended == "spoke" }
        #expect(report.line("call attempts")?.first ?? "0" == "\(attempts.count)", "\(on)")
        #expect(report.line("conversations on calls we made")?.first ?? "0" == "\(spoken.count)", "\(on)")
        if !attempts.isEmpty {
            let tenths = (2_000 * spoken.count + attempts.count) / (2 * attempts.count)
            #expect(report.figure("right_party_contact_rate") == "\(tenths / 10).\(tenths % 10)%", "\(on)")
        }
        let paid = facts.payments.filter { $0.on >= "2026-02-01" && $0.on <= on }
        #expect(report.line("payments received")?.first ?? "0" == "\(paid.count)", "\(on)")
        #expect(
            report.line("payments received")?[2].replacing(",", with: "") ?? "0.00"
                == text(paid.map(\.cents).reduce(0, +)), "\(on)")
        let reasons = try await book.report(.reasons, on: on) { $0.from = day("2026-02-01") }
        for reason in ["forgot", "dissatisfied"] {
            let told = made.filter { $0.reason == reason }
            let line = reasons.line(reason)
            #expect(line?[0] ?? "0" == "\(told.count)", "\(on) \(reason)")
            #expect(line?[1] ?? "0" == "\(Set(told.map(\.customer)).count)", "\(on) \(reason)")
        }
    }

    private func text(_ cents: Int) -> String { "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)" }
}

/// Days from one day to another, counted by the calendar of the system.
private func daysBetween(from: String, to: String) -> Int {
    // Both are literals of the test.
    let parse = { (text: String) in try? Date(text + "T12:00:00Z", strategy: .iso8601) }
    guard let from = parse(from), let to = parse(to) else { return 0 }
    return Int((to.timeIntervalSince(from) / 86_400).rounded())
}

/// A book as a bookkeeper would note it on paper.
private struct PencilBook {
    struct Customer { let name: String, monthly: Int }
    struct Bill { let number: Int, customer: String, billed: String, due: String, cents: Int }
    struct Payment { let bill: Int, customer: String, on: String, cents: Int }
    struct Promise { let customer: String, made: String, due: String, cents: Int }
    struct Call { let customer: String, on: String, ended: String, reason: String? }

    var customers: [Customer] = []
    var bills: [Bill] = []
    var payments: [Payment] = []
    var promises: [Promise] = []
    var calls: [Call] = []

    init(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func roll(_ sides: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(sides))
        }
        func date(_ month: Int, _ dayOfMonth: Int) -> String {
            "2026-0\(month)-\(dayOfMonth < 10 ? "0" : "")\(dayOfMonth)"
        }
        for index in 0..<12 {
            let name = "P\(index)"
            customers.append(Customer(name: name, monthly: 2_000 + roll(3_000)))
            for month in 1...3 where month == 1 || roll(4) > 0 {
                let bill = Bill(
                    number: bills.count + 1, customer: name, billed: date(month, 1 + roll(10)),
                    due: date(month, 12 + roll(16)), cents: 1_000 + roll(20_000))
                bills.append(bill)
                if roll(3) == 0 {
                    let part = roll(2) == 0 ? bill.cents : 1 + roll(bill.cents)
                    payments.append(
                        Payment(bill: bill.number, customer: name, on: date(month + 1, 1 + roll(28)), cents: part))
                }
            }
            if roll(2) == 0 {
                promises.append(
                    Promise(
                        customer: name, made: date(3, 2 + roll(3)), due: date(3, 9 + roll(14)), cents: 500 + roll(9_000)
                    ))
            }
            let endings = ["no-answer", "left-voicemail", "spoke", "someone-else", "busy", "wrong-number"]
            for month in 2...5 where roll(2) == 0 {
                let ended = endings[roll(endings.count)]
                let reason = ended == "spoke" ? [nil, "forgot", "dissatisfied"][roll(3)] : nil
                calls.append(Call(customer: name, on: date(month, 1 + roll(14)), ended: ended, reason: reason))
            }
        }
    }

    func open(_ bill: Bill, _ on: String) -> Int {
        guard bill.billed <= on else { return 0 }
        return bill.cents - payments.filter { $0.bill == bill.number && $0.on <= on }.map(\.cents).reduce(0, +)
    }

    /// The second business day after the promised one; no holiday lies in March 2026.
    func graceEnd(_ promise: Promise) -> String {
        let weekends = [1, 7, 8, 14, 15, 21, 22, 28, 29]
        var dayOfMonth = Int(promise.due.suffix(2)) ?? 0
        var left = 2
        while left > 0 {
            dayOfMonth += 1
            if !weekends.contains(dayOfMonth) { left -= 1 }
        }
        return "2026-03-\(dayOfMonth < 10 ? "0" : "")\(dayOfMonth)"
    }

    func enter(into book: ReportBook) async throws {
        let fixture = book.fixture
        func money(_ cents: Int) -> String { "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100)" }
        func table(_ heading: String, _ lines: [String]) -> String {
            ([heading] + lines).joined(separator: "\n") + "\n"
        }
        try await fixture.take(
            table("number,first,last,email", customers.map { "\($0.name),Ann,Alder,\($0.name)@customers.example" }),
            .testCustomers)
        try await fixture.take(
            table(
                "no,customer,service,monthly,term",
                customers.map { "NW-\($0.name),\($0.name),burglar,\(money($0.monthly)),36" }),
            .testAgreements)
        try await fixture.take(
            table(
                "no,customer,billed,due,amount",
                bills.map { "\($0.number),\($0.customer),\($0.billed),\($0.due),\(money($0.cents))" }),
            .testReceivables)
        try await fixture.take(
            table(
                "no,customer,paid,amount,invoice",
                payments.enumerated().map { "p\($0),\($1.customer),\($1.on),\(money($1.cents)),\($1.bill)" }),
            .testPayments)
        let tenant = fixture.tenant.uuid
        for promise in promises {
            try await book.raw(
                """
                INSERT INTO promises (tenant_id, id, case_id, amount_minor, currency, made_on, due_on, made_by)
                SELECT tenant_id, gen_random_uuid(), id, \(Int64(promise.cents)), 'USD', \(day(promise.made)),
                    \(day(promise.due)), 'Pat'
                FROM collection_cases WHERE tenant_id = \(tenant) AND customer_id =
                    (SELECT id FROM customers WHERE tenant_id = \(tenant) AND reference = \(promise.customer))
                """)
        }
        for call in calls {
            guard let ended = CallDisposition(rawValue: call.ended) else { continue }
            try await book.call(
                call.customer, "\(call.on) 16:00Z", ended, call.reason.flatMap(NonpaymentReason.init(rawValue:)))
        }
    }
}
