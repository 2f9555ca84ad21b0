import Receivables

/// What the demo's people do over its 150 days, fixed in advance: who answers the telephone how, who keeps a promise,
/// whose letter comes back. Pure; the same questions always get the same answers.
struct DemoScript: Sendable {
    /// How a call ends.
    enum Answer: Hashable, Sendable {
        case noAnswer
        case leftVoicemail
        /// The customer promises the whole overdue amount for a day.
        case promises(reason: NonpaymentReason, by: CalendarDate, isKept: Bool)
        /// The customer wants to look first and agrees to be called again on a day.
        case agreesToCallBack(on: CalendarDate)
        /// The customer tells why and names no day.
        case tellsReason(NonpaymentReason)
        /// The customer takes the overdue amount in so many parts; the first of them are paid on their days.
        case acceptsPlan(parts: Int, paidParts: Int)
        /// The customer has lost the means; the case rests until somebody looks again.
        case hasNoMeans
    }

    /// How the dealer answers an objection.
    enum DisputeAnswer: String, Hashable, Sendable {
        /// The customer is right and gets a credit.
        case upheld
        /// The bill is right and is explained; the customer owes it.
        case rejected
        case withdrawn

        /// What the customer reads.
        func words(_ language: Language) -> String {
            let isEnglish = language == .english
            return switch self {
            case .upheld:
                isEnglish
                    ? "You were right, and we took the amount off your account."
                    : "Usted tenía razón, y quitamos la cantidad de su cuenta."
            case .rejected:
                isEnglish
                    ? "We compared the bill with your signed agreement line by line, and it is as agreed."
                    : "Comparamos la factura con su contrato firmado línea por línea, y es como se acordó."
            case .withdrawn:
                isEnglish
                    ? "Thank you for talking it over with us. We have closed the question as you wished."
                    : "Gracias por hablarlo con nosotros. Cerramos la pregunta como usted quiso."
            }
        }

        var reason: String {
            switch self {
            case .upheld: "the evidence shows it: credited"
            case .rejected: "explained line by line with the signed agreement"
            case .withdrawn: "answered with the agreement"
            }
        }
    }

    /// The last day of the books the scenario begins with.
    static let opening = CalendarDate(year: 2013, month: 6, day: 30)!  // a day that exists
    /// How many days are run after it.
    static let days = 150
    /// The scenario's last day.
    static let closing = opening.adding(days: days)
    /// The book is run at six in the dealer's zone, before anybody may be reached: what is planned waits for its hour.
    static let morning = 6 * 60
    /// Mails leave and calls are made by three in the dealer's zone, when it is day for every customer, Honolulu's too.
    static let minuteOfDay = 15 * 60
    /// From this day on the first e-mail's stop link is used.
    static let optOutFrom = opening.adding(days: 45)
    /// Days after its mailing on which the first letter comes back.
    static let returnAfterDays = 8

    let data: DemoData
    /// The customers past due on the opening day, by reference: from then on they pay only to keep a promise.
    let scripted: [String]
    private let byCustomer: [String: [DemoInvoice]]

    init(data: DemoData) {
        self.data = data
        scripted = Array(Set(data.invoices.filter { $0.isPastDue(on: Self.opening) }.map(\.customer))).sorted()
        byCustomer = Dictionary(grouping: data.invoices, by: \.customer)
    }

    /// Whether the customer pays only to keep a promise.
    func isScripted(_ customer: String) -> Bool { scripted.contains(customer) }

    /// What the opening books hold: everything billed and everything paid up to the opening day.
    var openingInvoices: [DemoInvoice] { data.invoices.filter { $0.billedOn <= Self.opening } }
    var openingPayments: [DemoInvoice] { data.invoices.filter { ($0.settledOn ?? .distant) <= Self.opening } }

    /// Invoices that arrive on a day.
    func invoices(billedOn day: CalendarDate) -> [DemoInvoice] { data.invoices.filter { $0.billedOn == day } }

    /// Invoices paid on a day as the data says, those of the scripted customers left out.
    func payments(on day: CalendarDate) -> [DemoInvoice] {
        data.invoices.filter { $0.settledOn == day && !isScripted($0.customer) }
    }

    /// Invoices whose customers object on a day: disputed ones that fall due unpaid. On the first day also those that
    /// fell due before and are still open.
    func disputes(openedOn day: CalendarDate) -> [DemoInvoice] {
        data.invoices.filter { invoice in
            guard invoice.isDisputed, invoice.isOpen(on: day) else { return false }
            return invoice.dueOn == day || (day == Self.opening && invoice.dueOn < day)
        }
    }

    /// Disputed invoices the dealer has answered by a day: the day on which the data says they were settled.
    func disputes(answeredOn day: CalendarDate) -> [DemoInvoice] {
        data.invoices.filter { $0.isDisputed && $0.settledOn == day && $0.dueOn < day }
    }

    /// How an objection is answered: one of the customers of the story is right, the next is not; everybody else pays
    /// on that day and lets it go.
    func answer(to invoice: DemoInvoice) -> DisputeAnswer {
        guard isScripted(invoice.customer) else { return .withdrawn }
        let earlier = (byCustomer[invoice.customer] ?? []).filter {
            $0.isDisputed && ($0.settledOn ?? .distant) < (invoice.settledOn ?? .distant)
        }
        return [.rejected, .upheld, .withdrawn][earlier.count % 3]
    }

    /// How a customer answers a call.
    ///
    /// - Parameter call: 0 for the first call with this customer, and so on.
    func answer(of customer: String, call: Int, on day: CalendarDate, calendar: BusinessCalendar) -> Answer {
        guard let rank = scripted.firstIndex(of: customer) else {
            return ordinaryAnswer(of: customer, call: call, on: day, calendar: calendar)
        }
        return DemoStory(of: customer).answer(rank: rank, call: call, on: day, calendar: calendar)
    }

    /// Everyone else pays when the data says; who is reached within two weeks of that names the day.
    private func ordinaryAnswer(
        of customer: String, call: Int, on day: CalendarDate, calendar: BusinessCalendar
    ) -> Answer {
        let number = byCustomer[customer]?.filter { $0.billedOn <= day }.count ?? 0
        let paysOn = byCustomer[customer]?.filter { $0.isPastDue(on: day) }.compactMap(\.settledOn).max()
        switch (number + call) % 4 {
        case 0: return .noAnswer
        case 1: return .leftVoicemail
        case 2: return .tellsReason(Self.reasons[(number + call) / 4 % Self.reasons.count])
        default:
            guard let paysOn, paysOn.days(since: day) <= 14 else { return .tellsReason(.changeOfMeans) }
            return .promises(reason: .forgot, by: paysOn, isKept: true)
        }
    }
}

extension DemoScript {
    /// What ordinary customers say, in turn.
    private static let reasons: [NonpaymentReason] = [
        .neverReceived, .confusingInvoice, .surprisedByTotal, .nameNotRecognised, .movedOrSold, .renewalUnknown, .other,
    ]
    /// The states whose setting lets a late fee be charged in the demo, and the most on one receivable.
    static let feeStates = ["IN", "IA"]
    static let fee = Money.usd(cents: 5_00)
    /// The automatic payment that comes back: known on this morning, put right and paid on the data's own day.
    static let autopayFailedOn = CalendarDate(year: 2013, month: 7, day: 24)!  // a day that exists
    static let autopayCustomer = "2621-XCLEH"
    static let autopayRenewedOn = autopayFailedOn.adding(days: 2)
    /// What a customer of this story pays beyond what is owed.
    static let overpayment = Money.usd(cents: 10_00)
}

extension CalendarDate {
    /// Later than anything the demo holds.
    fileprivate static let distant = CalendarDate(daysSinceEpoch: .max)
}
