import Correspondence
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

/// What is read aloud on a call is what the books show at that moment.
struct CallSheetTests {
    private func sheet(_ book: LiveBook) async throws -> CallSheet {
        let waiting = WaitingCalls(store: book.store, registry: try TestTenant.plugins())
        let task = try #require(try await waiting.list(for: book.id).first).task.id
        return try await waiting.sheet(of: task, from: try TemplateCatalog.builtIn(), for: book.id)
    }

    @Test func moneyThatCameSinceThePlanIsNotAskedForAloud() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-11"))
            let planned = try await sheet(book)
            #expect(planned.mayCall && planned.text.contains("$149.85"), "\(planned.text)")
            _ = try await book.pay(20_00, on: "2026-03-11")
            let now = try await sheet(book)
            #expect(now.mayCall && now.text.contains("$129.85"), "\(now.text)")
            #expect(!now.text.contains("$149.85"), "\(now.text)")
        }
    }

    @Test func aPartInDisputeIsNotAskedForAloud() async throws {
        try await LiveBook.with(dueOn: day("2026-03-08")) { book in
            try await book.live(from: day("2026-03-09"), to: day("2026-03-11"))
            var claim = DisputeReceivable.Claim(
                .work, on: "INV-1", customer: book.tenant.customerReference, reason: "half done", by: "Pat")
            claim.amount = .usd(cents: 30_00)
            _ = try await DisputeReceivable(store: book.tenant.store).raise(claim, for: book.id)
            let now = try await sheet(book)
            #expect(!now.mayCall || (now.text.contains("$119.85") && !now.text.contains("$149.85")), "\(now.text)")
        }
    }
}
