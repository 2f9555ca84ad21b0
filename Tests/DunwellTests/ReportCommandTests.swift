import ArgumentParser
import Foundation
import Operations
import Receivables
import Testing

@testable import Dunwell

struct ReportCommandTests {
    @Test(arguments: [("33", 330), ("33.5", 335), ("0.1", 1)])
    func aMultipleIsReadToItsTenth(text: String, tenths: Int) {
        #expect(TypedMultiple(argument: text)?.tenths == tenths)
    }

    @Test(arguments: ["", "-3", "33.55", "33.", ".5", "1e3", "101", "0"])
    func whatIsNoMultipleIsRefused(text: String) { #expect(TypedMultiple(argument: text)?.tenths == nil) }

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
