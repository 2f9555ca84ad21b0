import Foundation
import MailTesting
import PluginKit
import PluginTesting
import Receivables
import Testing

@testable import Email

/// What arrives at a real server, read by another program than the one that wrote it.
struct MailOnTheWireTests {
    private func arrive(_ message: OutboundMessage) async throws -> SMTPSink.Message {
        let sink = try await SMTPSink()
        let spool = try TemporaryFolder()
        let context = PluginContext.sample(try .smtp(port: sink.port), spool: spool.url)
        let result = await EmailChannel().send(message, in: context)
        guard case .accepted(let receipt) = result else {
            Issue.record("not accepted: \(result)")
            return try await sink.message()
        }
        #expect(receipt.reference == "4X1AB")
        let arrived = try await sink.message()
        #expect(arrived.parsed.headers["message-id"] == receipt.messageID)
        #expect(arrived.parsed.defects.isEmpty)
        return arrived
    }

    @Test func bothPartsArriveInUTF8() async throws {
        let text = "Gracias, Ana.\n.\n..punto\nDebe: 85,00 €\n"
        let html = "<html><body><p>Gracias, Ana. 85,00 €</p></body></html>\n"
        let parsed = try await arrive(.mail(text: text, html: html, language: .spanish)).parsed
        #expect(parsed.type == "multipart/alternative")
        let plain = try #require(parsed.bodies["text/plain"])
        #expect(plain.text == text)
        #expect(plain.charset == "utf-8")
        #expect(plain.encoding == "quoted-printable")
        #expect(parsed.bodies["text/html"]?.text == html)
        #expect(parsed.bodies["text/html"]?.charset == "utf-8")
        #expect(parsed.headers["content-language"] == "es")
    }

    @Test func namesAndSubjectsOfOtherLettersAreEncoded() async throws {
        let subject = "Su estado de cuenta de Núñez & Compañía, noviembre — gracias por ser cliente de nuestra casa"
        let arrived = try await arrive(.mail(name: "Peña, José \"Pepe\"", subject: subject))
        #expect(arrived.parsed.headers["subject"] == subject)
        #expect(arrived.parsed.to == [["Peña, José \"Pepe\"", "ok@customer.example"]])
        #expect(arrived.parsed.from == [["Northwind Alarm", "billing@northwind.example"]])
        #expect(arrived.data.utf8.allSatisfy { $0 < 128 })
        #expect(arrived.data.lowercased().contains("to: =?utf-8?"))
    }

    @Test func linesKeepTheLimitAndTheirEnds() async throws {
        let long = String(repeating: "ñandú ", count: 2_000)
        let arrived = try await arrive(.mail(text: long + "\n", html: "<p>\(long)</p>"))
        #expect(arrived.parsed.longestLine <= 998)
        #expect(arrived.parsed.bareNewlines == 0)
        #expect(arrived.parsed.bodies["text/plain"]?.text == long + "\n")
    }

    @Test func headersLetProgramsThreadStopAndAnswer() async throws {
        let earlier = ["<one@northwind.example>", "<two@northwind.example>"]
        let token = String(repeating: "a1", count: 60)
        let link = "https://pay.northwind.example/u/\(token)"
        let arrived = try await arrive(.mail(references: earlier, unsubscribe: link))
        let headers = arrived.parsed.headers
        #expect(headers["in-reply-to"] == earlier[1])
        #expect(headers["references"] == earlier.joined(separator: " "))
        #expect(headers["auto-submitted"] == "auto-generated")
        #expect(headers["list-unsubscribe"] == "<\(link)>")
        #expect(headers["list-unsubscribe-post"] == "List-Unsubscribe=One-Click")
        #expect(headers["reply-to"]?.contains("help@northwind.example") == true)
        #expect(headers["mime-version"] == "1.0")
    }

    @Test func theDateIsTheTenantsNow() async throws {
        let arrived = try await arrive(.mail())
        #expect(arrived.parsed.date == "2026-11-23T12:00:00-07:00")
    }

    @Test func bouncesFindTheAttemptByTheReturnAddress() async throws {
        let arrived = try await arrive(.mail(returnToken: "b7k2"))
        #expect(arrived.from == "bounces+b7k2@northwind.example")
        #expect(arrived.to == ["ok@customer.example"])
    }

    @Test func oneClickIsPromisedOnlyOverHTTPS() async throws {
        let headers = try await arrive(.mail(unsubscribe: "http://127.0.0.1:8080/u/t")).parsed.headers
        #expect(headers["list-unsubscribe"] == "<http://127.0.0.1:8080/u/t>")
        #expect(headers["list-unsubscribe-post"] == nil)
    }

    @Test func oneKeyIsOneMessageToTheByte() async throws {
        let first = try await arrive(.mail(key: "case-7/step-2/1"))
        let again = try await arrive(.mail(key: "case-7/step-2/1"))
        let other = try await arrive(.mail(key: "case-7/step-2/2"))
        #expect(first.data == again.data)
        #expect(first.parsed.headers["message-id"] != other.parsed.headers["message-id"])
    }
}
