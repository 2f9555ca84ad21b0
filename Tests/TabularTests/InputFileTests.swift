import Foundation
import Testing

@testable import Tabular

struct InputFileTests {
    @Test(arguments: ["/nowhere/list.csv", "/tmp"])
    func whatIsNoFileToReadIsSaidSo(path: String) {
        let error = #expect(throws: ImportFileError.self) { try InputFile(URL(filePath: path)) }
        #expect(error?.description.contains("name a file you may read") == true)
    }
}
