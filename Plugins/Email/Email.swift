// Email: writes to customers by electronic mail. GMime builds the message, libcurl hands it to the tenant's own server.
// It must not know why a message is sent or whether it may be: that is settled before it is called.

import CGMime
import Foundation
package import PluginKit
import Receivables

/// Electronic mail through the tenant's own submission server, or into a maildir while the tenant is not live yet.
package struct EmailChannel: ContactChannel {
    package static let manifest = PluginManifest(
        kind: "email", name: "E-mail", version: "1.0.0", role: .contactChannel(.email),
        summary: "Sends mail through your own mail server, or keeps it in a folder until you go live.",
        capabilities: PluginCapabilities(attachments: true, consentNeeded: true),
        libraries: [
            "GMime 3.2 (LGPL-2.1+)", "libcurl 7.88 (curl licence)", "Pango (LGPL-2.0+)", "Cairo (LGPL-2.1 or MPL-1.1)",
        ],
        configuration: EmailConfiguration.schema,
        dataFlows: [
            DataFlow(
                data: "the customer's name and e-mail address, the whole message and what is attached to it",
                recipient: "the configured mail server, and from there the customer's mail provider",
                purpose: "to deliver the message")
        ])

    private let threads = SubmissionThreads(limit: 4, waitingMax: 512)

    package init() {}

    package func check(_ configuration: PluginConfiguration) -> [ConfigurationFinding] {
        EmailConfiguration.findings(in: configuration)
    }

    package func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? {
        do {
            let settings = try EmailConfiguration(context.configuration)
            _ = try Envelope(message, settings: settings)  // only whether it can be made is asked here
            return settings.deadLink(in: context)
        } catch {
            return error
        }
    }

    package func carrierName(of message: OutboundMessage, in context: PluginContext) -> String? {
        do throws(Refusal) {
            return try Envelope(message, settings: EmailConfiguration(context.configuration)).messageID
        } catch {
            return nil  // a message that is refused has no name
        }
    }

    package func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult {
        do throws(Refusal) {
            let settings = try EmailConfiguration(context.configuration)
            let envelope = try Envelope(message, settings: settings)
            let stop = TalkStop()
            let waited = await withTaskCancellationHandler {
                await threads.run(within: context.deadline) { remaining -> DeliveryResult in
                    let attached: [AttachedFile]
                    do {
                        attached = try message.attachedFiles(drawnIn: context.spoolDirectory)
                    } catch {
                        // Nothing was said to anybody yet.
                        return .retry(after: settings.pause, detail: "the attachments could not be drawn: \(error)")
                    }
                    let mail = envelope.mail(at: context.now, in: context.timeZone, attached: attached)
                    switch settings.delivery {
                    case .maildir:
                        return MaildirSpool(directory: context.spoolDirectory).keep(
                            mail, key: message.idempotencyKey, messageID: envelope.messageID, pause: settings.pause)
                    case .smtp(let server):
                        return Submission(server: server, deadline: remaining, stop: stop)
                            .send(mail, from: envelope.returnPath, to: envelope.recipient)
                            .result(messageID: envelope.messageID, recipient: envelope.recipient, pause: settings.pause)
                    }
                }
            } onCancel: {
                stop.ask()
            }
            return waited
                ?? .retry(after: settings.pause, detail: "no sending thread came free in time; nothing was sent")
        } catch {
            return error.result
        }
    }

    package func test(in context: PluginContext) async -> ConnectionTest {
        do throws(Refusal) {
            let settings = try EmailConfiguration(context.configuration)
            if let dead = settings.deadLink(in: context) { throw dead }
            let waited = await threads.run(within: context.deadline) { remaining in
                switch settings.delivery {
                case .maildir: MaildirSpool(directory: context.spoolDirectory).test()
                case .smtp(let server): Submission(server: server, deadline: remaining).test()
                }
            }
            let busy = ConnectionTest.Step(name: "start", passed: false, words: "all sending threads are busy")
            return waited ?? ConnectionTest(steps: [busy], fix: "Try again in a minute.")
        } catch {
            let step = ConnectionTest.Step(name: "read the configuration", passed: false, words: error.detail)
            return ConnectionTest(steps: [step], fix: error.detail)
        }
    }
}
