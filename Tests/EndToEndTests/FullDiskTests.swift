import DatabaseTesting
import Foundation
import Postgres
import Testing

/// A disk without space while letters are written.
@Suite(.timeLimit(.minutes(10))) struct FullDiskTests {
    /// Writing to `/dev/full` fails as on a full disk; the file is made under a name that ends in `.part`.
    @Test(arguments: ["pdf", "json"])
    func aFullDiskMarksNothingLeavesNothingAndTheNextTryMakesTheLettersOnce(file: String) async throws {
        try await Dealer.with { dealer in
            try await dealer.bill(["", ""])
            try await dealer.run("run", "--all")
            try await dealer.run("work", "--until-idle")
            let batch = try await Batch(dealer)
            #expect(batch.state == "open")
            let job = try #require(try await dealer.jobs().first { $0.kind == "produce-mail-batch" })

            try FileManager.default.createDirectory(at: batch.folder, withIntermediateDirectories: true)
            let part = batch.folder.appending(path: "\(batch.stem).\(file).part")
            try FileManager.default.createSymbolicLink(atPath: part.path, withDestinationPath: "/dev/full")
            try await dealer.run("job", "retry", "\(job.id)")
            let failed = try await dealer.run("work", "--until-idle")
            #expect(failed.output.contains("0 done, 1 to be tried again"))
            #expect(failed.messages.contains("No space left on device"), "\(failed.messages)")
            let listed = try #require(try await dealer.jobs().first { $0.id == job.id })
            #expect(listed.state == "available")
            #expect(listed.lastError?.contains("free space in the spool directory") == true, "\(listed)")
            #expect(try await Batch(dealer).state == "open")
            #expect(try batch.files() == [], "nothing half written is left")
            #expect(try await dealer.attempts().map(\.state) == ["prepared", "prepared"])

            try await dealer.run("job", "retry", "\(job.id)")
            let made = try await dealer.run("work", "--until-idle")
            #expect(made.output.contains("1 done, 0 to be tried again"))
            #expect(try await Batch(dealer).state == "produced")
            #expect(try batch.files() == ["\(batch.stem).json", "\(batch.stem).pdf"])
            try await dealer.run("run", "--all")
            try await dealer.run("work", "--until-idle")
            #expect(try await dealer.attempts().count == 2)
        }
    }

    /// The only batch of a dealer, and where its files go.
    private struct Batch {
        let state: String
        let stem: String
        let folder: URL

        init(_ dealer: Dealer) async throws {
            let found = try await dealer.superuser.transaction { tx in
                try tx.row(
                    """
                    SELECT tenant_id, id, business_id, letters_of::text AS day, ordinal, state FROM mail_batches
                    """
                ) { row in
                    (
                        state: try row.get("state", as: String.self), id: try row.get("id", as: UUID.self),
                        day: try row.get("day", as: String.self), ordinal: try row.get("ordinal", as: Int16.self),
                        place: [
                            try row.get("tenant_id", as: UUID.self), try row.get("business_id", as: UUID.self),
                        ]
                    )
                }
            }
            let batch = try #require(found)
            state = batch.state
            stem = "letters-\(batch.day)-\(batch.ordinal)-\(batch.id.uuidString.lowercased().prefix(8))"
            folder = batch.place.reduce(dealer.data.appending(path: "spool")) {
                $0.appending(path: $1.uuidString.lowercased())
            }.appending(path: "postal-mail", directoryHint: .isDirectory)
        }

        func files() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: folder.path(percentEncoded: false)).sorted()
        }
    }
}
