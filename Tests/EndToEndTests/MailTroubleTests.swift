import Foundation
import MailTesting
import Testing

/// Mail servers that hang, refuse and come back, through import, run, work and attempt.
@Suite(.timeLimit(.minutes(10))) struct MailTroubleTests {
    @Test func eachMailServersAnswerIsTriedAgainRefusedOrInDoubtAndTheOthersGoOn() async throws {
        try await Dealer.with { dealer in
            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink, seconds: 6)
            let expected: [(word: String, attempt: String, job: String, error: String?)] = [
                ("ok", "sent", "succeeded", nil), ("fine", "sent", "succeeded", nil),
                ("later", "planned", "available", "the carrier asked for another try"),
                ("stallrcpt", "planned", "available", "the carrier asked for another try"),
                ("stalldata", "planned", "available", "the carrier asked for another try"),
                ("data451", "planned", "available", "the carrier asked for another try"),
                ("rcpt550", "refused", "failed", "refused, address at fault"),
                ("data554", "refused", "failed", "refused, message at fault"),
                ("stallafter", "in-doubt", "in_doubt", "the outcome is unknown"),
                ("dropafter", "in-doubt", "in_doubt", "the outcome is unknown"),
            ]
            try await dealer.bill(expected.map { "\($0.word)@customer.example" })
            try await dealer.run("run", "--all")
            let worked = try await dealer.run("work", "--until-idle")
            #expect(worked.output.contains("2 done, 4 to be tried again, 0 put off, 2 failed, 0 cancelled, 2 in doubt"))

            let attempts = try await dealer.attempts().map { [$0.address, $0.state] }
            #expect(Set(attempts) == Set(expected.map { ["\($0.word)@customer.example", $0.attempt] }))
            let jobs = try await dealer.jobs()
            #expect(
                Dealer.counted(jobs.map { [$0.state, $0.lastError] })
                    == Dealer.counted(expected.map { [$0.job, $0.error] }))

            // Nothing is due again by itself; a retry asked for delivers the message that was put off, once.
            try await dealer.run("work", "--until-idle")
            for job in jobs where job.state == "available" { try await dealer.run("job", "retry", "\(job.id)") }
            try await dealer.run("work", "--until-idle")
            #expect(try await dealer.attempts().first { $0.address == "later@customer.example" }?.state == "sent")
            let taken = try await sink.stopAndTakeRest().flatMap(\.to)
            #expect(
                Dealer.counted(taken) == [
                    "ok@customer.example": 1, "fine@customer.example": 1, "later@customer.example": 1,
                    "stallafter@customer.example": 1, "dropafter@customer.example": 1,
                ])
        }
    }

    @Test func aSilentServerIsTriedAgainAndTheMailGoesOutOnceWhenAnotherIsNamed() async throws {
        try await Dealer.with { dealer in
            let silent = try await SMTPSink("--silent")
            try await dealer.sendMail(to: silent, seconds: 4)
            try silent.release()
            try await dealer.bill(["ok@customer.example", ""])
            try await dealer.run("run", "--all")
            let worked = try await dealer.run("work", "--until-idle")
            #expect(worked.output.contains("1 done, 1 to be tried again"), "\(worked.output)")
            let waiting = try #require(try await dealer.jobs().first { $0.state == "available" && $0.attempt == 1 })
            #expect(waiting.kind == "send-contact")
            #expect(waiting.lastError == "the carrier asked for another try")

            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink)
            try await dealer.run("job", "retry", "\(waiting.id)")
            try await dealer.run("work", "--until-idle")
            #expect(try await dealer.attempts().map(\.state).sorted() == ["prepared", "sent"])
            #expect(try await sink.stopAndTakeRest().map(\.to) == [["ok@customer.example"]])
        }
    }
}
