import DatabaseTesting
import Receivables
import Store
import Testing
import Treatment

@testable import Operations

struct CustomerDeskTests {
    private func correction(_ change: (inout EditCustomer.Correction) -> Void) -> EditCustomer.Correction {
        var correction = EditCustomer.Correction(by: "Pat", source: "customer-call")
        change(&correction)
        return correction
    }

    @Test func aCorrectionKeepsWhatItWasAndIsUsedFromThenOn() async throws {
        try await TestTenant.with { tenant, _ in
            let edit = EditCustomer(store: tenant.store)
            let wanted = correction {
                $0.email = "ana.new@customer.example"
                $0.telephone = "(718) 555-0143"
                $0.address = .init(
                    line1: "9 Oak Street", line2: "Apt 2", city: "Brooklyn", state: "ny", zip: "11215")
                $0.language = .spanish
            }
            #expect(
                try await edit.edit("C-1001", wanted, for: tenant.id) == [.email, .telephone, .post, .language])
            let facts = try await tenant.facts()
            let values = Set(facts.contactPoints.map(\.value))
            #expect(
                values == ["ana.new@customer.example", "+17185550143", "9 OAK STREET APT 2\nBROOKLYN NY 11215"])
            #expect(facts.customer.language == .spanish)
            let changes = try await tenant.store.transaction(for: tenant.id) {
                try $0.customerChanges(of: tenant.customer)
            }
            #expect(changes.first { $0.field == .email }?.was == "ana@customer.example")
            #expect(changes.allSatisfy { $0.changedBy == "Pat" && $0.source == "customer-call" })
            // The same again is no change.
            #expect(try await edit.edit("C-1001", wanted, for: tenant.id).isEmpty)
            let after = try await tenant.store.transaction(for: tenant.id) {
                try $0.customerChanges(of: tenant.customer)
            }
            #expect(after.count == 4)
        }
    }

    @Test func anAddressThatCameBackIsGoodAgainWhenAPersonSaysSo() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.store.transaction(for: tenant.id) { tx in
                try tx.markContactPointBad(tenant.email, reason: "bounced", at: try tx.moment(), source: "test")
            }
            let same = correction { $0.email = "ana@customer.example" }
            #expect(try await EditCustomer(store: tenant.store).edit("C-1001", same, for: tenant.id) == [.email])
            #expect(try await tenant.facts().contactPoints.allSatisfy { !$0.isBad })
        }
    }

    @Test func aStoppedAddressStaysStoppedHoweverItComesBack() async throws {
        try await TestTenant.with { tenant, _ in
            try await tenant.store.transaction(for: tenant.id) { tx -> Void in
                _ = try tx.stopContactPoint(tenant.email, at: try tx.moment().now, source: "test")
            }
            let edit = EditCustomer(store: tenant.store)
            for email in ["other@customer.example", "ana@customer.example"] {
                _ = try await edit.edit("C-1001", correction { $0.email = email }, for: tenant.id)
            }
            let point = try #require(try await tenant.facts().contactPoints.first { $0.medium == .email })
            #expect(point.value == "ana@customer.example" && point.stoppedAt != nil)
        }
    }

    @Test func whatCannotBeAnAddressIsRefusedWithoutRepeatingIt() async throws {
        try await TestTenant.with { tenant, _ in
            let bad: [EditCustomer.Correction] = [
                correction { $0.email = "nobody-at-secret" }, correction { $0.telephone = "secret 12" },
                correction {
                    $0.address = .init(line1: "secret", line2: "", city: "Brooklyn", state: "XX", zip: "11215")
                },
            ]
            for wanted in bad {
                let error = await #expect(throws: ActRefused.self) {
                    try await EditCustomer(store: tenant.store).edit("C-1001", wanted, for: tenant.id)
                }
                #expect(error?.kind == .badInput)
                #expect(error?.description.contains("secret") == false)
            }
            let changes = try await tenant.store.transaction(for: tenant.id) {
                try $0.customerChanges(of: tenant.customer)
            }
            #expect(changes.isEmpty)
        }
    }

    @Test func aNoteIsKeptOnceAndShownNewestFirst() async throws {
        try await TestTenant.with { tenant, _ in
            let desk = NoteCustomer(store: tenant.store)
            let first = try await desk.note("  Calls back in May\n", on: "C-1001", by: "Pat", key: "n1", for: tenant.id)
            let again = try await desk.note("Calls back in May", on: "C-1001", by: "Pat", key: "n1", for: tenant.id)
            #expect(first && !again)
            let error = await #expect(throws: ActRefused.self) {
                try await desk.note("Moves in June", on: "C-1001", by: "Robin", key: "n1", for: tenant.id)
            }
            #expect(error?.description.contains("of 2026-03-09 by Pat") == true)
            #expect(error?.description.contains("June") == false)
            let sheet = try await ShowCustomer(store: tenant.store).show("C-1001", for: tenant.id)
            #expect(sheet.notes.map(\.words) == ["2026-03-09 Pat: Calls back in May"])
            for text in ["", " \n", String(repeating: "x", count: 4_001)] {
                #expect(
                    await refusal { _ = try await desk.note(text, on: "C-1001", by: "Pat", key: "n", for: tenant.id) }
                        == .badInput)
            }
        }
    }

    @Test func anotherTenantsCustomerCannotBeCorrectedOrNoted() async throws {
        try await TestTenant.with { tenant, database in
            let other = try await TestTenant.make(in: Store(pool: database.service), slug: "contoso")
            _ = try await NoteCustomer(store: tenant.store).note(
                "hello", on: "C-1001", by: "Pat", key: "n1", for: tenant.id)
            _ = try await EditCustomer(store: tenant.store).edit(
                "C-1001", correction { $0.language = .spanish }, for: tenant.id)
            let sheet = try await ShowCustomer(store: other.store).show("C-1001", for: other.id)
            #expect(sheet.notes.isEmpty && sheet.changes.isEmpty && sheet.language == .english)
        }
    }
}

struct DayPlanTests {
    private func item(_ kind: DayItem.Kind, _ customer: String = "") -> DayItem {
        DayItem(kind, customer: customer, why: "why", command: "")
    }

    @Test func theDayIsLaidOutByKindAndCallsTakeWhatIsLeft() {
        let found = [
            item(.freshData), item(.call, "A"), item(.call, "B"), item(.call, "C"), item(.call, "D"),
            item(.agreedCall, "E"), item(.confirmMailing),
        ]
        let plan = DayPlan(day: day("2026-03-09"), minutes: 20, found: found, notNow: [])
        // 4 + 1 + 1 minutes are spoken for; three calls of four minutes fit into 14.
        #expect(plan.items.map(\.kind) == [.freshData, .agreedCall, .confirmMailing, .call, .call, .call])
        #expect(plan.ifThereIsTime.map(\.customer) == ["D"])
        #expect(plan.items.map(\.minutes).reduce(0, +) <= 20)
    }

    @Test func aDeskFullOfPaperLeavesRoomForOneCall() {
        let found = (0..<10).map { item(.applyMoney, "\($0)") } + [item(.call, "A"), item(.call, "B")]
        let plan = DayPlan(day: day("2026-03-09"), minutes: 20, found: found, notNow: [])
        #expect(plan.items.map(\.customer) == ["A"] + (0..<8).map { "\($0)" })
        #expect(plan.ifThereIsTime.map(\.customer) == ["B", "8", "9"])
    }

    @Test func whatWasAgreedIsInThePlanHoweverShortTheDay() {
        let plan = DayPlan(
            day: day("2026-03-09"), minutes: 1, found: [item(.call, "A"), item(.agreedCall, "E")], notNow: [])
        #expect(plan.items.map(\.customer) == ["E"])
        #expect(plan.ifThereIsTime.map(\.customer) == ["A"])
    }

    @Test func aDaySaysWhatToDoWithWhyAndBy() async throws {
        try await LiveBook.with { book in
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let desk = PlanTheDay(store: book.store, registry: try TestTenant.plugins())
            #expect(try await desk.plan(for: record).items.isEmpty)

            _ = try await DisputeReceivable(store: book.store).open(
                "INV-1", amount: .usd(cents: 10_00), customer: "C-1001", business: nil, reason: "not mine",
                evidenceDueOn: nil, source: "call", for: book.id)
            try await book.tenant.lay(unapplied: 20_00, on: book.tenant.today)
            try await book.moveClock(to: day("2026-03-20"))
            let items = try await desk.plan(for: record).items
            #expect(items.map(\.kind) == [.freshData, .answerDispute, .applyMoney])
            #expect(items[1].by == day("2026-03-23") && items[1].why.contains("INV-1"))
            #expect(items[2].why.contains("20.00 USD"))
            #expect(items[0].why.contains("nothing but receipts leaves"))
            #expect(items.allSatisfy { $0.command.contains("--tenant northwind") })
        }
    }

    @Test func moneyThatLiesThereIsAppliedGivenBackOrWaitsForADispute() async throws {
        var closing = ""
        func command(_ change: (LiveBook) async throws -> Void) async throws -> String {
            var found = ""
            try await LiveBook.with { book in
                try await change(book)
                try await book.tenant.lay(unapplied: 20_00, on: book.tenant.today)
                let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
                let plan = try await PlanTheDay(store: book.store, registry: try TestTenant.plugins()).plan(for: record)
                found = plan.items.first { $0.kind == .applyMoney }?.command ?? ""
            }
            return found
        }
        let open = try await command { _ in }
        #expect(open.hasPrefix("dunwell payment apply "))
        let disputed = try await command { book in
            _ = try await DisputeReceivable(store: book.store).raise(
                .init(.notMine, on: "INV-1", customer: "C-1001", reason: "not mine", by: "Pat"), for: book.id)
        }
        #expect(disputed.hasPrefix("dunwell dispute list "))
        let settled = try await command { book in
            _ = try await RecordPayment(store: book.store).record(
                .init(
                    amount: .usd(cents: 149_85), paidOn: book.tenant.today, customerReference: "C-1001",
                    idempotencyKey: "all"), for: book.id)
        }
        #expect(settled.hasPrefix("dunwell payment refund "))
        #expect([open, settled].allSatisfy { $0.contains("--by '<your name>'") })
        let closed = try await command { book in
            let entry = try await book.tenant.writeOff(book.tenant.receivable)
            closing = "\(entry)"
        }
        #expect(closed.hasPrefix("dunwell payment reverse \(closing) --reason reopened --by "))
    }

    @Test func anAgreedCallComesFirstUntilItIsMade() async throws {
        try await LiveBook.with { book in
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let desk = PlanTheDay(store: book.store, registry: try TestTenant.plugins())
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "c1")
            report.customerReference = "C-1001"
            report.agreedCallBackOn = day("2026-03-11")
            report.agreedCallBackMinute = 14 * 60 + 30
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(try await desk.plan(for: record).items.isEmpty)
            try await book.moveClock(to: day("2026-03-11"))
            try await book.knowPayments()
            let items = try await desk.plan(for: record).items
            #expect(items.map(\.kind) == [.agreedCall])
            #expect(items[0].why.contains("14:30"))
            var made = RecordCall.Report(disposition: .noAnswer, recordedBy: "Pat", idempotencyKey: "c2")
            made.customerReference = "C-1001"
            _ = try await RecordCall(store: book.store).record(made, for: book.id)
            #expect(try await desk.plan(for: record).items.isEmpty)
        }
    }

    @Test func aBrokenPromiseIsNamedFromTheDayItBreaksUntilSomebodyTalksAboutIt() async throws {
        try await LiveBook.with { book in
            let record = try await book.store.transaction(for: book.id) { try $0.tenant() }
            let desk = PlanTheDay(store: book.store, registry: try TestTenant.plugins())
            _ = try await RecordPromise(store: book.store).record(
                .usd(cents: 50_00), by: day("2026-03-11"), customer: "C-1001", business: nil, madeBy: "Pat",
                for: book.id)
            var broken: [CalendarDate] = []
            for offset in 1..<10 {
                try await book.moveClock(to: book.tenant.today.adding(days: offset))
                try await book.knowPayments()
                let items = try await desk.plan(for: record).items
                if items.contains(where: { $0.kind == .brokenPromise }) {
                    broken.append(book.tenant.today.adding(days: offset))
                }
            }
            #expect(broken == (14...18).map { day("2026-03-\($0)") })
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "talk")
            report.customerReference = "C-1001"
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(try await desk.plan(for: record).items.allSatisfy { $0.kind != .brokenPromise })
        }
    }
}
