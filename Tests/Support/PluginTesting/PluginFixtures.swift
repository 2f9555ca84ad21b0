// PluginTesting: the conformance suites every plugin runs, and the messages, batches and contexts they run on. A suite
// returns what was broken as a list of sentences, so that a test expects an empty list and a failure reads by itself.

package import Foundation
import Logging
package import PluginKit
package import Receivables

extension PluginContext {
    /// A context of one tenant at noon on 23 November 2026 in Denver.
    ///
    /// - Parameter spool: Made by `TemporaryFolder`, so that nothing of a test is left behind.
    package static func sample(
        _ configuration: PluginConfiguration, spool: URL, tenant: Identifier<Tenant> = Identifier(),
        now: BusinessInstant = BusinessInstant(microseconds: 1_795_460_400_000_000), deadline: Duration = .seconds(20),
        linksReachCustomers: Bool = true
    ) -> PluginContext {
        PluginContext(
            tenantID: tenant, businessID: Identifier(), configuration: configuration, now: now,
            timeZone: TimeZone(identifier: "America/Denver") ?? .gmt, deadline: deadline, spoolDirectory: spool,
            linksReachCustomers: linksReachCustomers,
            logger: Logger(label: "plugin-test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The same call in another tenant's folder and name.
    package func ofAnotherTenant(spool: URL) -> PluginContext {
        PluginContext(
            tenantID: Identifier(), businessID: Identifier(), configuration: configuration, now: now,
            timeZone: timeZone, deadline: deadline, spoolDirectory: spool, logger: logger)
    }
}

extension OutboundMessage {
    /// A courtesy mail of a made-up dealer to a made-up customer.
    package static func mail(
        key: String = "attempt-1", to address: String = "ok@customer.example", name: String = "Ana Núñez",
        subject: String = "Your Northwind Alarm statement for November", text: String = "Thank you, Ana.\n",
        html: String = "<html><body><p>Thank you, Ana.</p></body></html>\n", references: [String] = [],
        unsubscribe: String? = "https://pay.northwind.example/u/t0ken", returnToken: String? = "b7k2",
        from: String? = "billing@northwind.example", language: Language = .english
    ) -> OutboundMessage {
        OutboundMessage(
            attemptID: Identifier(), idempotencyKey: key, sender: .northwind(email: from),
            recipient: MessageRecipient(name: name, address: .email(address)),
            content: .email(EmailContent(subject: subject, text: text, html: html)), language: language,
            figuresOn: .fixtureDay, reason: "first reminder", thread: MessageThread(references: references),
            unsubscribeURL: unsubscribe.flatMap { URL(string: $0) }, returnToken: returnToken)
    }

    /// A first call of the same dealer. The number is from the range kept for fiction (555-01xx).
    package static func call(
        key: String = "attempt-1", to number: String = "+15055550123", script: CallScript = .firstCall,
        bestTime: BestTime? = BestTime(day: .fixtureDay, fromMinute: 600, untilMinute: 720, zone: "America/Denver")
    ) -> OutboundMessage {
        OutboundMessage(
            attemptID: Identifier(), idempotencyKey: key, sender: .northwind(),
            recipient: MessageRecipient(name: "Ana Núñez", address: .phone(number), bestTime: bestTime),
            content: .call(script), language: .english, figuresOn: .fixtureDay, reason: "no answer to two mails")
    }

    /// The same message with other content, as a host with a bug would hand it over.
    package func with(content: MessageContent) -> OutboundMessage {
        OutboundMessage(
            attemptID: attemptID, idempotencyKey: idempotencyKey, sender: sender, recipient: recipient,
            content: content, language: language, figuresOn: figuresOn, reason: reason, thread: thread,
            unsubscribeURL: unsubscribeURL, returnToken: returnToken)
    }

    /// The same message to another address.
    package func with(address: MessageRecipient.Address) -> OutboundMessage {
        OutboundMessage(
            attemptID: attemptID, idempotencyKey: idempotencyKey, sender: sender,
            recipient: MessageRecipient(name: recipient.name, address: address, bestTime: recipient.bestTime),
            content: content, language: language, figuresOn: figuresOn, reason: reason, thread: thread,
            unsubscribeURL: unsubscribeURL, returnToken: returnToken)
    }
}

extension SenderIdentity {
    /// A made-up alarm dealer.
    package static func northwind(email: String? = "billing@northwind.example") -> SenderIdentity {
        SenderIdentity(
            legalName: "Northwind Alarm LLC", displayName: "Northwind Alarm",
            addressLines: ["12 Mesa Road", "Santa Fe, NM 87501"], email: email.flatMap(EmailAddress.init),
            replyTo: EmailAddress("help@northwind.example"), phone: "+15055550100",
            phoneHours: "Monday to Friday, 9 to 5",
            payLink: URL(string: "https://pay.northwind.example"))
    }
}

extension CallScript {
    /// Two parts and a voicemail.
    package static let firstCall = CallScript(
        purpose: "Ask whether the bill arrived",
        parts: [
            Part(heading: "Opening", lines: ["Is this a good time?"]),
            Part(heading: "Listen", lines: ["Did you have any trouble with the bill?"]),
        ],
        voicemail: "This is Sam from Northwind. Please call 505-555-0100.")
}

extension CalendarDate {
    /// 23 November 2026, the day of every fixture.
    package static let fixtureDay = CalendarDate(daysSinceEpoch: 20_780)
}
