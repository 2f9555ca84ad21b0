import Ledger
package import Receivables

/// Everything a collector wants to see of one customer, as values; each part also says itself in a line.
package struct CustomerSheet: Encodable, Sendable {
    package let customer: String
    package let name: String
    package let kind: CustomerKind
    package let language: Language
    package let addresses: [Address]
    package let cases: [Case]
    /// What binds or bound the customer, oldest first.
    package let holds: [HeldFor]
    /// What persons wrote down, newest first.
    package let notes: [Note]
    /// What was corrected, newest first.
    package let changes: [Change]

    package struct Address: Encodable, Sendable {
        package let medium: ContactMedium
        package let value: String
        /// `good`, `bad: <why>` or `stopped`.
        package let standing: String

        package var words: String { "\(medium.rawValue): \(value)" + (standing == "good" ? "" : " (\(standing))") }
    }

    package struct Case: Encodable, Sendable {
        package let business: String
        /// What is open in all, by currency.
        package let owed: [Money]
        /// What was taken off the books last and not put back; `nil` when nothing was.
        package let writtenOff: WrittenOff?
        /// Of the oldest open item; `nil` when nothing is past due.
        package let daysPastDue: Int?
        package let open: [Item]
        /// Money that arrived and is not set against anything; while there is any, the customer is not asked for more.
        package let unapplied: [Unapplied]
        package let entries: [Entry]
        package let promises: [Promise]
        package let plans: [Plan]
        package let disputes: [Objection]
        package let contacts: [Contact]
        package let calls: [Call]
    }

    package struct WrittenOff: Encodable, Sendable {
        package let amount: Money
        package let on: CalendarDate

        package var words: String { "\(amount) written off on \(on), and nobody asks for it any more" }
    }

    package struct Item: Encodable, Sendable {
        package let receivable: String
        package let open: Money
        package let billed: Money
        /// Late fees charged on it, beside what was billed.
        package let fees: Money
        package let dueOn: CalendarDate

        package var words: String {
            "\(receivable): \(open) of \(billed)\(fees.isPositive ? " and \(fees) in late fees" : ""), due \(dueOn)"
        }
    }

    package struct Unapplied: Encodable, Sendable {
        package let amount: Money
        package let lastReceivedOn: CalendarDate?

        package var words: String { "\(amount)" + (lastReceivedOn.map { ", money last arrived \($0)" } ?? "") }
    }

    package struct Entry: Encodable, Sendable {
        package let entry: Identifier<JournalEntry>
        package let effectiveOn: CalendarDate
        package let kind: String
        /// Each posting as the customer sees it.
        package let amounts: [Part]
        /// Who wrote it by hand; `nil` for a file or the program itself.
        package let by: String?

        /// What one posting moves.
        package struct Part: Encodable, Sendable {
            /// Below nothing for what lowers a debt or a credit.
            package let amount: Money
            /// What it moves beside a debt, such as `to the credit`; empty for a debt alone.
            package let what: String

            package var words: String { what.isEmpty ? "\(amount)" : "\(amount) \(what)" }
        }

        package var words: String {
            "\(effectiveOn) \(kind) \(amounts.map(\.words).joined(separator: ", "))\(by.map { ", by \($0)" } ?? "") (\(entry))"
        }
    }

    package struct Promise: Encodable, Sendable {
        package let promise: Identifier<PromiseToPay>
        package let amount: Money
        package let dueOn: CalendarDate
        package let madeOn: CalendarDate
        /// `open`, `kept`, `partly-kept`, `broken`, `superseded`, `withdrawn` or `released`, by the books of today.
        package let outcome: String
        /// References of what it covers; empty for all of the case.
        package let items: [String]
        /// How the customer means to pay; empty when not said.
        package let way: String
        package let wantsReminder: Bool
        package let by: String

        package var words: String {
            let terms = [
                items.isEmpty ? nil : "for \(items.joined(separator: ", "))", way.isEmpty ? nil : "by \(way)",
                wantsReminder ? "to be reminded" : nil, by.isEmpty ? nil : "taken by \(by)",
            ].compactMap { $0.map { ", " + $0 } }.joined()
            return "\(amount) by \(dueOn), made \(madeOn)\(terms): \(outcome) (\(promise))"
        }
    }

    package struct Plan: Encodable, Sendable {
        package let plan: Identifier<PaymentPlan>
        package let acceptedOn: CalendarDate
        package let standing: String

        package var words: String { "\(acceptedOn): \(standing) (\(plan))" }
    }

    package struct Objection: Encodable, Sendable {
        package let dispute: Identifier<Dispute>
        package let receivable: String
        /// `nil`: all of the item.
        package let amount: Money?
        package let reason: String
        package let openedOn: CalendarDate
        package let evidenceDueOn: CalendarDate?
        package let resolvedOn: CalendarDate?
        /// `nil` while it is open.
        package let outcome: String?

        package var words: String {
            "\(receivable), \(amount.map { "\($0)" } ?? "all") since \(openedOn): \(outcome ?? "open"), \(reason) (\(dispute))"
        }
    }

    package struct HeldFor: Encodable, Sendable {
        package let hold: Identifier<Hold>
        package let reason: HoldReason
        package let from: CalendarDate
        package let until: CalendarDate?
        package let note: String

        package var words: String {
            "\(reason.rawValue) from \(from) \(until.map { "until \($0)" } ?? "until it is lifted")"
                + (note.isEmpty ? "" : ", \(note)") + " (\(hold))"
        }
    }

    package struct Contact: Encodable, Sendable {
        package let attempt: Identifier<ContactAttempt>
        package let step: String
        package let medium: ContactMedium
        package let state: String
        package let plannedOn: CalendarDate
        package let sentOn: CalendarDate?
        /// The day its return was recorded; `nil` while it is not known to have come back.
        package let returnedOn: CalendarDate?
        package let detail: String

        package var words: String {
            let sent = sentOn.map { returnedOn == nil ? " \($0)" : ", sent \($0)" } ?? ""
            return "\(plannedOn) \(step) by \(medium.rawValue): \(state)" + (returnedOn.map { " \($0)" } ?? "") + sent
                + (detail.isEmpty ? "" : ", \(detail)") + " (\(attempt))"
        }
    }

    package struct Call: Encodable, Sendable {
        package let calledOn: CalendarDate
        /// Whether the business called; otherwise the customer did.
        package let isOutbound: Bool
        package let disposition: CallDisposition
        package let reason: NonpaymentReason?
        package let agreedCallBackOn: CalendarDate?
        package let note: String
        package let by: String

        package var words: String {
            "\(calledOn) \(isOutbound ? "out" : "in"): \(disposition.rawValue)"
                + (reason.map { ", \($0.rawValue)" } ?? "") + (agreedCallBackOn.map { ", call back on \($0)" } ?? "")
                + (note.isEmpty ? "" : ", \(note)") + (by.isEmpty ? "" : " (\(by))")
        }
    }

    package struct Note: Encodable, Sendable {
        package let writtenOn: CalendarDate
        package let by: String
        package let note: String

        package var words: String { "\(writtenOn) \(by): \(note)" }
    }

    package struct Change: Encodable, Sendable {
        package let changedOn: CalendarDate
        package let field: String
        package let was: String
        package let became: String
        package let by: String
        package let source: String

        package var words: String {
            "\(changedOn) \(field) by \(by) (\(source)): \(was.isEmpty ? "none" : was) became \(became)"
        }
    }
}
