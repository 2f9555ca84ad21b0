import Foundation
import Ledger
import Receivables
import Testing

/// L-01: random histories against an independent model, six invariants after each step.
///
/// `DUNWELL_FULL=1` plays 512 histories of 512 steps. `DUNWELL_SEED=<number>` plays one again.
struct LedgerModelTests {
    private static let isFull = ProcessInfo.processInfo.environment["DUNWELL_FULL"] == "1"
    private static let lane = 8

    private static func steps(seed: UInt64) -> [Step] {
        var numbers = SeededNumbers(seed: seed)
        return (0..<(isFull ? 512 : 128)).map { _ in Step.random(using: &numbers) }
    }

    private static var seeds: [[UInt64]] {
        if let text = ProcessInfo.processInfo.environment["DUNWELL_SEED"], let seed = UInt64(text) { return [[seed]] }
        let count: UInt64 = isFull ? 512 : 64
        return (0..<UInt64(lane)).map { first in Array(stride(from: first, to: count, by: lane)) }
    }

    @Test(arguments: seeds)
    func theLedgerAgreesWithTheModel(seeds: [UInt64]) {
        for seed in seeds {
            let steps = Self.steps(seed: seed)
            guard let failure = ModelRun.failure(of: steps) else { continue }
            let shrunk = ModelRun.shrink(steps)
            Issue.record(
                """
                DUNWELL_SEED=\(seed) fails at \(failure)
                \(shrunk.count) steps are enough: \(shrunk.map(\.description).joined(separator: "; "))
                """)
        }
    }

    @Test func theHistoriesReachWhatTheyAreMeantToTest() {
        var numbers = SeededNumbers(seed: 1)
        let names = (0..<2_000).map { _ in Step.random(using: &numbers).description.prefix { $0.isLetter } }
        let verbs = [
            "invoice", "fee", "refund", "reverse", "writeOff", "recover", "apply", "unapply", "settledElsewhere",
        ]
        for verb in verbs { #expect(names.contains { $0 == verb }, "\(verb) never happens") }
    }

    @Test(arguments: [EntryKind.feeCharged, .recovered, .writtenOff, .reversed])
    func aFlawInOneKindOfEntryIsSeenAndShrunk(kind: EntryKind) {
        let tamper: (LedgerEntry) throws -> LedgerEntry = { entry in
            guard entry.kind == kind, let first = entry.postings.first else { return entry }
            let more = try Posting(
                debit: first.debit, credit: first.credit, amount: first.amount.adding(.usd(cents: 1)))
            return try LedgerEntry(
                entry.heading, kind: kind, postings: [more] + entry.postings.dropFirst(), reverses: entry.reverses)
        }
        let failing = (0..<64).lazy.map(Self.steps(seed:)).first { ModelRun.failure(of: $0, tamper: tamper) != nil }
        guard let failing else {
            Issue.record("a cent too much in every \(kind.rawValue) was not seen")
            return
        }
        #expect(ModelRun.shrink(failing, tamper: tamper).count <= 4)
    }
}
