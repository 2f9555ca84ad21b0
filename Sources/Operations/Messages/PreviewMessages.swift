package import Correspondence
package import Receivables
package import Treatment

/// Every message there is, written for an invented customer: those of the ladder, and those that answer something.
///
/// Pure: nothing is stored and nothing is sent.
package struct PreviewMessages: Sendable {
    /// One message, or why it cannot be written.
    package struct Shown: Sendable {
        package let name: TemplateName
        /// Which of several endings it tells of, such as `upheld`; `nil` where there is one.
        package let outcome: String?
        package let content: MessageContent?
        package let refusal: String?
    }

    private let policy: Treatment.Policy
    private let templates: TemplateCatalog
    private let quoting: PlanQuoting

    /// Writes with the later actions of `policy`, the texts of `templates` and the plans `quoting` offers.
    package init(policy: Treatment.Policy, templates: TemplateCatalog, quoting: @escaping PlanQuoting) {
        self.policy = policy
        self.templates = templates
        self.quoting = quoting
    }

    /// All messages of a language, by key and medium.
    ///
    /// - Parameters:
    ///   - day: The day the messages bear.
    ///   - bills: How many bills are open.
    package func all(
        in language: Language, on day: CalendarDate, bills: Int = 1,
        calendar: BusinessCalendar = BusinessCalendar(closesOnFederalHolidays: true)
    ) async -> [Shown] {
        let sequence = PreviewSequence(policy: policy, templates: templates, quoting: quoting)
        var shown: [Shown] = []
        for name in templates.names where name.language == language {
            let base = await facts(for: name, on: day, bills: max(1, bills), sequence: sequence, calendar: calendar)
            let endings: [PreviewDisputes.Ending?] =
                name.key == "dispute-answer" ? PreviewDisputes.Ending.allCases : [nil]
            for ending in endings {
                var facts = base
                if let ending { ending.tell(&facts) }
                do throws(RenderingRefusal) {
                    let content = try templates.render(
                        template: name.key, language: language, medium: name.medium, facts: facts)
                    shown.append(Shown(name: name, outcome: ending?.rawValue, content: content, refusal: nil))
                } catch {
                    shown.append(
                        Shown(name: name, outcome: ending?.rawValue, content: nil, refusal: error.description))
                }
            }
        }
        return shown
    }

    /// The due day of the newest bill, so that the message goes on `day` under the policy's own rules.
    private func dueOn(_ step: PolicyStep?, on day: CalendarDate) -> CalendarDate {
        switch step?.anchor {
        case .billDay(let days): day.adding(days: SequencePlan.daysToPay - days)
        case .due(let days): day.adding(days: -days)
        case .pastDue(let from, _): day.adding(days: -from)
        default: day.adding(days: -30)
        }
    }

    private func facts(
        for name: TemplateName, on day: CalendarDate, bills: Int, sequence: PreviewSequence, calendar: BusinessCalendar
    ) async -> MessageFacts {
        let step = policy.steps.first { $0.live && $0.template == name.key }
        let thanks: Tone =
            ["receipt", "thank-you", "waiver", "payment-returned", "write-off"].contains(name.key)
            ? .grateful : .helpful
        let dueOn = dueOn(step, on: day)
        let amount = SequencePlan.amount(of: policy.kind)
        var facts = sequence.facts(
            of: name.key, tone: step?.tone ?? thanks, on: day, dueOn: dueOn, amount: amount, language: name.language)
        let first = facts.items[0]
        facts.items = (0..<bills).map { index in
            ItemFacts(
                reference: "INV-\(7001 + index)", summary: first.summary,
                dueOn: dueOn.adding(days: -(bills - 1 - index)), amount: amount)
        }
        facts.total = Money(minorUnits: amount.minorUnits * Int64(bills), currency: amount.currency)
        // Nothing is open after the last payment or a closing.
        if ["thank-you", "write-off"].contains(name.key) { (facts.items, facts.total) = ([], .usd(cents: 0)) }
        if name.key == "dispute-received" { PreviewDisputes.leaveOutTheDisputed(of: &facts) }
        facts.recordedContacts = Set(ContactMedium.allCases)
        facts.unsubscribeLink = "https://pay.northwind.example/stop/Qm9va3M"
        facts.promise = PromiseFacts(
            amount: .usd(cents: 50_00), dueOn: day.adding(days: 9), way: PaymentWay.check.words(name.language),
            callBackOn: day.adding(days: 12))
        if name.key == "autopay-failed" {
            facts.autopay = AutopayFacts(
                reason: .cardExpired, nextTryOn: calendar.businessDay(onOrAfter: day.adding(days: 4)))
        }
        var invented = PreviewTerms(policy: policy, calendar: calendar, quoting: quoting, dueOn: dueOn)
        invented.demanded = demanded(before: step, dueOn: dueOn, calendar: calendar)
        facts.terms = await invented.terms(for: name.key, by: name.medium, facts: facts)
        facts.terms?.invoice = InvoiceFacts(
            reference: "INV-7001", billedOn: (facts.items.first?.dueOn ?? dueOn).adding(days: -SequencePlan.daysToPay),
            amount: amount)
        return facts
    }

    /// What the final letter named, when the policy sends it before this step.
    private func demanded(
        before step: PolicyStep?, dueOn: CalendarDate, calendar: BusinessCalendar
    ) -> DeadlineFacts? {
        let letter = policy.steps.first { $0.live && $0.template == "final-demand" }
        guard case .pastDue(let own, _)? = step?.anchor, case .pastDue(let at, _)? = letter?.anchor, at < own else {
            return nil
        }
        let written = calendar.businessDay(onOrAfter: dueOn.adding(days: at))
        return LetterDays(policy: policy, calendar: calendar).deadline(
            writtenOn: written, policyDay: written.days(since: dueOn))
    }
}
