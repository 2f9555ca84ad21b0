import DatabaseTesting
import Foundation
import Postgres
import Receivables
import Store
import Testing

/// What is written is what is read, beside a second tenant with the same keys: with row-level security behind the
/// statement's own filter, and by that filter alone.
@Suite struct RoundTripTests {
    @Test func anAttemptIsPlannedOnceTalksAndIsSent() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] { try await one.publishAndPlan(db) }
            let repeated = try await shop.write(db) { try $0.plan([shop.planned()]) }
            #expect(repeated == [])
            let items = [(shop.keys.receivables[0], Money.usd(cents: 4_200))]
            let moves = try await shop.write(db) { tx in
                [
                    try tx.beginTalking(
                        shop.keys.attempt, contentJSON: #"{"subject": "ours"}"#, messageID: "<1@ours.example>",
                        items: items,
                        batch: nil),
                    // Another worker comes too late.
                    try tx.beginTalking(
                        shop.keys.attempt, contentJSON: "{}", messageID: nil, items: items, batch: nil),
                    try tx.markSent(
                        shop.keys.attempt, from: [.talking], reference: "250 ok", on: Shop.today, at: Shop.now),
                    try tx.move(shop.keys.attempt, from: [.planned, .talking], to: .cancelled, at: Shop.now),
                ]
            }
            #expect(moves == [true, false, true, false])
            for attempt in try await shop.read(db, { try $0.attempt(shop.keys.attempt) }) {
                #expect(attempt?.state == .sent)
                #expect(attempt?.contentJSON == #"{"subject": "ours"}"#)
                #expect(attempt?.sentOn == Shop.today)
                #expect(attempt?.sentAt == Shop.now)
                #expect(attempt?.stepKey == "nudge")
                #expect(attempt?.templateKey == shop.marker)
            }
            for list in try await shop.read(db, { try $0.attempts(of: [shop.keys.customer], since: Shop.today) }) {
                #expect(list.map(\.templateKey) == [shop.marker])
            }
            let sent = try await shop.read(db) { try $0.messageIDs(of: shop.keys.caseID) }
            #expect(sent == [["<1@ours.example>"], ["<1@ours.example>"]])
            #expect(try await other.read(db) { try $0.attempt(shop.keys.attempt)?.state } == [.planned, .planned])
        }
    }

    @Test func aMoveWithoutPoliciesTouchesTheOwnRowOnly() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] { try await one.publishAndPlan(db) }
            let moved = try await Shop.withoutPolicies(db).transaction(for: shop.tenant) { tx in
                try tx.move(shop.keys.attempt, from: [.planned], to: .taskOpen, at: Shop.now)
            }
            #expect(moved)
            #expect(try await shop.read(db) { try $0.openCallTasks(limit: 9).count } == [1, 1])
            #expect(try await other.read(db) { try $0.openCallTasks(limit: 9).count } == [0, 0])
        }
    }

    @Test func historyIsAddedOnce() async throws {
        try await Shop.withTwo { db, shop, other in
            let step = HistoricStep(
                caseID: shop.keys.caseID, stepKey: "first-call", medium: .telephone, happenedOn: Shop.today)
            for expected in [1, 0] {
                let added = try await shop.write(db) { try $0.recordHistory([step]) }
                #expect(added == expected)
            }
            let seen = try await shop.read(db) { try $0.attempts(of: [shop.keys.customer], since: Shop.today).count }
            #expect(seen == [1, 1])
            let others = try await other.read(db) { try $0.attempts(of: [shop.keys.customer], since: Shop.today).count }
            #expect(others == [0, 0])
        }
    }

    @Test func aHoldBindsFromItsFirstDayUntilItsRelease() async throws {
        try await Shop.withTwo { db, shop, other in
            var ids: [Identifier<Hold>] = []
            for one in [shop, other] {
                ids.append(
                    try await one.write(db) { tx in
                        try tx.add(
                            NewHold(
                                customerID: one.keys.customer, caseID: one.keys.caseID, reason: .hardship,
                                source: "desk",
                                from: Shop.today, until: Shop.today.adding(days: 30), note: one.marker))
                    })
            }
            let day = Shop.today.adding(days: 5)
            let hold = ids[0]
            for _ in 0..<2 {
                let found = try await shop.write(db) { try $0.release(hold, on: day, reason: "paid", source: "desk") }
                #expect(found)
            }
            let foreign = ids[1]
            #expect(try await !shop.write(db) { try $0.release(foreign, on: day, reason: "x", source: "desk") })
            for holds in try await shop.read(db, { try $0.holds(of: [shop.keys.customer]) }) {
                #expect(holds.map(\.note) == [shop.marker])
                #expect(holds.map(\.heldUntil) == [day])
                #expect(holds[0].binds(on: day.adding(days: -1)) && !holds[0].binds(on: day))
            }
            let others = try await other.read(db) { try $0.holds(of: [shop.keys.customer]).map(\.heldUntil) }
            #expect(others == [[Shop.today.adding(days: 30)], [Shop.today.adding(days: 30)]])
        }
    }

    @Test func aLaterPromiseSupersedesTheOneBefore() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] {
                try await one.write(db) { tx in
                    try tx.add(
                        PromiseRecord(
                            id: one.keys.promise, caseID: one.keys.caseID, call: nil, amount: .usd(cents: 100),
                            madeOn: Shop.today, dueOn: Shop.today.adding(days: 7), madeBy: one.marker))
                }
            }
            let later = Shop.today.adding(days: 2)
            try await Shop.withoutPolicies(db).transaction(for: shop.tenant) { tx in
                try tx.add(
                    PromiseRecord(
                        caseID: shop.keys.caseID, call: nil, amount: .usd(cents: 90), madeOn: later,
                        dueOn: later.adding(days: 7), madeBy: shop.marker))
            }
            for promises in try await shop.read(db, { try $0.promises(ofCases: [shop.keys.caseID]) }) {
                #expect(promises.map(\.amount) == [.usd(cents: 100), .usd(cents: 90)])
                #expect(promises.map(\.supersededOn) == [later, nil])
            }
            for promises in try await other.read(db, { try $0.promises(ofCases: [shop.keys.caseID]) }) {
                #expect(promises.map(\.madeBy) == [other.marker])
                #expect(promises.map(\.supersededOn) == [nil])
            }
        }
    }

    @Test func aDisputeIsOpenOnceAndResolvedOnce() async throws {
        try await Shop.withTwo { db, shop, other in
            var ids: [Identifier<Dispute>?] = []
            for one in [shop, shop, other] {
                ids.append(
                    try await one.write(db) { tx in
                        try tx.openDispute(
                            on: one.keys.receivables[1], amount: .usd(cents: 50), currency: .usd, reason: one.marker,
                            openedOn: Shop.today, evidenceDueOn: nil, source: "desk")
                    })
            }
            #expect(ids[0] == ids[1] && ids[0] != ids[2])
            let id = try #require(ids[0])
            for outcome in ["upheld", "rejected"] {
                let found = try await shop.write(db) { tx in
                    try tx.resolveDispute(id, outcome: outcome, on: Shop.today, reason: "checked")
                }
                #expect(found)
            }
            for disputes in try await shop.read(db, { try $0.disputes(ofCases: [shop.keys.caseID]) }) {
                #expect(disputes.map(\.reason) == [shop.marker])
                #expect(disputes.map(\.outcome) == ["upheld"])
                #expect(disputes.map(\.amount) == [.usd(cents: 50)])
            }
            let others = try await other.read(db) { try $0.disputes(ofCases: [shop.keys.caseID]).map(\.resolvedOn) }
            #expect(others == [[nil], [nil]])
        }
    }

    @Test func aCallIsKeptOnceByItsKey() async throws {
        try await Shop.withTwo { db, shop, other in
            for one in [shop, other] {
                for expected in [true, false] {
                    let call = CallRecord(
                        id: expected ? one.keys.call : Identifier(), customerID: one.keys.customer,
                        caseID: one.keys.caseID,
                        attempt: nil, contactPoint: one.keys.point, disposition: .spoke, reason: .forgot,
                        calledAt: Shop.now, agreedCallBackOn: Shop.today.adding(days: 2), agreedCallBackMinute: 600,
                        willLookIntoIt: true, wasAgreed: false, note: one.marker, recordedBy: "desk",
                        idempotencyKey: "call-1")
                    let isNew = try await one.write(db) { try $0.record(call, today: Shop.today) }
                    #expect(isNew == expected)
                }
            }
            for calls in try await shop.read(db, { try $0.calls(of: [shop.keys.customer], since: Shop.today) }) {
                #expect(calls.map(\.id) == [shop.keys.call])
                #expect(calls.map(\.note) == [shop.marker])
                #expect(calls.map(\.reason) == [.forgot])
                #expect(calls.map(\.calledAt) == [Shop.now])
                #expect(calls.map(\.agreedCallBackMinute) == [600])
            }
        }
    }

    @Test func aMailBatchIsProducedAndConfirmedOnceAndSendsItsLetters() async throws {
        try await Shop.withTwo { db, shop, other in
            var batches: [Identifier<MailBatch>] = []
            for one in [shop, other] {
                try await one.publishAndPlan(db, medium: .post)
                batches.append(
                    try await one.write(db) { tx in
                        let batch = try tx.openMailBatch(of: one.keys.business, on: Shop.today)
                        let same = try tx.openMailBatch(of: one.keys.business, on: Shop.today)
                        #expect(batch.id == same.id && batch.ordinal == 1)
                        _ = try tx.beginTalking(
                            one.keys.attempt, contentJSON: "{}", messageID: nil,
                            items: [(one.keys.receivables[0], .usd(cents: 1))], batch: batch.id)
                        _ = try tx.move(one.keys.attempt, from: [.talking], to: .prepared, at: Shop.now)
                        return batch.id
                    })
            }
            let batch = batches[0]
            let day = Shop.today.adding(days: 1)
            let moment = TenantMoment(now: Shop.now, today: Shop.today, zone: .gmt)
            let results = try await shop.write(db) { tx in
                let early = try tx.confirmMailed(batch, on: day, by: "desk", at: moment)
                let produced = try tx.markProduced(
                    batch, path: "a.pdf", sha256: "00", letters: 1, sheets: 2, at: Shop.now)
                let again = try tx.markProduced(batch, path: "b.pdf", sha256: "11", letters: 9, sheets: 9, at: Shop.now)
                let sent = try tx.confirmMailed(batch, on: day, by: "desk", at: moment)
                let twice = try tx.confirmMailed(batch, on: day, by: "desk", at: moment)
                return [early, produced ? 1 : 0, again ? 1 : 0, sent, twice]
            }
            #expect(results == [nil, 1, 0, 1, nil])
            for (record, attempts) in try await shop.read(
                db, { (try $0.mailBatch(batch), try $0.attempts(inBatch: batch)) })
            {
                #expect(record?.state == "mailed" && record?.filePath == "a.pdf" && record?.mailedOn == day)
                #expect(attempts.map(\.state) == [.sent])
                #expect(attempts.map(\.sentOn) == [day])
            }
            let next = try await shop.write(db) { try $0.openMailBatch(of: shop.keys.business, on: Shop.today).ordinal }
            #expect(next == 2)
            #expect(try await other.read(db) { try $0.mailBatches(limit: 9).map(\.state) } == [["open"], ["open"]])
        }
    }
}

extension Shop {
    /// An attempt of the first step, marked in its template.
    func planned(version: Identifier<PolicyVersion> = Identifier(), medium: ContactMedium = .email) -> PlannedAttempt {
        PlannedAttempt(
            id: keys.attempt, caseID: keys.caseID, customerID: keys.customer, businessID: keys.business,
            policyVersion: version, stepKey: "nudge", cycle: "past-due:2026-07-04", ordinal: 1, medium: medium,
            pluginKind: "email", contactPoint: keys.point, plannedOn: Self.today, dueSince: Self.today,
            lapsesAfter: nil,
            attemptsMax: nil, language: .english, tone: .warm, templateKey: marker)
    }

    /// Publishes a policy and plans the attempt under it.
    func publishAndPlan(_ db: TestDatabase, medium: ContactMedium = .email) async throws {
        let new = try await write(db) { tx in
            let version = try tx.publishPolicy(
                key: "residential", document: marker, sha256: [1, 2, 3], note: "", business: keys.business, at: Self.now
            )
            return try tx.plan([planned(version: version.id, medium: medium)])
        }
        #expect(new == [keys.attempt])
    }
}
