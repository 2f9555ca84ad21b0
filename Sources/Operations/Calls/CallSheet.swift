import Foundation
import PluginKit
package import Receivables
import Store

/// What a person needs in front of them to make one call.
package struct CallSheet: Encodable, Sendable {
    package let customer: String
    package let name: String
    /// As people write it.
    package let number: String
    package let step: String
    /// Last day on which the call may be made.
    package let until: CalendarDate?
    /// The hour the customer agreed to; empty when none was agreed on.
    package let agreed: String
    package let mayCall: Bool
    /// Why it may not be made now; empty when it may.
    package let words: String
    package let script: CallScript

    /// The sheet as lines to read from.
    package var text: String {
        var lines = ["\(name) (\(customer))", number, "\(step): \(script.purpose)"]
        if let until { lines.append("to be made by \(until)") }
        if !agreed.isEmpty { lines.append("agreed for \(agreed)") }
        lines.append(mayCall ? "may be called now" : "may not be called now: \(words)")
        for part in script.parts { lines += ["", part.heading] + part.lines.map { "  " + $0 } }
        return (lines + ["", "Voicemail, these words alone", "  " + script.voicemail]).joined(separator: "\n")
    }
}

extension WaitingCalls {
    /// The sheet of one open task.
    ///
    /// - Throws: `ActRefused` when there is no such task open.
    package func sheet(
        of task: Identifier<ContactAttempt>, for tenant: Identifier<Tenant>
    ) async throws -> CallSheet {
        guard let call = try await list(for: tenant, limit: 5_000).first(where: { $0.task.id == task }),
            let json = call.task.contentJSON
        else { throw ActRefused(.unknown, "no call task \(task) is open: dunwell call list shows those that wait") }
        let message = try JSONDecoder().decode(OutboundMessage.self, from: Data(json.utf8))
        guard case .call(let script) = message.content, case .phone(let number) = message.recipient.address else {
            throw ActRefused(.unknown, "task \(task) holds no call script")
        }
        return CallSheet(
            customer: call.customer.reference, name: message.recipient.name,
            number: PhoneNumber(number)?.display ?? number, step: call.task.stepKey, until: call.task.lapsesAfter,
            agreed: call.agreed, mayCall: call.mayCall, words: call.words, script: script)
    }
}
