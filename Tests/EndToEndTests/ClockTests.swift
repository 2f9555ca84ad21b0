import DatabaseTesting
import Foundation
import Testing

/// A tenant's clock, moved by command.
@Suite(.timeLimit(.minutes(10))) struct ClockTests {
    @Test func aClockMovedBackRepeatsNothing() async throws {
        try await Dealer.with { dealer in
            try await dealer.bill(["ok@one.example", "ok@two.example"])
            try await dealer.run("run", "--all")
            try await dealer.run("work", "--until-idle")
            try await dealer.reaches(["sent": 2])

            let back = try await dealer.run("tenant", "clock", "--tenant", Dealer.slug, "--days", "-1")
            #expect(back.output.contains("today: 2026-03-08"), "\(back.output)")
            for day in ["2026-03-08", Dealer.today] {
                try await dealer.run("tenant", "clock", "--tenant", Dealer.slug, "--to", day, "--at", "12:00")
                let run = try await dealer.run("run", "--tenant", Dealer.slug)
                #expect(run.output.contains(day))
                try await dealer.run("work", "--until-idle")
                #expect(try await dealer.attempts().map(\.state) == ["sent", "sent"])
                #expect(try dealer.mailsInTheSpool().count == 2)
            }
        }
    }

    @Test func aWaitingMessageMovesWithTheClockAndGoesOutOnce() async throws {
        try await Dealer.with { dealer in
            try await dealer.bill(["ok@one.example"])
            try await dealer.run("tenant", "clock", "--tenant", Dealer.slug, "--to", Dealer.today, "--at", "22:30")
            try await dealer.run("run", "--all")
            try await dealer.run("work", "--until-idle")
            #expect(try dealer.mailsInTheSpool().isEmpty, "nobody is written to at night")

            let moved = try await dealer.run(
                "tenant", "clock", "--tenant", Dealer.slug, "--to", Dealer.today, "--at", "12:00")
            #expect(moved.output.contains("time: 12:00"))
            try await dealer.run("run", "--all")
            try await dealer.run("tenant", "clock", "--tenant", Dealer.slug, "--days", "1")
            for _ in 0..<2 {
                try await dealer.run("run", "--all")
                try await dealer.run("work", "--until-idle")
            }
            #expect(try await dealer.attempts().map(\.state) == ["sent"])
            #expect(try dealer.mailsInTheSpool().count == 1)
        }
    }

    /// What cannot be meant is refused as a wrong option, not by a crash.
    @Test(arguments: [
        ["--days", "999999999999"], ["--days", "-9223372036854775808"], ["--days", "18263"], ["--at", "10:00"],
        ["--days", "1", "--at", "10:00"],
    ])
    func aMoveThatCannotBeMeantIsAWrongOption(arguments: [String]) async throws {
        let directory = try TestDirectory()
        defer { directory.remove() }
        let refused = try await Program.run(
            ["tenant", "clock", "--tenant", Dealer.slug] + arguments, in: directory.url)
        #expect(refused.end == .exit(64), "\(refused.messages)")
    }

    @Test func aTenantThatIsLiveKeepsTheMachinesTime() async throws {
        try await Dealer.with { dealer in
            try await dealer.run("tenant", "create", "live", "--name", "Live")
            let refused = try await dealer.run(
                "tenant", "clock", "--tenant", "live", "--days", "-1", ending: .exit(77))
            #expect(
                refused.messages
                    == "dunwell: the clock of live is real: only a test tenant's clock moves\n")
        }
    }
}
