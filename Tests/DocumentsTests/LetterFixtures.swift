import Foundation
import Receivables

@testable import Documents

extension LetterContent {
    /// A letter of an invented dealer; a test states only what matters to it.
    static func sample(
        recipient: [String] = ["María Núñez", "12 Acequia Madre Apt 4", "Santa Fe, NM 87505"], itemCount: Int = 2,
        opening: [String] = ["Thank you for being a customer.", "Ways to pay:", "• Online", "• By check"],
        sender: [String] = ["Northwind Alarm Dealers LLC", "400 Canyon Road", "Santa Fe, NM 87501"],
        summary: String = "Monitoring, quarterly", slip: Bool = true, language: Language = .english,
        brandColor: String? = nil
    ) -> LetterContent {
        LetterContent(
            title: "Northwind statement", language: language, senderLines: sender, recipientLines: recipient,
            date: "July 1, 2013", referenceLines: ["Agreement NW-10001"], salutation: "Dear María Núñez:",
            opening: opening, itemHeadings: ["Reference", "What it is for", "Due", "Open"],
            items: (0..<itemCount).map {
                Item(reference: "INV-\(7001 + $0)", summary: summary, dueOn: "June 30, 2013", amount: "$\(10 + $0).00")
            }, total: ["Total", "$1,179.94"], closing: ["If you have already paid, thank you."],
            signature: ["Customer Care", "Northwind"], smallPrint: ["Figures as of June 30, 2013."],
            remittance: slip
                ? RemittanceSlip(
                    title: "Please send this part", rows: [["Customer", "María Núñez"], ["Enclosed", "$"]],
                    payTo: ["Northwind Alarm Dealers LLC", "PO Box 912"]) : nil,
            pageLabel: "Page {page} of {pages}", brandColor: brandColor)
    }
}

/// A folder of one test's own.
func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appending(path: "letters-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
}

/// What a PDF program prints to standard output.
func output(of program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [program] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
}

extension LetterRenderer {
    /// Draws to a new file and gives its path and results.
    func drawn(_ letters: [LetterContent]) throws -> (path: String, letters: DrawnLetters) {
        let file = try temporaryFolder().appending(path: "letters.pdf")
        let day = CalendarDate(daysSinceEpoch: 15_887)
        return (file.path, try draw(letters, title: "Letters", createdOn: day, to: file))
    }
}
