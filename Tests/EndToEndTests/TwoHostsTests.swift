import DatabaseTesting
import Foundation
import LocalPostgres
import MailTesting
import Postgres
import Testing

/// Several hosts on one database, and a host that is killed.
@Suite(.timeLimit(.minutes(10))) struct TwoHostsTests {
    @Test func twoHostsThatRunTheSameBookAtOnceDoubleNothing() async throws {
        try await Dealer.with { dealer in
            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink)
            let addresses = (0..<24).map { "ok\($0)@customer.example" }
            try await dealer.bill(addresses)
            let hosts = try (0..<2).map { _ in try dealer.start(["serve", "--only", "worker"]) }
            for host in hosts { try await host.says("Dunwell is up") }

            let runs = try (0..<3).map { _ in try dealer.start(["run", "--all", "--json"]) }
            var planned = 0
            for run in runs {
                let finished = try await run.finished()
                #expect(finished.end == .exit(0), "\(finished.messages)")
                planned += try JSONDecoder().decode([Ran].self, from: Data(finished.output.utf8))
                    .reduce(0) { $0 + $1.report.planned }
            }
            #expect(planned == addresses.count)
            try await dealer.reaches(["sent": addresses.count])
            for host in hosts {
                host.signal(SIGTERM)
                #expect(try await host.finished().end == .exit(0))
            }
            let taken = try await sink.stopAndTakeRest().flatMap(\.to)
            #expect(taken.sorted() == addresses.sorted())
        }
    }

    /// Without a host the first command starts the server and the others borrow it: whoever ends last stops it.
    @Test func aCommandThatEndsLeavesTheServerToTheOthers() async throws {
        try await OwnInstallation.with { own in
            let data = ["--data", own.data.path(percentEncoded: false)]
            #expect(try await Program.run(["migrate", "up"] + data, in: own.folder).end == .exit(0))
            #expect(own.serverPID == nil)
            let starter = try Program(["work"] + data, in: own.folder)
            #expect(try await eventually(within: .seconds(90)) { try await workers(own) == 1 }, "\(starter.written)")
            let server = try #require(own.serverPID)
            let borrower = try Program(["work"] + data, in: own.folder)
            #expect(try await eventually(within: .seconds(90)) { try await workers(own) == 2 }, "\(borrower.written)")

            starter.signal(SIGTERM)
            #expect(try await starter.finished().end == .exit(0))
            #expect(own.serverPID == server)
            let third = try await Program.run(["tenant", "list"] + data, in: own.folder)
            #expect(third.end == .exit(0), "\(third.messages)")
            #expect(own.serverPID == server)

            borrower.signal(SIGTERM)
            let ended = try await borrower.finished()
            #expect(ended.end == .exit(0), "\(ended.messages)")
            #expect(own.serverPID == nil)
        }
    }

    /// How many workers wait for new jobs on the server of this installation.
    private func workers(_ own: OwnInstallation) async throws -> Int {
        guard LocalPostgres.configurationOfRunningServer(in: own.data, for: .superuser) != nil else { return 0 }
        var count = 0
        try await own.withDealer { dealer in
            count = try await dealer.superuser.transaction { tx in
                try tx.rows("SELECT pid FROM pg_stat_activity WHERE query LIKE 'LISTEN %'") { _ in 1 }.count
            }
        }
        return count
    }

    private struct Ran: Decodable {
        struct Report: Decodable { let planned: Int }
        let report: Report
    }

    @Test func aKilledHostsUnspokenJobsAreTakenUpAndItsSpokenOnesAreInDoubt() async throws {
        try await Dealer.with { dealer in
            let sink = try await SMTPSink()
            try await dealer.sendMail(to: sink, seconds: 300)
            // A worker that found a full round takes the next twice as large: four talk, four are held ready.
            try await dealer.bill((0..<4).map { "ok@\($0).example" })
            try await dealer.run("run", "--all")
            try await dealer.bill((4..<12).map { "hold@\($0).example" }, first: 4)
            try await dealer.run("run", "--all")
            let first = try dealer.start(["serve", "--only", "worker"])
            var talked: [String] = []
            for _ in 0..<8 { talked += try await sink.message().to }
            #expect(talked.count { $0.hasPrefix("hold@") } == 4)
            #expect(try await eventually { try await running(dealer) == [4, 4] })
            try await first.end(by: SIGKILL)
            #expect(try await running(dealer) == [4, 4])

            try sink.release()
            try await dealer.endLeases()
            let second = try dealer.start(["serve", "--only", "worker"])
            try await dealer.reaches(["sent": 8, "in-doubt": 4])
            second.signal(SIGTERM)
            #expect(try await second.finished().end == .exit(0))

            let doubtful = try await dealer.run("job", "list", "--state", "in_doubt")
            #expect(doubtful.output.contains("the worker stopped while"), "\(doubtful.output)")
            let attempts = try await dealer.attempts()
            #expect(
                Set(attempts.filter { $0.state == "in-doubt" }.map(\.address))
                    == Set(talked.filter { $0.hasPrefix("hold@") }))
            talked += try await sink.stopAndTakeRest().flatMap(\.to)
            #expect(talked.sorted() == attempts.map(\.address).sorted(), "each mail was handed over once")
        }
    }

    /// How many jobs are held and silent, and how many are talking.
    private func running(_ dealer: Dealer) async throws -> [Int] {
        let talks = try await dealer.superuser.transaction { tx in
            try tx.rows("SELECT talking_since IS NOT NULL AS talks FROM jobs WHERE state = 'running'") {
                try $0.get("talks", as: Bool.self)
            }
        }
        return [talks.count { !$0 }, talks.count { $0 }]
    }
}
