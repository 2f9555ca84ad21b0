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

    /// How a customer answers a call.
    ///
    /// - Parameter call: 0 for the first call with this customer, and so on.
    func answer(of customer: String, call: Int, on day: CalendarDate, calendar: BusinessCalendar) -> Answer {
        guard let rank = scripted.firstIndex(of: customer) else {
            return ordinaryAnswer(of: customer, call: call, on: day, calendar: calendar)
        }
        switch (rank + call) % 5 {
        case 0: return .noAnswer
        case 1:
            let reason: NonpaymentReason = rank.isMultiple(of: 2) ? .changeOfMeans : .otherDebtsFirst
            return .promises(
                reason: reason, by: calendar.adding(businessDays: 5, to: day), isKept: rank.isMultiple(of: 3))
        case 2: return .leftVoicemail
        case 3: return .agreesToCallBack(on: calendar.adding(businessDays: 2, to: day))
        default: return .promises(reason: .forgot, by: calendar.adding(businessDays: 3, to: day), isKept: false)
        }
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
        case 2: return .tellsReason(.neverReceived)
        default:
            guard let paysOn, paysOn.days(since: day) <= 14 else { return .tellsReason(.changeOfMeans) }
            return .promises(reason: .forgot, by: paysOn, isKept: true)
        }
    }
}

extension CalendarDate {
    /// Later than anything the demo holds.
    fileprivate static let distant = CalendarDate(daysSinceEpoch: .max)
}
