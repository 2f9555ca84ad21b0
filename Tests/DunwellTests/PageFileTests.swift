import Foundation
import Testing

@testable import Dunwell

struct PageFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "page-\(UUID().uuidString)")
    private static let page = "<!doctype html>\n<head>\n\(PageFile.mark)\n</head>"

    private func path(_ name: String) -> String { folder.appending(path: name).path(percentEncoded: false) }

    private func inFolder(_ body: () throws -> Void) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }  // a leftover in the temporary folder harms nobody
        try Data("the list".utf8).write(to: URL(filePath: path("list.csv")))
        try body()
    }

    private func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

    @Test func theListItselfIsNeverWrittenOverByWhateverNameNorWhenToldSo() throws {
        try inFolder {
            try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: path("list.csv"))
            try FileManager.default.linkItem(atPath: path("list.csv"), toPath: path("hard"))
            for name in ["list.csv", "./list.csv", "link", "hard"] {
                for replacing in [false, true] {
                    #expect(throws: CommandFailure.self) {
                        try PageFile(path: path(name), input: path("list.csv")).write(Self.page, replacing: replacing)
                    }
                }
            }
            #expect(try text("list.csv") == "the list")
        }
    }

    @Test func anotherFileIsLostOnlyWhenToldSoAndAPageIsWrittenAgain() throws {
        try inFolder {
            try Data("letters to mother".utf8).write(to: URL(filePath: path("other.html")))
            let other = PageFile(path: path("other.html"), input: path("list.csv"))
            let refused = #expect(throws: CommandFailure.self) { try other.write(Self.page, replacing: false) }
            #expect(refused?.message.contains("--replace") == true)
            #expect(try text("other.html") == "letters to mother")
            try other.write(Self.page, replacing: true)
            try other.write(Self.page + "2", replacing: false)
            #expect(try text("other.html") == Self.page + "2")
            #expect(throws: CommandFailure.self) {
                try PageFile(path: path("."), input: path("list.csv")).write(Self.page, replacing: true)
            }
        }
    }
}
