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
        let cells = try SideCells(file.url, mapping: mapping, dates: .monthDayYear)
        #expect(cells.calls == [.init(customer: "A", day: CalendarDate("2026-02-14"))])
        #expect(cells.monthly.map(\.minorUnits) == [3995, 3995] && cells.monthly.allSatisfy { $0.customer == "A" })
    }

    @Test func everyColumnOfCallsIsReadInItsOwnOrderAndWhatIsNoDayIsKeptAsACall() throws {
        let file = try ScratchFile(
            """
            Customer,Invoice,Due date,Balance,Last call,Last called,Monthly
            A,1,1/31/2026,10.00,20.09.2025,,abc
            B,2,1/31/2026,10.00,05.09.2025,,"1.200,00"
            C,3,1/31/2026,10.00,,"Sep 20, 2025",0
            D,4,1/31/2026,10.00,,yes,12.00
            E,5,1/31/2026,10.00,never,no,
            F,6,1/31/2026,10.00,3/4,,

            """)
        let mapping = try ImportMapping.fitting(file.url, kind: .openItems)
        let cells = try SideCells(file.url, mapping: mapping, dates: .monthDayYear)
        let days = Dictionary(uniqueKeysWithValues: cells.calls.map { ($0.customer, $0.day?.description) })
        #expect(days == ["A": "2025-09-20", "B": "2025-09-05", "C": "2025-09-20", "D": nil, "F": nil])
        #expect(cells.unreadableCalls == ["yes", "3/4"] || cells.unreadableCalls == ["3/4", "yes"])
        #expect(cells.unreadableMonthly == ["abc", "1.200,00"])
        #expect(cells.monthly.compactMap(\.minorUnits) == [12_00])
    }
}
