package import Receivables

/// Money, dates, times and names of things as a customer reads them in one language.
///
/// Written out rather than taken from a locale, so that the same facts give the same bytes on every machine.
package struct Wording: Hashable, Sendable {
    package let language: Language

    /// Wording for one language.
    package init(_ language: Language) { self.language = language }

    private static let monthNames: [Language: [String]] = [
        .english: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ],
        .spanish: [
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre",
        ],
    ]
    private static let dayNames: [Language: [String]] = [
        .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
        .spanish: ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    ]

    /// `$1,234.56`; a credit has a minus sign before the currency sign. Both languages write dollars alike in the US.
    package func money(_ amount: Money) -> String {
        let parts = amount.decimalText.drop { $0 == "-" }.split(separator: ".")
        let whole = Array(parts[0])
        var grouped = ""
        for (index, digit) in whole.enumerated() {
            if index > 0, (whole.count - index) % 3 == 0 { grouped.append(",") }
            grouped.append(digit)
        }
        if parts.count > 1 { grouped += "." + parts[1] }
        let sign = amount.isNegative ? "-" : ""
        switch amount.currency.code {
        case "USD": return sign + "$" + grouped
        case "CAD": return sign + "CA$" + grouped
        case "MXN": return sign + "MX$" + grouped
        case let code: return sign + grouped + " " + code
        }
    }

    /// `June 30, 2013`, `30 de junio de 2013`.
    package func date(_ day: CalendarDate) -> String {
        let (year, _, dayOfMonth) = day.parts
        return switch language {
        case .english: "\(monthName(day)) \(dayOfMonth), \(year)"
        case .spanish: "\(dayOfMonth) de \(monthName(day)) de \(year)"
        }
    }

    /// `Sunday, June 30, 2013`, `domingo 30 de junio de 2013`.
    package func dateWithWeekday(_ day: CalendarDate) -> String {
        let name = Self.dayNames[language]![day.weekday - 1]  // seven names for each language
        return language == .english ? "\(name), \(date(day))" : "\(name) \(date(day))"
    }

    /// `June 2013`, `junio de 2013`.
    package func month(_ day: CalendarDate) -> String {
        language == .english ? "\(monthName(day)) \(day.parts.year)" : "\(monthName(day)) de \(day.parts.year)"
    }

    /// A whole month by its name, anything else by its two ends: `June 2013`, `June 1, 2013 to August 31, 2013`.
    package func period(_ period: BillingPeriod) -> String {
        let (year, monthNumber, firstDay) = period.first.parts
        let (lastYear, lastMonth, lastDay) = period.last.parts
        if firstDay == 1, year == lastYear, monthNumber == lastMonth,
            lastDay == CalendarDate.days(in: monthNumber, of: year)
        {
            return month(period.first)
        }
        return switch language {
        case .english: "\(date(period.first)) to \(date(period.last))"
        case .spanish: "del \(date(period.first)) al \(date(period.last))"
        }
    }

    /// `2:30 p.m.`, `2:30 p. m.`.
    package func time(minuteOfDay: Int) -> String {
        let (hour, minute) = (minuteOfDay / 60, minuteOfDay % 60)
        let twelve = hour % 12 == 0 ? 12 : hour % 12
        let padded = minute < 10 ? "0\(minute)" : "\(minute)"
        let half =
            switch language {
            case .english: hour < 12 ? "a.m." : "p.m."
            case .spanish: hour < 12 ? "a.\u{A0}m." : "p.\u{A0}m."
            }
        return "\(twelve):\(padded)\u{A0}\(half)"
    }

    /// `Monday to Friday, 8:00 a.m. to 5:00 p.m.`; spans are joined by a semicolon.
    package func hours(_ spans: [OfficeHours]) -> String {
        let names = Self.dayNames[language]!  // seven names for each language
        return spans.map { span in
            let (first, last) = (names[span.firstWeekday - 1], names[span.lastWeekday - 1])
            let (opens, closes) = (time(minuteOfDay: span.opensAtMinute), time(minuteOfDay: span.closesAtMinute))
            return switch (language, span.firstWeekday == span.lastWeekday) {
            case (.english, true): "\(first), \(opens) to \(closes)"
            case (.english, false): "\(first) to \(last), \(opens) to \(closes)"
            case (.spanish, true): "\(first), de \(opens) a \(closes)"
            case (.spanish, false): "de \(first) a \(last), de \(opens) a \(closes)"
            }
        }.joined(separator: "; ")
    }

    /// `agreement NW-10001`, `contrato NW-10001`.
    package func reference(_ customer: CustomerFacts) -> String {
        referenceLabel(customer.referenceKind) + " " + customer.reference
    }

    /// The name of a kind of number, lower case.
    package func referenceLabel(_ kind: CustomerFacts.ReferenceKind) -> String {
        switch (language, kind) {
        case (.english, .agreement): "agreement"
        case (.english, .invoice): "invoice"
        case (.english, .customer): "customer number"
        case (.spanish, .agreement): "contrato"
        case (.spanish, .invoice): "factura"
        case (.spanish, .customer): "número de cliente"
        }
    }

    /// The line a message begins with. The Spanish form fits every person and every company.
    package func salutation(_ customer: CustomerFacts) -> String {
        language == .english ? "Dear \(customer.name):" : "Apreciable \(customer.name):"
    }

    /// Stands where a person's first name goes while the call is not given to a person.
    package var unknownCaller: String { language == .english ? "[your first name]" : "[su nombre]" }

    /// A likely reason, put mildly, as the end of "it looks as if …".
    package func reason(_ reason: AutopayFacts.Reason) -> String? {
        switch (language, reason) {
        case (.english, .cardExpired): "the card on file has expired"
        case (.english, .insufficientFunds): "the bank could not complete it on that day"
        case (.english, .bankAccountClosed): "the bank account on file is no longer open"
        case (.english, .declined): "the bank or card company did not accept it"
        case (.spanish, .cardExpired): "la tarjeta registrada ya venció"
        case (.spanish, .insufficientFunds): "el banco no pudo completarlo ese día"
        case (.spanish, .bankAccountClosed): "la cuenta bancaria registrada ya no está abierta"
        case (.spanish, .declined): "el banco o la compañía de la tarjeta no lo aceptó"
        case (_, .unknown): nil
        }
    }

    private func monthName(_ day: CalendarDate) -> String {
        Self.monthNames[language]![day.parts.month - 1]  // twelve names for each language
    }
}
