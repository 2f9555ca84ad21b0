import Receivables

/// The fields templates may name, and their values for one message.
///
/// Mustache prints an unknown or missing field as nothing, so every field is listed here and checked before use.
struct FieldSheet {
    /// How a template may use a field.
    enum Kind { case always, optional, flag }

    /// Every field there is.
    static let catalog: [String: Kind] = [
        "business": .always, "registeredName": .always, "phone": .always, "hours": .always, "replyAddress": .always,
        "addressLine": .always, "customerName": .always, "salutation": .always, "reference": .always,
        "total": .always, "figuresAsOf": .always, "writtenOn": .always, "statementMonth": .always,
        "firstDueOn": .always, "firstReference": .always, "firstSummary": .always, "itemCount": .always,
        "caller": .always, "policyLabel": .always, "stepKey": .always, "templateVersion": .always,
        "oneItem": .flag, "toPayables": .flag, "severalItems": .flag, "byPhone": .flag, "callsAreRecorded": .flag,
        "payLink": .optional, "remittance": .optional, "period": .optional, "unsubscribeLink": .optional,
        "promiseAmount": .optional, "promiseDueOn": .optional, "promiseWay": .optional, "promiseCallOn": .optional,
        "promiseReminds": .flag, "callBackOn": .optional, "callBackAt": .optional,
        "autopayReason": .optional, "nextTryOn": .optional, "nothingOpen": .flag,
    ].merging(TermFields.catalog) { always, _ in always }

    /// Values by field; an optional fact that is not known has no entry.
    private(set) var values: [String: any Sendable] = [:]

    /// The fields about the first item are missing when there is none.
    ///
    /// - Precondition: `facts` were checked: a sender with hours.
    init(_ facts: MessageFacts, templateVersion: String) {
        let wording = Wording(facts.language)
        let sender = facts.sender
        let first = facts.items.min { $0.dueOn < $1.dueOn }
        set("business", sender.tradeName)
        set("registeredName", sender.registeredName)
        set("phone", sender.phone)
        set("hours", wording.hours(sender.hours))
        set("replyAddress", sender.replyAddress)
        set("addressLine", sender.addressLines.joined(separator: ", "))
        set("customerName", facts.customer.name)
        set("salutation", wording.salutation(facts.customer))
        set("reference", wording.reference(facts.customer))
        set("total", wording.money(facts.total))
        set("figuresAsOf", wording.date(facts.figuresAsOf))
        set("writtenOn", wording.date(facts.writtenOn))
        set("statementMonth", wording.month(facts.period?.first ?? facts.figuresAsOf))
        set("firstDueOn", first.map { wording.date($0.dueOn) })
        set("firstReference", first?.reference)
        set("firstSummary", first?.summary)
        set("itemCount", String(facts.items.count))
        set("caller", facts.callerFirstName ?? wording.unknownCaller)
        set("policyLabel", facts.policyLabel)
        set("stepKey", facts.stepKey)
        set("templateVersion", templateVersion)
        values["oneItem"] = facts.items.count == 1
        values["severalItems"] = facts.items.count > 1
        values["nothingOpen"] = !facts.total.isPositive
        values["toPayables"] = facts.customer.isBusiness
        values["byPhone"] = sender.ways.byPhone
        values["callsAreRecorded"] = facts.callsAreRecorded
        set("payLink", sender.ways.payLink)
        set("remittance", sender.ways.remittanceLines?.joined(separator: ", "))
        set("period", facts.period.map(wording.period))
        set("unsubscribeLink", facts.unsubscribeLink)
        set("promiseAmount", facts.promise.map { wording.money($0.amount) })
        set("promiseDueOn", facts.promise.map { wording.dateWithWeekday($0.dueOn) })
        set("promiseWay", facts.promise?.way)
        set("promiseCallOn", facts.promise?.callBackOn.map(wording.dateWithWeekday))
        values["promiseReminds"] = facts.promise?.reminds ?? false
        set("callBackOn", facts.callBack.map { wording.dateWithWeekday($0.on) })
        set("callBackAt", facts.callBack?.minuteOfDay.map(wording.time))
        set("autopayReason", facts.autopay.flatMap { wording.reason($0.reason) })
        set("nextTryOn", facts.autopay?.nextTryOn.map(wording.dateWithWeekday))
        if let terms = facts.terms {
            let fields = TermFields(terms, wording: wording)
            for (name, text) in fields.texts { set(name, text) }
            for (name, flag) in fields.flags { values[name] = flag }
            values["feeOnAll"] = terms.fee.map { $0.isOnEach(of: facts.items) } ?? false
        }
    }

    /// Keeps one line of printable text: a fact can never add a line, a paragraph or a control character.
    static func oneLine(_ text: String) -> String {
        let printable = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: " "
            case .format where scalar != "\u{200D}": " "
            default: Character(scalar)
            }
        }
        return String(printable).split(separator: " ").joined(separator: " ")
    }

    private mutating func set(_ name: String, _ text: String?) {
        guard let text, !text.isEmpty else { return }
        values[name] = Self.oneLine(text)
    }
}
