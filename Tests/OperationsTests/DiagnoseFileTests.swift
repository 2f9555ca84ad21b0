import Foundation
import Receivables
import Tabular
import Testing
import Treatment

@testable import Operations

struct DiagnoseFileTests {
    private static let plain = """
        Customer,Invoice,Invoice date,Due date,Balance
        Ana,1,1/2/2026,1/31/2026,100.00
        Ana,2,2/2/2026,3/4/2026,50.00
        Bob,3,12/2/2025,12/31/2025,80.00
        Cid,4,3/2/2026,3/31/2026,20.00
        Dot,5,12/20/2025,1/8/2026,60.00
        Eve,6,2/20/2026,3/6/2026,9.00
        Flo,7,2/1/2026,2/20/2026,70.00
        Flo,P1,3/1/2026,3/1/2026,-10.00

        """

    private func diagnose(
        _ text: String, on: String = "2026-03-09", _ change: (inout DiagnoseFile.Request) -> Void = { _ in }
    ) throws -> Diagnosis {
        let file = FileManager.default.temporaryDirectory.appending(path: "diagnose-\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        var request = DiagnoseFile.Request(on: day(on))
        change(&request)
        return try DiagnoseFile()(file, request)
    }

    @Test func thePageSaysWhoIsLateAndHowMuch() throws {
        let found = try diagnose(Self.plain)
        #expect(found.mapping == "plain-aging" && found.rows == 8 && found.customers == 6)
        #expect(found.open == .usd(cents: 389_00))
        #expect(found.pastDue == .init(customers: 5, pastDue: .usd(cents: 369_00), valueAtStake: nil))
        #expect(found.nearTheLine == .init(customers: 2, pastDue: .usd(cents: 140_00), valueAtStake: nil))
        #expect(found.pastTheLine.customers == 0)
        #expect(found.creditCustomers == 1 && found.credits == .usd(cents: 10_00))
        #expect(found.aging.totals.map { $0[3].text } == ["369.00", "389.00"])
    }

    @Test func aFileWithoutCallsSaysSoAndCountsNobodyAsCalled() throws {
        let found = try diagnose(Self.plain)
        #expect(!found.knowsCalls && found.neverCalled == found.pastDue)
        #expect(found.notes.contains { $0.hasPrefix("The file has no column for calls") })
    }

    @Test func callsUpToTheDayAndMonthlyAmountsAreTakenFromTheirColumns() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Due date,Balance,Last call,Monthly amount
            Ana,1,1/31/2026,100.00,2/14/2026,40.00
            Bob,2,12/31/2025,80.00,,20.00
            Cid,3,1/31/2026,30.00,3/30/2026,

            """)
        #expect(found.knowsCalls)
        #expect(found.neverCalled.customers == 2)
        #expect(found.pastDue.valueAtStake == .usd(cents: 60_00 * 33))
        #expect(found.callFirst.rows.map { $0[0].text } == ["Bob", "Cid"])
        #expect(found.callFirst.rows[0].map(\.text) == ["Bob", "68", "22", "80.00", "660.00"])
        let assumed = try diagnose(Self.plain) { $0.monthly = .usd(cents: 10_00) }
        #expect(assumed.pastDue.valueAtStake == .usd(cents: 10_00 * 33 * 5))
    }

    @Test func whoeverCanStillBeKeptIsCalledBeforeWhoeverCountsAsLostAndNobodyAboutASmallSum() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Due date,Balance,Monthly amount
            Lost,1,11/30/2025,500.00,90.00
            Kept,2,2/28/2026,30.00,20.00
            Small,3,1/31/2026,14.99,80.00
            Worth,4,12/31/2025,40.00,60.00

            """)
        #expect(found.callFirst.rows.map { $0[0].text } == ["Worth", "Kept", "Lost"])
    }

    /// Monday 9 March; Tuesday is next. Nothing was sent so far, so everyone begins at the softest rung.
    @Test func theForecastIsWhatThePolicyWouldDoOnTheNextBusinessDay() throws {
        let found = try diagnose(Self.plain)
        #expect(found.tomorrow == day("2026-03-10"))
        let residential = try #require(found.forecasts.first)
        #expect(residential.policy == "residential")
        #expect(residential.actedOnCount == 3)
        let first = residential.table.rows[0].map(\.text)
        #expect(first[0].hasPrefix("statement by e") && first[1] == "3" && first[2] == "290.00")
        // Eve owes less than is asked for, Cid nothing yet, Flo has a credit a person looks at first.
        let counts = residential.table.rows.map { row in if case .count(let count) = row[1] { count } else { 0 } }
        #expect(counts.reduce(0, +) == 6)
        #expect(residential.table.rows.contains { $0[0].text.contains("credit") && $0[1].text == "1" })
        #expect(found.forecasts.count == (try StarterShelf.policies().count))
    }

    @Test func aFileWhoseDatesAreMostlyYearFirstIsReadSoAndTheOthersAreNamed() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Due date,Balance
            Ana,1,2026-01-31,100.00
            Bob,2,2025-12-31,80.00
            Cid,3,2026-01-15,30.00
            Dot,4,3/4/2026,20.00
            Eve,5,1/31/2026,20.00

            """)
        #expect(found.rows == 3 && found.refusedRows == 2 && found.open == .usd(cents: 210_00))
        #expect(found.findings.contains { $0.hasPrefix("line 5,") && $0.contains("3/4/2026") })
    }

    @Test func whoWasNeverCalledIsNamedMostPastDueFirst() throws {
        #expect(try diagnose(Self.plain).neverCalledWho == ["Ana", "Bob", "Flo", "Dot", "Eve"])
        let one = try diagnose("Customer,Invoice,Due date,Balance\nAna,1,1/31/2026,100.00\n") {
            $0.monthly = .usd(cents: 10_00)
        }
        #expect(one.notes.contains { $0.hasPrefix("1 customer is taken to pay") })
    }

    @Test func onFridayTomorrowIsMonday() throws {
        #expect(try diagnose(Self.plain, on: "2026-03-13").tomorrow == day("2026-03-16"))
    }

    @Test func rowsThatCannotBeUsedAreCountedNamedAndInNoFigure() throws {
        let found = try diagnose(Self.plain + "Gus,8,3/1/2026,3/2/2026,abc\nAna,1,1/2/2026,1/31/2026,100.00\n")
        // The second invoice 1 of Ana's makes both of them doubtful.
        #expect(found.refusedRows == 3 && found.open == .usd(cents: 289_00))
        #expect(found.findings.count == 3)
        // Each line of a pair is named, with the other.
        #expect(found.findings.contains { $0.hasPrefix("line 2,") && $0.contains("line 11 has it too") })
        #expect(found.findings.contains { $0.hasPrefix("line 11,") && $0.contains("line 2 too") })
        #expect(found.findings.contains { $0.contains("line 10") && $0.contains("abc") })
    }

    @Test(arguments: [
        ("", "empty"), ("Customer,Invoice,Invoice date,Due date,Balance\n", "no rows"),
        ("Customer,Invoice,Due date,Balance\nAna,1,13/45/2026,10.00\n", "be used: line 2"),
        ("Customer,Invoice,Balance\nAna,1,10.00\n", "due_on"), ("hello\n", "headings"),
    ])
    func aFileWithNothingToLookAtIsRefusedWithTheReason(text: String, word: String) throws {
        do {
            _ = try diagnose(text)
            Issue.record("read all the same")
        } catch {
            #expect("\(error)".contains(word), "\(error)")
        }
    }

    /// What QuickBooks prints: no bills, no due days, only bands.
    @Test func aSummaryByBandsIsReadAsOneBalanceABandAtLeastAsLateAsItsBandBegins() throws {
        let found = try diagnose(
            """
            A/R Aging Summary,,,,,,
            "As of March 9, 2026",,,,,,
            Customer,Current,1 - 30,31 - 60,61 - 90,91 and over,Total
            Ana,10.00,,20.00,,,30.00
            Bob,,,,,500.00,500.00
            Cid,,-5.00,,,,-5.00
            Dot,,,,40.00,,40.00
            TOTAL,10.00,-5.00,20.00,40.00,500.00,565.00

            """)
        #expect(found.rows == 4 && found.customers == 3 && found.refusedRows == 0)
        #expect(found.open == .usd(cents: 570_00) && found.credits == .usd(cents: 5_00))
        #expect(found.pastDue == .init(customers: 3, pastDue: .usd(cents: 560_00), valueAtStake: nil))
        #expect(found.nearTheLine.customers == 1 && found.pastTheLine.pastDue == .usd(cents: 500_00))
        // The bands are the file's own.
        #expect(found.aging.rows.map { $0[3].text } == ["10.00", "0.00", "20.00", "40.00", "500.00"])
        #expect(found.notes.contains { $0.contains("no due days") && $0.contains("'91 and over' as 91") })
        #expect(!found.notes.contains { $0.contains("ask with --on") })
        #expect(try diagnose("Customer,1-30,Over 30\nA,1.00,2.00\nTotal,1.00,3.00\n").findings.count == 1)
    }

    @Test func aSummaryAsOfAnotherDayNamesTheDayToAskFor() throws {
        let found = try diagnose("As of 2/28/2026,,\nCustomer,1-30,Over 30\nA,1.00,2.00\n")
        #expect(found.notes.contains { $0.contains("--on 2026-02-28") })
    }

    @Test func aListWithoutInvoiceNumbersCountsEachRowAsOneBill() throws {
        let found = try diagnose("Customer,Due date,Balance\nAna,1/31/2026,100.00\nAna,2/13/2026,50.00\n")
        #expect(found.rows == 2 && found.customers == 1 && found.open == .usd(cents: 150_00))
        #expect(found.notes.contains { $0.contains("no invoice numbers") })
    }

    @Test func aCallWhoseDayNobodyCanReadIsACallAllTheSame() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Due date,Balance,Last call,Last called,Monthly
            Ana,1,1/31/2026,100.00,yes,,abc
            Bob,2,12/31/2025,80.00,,2/20/2026,
            Cid,3,1/31/2026,30.00,,,

            """)
        #expect(found.neverCalledWho == ["Cid"])
        #expect(found.notes.contains { $0.hasPrefix("1 cell about a call cannot be read, such as 'yes'") })
        #expect(found.notes.contains { $0.hasPrefix("1 cell about the monthly amount cannot be read, such as 'abc'") })
    }

    @Test func dueDaysWithNamesOfMonthsAndOfSpreadsheetsAreRead() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Due date,Balance
            Ana,1,31-Jan-26,100.00
            Bob,2,"Dec 31, 2025",80.00
            Cid,3,46053,30.00
            Dot,4,1/31/2026 17:00,20.00

            """)
        #expect(found.rows == 4 && found.pastDue.customers == 4)
        #expect(found.nearTheLine.customers == 1)
        #expect(
            found.notes.contains { $0.hasPrefix("2 cells were read as probably meant") && $0.contains("2026-01-31") })
    }

    @Test func aShortRowIsNamedByItsLineAlone() throws {
        let found = try diagnose(Self.plain + "Gus,8\n")
        #expect(found.findings.contains { $0.hasPrefix("line 10: found '2 cells'") })
    }

    @Test func aFileOfCreditsAloneSaysSo() throws {
        let found = try diagnose("Customer,Invoice,Due date,Balance\nAna,1,1/31/2026,-100.00\n")
        #expect(found.customers == 0 && found.credits == .usd(cents: 100_00))
        #expect(found.notes.contains { $0.contains("credits alone") })
        #expect(found.forecasts.allSatisfy { $0.table.rows.isEmpty })
    }

    @Test func smallBalancesStandTogetherInAForecastWhateverEachIs() throws {
        let rows = (1...5).map { "C\($0),\($0),1/31/2026,\($0).02\n" }.joined()
        let found = try diagnose("Customer,Invoice,Due date,Balance\n" + rows)
        for forecast in found.forecasts {
            #expect(forecast.table.rows.count == 1, "\(forecast.table.rows.map { $0[0].text })")
            #expect(forecast.table.rows.allSatisfy { $0[1].text == "5" })
        }
    }

    @Test func aCustomerCalledTotalIsACustomerAndATotalIsNone() throws {
        let found = try diagnose(
            """
            Customer,Invoice,Invoice date,Due date,Balance
            Total Security Inc,T1,3/1/2026,3/5/2026,50.00
            Ana,2,1/2/2026,1/31/2026,100.00
            Total,,,,150.00

            """)
        #expect(found.customers == 2 && found.open == .usd(cents: 150_00) && found.refusedRows == 0)
    }

    @Test func oneCurrencyIsLookedAtAndTheOthersAreNamed() throws {
        let text = """
            Customer,Invoice,Due date,Balance,Currency
            Ana,1,1/31/2026,100.00,USD
            Bob,2,1/31/2026,70.00,CAD
            Bob,3,1/31/2026,30.00,CAD

            """
        let found = try diagnose(text)
        #expect(found.currency.code == "CAD" && found.open.minorUnits == 100_00)
        #expect(found.notes.contains { $0.contains("USD is left out (1 row)") })
        #expect(try diagnose(text) { $0.currency = .usd }.open == .usd(cents: 100_00))
    }
}
