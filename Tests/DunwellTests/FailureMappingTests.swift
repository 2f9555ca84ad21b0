import Correspondence
import Documents
import Foundation
import JobQueue
import Ledger
import LocalPostgres
import Operations
import PluginKit
import Postgres
import Receivables
import Sealing
import Store
import Tabular
import Testing

@testable import Dunwell

struct FailureMappingTests {
    private struct Row: Sendable {
        let error: any Error
        let status: Dunwell.ExitStatus
        /// A word of the fix.
        let fix: String
        init(_ error: any Error, _ status: Dunwell.ExitStatus, _ fix: String) {
            self.error = error
            self.status = status
            self.fix = fix
        }
    }

    private static let receivable = Identifier<Receivable>()
    private static let money = Money.usd(cents: 4_995)

    private static let rows: [Row] = [
        Row(CommandFailure(.tryLater, "as it is"), .tryLater, "as it is"),
        Row(LedgerError.amountNotPositive, .badData, "reverse the entry"),
        Row(LedgerError.belowZero(.paid, receivable, by: money), .badData, "lower the amount"),
        Row(LedgerError.currencyDiffers(expected: .usd, found: .usd), .badData, "post it to an account"),
        Row(LedgerError.alreadyReversed(Identifier(), by: Identifier()), .badData, "nothing is left to undo"),
        Row(LedgerError.overflow, .badData, "split it"),
        Row(AllocationError.paymentNotPositive, .badData, "reverse an entry"),
        Row(AllocationError.unknown(receivable), .badData, "name one that is"),
        Row(AllocationError.moreThanOpen(receivable, by: money), .badData, "lower the amount"),
        Row(AllocationError.disputed(receivable, by: money), .badData, "resolve the dispute"),
        Row(ItemizationError.dateAfterToday, .badData, "choose an earlier one"),
        Row(MoneyOverflow(), .badData, "split it"),
        Row(PostalAddressProblem.unknownState, .badData, "use one such as"),
        Row(JobQueueError.wrongState(JobID(7), .succeeded, needed: "in doubt"), .badData, "job 7"),
        Row(ActRefused(.badInput, "give a name"), .badData, "give a name"),
        Row(ActRefused(.unknown, "name one that is"), .badData, "name one"),
        Row(ActRefused(.notAllowed, "look at a dry run first"), .notPermitted, "dry run"),
        Row(ActRefused(.configuration, "switch the plugin on"), .configuration, "switch"),
        Row(Refusal(fault: .message, detail: "correct the hours"), .badData, "correct the hours"),
        Row(Refusal(fault: .address, detail: "add an address"), .badData, "add an address"),
        Row(Refusal(fault: .carrier, detail: "wait"), .unavailable, "wait"),
        Row(Refusal(fault: .plugin, detail: "install the font"), .configuration, "install the font"),
        Row(ImportProblem.fileChanged, .badData, "import it again"),
        Row(ImportFileError.empty, .badData, "export it again"),
        Row(SealingError.truncated, .configuration, "restore it"),
        Row(UnknownTimeZone(name: "Mars/Base"), .configuration, "IANA"),
        Row(PostgresError.connectionLost(reason: "gone"), .unavailable, "run the command again"),
        Row(PostgresError.deadlock, .tryLater, "run the command again"),
        Row(PostgresError.commitOutcomeUnknown, .tryLater, "look whether it did"),
        Row(PostgresError.checkViolation(constraint: "tenant_slug_form"), .badData, "tenant_slug_form"),
        Row(LocalPostgresError.heldBy(pid: 7, since: "now", dataDirectory: "/data"), .tryLater, "/data"),
        Row(CancellationError(), .tryLater, "run the command again"),
        Row(CocoaError(.fileNoSuchFile), .badData, "name one that is"),
        Row(CocoaError(.fileWriteOutOfSpace), .unavailable, "make room"),
    ]

    @Test(arguments: rows.indices)
    func anErrorHasItsExitCodeAndWordsThatNameTheFix(index: Int) {
        let row = Self.rows[index]
        let failure = CommandFailure(row.error)
        #expect(failure.exitCode == row.status)
        #expect(failure.message.contains(row.fix), "\(failure.message)")
        #expect(!Self.looksLikeADump(failure.message), "\(failure.message)")
    }

    /// Errors nobody gave words to, some with a value that is a person's.
    private struct Nameless: Error { let customer = "Ana Nunez" }
    private enum Coded: Error { case busy(line: String) }

    @Test(arguments: 0..<5)
    func anErrorWithoutWordsIsToldByItsKindAlone(index: Int) {
        let context = DecodingError.Context(codingPath: [], debugDescription: "Ana Nunez")
        let errors: [any Error] = [
            Nameless(), Coded.busy(line: "Ana Nunez"), DecodingError.dataCorrupted(context),
            NSError(domain: "Ana Nunez", code: 7), CocoaError(.coderReadCorrupt, userInfo: ["who": "Ana Nunez"]),
        ]
        let message = CommandFailure(errors[index]).message
        #expect(!message.contains("Ana"))
        #expect(!Self.looksLikeADump(message))
        #expect(!message.isEmpty)
    }

    /// `Refusal(fault: PluginKit.Fault.message, …)`, `Error Domain=… Code=…`.
    private static func looksLikeADump(_ text: String) -> Bool {
        text.contains(#/[A-Za-z]\([a-z]\w*: /#) || text.contains("Error Domain=") || text.contains("Optional(")
    }
}
