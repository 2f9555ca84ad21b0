import DatabaseTesting
import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// What an earlier process did keeps the same step from being done again, so it must be understood.
@Suite struct ImportHistoryTests {
    private let head = "customer,step,medium,day,invoice\n"

    @Test(arguments: ["Statement", "STATEMENT", "statement"])
    func aStepIsKnownWithoutRegardToCaseAndNotDoneAgain(word: String) async throws {
        try await LiveBook.with { book in
            let importing = ImportFixture(of: book.tenant, book.database)
            let report = try await importing.take(head + "C-1001,\(word),email,2026-02-02,INV-1\n", .testHistory)
            #expect(report.new == 1 && report.findings.isEmpty)
            #expect(
                try await importing.texts("SELECT step_key AS text FROM contact_attempts WHERE source = 'history'")
                    == ["statement"])
            #expect(try await importing.take(head + "C-1001,statement,email,2026-02-02,\n", .testHistory).new == 0)
        }
    }

    @Test(arguments: [
        ("C-1001,statment,email,2026-02-02,", "step", "did you mean statement"),
        ("C-1001,second notice,email,2026-02-02,", "step", "'values'"),
        ("C-1001,statement,email,2026-02-02,INV-404", "invoice", "import the receivable first"),
    ])
    func aStepOrInvoiceNobodyKnowsIsRefused(row: String, column: String, fix: String) async throws {
        try await LiveBook.with { book in
            let importing = ImportFixture(of: book.tenant, book.database)
            let report = try await importing.take(head + row + "\n", .testHistory)
            #expect(report.outcome == .refused && report.findings.map(\.column) == [column])
            #expect(report.findings[0].fix.contains(fix))
            #expect(try await book.attempts().isEmpty)
        }
    }

    @Test func withoutAPolicyEachRowSaysThatNobodyCanTell() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let report = try await fixture.take(head + "A,Nudge,email,2026-01-03,\n", .testHistory)
            #expect(report.new == 1 && report.findings.map(\.isError) == [false])
            #expect(report.findings[0].fix.contains("publish"))
        }
    }
}
