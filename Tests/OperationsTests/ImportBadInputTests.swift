import Foundation
import Receivables
import Tabular
import Testing

@testable import Operations

@Suite struct ImportBadInputTests {
    private static let head = "no,customer,billed,due,amount,currency,agreement,disputed\n"

    /// Rows that cannot stand, each with the column named and a word of the fix.
    @Test(arguments: [
        ("1,Z,2026-01-01,2026-01-31,10.00,USD,,\n", "customer", "import the customer first"),
        ("1,A,2026-01-01,2026-01-31,-10.00,USD,,\n", "amount", "credit"),
        ("1,A,2026-01-01,2026-01-31,0.00,USD,,\n", "amount", ""),
        ("1,A,2026-01-31,2026-01-01,10.00,USD,,\n", "due", "correct the due day"),
        ("1,A,2026-01-01,2026-01-31,10.00,USD,X9,\n", "agreement", "import the agreement first"),
        ("1,A,2026-01-01,2026-01-31,9000000000000.00,USD,,\n", "amount", "correct the amount"),
        ("1,A,2026-01-01,2026-01-31,10.00,ZZZ,,\n", "currency", ""),
        ("1,A,2026-02-30,2026-03-31,10.00,USD,,\n", "billed", ""),
        ("4111 1111 1111 1111,A,2026-01-01,2026-01-31,10.00,USD,,\n", "no", "take the number out"),
    ])
    func aRowThatCannotStandIsRefusedWithColumnAndFix(row: String, column: String, fix: String) async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let before = try await fixture.counts()
            let report = try await fixture.take(Self.head + row, .testReceivables)
            #expect(report.outcome == .refused)
            #expect(report.refused == 1)
            let finding = try #require(report.findings.first { $0.isError })
            #expect(finding.line == 2)
            #expect(finding.column == column)
            #expect(fix.isEmpty || finding.fix.contains(fix) || finding.expected.contains(fix))
            #expect(try await fixture.counts() == before)
        }
    }

    @Test func ofTwoRowsWithOneKeyNeitherIsTaken() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let report = try await fixture.take(
                Self.head + "1,A,2026-01-01,2026-01-31,10.00,USD,,\n2,A,2026-01-01,2026-01-31,11.00,USD,,\n"
                    + "1,B,2026-01-01,2026-01-31,12.00,USD,,\n", .testReceivables
            ) { $0.goodRowsOnly = true }
            #expect([report.new, report.refused] as [Int] == [1, 2])
            #expect(report.findings.filter(\.isError).map(\.line) == [2, 4])
            #expect(try await fixture.open("1") == nil)
            #expect(try await fixture.open("2") == 11_00)
        }
    }

    @Test func twoCurrenciesInOneInvoiceAreRefused() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let head = "no,customer,billed,due,amount,currency\n"
            let report = try await fixture.take(
                head + "1,A,2026-01-01,2026-01-31,10.00,USD\n1,A,2026-01-01,2026-01-31,10.00,CAD\n", .testInvoiceLines)
            #expect(report.outcome == .refused)
            #expect(report.findings.contains { $0.column == "currency" && $0.expected.contains("one currency") })

            try await fixture.take(head + "2,A,2026-01-01,2026-01-31,10.00,USD\n", .testInvoiceLines)
            let later = try await fixture.take(head + "2,A,2026-01-01,2026-01-31,10.00,CAD\n", .testInvoiceLines)
            #expect(later.outcome == .refused)
            #expect(later.findings.contains { $0.column == "currency" && $0.fix.contains("corrections are credits") })
        }
    }

    @Test(arguments: [
        ("1,A,2026-01-01,2026-01-31,10.01,USD,,\n", "amount"), ("1,A,2026-01-01,2026-02-01,10.00,USD,,\n", "due"),
        ("1,A,2026-01-02,2026-01-31,10.00,USD,,\n", "billed"), ("1,B,2026-01-01,2026-01-31,10.00,USD,,\n", "customer"),
    ])
    func whatWasBilledIsNotChangedByALaterFile(row: String, column: String) async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(Self.head + "1,A,2026-01-01,2026-01-31,10.00,USD,,\n", .testReceivables)
            let report = try await fixture.take(Self.head + row, .testReceivables)
            #expect(report.outcome == .refused)
            #expect(report.findings.map(\.column) == [column])
            #expect(report.findings.allSatisfy { $0.fix.contains("corrections are credits") })
            #expect(try await fixture.open("1") == 10_00)
        }
    }

    /// Files that cannot be read as a whole leave nothing behind, though rows before the fault were read.
    @Test(arguments: [
        (Array("1,A,2026-01-01,2026-01-31,10.00,USD,,\n2,\"A,2026-01-01\n".utf8), "iso", "never closed"),
        (Array("1,A,2026-01-01,2026-01-31,10.00,USD,,\n2,A\u{0},x\n".utf8), "iso", "zero byte"),
        (
            Array("1,A,2026-01-01,2026-01-31,10.00,USD,,\n2,".utf8) + [UInt8](repeating: 120, count: 10 << 20)
                + [10], "iso", "shorten"
        ),
        (
            Array("1,A,01/13/2026,01/31/2026,10.00,USD,,\n2,A,13/01/2026,31/01/2026,1.00,USD,,\n".utf8), "auto",
            "one date format"
        ),
        (Array("1,A,01/02/2026,01/03/2026,10.00,USD,,\n".utf8), "auto", "dates: mdy"),
        (
            Array("1,A,2026-01-01,2026-01-31,10.00,USD,,caf\u{E9}\n".utf16).flatMap {
                [UInt8($0 & 255), UInt8($0 >> 8)]
            }, "iso", ""
        ),
    ])
    func aFileThatCannotBeReadWritesNothing(bytes: [UInt8], dates: String, words: String) async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let before = try await fixture.counts()
            let mapping = ImportMapping.test(
                """
                kind: receivables
                columns: { reference: no, customer_reference: customer, billed_on: billed, due_on: due, amount: amount }
                """, dates: dates)
            let error = await #expect(throws: ImportFileError.self) {
                try await fixture.take(Array(Self.head.utf8) + bytes, mapping)
            }
            let told = "\(try #require(error))"
            #expect(words.isEmpty || told.contains(words))
            #expect(try await fixture.counts() == before)
            #expect(try await fixture.count("imports") == 1)
        }
    }

    @Test func anEmptyFileIsNoList() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let error = await #expect(throws: ImportFileError.self) { try await fixture.take("", .testReceivables) }
            #expect(error == .empty)
        }
    }

    @Test func headingsWithoutRowsChangeNothing() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let before = try await fixture.counts()
            let report = try await fixture.take(Self.head, .testReceivables)
            #expect(
                [report.new, report.changed, report.unchanged, report.refused, report.skipped] as [Int] == [
                    0, 0, 0, 0, 0,
                ])
            #expect(try await fixture.counts() == before)
        }
    }

    /// A list of open items without rows says that everything was settled; nobody may mean that by accident.
    @Test func headingsWithoutRowsSettleNoOpenItems() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let head = "no,customer,due,open,currency\n"
            try await fixture.take(head + "1,A,2026-01-31,10.00,USD\n", .testOpenItems)
            await #expect(throws: ImportProblem.self) { try await fixture.take(head, .testOpenItems) }
            #expect(try await fixture.open("1") == 10_00)
        }
    }

    @Test func aHeadingTheMappingNamesWronglyIsNamed() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let mapping = ImportMapping.test(
                """
                kind: receivables
                columns: { reference: number, customer_reference: customer, billed_on: billed, due_on: due, amount: amount,
                  currency: currency }
                """)
            let error = await #expect(throws: ImportFileError.self) {
                try await fixture.take(Self.head + "1,A,2026-01-01,2026-01-31,10.00,USD,,\n", mapping)
            }
            let told = "\(try #require(error))"
            #expect(told.contains("line 1") && told.contains("'number'") && told.contains("reference"))
            #expect(try await fixture.open("1") == nil)
        }
    }

    @Test func damagedUTF8IsRefusedWithTheLine() async throws {
        try await ImportFixture.with { fixture in
            let mapping = try ImportMapping(
                yaml: """
                    name: test
                    kind: customers
                    source: test
                    encoding: utf-8
                    columns: { reference: number, last_name: last, email: email }
                    """)
            let bytes = Array("number,last,email\nA,Garc".utf8) + [0xED] + Array("a,\n".utf8)
            let error = await #expect(throws: ImportFileError.self) { try await fixture.take(bytes, mapping) }
            #expect("\(try #require(error))".contains("line 2"))
            #expect(try await fixture.count("customers") == 0)
        }
    }

    @Test func aFolderIsNamedAsOne() async throws {
        try await ImportFixture.with { fixture in
            let error = await #expect(throws: ImportFileError.self) {
                try await fixture.take(FileManager.default.temporaryDirectory, .testPayments)
            }
            let refusal = try #require(error)
            #expect("\(refusal)".contains("folder"))
        }
    }

    @Test func aRefusedPaymentIsNotSaidToBeTaken() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(Self.head + "1,A,2026-01-01,2026-01-31,10.00,USD,,\n", .testReceivables)
            let report = try await fixture.take(
                "no,customer,paid,amount,currency,invoice\nP1,A,2099-01-05,15.00,USD,1\n",
                .testPayments)
            #expect(report.findings.map(\.isError) == [true])
        }
    }

    @Test(arguments: [
        ("P1,Z,2026-01-05,5.00,USD,\n", "customer"), ("P1,A,2026-01-05,-5.00,USD,\n", "amount"),
        ("P1,A,2026-01-05,0,USD,\n", "amount"), ("P1,A,2026-01-05,5.00,USD,404\n", "invoice"),
        ("P1,B,2026-01-05,5.00,USD,1\n", "invoice"), ("P1,A,2026-01-05,5.00,CAD,1\n", "currency"),
        ("P1,A,2099-01-05,5.00,USD,1\n", "paid"),
    ])
    func aPaymentThatCannotStandIsRefused(row: String, column: String) async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            try await fixture.take(Self.head + "1,A,2026-01-01,2026-01-31,10.00,USD,,\n", .testReceivables)
            let report = try await fixture.take("no,customer,paid,amount,currency,invoice\n" + row, .testPayments)
            #expect(report.outcome == .refused)
            #expect(report.findings.first { $0.isError }?.column == column)
            #expect(try await fixture.open("1") == 10_00)
        }
    }
}
