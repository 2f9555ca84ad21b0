import Postgres
import Receivables
import Store
import Tabular
import Testing

@testable import Operations

/// Two customer numbers with one address are one person: contacts and stops count for both.
struct SamePersonTests {
    @Test func whoSharesAnAddressGetsOneMail() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            try await book.raw(
                "UPDATE contact_points SET value = 'ana@customer.example' WHERE value = 'lena0@customer.example'")
            try await book.run()
            try await book.work()
            #expect(book.mails() == 1)
            try await book.moveClock(to: book.tenant.today.adding(days: 1))
            try await book.knowPayments()
            try await book.run()
            try await book.work()
            #expect(book.mails() == 1)
        }
    }

    @Test func whoWasSpokenWithUnderAnotherNumberIsNotCalledAgain() async throws {
        try await LiveBook.with(furtherCustomers: 1) { book in
            try await book.raw(
                """
                INSERT INTO contact_points (tenant_id, id, customer_id, medium, value)
                SELECT tenant_id, gen_random_uuid(), id, 'telephone', '+17185550142' FROM customers
                WHERE reference = 'C-20'
                """)
            _ = try await book.tenant.attempt(.telephone, step: "first-call", state: .taskOpen)
            let waiting = WaitingCalls(store: book.store, registry: try TestTenant.plugins())
            #expect(try await waiting.list(for: book.id).map(\.mayCall) == [true])
            var report = RecordCall.Report(disposition: .spoke, recordedBy: "Pat", idempotencyKey: "1")
            report.customerReference = "C-20"
            _ = try await RecordCall(store: book.store).record(report, for: book.id)
            #expect(try await waiting.list(for: book.id).map(\.mayCall) == [false])
        }
    }

    @Test func aStopHoldsTheMediumWhateverAddressALaterFileNames() async throws {
        try await LiveBook.with { book in
            let stop = StopContact(store: book.store)
            let count = try await stop.stop(
                .email, customer: "C-1001", address: "Ana@customer.example", reason: "answered STOP", by: "Pat",
                for: book.id)
            #expect(count == 1)
            try await book.raw("UPDATE contact_points SET is_current = false WHERE medium = 'email'")
            try await book.raw(
                """
                INSERT INTO contact_points (tenant_id, id, customer_id, medium, value)
                SELECT tenant_id, gen_random_uuid(), id, 'email', 'ana.new@customer.example' FROM customers
                """)
            try await book.run()
            try await book.work()
            #expect(book.mails() == 0)
            #expect(try await book.attempts().map(\.medium) == [.post])
        }
    }

    @Test func aStopOfTextsLeavesCallsAndOutlivesTheNextFile() async throws {
        try await ImportFixture.with { fixture in
            let head = "number,first,last,email,phone,line1,city,state,zip,texts\n"
            let consents: SQL = "SELECT value AS text FROM contact_points WHERE text_consent_at IS NOT NULL ORDER BY 1"
            try await fixture.take(head + "A,Ann,Alder,,212 555 0100,,,,,yes\n", .testCustomers)
            #expect(try await fixture.texts(consents) == ["+12125550100"])
            let count = try await StopContact(store: fixture.store).stop(
                .text, customer: "A", address: "(212) 555-0100", reason: "answered STOP", by: "Pat",
                for: fixture.tenant)
            #expect(count == 1)
            let file = head + "A,Ann,Alder,,212 555 0101,,,,,yes\nB,Bob,Birch,,212 555 0100,,,,,yes\n"
            try await fixture.take(file, .testCustomers)
            #expect(try await fixture.texts(consents) == [])
            let stopped: SQL = "SELECT value AS text FROM contact_points WHERE stopped_at IS NOT NULL"
            #expect(try await fixture.texts(stopped) == [])
        }
    }

    @Test func whatIsNotOnFileIsNotStoppedSilently() async throws {
        try await TestTenant.with { tenant, _ in
            let stop = StopContact(store: tenant.store)
            let asked: [(ContactMedium, String?, ActRefused.Kind)] = [
                (.email, "other@customer.example", .unknown), (.telephone, "+17185550199", .unknown),
                (.post, nil, .badInput),
            ]
            for (medium, address, kind) in asked {
                let found = await refusal {
                    _ = try await stop.stop(
                        medium, customer: tenant.customerReference, address: address, reason: "asked", by: "Pat",
                        for: tenant.id)
                }
                #expect(found == kind)
            }
        }
    }
}
