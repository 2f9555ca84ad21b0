import ArgumentParser
import Foundation
import Operations
import Receivables
import Testing
import Treatment

@testable import Dunwell

struct ReportCommandTests {
    @Test(arguments: [("33", 330), ("33.5", 335), ("0.1", 1)])
    func aMultipleIsReadToItsTenth(text: String, tenths: Int) {
        #expect(TypedMultiple(argument: text)?.tenths == tenths)
    }

    @Test(arguments: ["", "-3", "33.55", "33.", ".5", "1e3", "101", "0"])
    func whatIsNoMultipleIsRefused(text: String) { #expect(TypedMultiple(argument: text)?.tenths == nil) }

    @Test(arguments: [
        ["aging", "--multiple", "33"], ["aging", "--from", "2026-03-01"], ["ninety-day", "--buckets", "1,15"],
        ["activity", "--limit", "5"], ["aging", "--json", "--format", "csv"], ["aging", "--buckets", "1-14,16-20"],
    ])
    func whatWouldChangeNothingOrContradictsIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) {
            try DunwellCommand.parseAsRoot(["report"] + arguments + ["--tenant", "northwind"])
        }
    }

    @Test(arguments: [
        ("1,15,30", [1, 15, 30]), ("1-14,15-29,30+", [1, 15, 30]), ("1-14,15-29", [1, 15, 30]), ("8+", [8]),
    ])
    func bandsAreReadByFirstDaysOrWhole(text: String, days: [Int]) {
        #expect(AgingBuckets(text)?.firstDays == days)
        #expect(AgingBuckets(AgingBuckets(text)?.text ?? "")?.firstDays == days)
    }

    @Test(arguments: ["", "0,15", "15,1", "1-14,16+", "1+,15+x", "a", "1--3", "14-1", "99999"])
    func bandsWithGapsOrDisorderAreNone(text: String) { #expect(AgingBuckets(text) == nil) }

    @Test(arguments: ReportName.allCases)
    func everyReportHasItsCommand(name: ReportName) throws {
        let command = try DunwellCommand.parseAsRoot([
            "report", name.rawValue, "--tenant", "northwind", "--on", "2026-03-09", "--format", "svg",
        ])
        #expect((command as? ReportCommand)?.name == name)
    }

    @Test func aDiagnosisIsOnePageWithinAHundredColumnsAndItsHTMLHoldsNoForeignTag() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "diagnose-\(UUID().uuidString).csv")
        let name = "<script>alert(1)</script> " + String(repeating: "long ", count: 14)
        let text = "Customer,Invoice,Due date,Balance\n\"\(name)\",1,1/31/2026,100.00\nBob,2,1/31/2026,\"1,234.50\"\n"
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // a leftover in the temporary folder harms nobody
        let day = try #require(CalendarDate("2026-03-09"))
        let page = DiagnosisPage(diagnosis: try DiagnoseFile()(file, DiagnoseFile.Request(on: day)))
        #expect(page.text.split(separator: "\n").allSatisfy { $0.count <= 100 })
        #expect(page.text.contains("1,334.50") && page.text.contains("Nothing was stored, nothing was sent."))
        #expect(page.text.contains("Who was never called") && page.html.contains("Who was never called"))
        #expect(!page.html.contains("<script") && page.html.contains("&lt;script&gt;"))
        #expect(page.html.contains("<svg") && !page.html.contains("http://www.w3.org/1999"))
    }
}
