import Correspondence
import Foundation
import PluginKit
import Receivables
import Store
import Treatment

/// Writes the message of one attempt: facts from the books at this moment, words from the template, address from the
/// contact point.
struct MessageWriting {
    let reading: CaseReading
    let attempt: AttemptRecord
    let business: BusinessRecord
    let policyLabel: String
    let catalog: TemplateCatalog
    /// Address of the one-click stop, for e-mail.
    let unsubscribeURL: URL?
    let references: [String]
    let policy: Treatment.Policy
    /// The fee the letter names; `nil` for none.
    var feeOffer: FeeOffer?
    /// What the case's facts do not hold.
    var grounds = MessageGrounds()
    /// The plan it is about; `nil` for every other message.
    var plan: PlanMessage?

    /// What the message asks for: open, undisputed, not held.
    struct Item {
        let receivable: ReceivableRecord
        let amount: Money
    }

    /// The items the message asks for today, oldest first, in the currency of the oldest.
    var askedItems: [Item] {
        reading.askedItems(of: attempt, graceBusinessDays: policy.promises.graceBusinessDays)
    }

    /// All that may be asked for today, due or not.
    var everythingAskable: [Item] { reading.askedItems(graceBusinessDays: policy.promises.graceBusinessDays) }

    /// The message, ready for the channel.
    ///
    /// - Throws: `Refusal` with the message at fault when the words cannot be written.
    func message(of items: [Item], to point: ContactPointRecord) throws -> OutboundMessage {
        let content: MessageContent
        var stated = try facts(items, point)
        let enclosures = enclosures(items, stated)
        stated.terms?.enclosed = !enclosures.isEmpty
        do {
            content = try catalog.render(
                template: attempt.templateKey, language: attempt.language, medium: attempt.medium, facts: stated)
        } catch {
            throw Refusal(fault: .message, detail: error.description)
        }
        return OutboundMessage(
            attemptID: attempt.id, idempotencyKey: attempt.id.description, sender: try sender(),
            recipient: MessageRecipient(
                name: reading.facts.customer.displayName, address: address(point), bestTime: nil),
            content: content, enclosures: enclosures, language: attempt.language, figuresOn: reading.day.moment.today,
            reason: attempt.stepKey,
            thread: MessageThread(references: references), unsubscribeURL: unsubscribeURL,
            returnToken: attempt.medium == .email ? attempt.id.description.replacing("-", with: "") : nil)
    }

    /// A copy of an agreement shows the figures it was agreed on.
    private var figuresAsOf: CalendarDate {
        guard case .agreement(_, let version, _) = plan else { return reading.day.moment.today }
        return version.fact.agreedOn
    }

    private func address(_ point: ContactPointRecord) -> MessageRecipient.Address {
        switch point.medium {
        case .email: .email(point.value)
        case .telephone, .text: .phone(point.value)
        case .post: .postal(point.value.split(separator: "\n").map(String.init))
        }
    }

    private func sender() throws -> SenderIdentity {
        SenderIdentity(
            legalName: business.legalName, displayName: business.brandName, addressLines: business.addressLines,
            email: EmailAddress(business.fromEmail), replyTo: EmailAddress(business.replyEmail), phone: business.phone,
            phoneHours: business.phoneHours, payLink: business.payURL.flatMap(URL.init(string:)))
    }

    /// The number as people write it; the blank does not break a line.
    var printedPhone: String {
        PhoneNumber(business.phone)?.display.replacing(" ", with: "\u{A0}") ?? business.phone
    }

    private func facts(_ items: [Item], _ point: ContactPointRecord) throws -> MessageFacts {
        let today = reading.day.moment.today
        let total = try items.map(\.amount).total(in: items.first?.amount.currency ?? .usd)
        let agreement = reading.facts.agreements.first?.reference
        let customer = Correspondence.CustomerFacts(
            name: reading.facts.customer.displayName, isBusiness: reading.facts.customer.kind == .business,
            addressLines: point.medium == .post ? point.value.split(separator: "\n").map(String.init) : [],
            referenceKind: agreement == nil ? .customer : .agreement,
            reference: agreement ?? reading.facts.customer.reference)
        guard let hours = OfficeHours.reading(business.phoneHours) else {
            throw Refusal(fault: .message, detail: "the business's \(BusinessForm.hoursRule)")
        }
        var facts = MessageFacts(
            sender: SenderFacts(
                registeredName: business.legalName, tradeName: business.brandName, addressLines: business.addressLines,
                phone: printedPhone, hours: hours,
                replyAddress: business.replyEmail,
                ways: WaysToPay(payLink: business.payURL, byPhone: true, remittanceLines: business.remittanceLines),
                brandColor: business.brandColor),
            customer: customer, language: attempt.language,
            items: items.map {
                ItemFacts(
                    reference: $0.receivable.reference, summary: $0.receivable.summary, dueOn: $0.receivable.dueOn,
                    amount: $0.amount,
                    note: $0.receivable.feeNote(
                        attempt.language, among: reading.facts.feeNotices, of: reading.facts.attempts),
                    isFee: $0.receivable.isFee)
            },
            total: total, figuresAsOf: figuresAsOf, writtenOn: writtenOn, tone: attempt.tone, stepKey: attempt.stepKey,
            policyLabel: policyLabel, unsubscribeLink: unsubscribeURL?.absoluteString,
            recordedContacts: attempt.answersDispute || attempt.answersWholeClaim
                ? reading.contactsEverRecorded : reading.contactsOnRecord(under: policy))
        if let call = reading.facts.calls.last(where: { $0.agreedCallBackOn.map { $0 >= today } ?? false }) {
            facts.callBack = call.agreedCallBackOn.map { CallBackFacts(on: $0, minuteOfDay: call.agreedCallBackMinute) }
        }
        facts.autopay = reading.autopayFacts(of: attempt)
        if let promise = reading.promise(answeredBy: attempt, graceBusinessDays: policy.promises.graceBusinessDays) {
            facts.promise = promise.messageFacts(
                attempt.language, today: today, reminds: reading.contactPoint(for: .email) != nil)
            let agreed = promise.callBackOn.flatMap { $0 >= today ? CallBackFacts(on: $0) : nil }
            if attempt.templateKey != "promise-confirmation" {
                facts.callBack = agreed ?? facts.callBack
            } else if facts.callBack?.on == agreed?.on {
                // The call after the promised day is said once.
                facts.callBack = nil
            }
        }
        facts.terms = terms(items)
        return facts
    }
}
