import Receivables
import Store
import Treatment

/// What a report of a call says beside how it ended, so that two reports of one call can be held against each other.
struct CallParts: Equatable {
    var reason: NonpaymentReason?
    var promised: Money?
    var promisedBy: CalendarDate?
    var callBackOn: CalendarDate?
    var callBackMinute: Int?
    var willLookIntoIt = false
    var note = ""

    init(_ report: RecordCall.Report) {
        reason = report.reason
        (promised, promisedBy) = (report.promise?.amount, report.promise?.dueOn)
        (callBackOn, callBackMinute) = (report.agreedCallBackOn, report.agreedCallBackMinute)
        (willLookIntoIt, note) = (report.willLookIntoIt, report.note)
    }

    /// What was recorded, with the promise given on it.
    init(_ call: CallRecord, promise: PromiseRecord?) {
        reason = call.reason
        (promised, promisedBy) = (promise?.amount, promise?.dueOn)
        (callBackOn, callBackMinute) = (call.agreedCallBackOn, call.agreedCallBackMinute)
        (willLookIntoIt, note) = (call.willLookIntoIt, call.note)
    }

    /// Each part in words; a note is named, and not repeated.
    var words: [String] {
        var words: [String] = []
        if let reason { words.append("the reason \(reason.rawValue)") }
        if let promised, let promisedBy { words.append("a promise of \(promised) by \(promisedBy)") }
        if let callBackOn {
            words.append("a call-back on \(callBackOn)\(Self.hour(callBackMinute).map { " at \($0)" } ?? "")")
        }
        if willLookIntoIt { words.append("that the customer will look into it") }
        if !note.isEmpty { words.append("a note") }
        return words
    }

    /// The call-back as options of `dunwell call record`.
    fileprivate var callBackOptions: String {
        (callBackOn.map { " --call-back-on \($0)" } ?? "")
            + (CallParts.hour(callBackMinute).map { " --call-back-at \($0)" } ?? "")
            + (willLookIntoIt ? " --will-look-into-it" : "")
    }

    static func hour(_ minute: Int?) -> String? {
        minute.map { minute in
            [minute / 60, minute % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
        }
    }
}

extension RecordCall {
    /// Something a second report of one call said that the first did not.
    package struct NotKept: Sendable, Encodable {
        package let what: String
        /// Records it.
        @Offered package internal(set) var command: String
    }

    /// What of a report is in nobody's books after an earlier report of the same call stands, and how to record it.
    static func notKept(
        of report: Report, beside standing: CallParts, customer: String, tenant: String
    ) -> [NotKept] {
        let mine = CallParts(report)
        let whose =
            (report.businessReference.map { " --business \(PlanTheDay.typed($0))" } ?? "")
            + " --by \(PlanTheDay.typed(report.recordedBy)) --tenant \(tenant)"
        let reference = PlanTheDay.typed(customer)
        var parts: [NotKept] = []
        // No report tells what another one's reason was about, so that what names its items is always told.
        if let reason = mine.reason, reason != standing.reason || !report.items.isEmpty {
            let items = report.items.map { " --item \(PlanTheDay.typed($0))" }.joined()
            let about = report.items.isEmpty ? "" : " about \(report.items.joined(separator: ", "))"
            parts.append(
                NotKept(
                    what: "the reason \(reason.rawValue)\(about)",
                    command:
                        "dunwell customer said \(reference) --reason \(reason.rawValue)\(items) --way telephone\(whose)"
                ))
        }
        if let promise = report.promise, promise.amount != standing.promised || promise.dueOn != standing.promisedBy {
            parts.append(
                NotKept(
                    what: "a promise of \(promise.amount) by \(promise.dueOn)",
                    command: "dunwell promise record --customer \(reference) --amount "
                        + "\(PlanTheDay.typed("\(promise.amount.decimalText) \(promise.amount.currency.code)")) --due \(promise.dueOn)"
                        + "\(report.promiseTerms.options)\(whose)"))
        }
        let isOtherHour =
            mine.callBackOn != nil
            && (mine.callBackOn, mine.callBackMinute) != (standing.callBackOn, standing.callBackMinute)
        if isOtherHour || (mine.willLookIntoIt && !standing.willLookIntoIt) {
            var told = mine
            (told.reason, told.promised, told.note) = (nil, nil, "")
            let options = mine.callBackOptions + (report.isOutbound ? "" : " --inbound")
            parts.append(
                NotKept(
                    what: told.words.joined(separator: " and "),
                    command:
                        "dunwell call record --another --customer \(reference) --disposition spoke\(options)\(whose)"))
        }
        if !mine.note.isEmpty, mine.note != standing.note {
            parts.append(
                NotKept(
                    what: "a note",
                    command: "dunwell customer note \(reference) \(PlanTheDay.typed(mine.note))"
                        + " --by \(PlanTheDay.typed(report.recordedBy)) --tenant \(tenant)"))
        }
        return parts
    }
}

extension RecordCall.Report {
    /// The same report as a command, but for the promise.
    func commandWithoutPromise(tenant: String) -> String {
        let subject =
            task.map { " --task \($0)" }
            ?? " --customer \(PlanTheDay.typed(customerReference ?? ""))"
            + (businessReference.map { " --business \(PlanTheDay.typed($0))" } ?? "")
        return "dunwell call record\(subject) --disposition \(disposition.rawValue)"
            + (reason.map { " --reason \($0.rawValue)" } ?? "")
            + items.map { " --item \(PlanTheDay.typed($0))" }.joined() + (isOutbound ? "" : " --inbound")
            + CallParts(self).callBackOptions + (note.isEmpty ? "" : " --note \(PlanTheDay.typed(note))")
            + (isAnother ? " --another" : "") + " --by \(PlanTheDay.typed(recordedBy)) --tenant \(tenant)"
    }
}

extension PromiseTermsGiven {
    /// The same as options of `dunwell promise record`.
    fileprivate var options: String {
        items.map { " --promise-item \(PlanTheDay.typed($0))" }.joined()
            + (way.map { " --way \($0.rawValue)" } ?? "") + (callBackOn.map { " --promise-call-on \($0)" } ?? "")
            + (wantsReminder ? " --remind" : "") + (takenBy == .collector ? "" : " --role \(takenBy.rawValue)")
    }
}
