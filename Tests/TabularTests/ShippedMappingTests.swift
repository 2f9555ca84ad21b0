import Foundation
import Receivables
import Testing

@testable import Tabular

struct ShippedMappingTests {
    private static func mapping(_ name: String) throws -> ImportMapping {
        try #require(ImportMapping.shipped(named: name))
    }

    @Test(arguments: [
        ("demo-customers", "customers.csv", 100), ("demo-agreements", "customers.csv", 100),
        ("demo-receivables", "ibm-accounts-receivable.csv", 2_466),
        ("demo-payments", "ibm-accounts-receivable.csv", 2_466),
    ])
    func theDemoFilesHaveNoFindings(name: String, file: String, count: Int) throws {
        let reading = try Reading(demoFile(file), Self.mapping(name))
        #expect(reading.findings.isEmpty && reading.warnings.isEmpty && reading.rows.count == count)
        #expect(reading.reader.unusedColumns.isEmpty)
    }

    @Test func theDemoBooksAddUp() throws {
        let reading = try Reading(
            demoFile("ibm-accounts-receivable.csv"), Self.mapping("demo-receivables"))
        let day = "2013-06-30"
        let billed = reading.rows.filter { $0["billed_on"]! <= day }
        let open = billed.filter { $0["settled_on"]! > day }
        let pastDue = open.filter { $0["due_on"]! < day }
        let total: ([ImportRow]) -> Int64 = { $0.reduce(0) { $0 + Int64($1["amount"]!)! } }
        #expect(billed.count == 1_930 && total(billed) == 11_544_459)
        #expect(open.count == 84 && total(open) == 511_985)
        #expect(Set(open.map { $0["customer_reference"] }).count == 52)
        #expect(pastDue.count == 12 && total(pastDue) == 83_556)
    }

    @Test func servicesOfTheDemoAreLists() throws {
        let reading = try Reading(demoFile("customers.csv"), Self.mapping("demo-agreements"))
        #expect(
            Set(reading.rows.map { $0["service_kind"] }) == [
                "burglar", "fire", "video", "burglar+fire", "burglar+video",
            ])
    }

    @Test func xeroLinesBecomeOneInvoiceAndTheAmountDueIsTakenOnce() throws {
        let reading = try Reading(XeroExport.text, Self.mapping("xero-sales-invoices"))
        #expect(reading.findings.isEmpty)
        #expect(reading.rows.map { $0["reference"] } == ["INV-1", "INV-2"])
        #expect(reading.rows.map(\.line) == [2, 5])
        #expect(reading.rows[0]["open_amount"] == "6000" && reading.rows[0]["amount"] == "7000")
        #expect(reading.rows[0]["summary"] == "Monitoring" && reading.rows[0]["currency"] == "USD")
        #expect(reading.reader.skippedCount == 2)
    }

    @Test func twoCurrenciesInOneReceivableAreRefused() throws {
        let text = XeroExport.heading + XeroExport.line("INV-1") + XeroExport.line("INV-1", currency: "CAD")
        let reading = try Reading(text, Self.mapping("xero-sales-invoices"))
        #expect(reading.rows.isEmpty && reading.findings.map(\.column) == ["Currency"])
        #expect(reading.findings.first?.line == 3 && reading.findings.first?.otherLines == [2])
    }

    @Test func linesOfOneInvoiceMustAgreeAndStandTogether() throws {
        let differing = XeroExport.heading + XeroExport.line("INV-1") + XeroExport.line("INV-1", due: "61.00")
        #expect(
            try Reading(differing, Self.mapping("xero-sales-invoices")).findings.map(\.column) == ["InvoiceAmountDue"])
        let apart = XeroExport.heading + ["INV-1", "INV-2", "INV-1"].map { XeroExport.line($0) }.joined()
        #expect(try Reading(apart, Self.mapping("xero-sales-invoices")).findings.first?.otherLines == [2])
    }

    @Test func linesOfOneInvoiceThatStandApartAreSentToBeSorted() throws {
        let apart = XeroExport.heading + ["INV-1", "INV-2", "INV-1"].map { XeroExport.line($0) }.joined()
        let finding = try #require(try Reading(apart, Self.mapping("xero-sales-invoices")).findings.first)
        #expect(finding.fix.contains("sort the file") && !finding.expected.contains("once"))
    }

    /// Xero writes the amounts of a credit note above zero; its type says what it is.
    @Test(arguments: [
        ("Sales invoice", "6000"), ("Sales credit note", "-6000"), ("Sales overpayment", "-6000"),
        ("ACCRECCREDIT", "-6000"),
    ])
    func aXeroCreditNoteReducesWhatIsOwed(type: String, open: String) throws {
        let text = XeroExport.heading + XeroExport.line("CN-1", type: type)
        let reading = try Reading(text, Self.mapping("xero-sales-invoices"))
        #expect(reading.findings.isEmpty && reading.reader.unusedColumns.isEmpty)
        #expect(reading.rows.map { $0["open_amount"] } == [open])
    }

    @Test func aRowWithoutCurrencyIsRefusedWhereTheMappingStatesNone() throws {
        let text = XeroExport.heading + XeroExport.line("INV-1", currency: "")
        let reading = try Reading(text, Self.mapping("xero-sales-invoices"))
        #expect(reading.rows.isEmpty && reading.findings.contains { $0.column == "Currency" })
    }

    /// A customer may be called Total something: its row has a number and a due day, and a total has neither.
    @Test func aRowWithItsOwnNumberAndDueDayIsNoTotal() throws {
        let mapping = try #require(ImportMapping.shipped(named: "plain-aging"))
        let read = try Reading(
            """
            Customer,Invoice,Invoice date,Due date,Balance
            Total Security Inc,T1,2026-03-01,2026-03-05,50.00
            Ana,2,2026-03-01,2026-03-05,70.00
            Total,,,,120.00

            """, mapping)
        #expect(read.rows.map { $0["customer_reference"] } == ["Total Security Inc", "Ana"])
        #expect(read.refused.isEmpty)
        let wrong = try Reading(
            "Customer,Invoice,Due date,Balance\nTotal Security Inc,T1,2026-03-05,50.00\nTotal,,,51.00\n", mapping)
        #expect(wrong.rows.count == 1 && wrong.refused.map(\.line) == [3])
    }

    /// Shape of QuickBooks' A/R Aging Detail export: title, headings, groups, totals, time stamp.
    @Test func aQuickBooksAgingReportIsReadWithoutItsTitlesAndTotals() throws {
        let text = """
            Northwind Alarm,,,,,,
            A/R Aging Detail Report,,,,,,
            "As of January 31, 2026",,,,,,
            ,,,,,,
            Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
            91 or more days past due,,,,,,
            09/01/2025,Invoice,1001,Acme,10/01/2025,"1,200.00","1,200.00"
            Total for 91 or more days past due,,,,,"$1,200.00","$1,200.00"
            Current,,,,,,
            01/13/2026,Invoice,0042,Bolt & Sons,02/12/2026,45.00,20.00
            01/20/2026,Payment,,Bolt & Sons,01/20/2026,-30.00,-30.00
            Total for Current,,,,,$15.00,-$10.00
            TOTAL,,,,,"$1,215.00","$1,190.00"
            "Saturday, January 31, 2026 09:14 AM GMT-05:00",,,,,,
            """
        let reading = try Reading(text, Self.mapping("quickbooks-aging-detail"))
        #expect(reading.findings.isEmpty)
        #expect(reading.reader.header.line == 5 && reading.reader.skippedCount == 6)
        #expect(reading.rows.map { $0["reference"] } == ["1001", "0042", "Payment 01/20/2026 -30.00"])
        #expect(reading.rows.map { $0["open_amount"] } == ["120000", "2000", "-3000"])
    }

    @Test func quickBooksInvoiceLinesAddUp() throws {
        let text = """
            *Invoice number,*Customer,*Invoice date,*Due date,Terms,Item description,*Item amount,Memo
            1001,Acme,01/13/2026,02/12/2026,Net 30,Monitoring,44.95,
            1001,Acme,01/13/2026,02/12/2026,Net 30,Battery,10.05,
            1002,Bolt,01/14/2026,02/13/2026,Net 30,Visit,80.00,
            """
        let reading = try Reading(text, Self.mapping("quickbooks-online-invoices"))
        #expect(reading.findings.isEmpty && reading.reader.unusedColumns.isEmpty)
        #expect(reading.rows.map { $0["amount"] } == ["5500", "8000"])
        #expect(reading.rows[0]["summary"] == "Monitoring")
    }

    @Test func aSedonaListIsRead() throws {
        let text = """
            Customer Number;Customer Name;Invoice No;Invoice Date;Due Date;Invoice Amount;Category;Cycle From;Cycle To
            000123;Acme;0000456;1/1/2026;1/31/2026;119.85;RMR;1/1/2026;3/31/2026
            Grand Total;;;;;119.85;;;
            """
        let reading = try Reading(text, Self.mapping("sedona-invoices"))
        let row = try #require(reading.rows.first)
        #expect(reading.findings.isEmpty && reading.rows.count == 1)
        #expect(row["customer_reference"] == "000123" && row["service_period_to"] == "2026-03-31")
    }

    @Test(arguments: [
        ("Total,,,32.50\n", true), ("Grand total,,,32.50\n", true), ("Total,,,12.50\nGrand total,,,32.50\n", true),
        ("Total,,,35.00\n", false), ("Total,,,32.49\n", false), ("Total,,,\n", true),
    ])
    func aTotalThatTheRowsDoNotComeToIsRefusedWithWhatTheyComeTo(last: String, isRight: Bool) throws {
        let first = last.contains("12.50") ? "Acme,42,1/31/2026,12.50\nTotal,,,12.50\n" : "Acme,42,1/31/2026,12.50\n"
        let text =
            "Customer,Invoice,Due date,Balance\n" + first + "Bolt,43,2/15/2026,20.00\n"
            + (last.contains("12.50") ? "Grand total,,,32.50\n" : last)
        let reading = try Reading(text, Self.mapping("plain-aging"))
        #expect(reading.rows.count == 2)
        #expect(reading.findings.isEmpty == isRight)
        if !isRight {
            let finding = try #require(reading.findings.first)
            #expect(finding.line == 4 && finding.column == "Balance" && finding.expected.contains("32.50"))
        }
    }

    @Test func whatIsNotPaidYetIsLeftOutOfTheDemosPaymentsAndIsNoTotal() throws {
        let text = """
            countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,PaperlessBill,DaysToSettle,DaysLate
            391,0379-NEVHP,4/6/2013,0000611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0
            406,8976-AMJEO,3/3/2012,0007900770,1/26/2013,2/25/2013,61.74,Yes,,Electronic,36,6
            391,3271-YYTPD,3/3/2012,0009231909,7/3/2013,8/2/2013,65.88,No,7/8/2013,Electronic,5,0
            """
        let reading = try Reading(text, Self.mapping("demo-payments"))
        #expect(reading.findings.isEmpty)
        #expect(reading.rows.map { $0["amount"] } == ["5594", "6588"])
        #expect(reading.reader.skippedCount == 1)
    }

    /// Only a row left out as a total says what the others come to: each rule of each shipped mapping, by what it means.
    @Test(arguments: ImportMapping.shipped.filter { !$0.skipRules.isEmpty })
    func onlyRulesThatSpeakOfTotalsHoldRowsAgainstThem(mapping: ImportMapping) throws {
        let speaksOfTotals = mapping.skipRules.contains {
            $0.test == .startsWith(["total"]) || $0.test == .startsWith(["total", "grand total"])
        }
        let isOfTotals = ["plain-aging", "quickbooks-aging-detail", "quickbooks-online-invoices", "sedona-invoices"]
        #expect(speaksOfTotals == isOfTotals.contains(mapping.name))
    }

    @Test func aRowLeftOutByItsFirstWordIsNoTotalUnlessTheWordIs() throws {
        let yaml = """
            name: mine
            kind: open-items
            source: mine
            dates: mdy
            money: { mark: point, currency: USD }
            columns: { reference: Invoice, customer_reference: Customer, due_on: Due date, open_amount: Balance }
            constants: { summary: Service }
            skip:
              - starts_with: [void, total]
            """
        let text = "Customer,Invoice,Due date,Balance\nAcme,42,1/31/2026,12.50\nVoid,43,2/5/2026,99.00\n"
        #expect(try Reading(text, ImportMapping(yaml: yaml)).findings.isEmpty)
        #expect(try Reading(text + "Total,,,99.00\n", ImportMapping(yaml: yaml)).findings.count == 1)
    }

    @Test func aPlainAgingListIsRead() throws {
        let text = "Customer\tInvoice\tDue date\tBalance\nAcme\t0042\t1/31/2026\t$ 12.50\nBolt\t43\t2/5/2026\t(3.00)\n"
        let reading = try Reading(text, Self.mapping("plain-aging"))
        #expect(reading.findings.isEmpty && reading.reader.delimiter == 9)
        #expect(reading.rows.map { $0["open_amount"] } == ["1250", "-300"])
        #expect(reading.rows.map { $0["due_on"] } == ["2026-01-31", "2026-02-05"])
    }
}

/// The demo's own files, as the host ships them.
private func demoFile(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Dunwell/Demo/\(name)")
        .standardized
}
