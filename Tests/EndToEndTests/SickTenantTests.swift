import DatabaseTesting
import Foundation
import Postgres
import Testing

/// One tenant in trouble keeps no other waiting.
@Suite(.timeLimit(.minutes(10))) struct SickTenantTests {
    @Test func theOthersAreDealtWithAndTheSickOneIsNamed() async throws {
        try await Dealer.with { dealer in
            try await dealer.bill(["ok@one.example"])
            try await dealer.run("tenant", "create", "atlantis", "--name", "Atlantis")
            try await dealer.superuser.transaction {
                try $0.script(
                    """
                    UPDATE tenants SET time_zone = 'Mars/Olympus', is_muted = false, dry_run_seen_at = now()
                    WHERE slug = 'atlantis'
                    """)
            }
            for command in [["run", "--all"], ["tenant", "list"], ["verify"]] {
                let told = try await dealer.start(command).finished()
                #expect(told.end == .exit(78), "\(command): \(told.messages)")
                #expect(told.messages.contains("1 of 2 tenants"), "\(command): \(told.messages)")
                #expect(told.messages.contains("  atlantis: time zone Mars/Olympus is not known"), "\(told.messages)")
                #expect(told.output.contains(Dealer.slug), "\(command): \(told.output)")
            }
            try await dealer.run("work", "--until-idle")
            try await dealer.reaches(["sent": 1])
        }
    }
}
