import DatabaseTesting
import Foundation
import MailTesting
import Postgres
import Testing

/// `dunwell serve` on a database that is there.
@Suite(.timeLimit(.minutes(10))) struct ServeTests {
    @Test func aDatabaseMadeReadyByTheShippedRolesServesInTwoParts() async throws {
        try await Dealer.withBare { dealer in
            let early = try await dealer.run("serve", "--only", "worker", ending: .exit(78))
            #expect(early.messages.contains("dunwell migrate up"), "\(early.messages)")
            let applied = try await dealer.run("migrate", "up")
            #expect(applied.output.hasPrefix("applied: 0001_"))
            #expect(try await dealer.run("migrate", "up").output == "nothing to apply\n")

            let site = try Site()
            let web = try dealer.start(["serve", "--only", "web", "--port", "\(site.port)"])
            let worker = try dealer.start(["serve", "--only", "worker"])
            for host in [web, worker] { try await host.says("Dunwell is up") }
            #expect(web.written.contains("http://127.0.0.1:\(site.port)/readyz"))
            #expect(worker.written.contains("not served here"))
            for path in ["livez", "readyz"] { #expect(try await site.get(path).status == 200) }
            for host in [web, worker] {
                host.signal(SIGTERM)
                let finished = try await host.finished()
                #expect(finished.end == .exit(0), "\(finished.messages)")
            }
        }
    }

    @Test func withoutTheDatabaseNamedItSaysWhatToSet() async throws {
        try await OwnInstallation.with { own in
            let refused = try await Program.run(["serve"], in: own.folder)
            #expect(refused.end == .exit(78))
            #expect(refused.messages.contains("DUNWELL_DATABASE_URL is not set"))
            #expect(refused.messages.contains("dunwell up") && refused.messages.contains("for a private one"))
        }
    }

    @Test func theLinkInAMailStopsItsAddressAtOnceAndAForgedOneStopsNothing() async throws {
        try await Dealer.with { dealer in
            let site = try Site()
            let web = try dealer.start(["serve", "--only", "web", "--port", "\(site.port)"])
            try await web.says("Dunwell is up")
            try await dealer.bill(["ok@one.example", "ok@two.example"])
            try await dealer.run("run", "--all")
            try await dealer.run("work", "--until-idle")
            let link = try stopLink(inTheMailTo: "ok@one.example", of: dealer)
            let oneClick = "List-Unsubscribe=One-Click"

            #expect(try await site.get(link).status == 200)
            #expect(try await stopped(dealer) == [], "a look at the page stops nothing")
            let last = try #require(link.last)
            let forged = String(link.dropLast()) + (last == "A" ? "E" : "A")
            #expect(try await site.post(forged, form: oneClick).status == 404)
            #expect(try await site.post("u/none", form: oneClick).status == 404)
            #expect(try await site.post(link, form: "something=else").status == 400)
            #expect(try await stopped(dealer) == [])

            for _ in 0..<2 { #expect(try await site.post(link, form: oneClick).status == 200) }
            #expect(try await stopped(dealer) == ["ok@one.example"])
            web.signal(SIGTERM)
            #expect(try await web.finished().end == .exit(0))
        }
    }

    @Test func aStoppingWorkerLetsATalkEndAndEndsItself() async throws {
        try await Dealer.with { dealer in
            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink, seconds: 300)
            try await dealer.bill(["hold@customer.example"])
            try await dealer.run("run", "--all")
            let worker = try dealer.start(["serve", "--only", "worker"])
            #expect(try await sink.message().to == ["hold@customer.example"])
            worker.signal(SIGTERM)
            try sink.release()
            let stopped = try await worker.finished()
            #expect(stopped.end == .exit(0), "\(stopped.messages)")
            #expect(try await dealer.attempts().map(\.state) == ["sent"])
        }
    }

    @Test func aTalkThatNeverEndsHoldsAStoppingWorkerUpForABoundedTimeAndIsInDoubt() async throws {
        try await Dealer.with { dealer in
            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink, seconds: 300)
            try await dealer.bill(["stallafter@customer.example"])
            try await dealer.run("run", "--all")
            let worker = try dealer.start(["serve", "--only", "worker"])
            #expect(try await sink.message().to == ["stallafter@customer.example"])
            worker.signal(SIGTERM)
            // The worker cuts talks after 15 s, the host everything after 20 s; the mail itself might take 45 s.
            let stopped = try await worker.finished(within: .seconds(40))
            #expect(stopped.end == .exit(0), "\(stopped.messages)")
            #expect(try await dealer.attempts().map(\.state) == ["in-doubt"])
        }
    }

    private func stopped(_ dealer: Dealer) async throws -> [String] {
        try await dealer.superuser.transaction { tx in
            try tx.rows("SELECT value FROM contact_points WHERE stopped_at IS NOT NULL ORDER BY value") {
                try $0.get("value", as: String.self)
            }
        }
    }

    /// The path of the link in a mail's header. Source: RFC 8058 §3.1; RFC 5322 §2.2.3 for folded lines.
    private func stopLink(inTheMailTo address: String, of dealer: Dealer) throws -> String {
        let mail = try #require(try dealer.mailsInTheSpool().first { $0.contains("To: ") && $0.contains(address) })
        let match = try #require(mail.firstMatch(of: /List-Unsubscribe:\s*<http:\/\/[^\/]+\/(u\/[A-Za-z0-9_-]+)>/))
        return String(match.output.1)
    }
}
