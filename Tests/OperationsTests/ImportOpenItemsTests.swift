import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

@Suite struct ImportOpenItemsTests {
    private let head = "no,customer,due,open,currency\n"

    private func begin(_ fixture: ImportFixture) async throws {
        try await fixture.addCustomers()
        let report = try await fixture.take(
            head + "1,A,2026-01-31,100.00,USD\n2,A,2026-02-28,50.00,USD\n3,B,2026-01-31,70.00,USD\n", .testOpenItems)
        #expect([report.new, report.refused] == [3, 0])
    }

    @Test func whatASnapshotLacksIsSettledOnlyAfterAskingAndALowerAmountIsSettledInPart() async throws {
        try await ImportFixture.with { fixture in
            try await begin(fixture)
            let next = head + "1,A,2026-01-31,60.00,USD\n3,B,2026-01-31,70.00,USD\n4,B,2026-03-31,9.00,USD\n"
            let before = try await fixture.counts()
            let asked = try await fixture.take(next, .testOpenItems)
            #expect(asked.outcome == .settlementUnconfirmed)
            #expect(asked.absent == [AbsentItems(count: 1, amount: .usd(cents: 50_00))])
            #expect(try await fixture.counts() == before)

            let done = try await fixture.take(next, .testOpenItems) { $0.confirmedSettlement = true }
            #expect(done.outcome == .written)
            #expect([done.new, done.changed, done.unchanged] == [1, 1, 1])
            #expect(try await fixture.open("1") == 60_00)
            #expect(try await fixture.open("2") == 0)
            #expect(try await fixture.open("3") == 70_00)
            #expect(try await fixture.open("4") == 9_00)
            #expect(
                try await fixture.texts(
                    "SELECT DISTINCT kind AS text FROM journal_entries ORDER BY 1")
                    == ["opening-balance", "settled-elsewhere"])

            let again = try await fixture.take(next, .testOpenItems)
            #expect([again.new, again.changed, again.unchanged] == [0, 0, 3])
            #expect(again.outcome == .written)
        }
    }

    @Test func aSnapshotWithoutRowsSettlesNothingWhoeverConfirmsIt() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            #expect(try await fixture.take(head, .testOpenItems).outcome == .settlementUnconfirmed)
            try await begin(fixture)
            for isConfirmed in [false, true] {
                let bare = await #expect(throws: ImportProblem.self) {
                    try await fixture.take(head, .testOpenItems) { $0.confirmedSettlement = isConfirmed }
                }
                #expect("\(try #require(bare))".contains("3 of 220.00 USD in all"))
            }
            let error = await #expect(throws: ImportFileError.self) { try await fixture.take("", .testOpenItems) }
            #expect(error == .empty)
            #expect(try await fixture.open("1") == 100_00)
        }
    }

    @Test func aSnapshotSettlesWhatItsOwnSourceBroughtAndNamesIt() async throws {
        try await ImportFixture.with { fixture in
            try await begin(fixture)
            let other = ImportMapping.test(
                """
                kind: receivables
                columns: { reference: no, customer_reference: customer, billed_on: billed, due_on: due, amount: amount }
                """, source: "billing")
            try await fixture.take("no,customer,billed,due,amount\nX,A,2026-01-01,2026-01-31,40.00\n", other)
            let next = head + "1,A,2026-01-31,100.00,USD\n3,B,2026-01-31,70.00,USD\n"
            let asked = try await fixture.take(next, .testOpenItems)
            #expect(asked.absentItems.map(\.reference) == ["2"] && asked.absentItems.map(\.customer) == ["A"])
            #expect(asked.absent == [AbsentItems(count: 1, amount: .usd(cents: 50_00))])
            try await fixture.take(next, .testOpenItems) { $0.confirmedSettlement = true }
            #expect(try await fixture.open("2") == 0)
            #expect(try await fixture.open("X") == 40_00)
        }
    }

    @Test func aRefusedRowIsNotAnAbsentOne() async throws {
        try await ImportFixture.with { fixture in
            try await begin(fixture)
            let report = try await fixture.take(
                head + "1,A,2026-01-31,100.00,USD\n2,A,2026-02-28,fifty,USD\n", .testOpenItems
            ) {
                $0.goodRowsOnly = true
                $0.confirmedSettlement = true
            }
            #expect(report.refused == 1)
            #expect(!report.settlesAbsent)
            #expect(try await fixture.open("2") == 50_00)
            #expect(try await fixture.open("3") == 70_00)
        }
    }

    @Test func aNegativeBalanceIsACreditTakenOnce() async throws {
        try await ImportFixture.with { fixture in
            try await begin(fixture)
            let next =
                head + "1,A,2026-01-31,100.00,USD\n2,A,2026-02-28,50.00,USD\n3,B,2026-01-31,70.00,USD\n"
                + "C1,B,2026-01-31,-12.50,USD\n"
            #expect(try await fixture.take(next, .testOpenItems).new == 1)
            #expect(try await fixture.open("3") == 57_50)
            #expect(try await fixture.take(next, .testOpenItems).unchanged == 4)
            #expect(try await fixture.open("3") == 57_50)
            #expect(try await fixture.unapplied() == 0)
        }
    }

    @Test(arguments: [
        ("1,A,2026-01-31,100.01,USD\n", "open"), ("1,B,2026-01-31,100.00,USD\n", "customer"),
        ("1,A,2026-01-31,100.00,CAD\n", "currency"), ("1,A,2026-01-30,100.00,USD\n", "due"),
        ("9,Z,2026-01-31,100.00,USD\n", "customer"), ("9,A,2026-01-31,0,USD\n", "open"),
        ("9,A,2026-01-31,1.00,USD\n9,B,2026-01-31,1.00,USD\n", "no"),
    ])
    func aSnapshotDoesNotChangeWhatWasBilled(rows: String, column: String) async throws {
        try await ImportFixture.with { fixture in
            try await begin(fixture)
            let report = try await fixture.take(head + rows, .testOpenItems) { $0.confirmedSettlement = true }
            #expect(report.outcome == .refused)
            #expect(report.findings.first { $0.isError }?.column == column)
            #expect(try await fixture.open("3") == 70_00)
        }
    }

    @Test func aSnapshotMakesTheBooksFreshAsOfTheDayStated() async throws {
        try await ImportFixture.with { fixture in
            try await fixture.addCustomers()
            let report = try await fixture.take(head + "1,A,2026-01-31,100.00,USD\n", .testOpenItems) {
                $0.freshAsOf = CalendarDate("2026-02-03")
            }
            #expect(report.freshAsOf == CalendarDate("2026-02-03"))
        }
    }
}
