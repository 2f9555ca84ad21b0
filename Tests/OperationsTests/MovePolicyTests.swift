import Correspondence
import Foundation
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// A case keeps its policy version until a person moves it, and its past goes with it.
struct MovePolicyTests {
    @Test func aCaseStaysOnItsVersionUntilItIsMovedAndTheMoveIsOnRecord() async throws {
        try await LiveBook.with(furtherCustomers: 2) { book in
            let published = try await book.publish { $0.replacing("at: past-due 15", with: "at: past-due 16") }
            #expect(published.number == 2 && published.staying.map(\.cases) == [3])
            #expect(published.staying.map(\.version.number) == [1])
            #expect(try await book.versions() == [1: 3])

            let seen = try await book.move(customer: nil, dryRun: true)
            #expect(seen.movedInAll == 3 && seen.staying == 0)
            #expect(try await book.versions() == [1: 3])
            #expect(try await book.count("policy_moves") == 0)

            let one = try await book.move(customer: "C-1001")
            #expect(one.movedInAll == 1)
            #expect(try await book.versions() == [1: 2, 2: 1])
            let rest = try await book.move(customer: nil)
            #expect(rest.movedInAll == 2 && rest.alreadyThere == 1)
            #expect(try await book.versions() == [2: 3])
            // Moved is moved: once more changes nothing.
            let again = try await book.move(customer: nil)
            #expect(again.movedInAll == 0 && again.alreadyThere == 3)

            // Back, by number, and every move with who, why, from and to.
            _ = try await book.move(customer: "C-1001", number: 1)
            let told = try await book.mover().list(for: book.id, business: nil)
                .filter { $0.move.customerReference == "C-1001" }
            #expect(told.map { [$0.from, $0.to] }.contains(["residential 1", "residential 2"]))
            #expect(told.map { [$0.from, $0.to] }.contains(["residential 2", "residential 1"]))
            #expect(told.allSatisfy { $0.move.move.movedBy == "Pat" && $0.move.move.reason == "fewer words" })
        }
    }

    @Test func aCycleThatBeginsLaterRunsOnTheVersionTheCasePins() async throws {
        try await LiveBook.with { book in
            _ = try await book.publish { $0.replacing("at: past-due 15", with: "at: past-due 16") }
            _ = try await book.pay(149_85, on: "2026-03-09")
            _ = try await book.tenant.bill(
                "INV-9", .usd(cents: 149_85), billedOn: day("2026-04-15"), dueOn: day("2026-05-01"))
            try await book.moveClock(to: day("2026-05-05"))
            try await book.knowPayments()
            try await book.run()
            let statement = try #require(try await book.attempts().last { $0.stepKey == "statement" })
            let first = try await book.publisher().show(1, for: book.id, business: nil).id
            #expect(statement.policyVersion == first)
        }
    }

    /// The new version calls the statement otherwise, and leaves the rest as it is.
    @Test func aStepTheNewVersionCallsOtherwiseIsNotRepeatedAndNoToneStepsBack() async throws {
        try await LiveBook.with(today: day("2026-02-03")) { book in
            try await book.deliver(from: day("2026-02-03"), to: day("2026-02-20"))
            let before = try await book.attempts()
            #expect(before.contains { $0.stepKey == "statement" && $0.state == .sent })
            _ = try await book.publish {
                $0.replacing("- step: statement", with: "- step: reminder")
                    .replacing("rungs: [statement]", with: "rungs: [reminder]")
                    .replacing("instead-of: statement", with: "instead-of: reminder")
            }
            _ = try await book.move(customer: "C-1001")
            try await book.deliver(from: day("2026-02-21"), to: day("2026-03-02"))
            let after = try await book.attempts().dropFirst(before.count)
            #expect(!after.contains { $0.templateKey == "statement" })
            #expect(!after.isEmpty)
            let firmest = before.filter { $0.source == "policy" }.map(\.tone).max() ?? .warm
            #expect(after.filter { $0.medium != .telephone }.allSatisfy { $0.tone >= firmest })
        }
    }

    @Test func aLetterThatNamedALaterActionKeepsTheVersionThatTakesIt() async throws {
        try await LiveBook.with(today: day("2026-03-09")) { book in
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-09"))
            try await book.raw("UPDATE contact_attempts SET tone = 'serious', state = 'sent', sent_on = '2026-03-09'")
            _ = try await book.publish { text in
                ["decision", "settle-or-place", "place"].reduce(text) {
                    $0.replacing("  - step: \($1)\n", with: "  - step: \($1)\n    live: no\n")
                }
            }
            #expect(await refusal { _ = try await book.move(customer: "C-1001") } == .notAllowed)
            let report = try await book.move(customer: nil)
            #expect(report.movedInAll == 0 && report.staying == 1)
            #expect(report.stayed.allSatisfy { $0.words.contains("decision") })
            #expect(try await book.versions() == [1: 1])
        }
    }

    @Test func aMoveWithoutWhoOrWhyOrToNowhereIsRefused() async throws {
        try await LiveBook.with { book in
            let mover = try book.mover()
            for (reason, by) in [("", "Pat"), ("why", "")] {
                #expect(
                    await refusal { _ = try await mover.move(.init(reason: reason, by: by), for: book.id) } == .badInput
                )
            }
            #expect(await refusal { _ = try await book.move(customer: nil, number: 7) } == .unknown)
            #expect(await refusal { _ = try await book.move(customer: "C-404") } == .unknown)
            #expect(try await book.count("policy_moves") == 0)
        }
    }

    @Test func aCaseWithAMessageInDoubtStaysUntilThatIsSettled() async throws {
        try await LiveBook.with { book in
            try await book.deliver(from: day("2026-03-09"), to: day("2026-03-09"))
            try await book.raw("UPDATE contact_attempts SET state = 'in-doubt'")
            _ = try await book.publish { $0.replacing("at: past-due 15", with: "at: past-due 16") }
            #expect(await refusal { _ = try await book.move(customer: "C-1001") } == .notAllowed)
            let report = try await book.move(customer: nil)
            #expect(report.movedInAll == 0 && report.staying == 1)
        }
    }
}

extension LiveBook {
    func publisher() throws -> PublishPolicy {
        PublishPolicy(store: store, registry: try TestTenant.plugins(), templates: try TemplateCatalog.builtIn())
    }

    func mover() throws -> MovePolicy { MovePolicy(store: store, registry: try TestTenant.plugins(), chunk: 2) }

    /// Publishes the starter with a change.
    func publish(_ change: (String) throws -> String) async throws -> PublishPolicy.Published {
        try await publisher().publish(
            try change(try StarterPolicies.residential()), note: "", for: id, business: nil)
    }

    func move(customer: String?, number: Int? = nil, dryRun: Bool = false) async throws -> MovePolicy.Report {
        try await mover().move(
            .init(customer: customer, number: number, reason: "fewer words", by: "Pat"), dryRun: dryRun, for: id)
    }

    /// How many cases pin each version, by its number.
    func versions() async throws -> [Int: Int] {
        let usage = try await publisher().usage(for: id, business: nil).filter { $0.cases > 0 }
        return Dictionary(uniqueKeysWithValues: usage.map { ($0.version.number, $0.cases) })
    }
}
