package import Correspondence
import Foundation
import PluginKit
package import Receivables
import Store
import Treatment

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
    /// The sheet of one open task, its script written from the books of this moment.
    ///
    /// - Throws: `ActRefused` when there is no such task open, or its script cannot be written.
    package func sheet(
        of task: Identifier<ContactAttempt>, from catalog: TemplateCatalog, for tenant: Identifier<Tenant>
    ) async throws -> CallSheet {
        guard let call = try await list(for: tenant, limit: 5_000).first(where: { $0.task.id == task }),
            let json = call.task.contentJSON
        else { throw ActRefused(.unknown, "no call task \(task) is open: `dunwell call list` shows those that wait") }
        let message = try JSONDecoder().decode(OutboundMessage.self, from: Data(json.utf8))
        guard case .call(let planned) = message.content, case .phone(let number) = message.recipient.address else {
            throw ActRefused(.unknown, "task \(task) holds no call script")
        }
        // Days may lie between the plan and the call: nobody asks aloud for what was paid or disputed since.
        let script =
            call.mayCall
            ? try await store.transaction(for: tenant) { try self.script(of: call.task, from: catalog, $0) } : planned
        return CallSheet(
            customer: call.customer.reference, name: message.recipient.name,
            number: PhoneNumber(number)?.display ?? number, step: call.task.stepKey, until: call.task.lapsesAfter,
            agreed: call.agreed, mayCall: call.mayCall, words: call.words, script: script)
    }

    private func script(
        of task: AttemptRecord, from catalog: TemplateCatalog, _ tx: TenantTransaction
    ) throws -> CallScript {
        let day = try TenantDay(tx)
        let library = try PolicyLibrary(Set([task.policyVersion].compactMap(\.self)), in: tx)
        guard let facts = try tx.caseFacts([task.caseID], today: day.moment.today).first,
            let business = day.businesses[task.businessID], let policy = library.policy(task.policyVersion),
            let point = facts.contactPoints.first(where: { $0.id == task.contactPoint })
        else { throw ActRefused(.unknown, "the case of task \(task.id) cannot be read: run the book") }
        let reading = CaseReading(
            facts, day: day, liveMedia: LiveChannels(registry: registry, enabled: day.enabledPlugins).media)
        var writing = MessageWriting(
            reading: reading, attempt: task, business: business, policyLabel: library.label(task.policyVersion),
            catalog: catalog, unsubscribeURL: nil, references: [], policy: policy)
        writing.grounds = try MessageGrounds(of: task, reading: reading, in: tx)
        writing.plan = task.isOfPlan ? reading.planMessage(task.templateKey, cycle: CycleKey(task.cycle)) : nil
        let items =
            writing.plan.map(reading.items(of:)) ?? writing.askedItems
        do {
            guard !items.isEmpty, case .call(let script) = try writing.message(of: items, to: point).content else {
                throw ActRefused(.unknown, "nothing is left to ask for on the call of task \(task.id)")
            }
            return script
        } catch let refusal as Refusal {
            throw ActRefused(.notAllowed, "the script of task \(task.id) cannot be written: \(refusal.detail)")
        }
    }
}
