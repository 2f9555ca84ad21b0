package import Correspondence
package import Receivables
package import Treatment

/// Shows everything one customer would get from a policy whom nobody ever reaches: put yourself in their shoes.
///
/// Pure: an invented dealer and customer, no store, nothing is sent.
package struct PreviewSequence: Sendable {
    /// One step as the customer gets it.
    package struct Shown: Sendable {
        package let day: CalendarDate
        package let daysSinceDue: Int
        package let step: String
        package let tone: Tone
        package let channel: StepChannel
        /// A second medium with the same words.
        package let copy: ContactMedium?
        /// The words; `nil` for a step without any, such as a decision, and for one that was refused.
        package let content: MessageContent?
    }

    /// What was found and shown.
    package struct Result: Sendable {
        package let language: Language
        package let dueOn: CalendarDate
        package let shown: [Shown]
        /// Empty when the sequence may be sent as it is.
        package let findings: [SequenceCheck.Finding]
    }

    private let policy: Treatment.Policy
    private let templates: TemplateCatalog

    /// Previews `policy` with the texts of `templates`.
    package init(policy: Treatment.Policy, templates: TemplateCatalog) {
        self.policy = policy
        self.templates = templates
    }

    /// Walks the policy for a bill due on `dueOn`.
    ///
    /// - Parameter media: Media the invented customer can be reached by.
    package func run(
        dueOn: CalendarDate, language: Language, media: Set<ContactMedium> = [.email, .post, .telephone],
        calendar: BusinessCalendar = BusinessCalendar(closesOnFederalHolidays: true)
    ) -> Result {
        let plan = SequencePlan(
            policy: policy, dueOn: dueOn, language: language, media: media, calendar: calendar)
        var shown: [Shown] = []
        var messages: [SequenceCheck.Message] = []
        var findings: [SequenceCheck.Finding] = []
        var written: Set<ContactMedium> = []
        var announced: LateFeeFacts?
        for (index, contact) in plan.contacts.enumerated() {
            var content: MessageContent?
            if let medium = contact.channel.medium, let template = contact.template {
                var facts = facts(
                    of: contact.step, tone: contact.tone, on: contact.day, dueOn: plan.dueOn, amount: plan.amount,
                    language: language)
                facts.recordedContacts = written
                let nextLetter = plan.contacts[(index + 1)...].first { $0.channel == .medium(.post) }?.day
                facts.terms = terms(of: contact, template: template, facts: facts, dueOn: dueOn, calendar: calendar)
                facts.terms?.nextLetterOn = nextLetter
                // A later call repeats the days of the letter, while they lie ahead.
                if contact.channel == .medium(.post), let fee = facts.terms?.fee { announced = fee }
                if medium == .telephone { facts.terms?.fee = announced.flatMap { $0.payBy >= contact.day ? $0 : nil } }
                for way in [medium] + (contact.copy.map { [$0] } ?? []) {
                    do {
                        let words = try templates.render(
                            template: template, language: language, medium: way, facts: facts)
                        if way == medium {
                            content = words
                            messages.append(
                                SequenceCheck.Message(
                                    day: contact.day, step: contact.step, template: template, tone: contact.tone,
                                    facts: facts, content: words))
                        }
                    } catch {
                        findings.append(.init(rule: "refused", step: contact.step, detail: error.description))
                    }
                    written.insert(way)
                }
            }
            shown.append(
                Shown(
                    day: contact.day, daysSinceDue: contact.daysSinceDue, step: contact.step, tone: contact.tone,
                    channel: contact.channel, copy: contact.copy, content: content))
        }
        findings += SequenceCheck(daysBetween: policy.rules.daysBetweenMessages).findings(in: messages)
        return Result(language: language, dueOn: dueOn, shown: shown, findings: findings)
    }

    private func terms(
        of contact: SequencePlan.Contact, template: String, facts: MessageFacts, dueOn: CalendarDate,
        calendar: BusinessCalendar
    ) -> MessageTerms {
        let live = policy.liveConsequences
        var example = ExampleTerms(
            language: facts.language, writtenOn: contact.day, items: facts.items, total: facts.total,
            fee: live.contains(.lateFee) ? policy.fees.amountMinor.map { Money.usd(cents: $0) } : nil,
            deadline: max(dueOn.adding(days: policy.decision.day), contact.day.adding(days: 1)),
            consequences: live)
        example.decides = policy.kind == .oneOff ? .bill : .agreement
        example.newWorkIsPrepaid = policy.kind == .commercial
        example.planGraceDays = policy.plans.graceDays
        example.offerDays = policy.plans.offerDays
        var terms = example.terms(for: template)
        terms.enclosed = ["statement", "open-invoices"].contains(template)
        terms.work?.doneOn = dueOn.adding(days: -20)
        if var fee = terms.fee {
            fee.arrivesOn = calendar.adding(businessDays: policy.fees.transitBusinessDays, to: contact.day)
            fee.payBy = fee.arrivesOn.adding(days: policy.fees.daysAfterArrival)
            fee.beginsOn = fee.payBy.adding(days: 1)
            terms.fee = fee
        }
        return terms
    }

    /// What an invented message about one bill states.
    func facts(
        of step: String, tone: Tone, on day: CalendarDate, dueOn: CalendarDate, amount: Money, language: Language
    ) -> MessageFacts {
        func say(_ english: String, _ spanish: String) -> String { language == .english ? english : spanish }
        let summary =
            switch policy.kind {
            case .residential: say("Monitoring, quarterly", "Monitoreo, trimestral")
            case .commercial: say("Monitoring and inspections, two sites", "Monitoreo e inspecciones, dos sitios")
            case .oneOff: say("Repair of the panel", "Reparación del panel")
            }
        let isBusiness = policy.kind == .commercial
        return MessageFacts(
            sender: SenderFacts(
                registeredName: "Northwind Alarm Dealers LLC", tradeName: "Northwind",
                addressLines: ["400 Canyon Road", "Santa Fe, NM 87501"], phone: "(505) 555-0142", hours: [.weekdays],
                replyAddress: "care@northwind.example",
                ways: WaysToPay(
                    payLink: "https://pay.northwind.example/nw-10001", byPhone: true,
                    remittanceLines: ["Northwind Alarm Dealers LLC", "PO Box 912", "Santa Fe, NM 87504"])),
            customer: Correspondence.CustomerFacts(
                name: isBusiness ? "Mesa Verde Bakeries" : "María López",
                addressLines: ["12 Acequia Madre Apt 4", "Santa Fe, NM 87505"], referenceKind: .agreement,
                reference: "NW-10001"),
            language: language,
            items: [ItemFacts(reference: "INV-7001", summary: summary, dueOn: dueOn, amount: amount)],
            total: amount, figuresAsOf: day, writtenOn: day, tone: tone, stepKey: step, policyLabel: "\(policy.key) 1",
            callerFirstName: "Ana")
    }
}

extension Treatment.Policy {
    /// The later actions a message under this version may name. Source: starter policies §1.2 rule 8.
    package var liveConsequences: Set<Correspondence.Consequence> {
        var live: Set<Correspondence.Consequence> = []
        let able = Set(steps.filter(\.live).map(\.key))
        // A step that needs one that is not live is never done either.
        for step in steps where step.live && able.isSuperset(of: step.requires.rungs) {
            if case .feeDate = step.anchor, fees.amountMinor != nil { live.insert(.lateFee) }
            if step.channels.contains(where: { $0.channel == .decision }) { live.insert(.decision) }
            if step.requires.interlock { live.insert(.endOfService) }
            if step.channels.contains(where: { $0.channel == .exporter }) { live.insert(.agency) }
            if step.requires.decided.contains(.counsel) { live.insert(.counsel) }
            if kind == .commercial, step.template == "final-demand" { live.insert(.prepayment) }
        }
        return live
    }
}
