import Foundation
import Testing

@testable import Tabular

struct ImportMappingTests {
    private static func problems(_ yaml: String) -> [MappingFinding] {
        do {
            _ = try ImportMapping(yaml: yaml)  // only whether it is refused matters
            return []
        } catch { return error.findings }
    }

    @Test func everyErrorIsReportedWithItsLineAndFix() {
        let findings = Self.problems(
            """
            name: x
            kind: receivables
            source: x
            dates: mdx
            colour: red
            columns:
              reference: No
              custmer_reference: Customer
              billed_on: Billed
              due_on: Due
              amount: { colunm: Amount }
            constants:
              reference: "1"
            money:
              currency: ZZZ
            skip:
              - column: No
            group:
              by: refrence
            """)
        let told = findings.map(\.description)
        #expect(findings.map(\.line).contains(4) && told.contains { $0.contains("did you mean 'mdy'") })
        #expect(told.contains { $0.hasPrefix("line 5, colour: unknown key") })
        #expect(told.contains { $0.hasPrefix("line 8") && $0.contains("did you mean 'customer_reference'?") })
        #expect(told.contains { $0.hasPrefix("line 11") && $0.contains("did you mean 'column'?") })
        #expect(told.contains { $0.hasPrefix("line 13, constants.reference") })
        #expect(told.contains { $0.contains("ZZZ") })
        #expect(told.contains { $0.contains("nothing fills customer_reference") })
        #expect(told.contains { $0.contains("a rule has one test") })
        #expect(told.contains { $0.contains("did you mean 'reference'?") })
        #expect(findings.map(\.line) == findings.map(\.line).sorted())
    }

    @Test(arguments: [
        "", "just text", "- a\n- b", "name: [", "a: 1\na: 2", "kind: nothing\n",
        "name: &a x\nkind: customers\nsource: s\ncolumns: { reference: {a: *a} }",
    ])
    func whatIsNoMappingIsRefusedWithAReason(yaml: String) {
        #expect(!Self.problems(yaml).isEmpty)
    }

    @Test func anOverlongDocumentIsRefused() {
        #expect(Self.problems("# " + String(repeating: "x", count: 70_000)).count == 1)
    }

    @Test func wordsStayAsWritten() throws {
        let mapping = try ImportMapping(
            yaml: """
                name: x
                kind: customers
                source: x
                columns:
                  reference: 0042
                  autopay: { column: No, values: { No: "yes" } }
                """)
        #expect(mapping.fields["reference"]?.columns == ["0042"])
        #expect(mapping.fields["autopay"]?.columns == ["No"] && mapping.fields["autopay"]?.values == ["no": "yes"])
    }

    @Test func allShippedMappingsAreThere() {
        #expect(
            ImportMapping.shipped.map(\.name) == [
                "demo-agreements", "demo-customers", "demo-payments", "demo-receivables", "plain-aging",
                "plain-autopay", "quickbooks-aging-detail", "quickbooks-online-invoices", "sedona-invoices",
                "xero-sales-invoices",
            ])
        #expect(ImportMapping.shipped.allSatisfy { !$0.about.isEmpty && !$0.source.isEmpty })
    }

    @Test func aFileIsOfferedTheMappingsThatFitIt() throws {
        let quickBooks = [
            "Date", "Transaction type", "Num", "Customer full name", "Due date", "Amount", "Open balance",
        ]
        #expect(ImportMapping.matching(header: quickBooks).first?.mapping.name == "quickbooks-aging-detail")
        let xero = try ScratchFile(XeroExport.text).rows()[0]
        #expect(ImportMapping.matching(header: xero).first?.mapping.name == "xero-sales-invoices")
        let customers = ["customer_id", "kind", "first_name", "agreement_number", "service", "monthly_amount"]
        #expect(
            Set(ImportMapping.matching(header: customers).map(\.mapping.name)) == ["demo-agreements", "demo-customers"])
        #expect(ImportMapping.matching(header: ["a", "b", "c"]).isEmpty)
    }

    @Test func everyKindHasDistinctFieldsAndItsKeyAmongThem() {
        for kind in ImportKind.allCases {
            #expect(Set(kind.fields.map(\.name)).count == kind.fields.count)
            #expect(kind.fields.count <= 64)
            #expect(kind.keyFields.allSatisfy { kind.index(of: $0) != nil })
        }
    }
}

/// Lines as Xero exports them: the invoice's own columns repeat. Column names from Xero's sales invoice export.
enum XeroExport {
    static let heading =
        "ContactName,EmailAddress,InvoiceNumber,Reference,InvoiceDate,DueDate,Total,TaxTotal,InvoiceAmountPaid,"
        + "InvoiceAmountDue,Description,Quantity,UnitAmount,LineAmount,Currency,Type,Sent,Status\n"

    static func line(
        _ number: String, due: String = "60.00", currency: String = "USD", what: String = "Monitoring",
        status: String = "Awaiting Payment", type: String = "Sales invoice"
    ) -> String {
        "Acme,a@acme.example,\(number),,01/13/2026,02/12/2026,70.00,0,10.00,\(due),\(what),1,20,20,\(currency),"
            + "\(type),Sent,\(status)\n"
    }

    static let text =
        heading + line("INV-1") + line("INV-1", what: "Battery") + line("INV-1", what: "Visit") + line("INV-2")
        + line("INV-3", due: "0.00", status: "Paid") + line("INV-4", status: "Voided")
}
