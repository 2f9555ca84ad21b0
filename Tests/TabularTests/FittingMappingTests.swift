import Foundation
import Receivables
import Testing

@testable import Tabular

struct FittingMappingTests {
    private static let plain = "Customer,Invoice,Invoice date,Due date,Balance\nA,1,1/2/2026,1/31/2026,10.00\n"
    private static let quickBooks = """
        A/R Aging Detail,,,,,,
        Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
        01/02/2026,Invoice,1001,Ana,01/31/2026,10.00,10.00

        """

    @Test(arguments: [(plain, "plain-aging"), (quickBooks, "quickbooks-aging-detail")])
    func theMappingThatKnowsMostHeadingsIsTaken(text: String, name: String) throws {
        let file = try ScratchFile(text)
        #expect(try ImportMapping.fitting(file.url, kind: .openItems).name == name)
    }

    @Test func aFileWithoutADueDateSaysWhichColumnIsMissing() throws {
        let file = try ScratchFile("Customer,Invoice,Invoice date,Balance\nA,1,1/31/2026,10.00\n")
        do {
            _ = try ImportMapping.fitting(file.url, kind: .openItems)
            Issue.record("a list without due dates was read")
        } catch {
            guard case .missingColumns(let missing, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(missing.map(\.field) == ["due_on"])
        }
    }

    @Test func aFileWithoutHeadingsIsNoList() throws {
        let file = try ScratchFile("1,2,3\n4,5,6\n")
        #expect(throws: ImportFileError.self) { try ImportMapping.fitting(file.url, kind: .openItems) }
    }

    @Test func datesThatCanBeReadBothWaysAreRefusedUntilTheirOrderIsSaid() throws {
        let file = try ScratchFile("Customer,Invoice,Due date,Balance\nA,1,1/2/2026,10.00\n")
        do {
            _ = try ImportMapping.fitting(file.url, kind: .openItems)
            Issue.record("an ambiguous date was read")
        } catch {
            guard case .ambiguousDateOrder = error else {
                Issue.record("\(error)")
                return
            }
        }
        let mapping = try ImportMapping.fitting(file.url, kind: .openItems, dates: .dayMonthYear)
        #expect(try Reading(file.url, mapping).rows.map { $0["due_on"] } == ["2026-02-01"])
    }

    @Test func callsAndMonthlyAmountsAreReadBesideTheItems() throws {
        let file = try ScratchFile(
            """
            Customer,Invoice,Due date,Balance,Last call,RMR
            A,1,1/31/2026,10.00,2/14/2026,39.95
            A,2,2/28/2026,10.00,,39.95
            B,3,1/31/2026,20.00,,

            """)
        let mapping = try ImportMapping.fitting(file.url, kind: .openItems)
        let calls = try Reading(file.url, mapping.lastCalls(dates: .monthDayYear))
        #expect(calls.rows.map { [$0["customer_reference"], $0["happened_on"]] } == [["A", "2026-02-14"]])
        let monthly = try Reading(file.url, mapping.monthlyAmounts(dates: .monthDayYear))
        #expect(monthly.rows.map { $0["monthly_amount"] } == ["3995", "3995", nil])
    }
}
