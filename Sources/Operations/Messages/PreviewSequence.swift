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

    private let quoting: PlanQuoting

    /// Previews `policy` with the texts of `templates` and the plans `quoting` offers.
    package init(policy: Treatment.Policy, templates: TemplateCatalog, quoting: @escaping PlanQuoting) {
        self.policy = policy
        self.templates = templates
        self.quoting = quoting
    }

    /// Walks the policy for a bill due on `dueOn`.
    ///
    /// - Parameter media: Media the invented customer can be reached by.
    package func run(
        dueOn: CalendarDate, language: Language, media: Set<ContactMedium> = [.email, .post, .telephone],
        calendar: BusinessCalendar = BusinessCalendar(closesOnFederalHolidays: true)
    ) async -> Result {
        let plan = SequencePlan(
            policy: policy, dueOn: dueOn, language: language, media: media, calendar: calendar)
        var shown: [Shown] = []
        var messages: [SequenceCheck.Message] = []
        var findings: [SequenceCheck.Finding] = []
        var written: Set<ContactMedium> = []
        var announced: LateFeeFacts?
        var invented = PreviewTerms(policy: policy, calendar: calendar, quoting: quoting, dueOn: dueOn)
        for contact in plan.contacts {
            var content: MessageContent?
            if let medium = contact.channel.medium, let template = contact.template {
                var facts = facts(
                    of: contact.step, tone: contact.tone, on: contact.day, dueOn: plan.dueOn, amount: plan.amount,
                    language: language)
                facts.recordedContacts = written
                facts.terms = await invented.terms(for: template, by: medium, facts: facts)
                if template == "final-demand" { invented.demanded = facts.terms?.deadline }
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
                addressLines: ["400 Canyon Road", "Santa Fe, NM 87501"], phone: "(505)\u{A0}555-0142",
                hours: [.weekdays],
                replyAddress: "care@northwind.example",
                ways: WaysToPay(
                    payLink: "https://pay.northwind.example/nw-10001", byPhone: true,
                    remittanceLines: ["Northwind Alarm Dealers LLC", "PO Box 912", "Santa Fe, NM 87504"])),
            customer: Correspondence.CustomerFacts(
                name: isBusiness ? "Mesa Verde Bakeries" : "María López", isBusiness: isBusiness,
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
