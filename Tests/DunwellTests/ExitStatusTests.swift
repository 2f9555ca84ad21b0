import ArgumentParser
import Foundation
import Ledger
import Operations
import Receivables
import Testing

@testable import Dunwell

struct ExitStatusTests {
    /// The exit codes of the command line's contract: 65 bad data, 69 unavailable, 75 try later, 77 not permitted,
    /// 78 configuration.
    private static let endings: [(error: any Error, code: Int32)] = [
        (ActRefused(.unknown, "x"), 65), (ActRefused(.badInput, "x"), 65), (ActRefused(.notAllowed, "x"), 77),
        (ActRefused(.configuration, "x"), 78), (LedgerError.amountNotPositive, 65),
        (LedgerError.alreadyReversed(Identifier(), by: Identifier()), 65),
        (LedgerError.reversalOfReversal(Identifier()), 65), (AllocationError.paymentNotPositive, 65),
        (AllocationError.moreThanPaid, 65), (CancellationError(), 75),
    ]

    @Test(arguments: endings)
    func anErrorEndsWithTheCodeOfItsCause(error: any Error, code: Int32) {
        let failure = CommandFailure(error)
        #expect(failure.exitCode.rawValue == code)
        #expect(!failure.message.isEmpty)
    }

    @Test(arguments: [
        ("49.95", Int64(49_95)), ("49", 49_00), ("0.00", 0), ("49.9", nil), ("49.955", nil), ("-1.00", nil),
        ("1,00.00", nil), ("", nil), ("1.00 USD EUR", nil), (".50", nil),
    ])
    func anAmountIsReadAsTypedOrNotAtAll(text: String, cents: Int64?) {
        #expect(TypedMoney(argument: text)?.money.minorUnits == cents)
    }

    @Test func everyCommandWritesTheLinksOfTheHostThatServesHere() throws {
        let data = FileManager.default.temporaryDirectory.appending(path: "dunwell-address-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: data) }  // a leftover in the temporary folder harms nobody
        let address = PublicAddress(data: data)
        let silent = try Settings(environment: [:])
        let given = try Settings(environment: ["DUNWELL_PUBLIC_URL": "https://mail.northwind.example"])
        #expect(try address.beside(silent).absoluteString == "http://127.0.0.1:8080")
        #expect(try address.serving(silent, port: 8391).absoluteString == "http://127.0.0.1:8391")
        #expect(try address.beside(silent).absoluteString == "http://127.0.0.1:8391")
        #expect(try address.serving(given, port: 8391).absoluteString == "https://mail.northwind.example")
        #expect(try address.beside(silent).absoluteString == "https://mail.northwind.example")
        try Data("no address".utf8).write(to: data.appending(path: "public-address"))
        #expect(throws: CommandFailure.self) { try address.beside(silent) }
        #expect(try address.beside(given).absoluteString == "https://mail.northwind.example")
    }

    @Test func aSettingThatCannotBeUsedIsRefused() {
        #expect(throws: CommandFailure.self) { try Settings(environment: ["DUNWELL_PUBLIC_URL": "mail"]) }
        #expect(throws: CommandFailure.self) { try Settings(environment: ["DUNWELL_PUBLIK_URL": "https://a.example"]) }
    }

    @Test(arguments: [
        ("-5.00", "dunwell payment reverse"), ("5.005", "2 digits behind the point"),
        ("5.5", "2 digits behind the point"),
        ("1,00.00", "without signs or thousands marks"), ("five", "without signs or thousands marks"),
        ("", "write it as 49.95"), ("5.00 XXX", "XXX is no currency"), ("10.00 JPY", "no smaller unit"),
        ("99999999999999999999.00", "larger than the books can hold"),
        ("1000000000000.01", "larger than the books can hold"),
    ])
    func anAmountThatIsNoneSaysHowToWriteIt(text: String, words: String) {
        let error = #expect(throws: ValidationError.self) { try TypedMoney.typed(text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }
}
