// PhoneLog: turns a contact by telephone into a task for a person. It dials nothing and claims no call; the host keeps
// the tasks and records what came of them.

package import PluginKit
import Receivables

/// Calls made by people: each contact becomes a task with number, script, reason and best time.
package struct PhoneLogChannel: ContactChannel {
    package static let manifest = PluginManifest(
        kind: "phone-log", name: "Telephone calls", version: "1.0.0", role: .contactChannel(.telephone),
        summary: "Gives your people a list of calls with a script; they record what was said.",
        capabilities: PluginCapabilities(), configuration: PhoneLogConfiguration.schema)

    package init() {}

    package func check(_ message: OutboundMessage, in context: PluginContext) -> Refusal? {
        do throws(Refusal) {
            _ = try task(for: message, in: context)  // only whether it can be made is asked here
            return nil
        } catch {
            return error
        }
    }

    /// Describes the task. The same message gives the same task, so that the host keeps one.
    package func send(_ message: OutboundMessage, in context: PluginContext) async -> DeliveryResult {
        do throws(Refusal) {
            return .taskCreated(try task(for: message, in: context))
        } catch {
            return error.result
        }
    }

    package func test(in context: PluginContext) async -> ConnectionTest {
        ConnectionTest(steps: [
            ConnectionTest.Step(
                name: "nothing to connect", passed: true, words: "calls are made by people; no line is used")
        ])
    }

    private func task(for message: OutboundMessage, in context: PluginContext) throws(Refusal) -> TaskReference {
        guard case .call(let script) = message.content else {
            throw Refusal(fault: .message, detail: "this is no call script: prepare it for the telephone channel")
        }
        guard !script.parts.isEmpty, !script.purpose.isEmpty, !script.voicemail.isEmpty else {
            throw Refusal(fault: .message, detail: "the script lacks its purpose, parts or voicemail; complete it")
        }
        guard case .phone(let number) = message.recipient.address,
            DialableNumber.isDialable(number, abroad: PhoneLogConfiguration(context.configuration).callsAbroad)
        else {
            throw Refusal(
                fault: .address, detail: "the number is not one to call, such as +15055550123; correct it")
        }
        if let time = message.recipient.bestTime, !(0..<time.untilMinute).contains(time.fromMinute) {
            throw Refusal(fault: .message, detail: "the best time ends before it begins; correct it")
        }
        return TaskReference(
            key: message.idempotencyKey, number: number, script: script, reason: message.reason,
            bestTime: message.recipient.bestTime)
    }
}
