/// What may happen to a case on any day. Source: starter policies §1.4.
package enum PolicyEvent: String, CaseIterable, Hashable, Sendable {
    case paidInFull = "paid-in-full"
    case partPayment = "part-payment"
    case autopayFailed = "autopay-failed"
    /// The card behind the automatic payment expired or was replaced.
    case cardReplaced = "card-replaced"
    /// A new payment method is on file.
    case paymentMethodChanged = "payment-method-changed"
    case promise
    /// The day before a promise whose maker asked to be reminded; derived from the promise.
    case promiseReminder = "promise-reminder"
    case promiseBroken = "promise-broken"
    case planAccepted = "plan-accepted"
    /// The business day before a part of a plan whose customer asked to be reminded.
    case planReminder = "plan-reminder"
    case planMissed = "plan-missed"
    /// Something is disputed, and nothing is asked of the customer.
    case dispute
    /// Something is disputed, and the customer was asked once for what shows it.
    case evidenceAsked = "evidence-asked"
    /// The customer sent what shows it.
    case evidenceReceived = "evidence-received"
    /// A dispute was decided.
    case disputeResolved = "dispute-resolved"
    case claimsPaid = "claims-paid"
    case cancellationClaim = "cancellation-claim"
    case dissatisfied
    case openTicket = "open-ticket"
    case hardship
    /// Bankruptcy, death, attorney, active duty, identity theft, cease.
    case legalHold = "legal-hold"
    case badAddress = "bad-address"
    case staleData = "stale-data"
    /// The customer said "I will look into it".
    case willLookIntoIt = "will-look-into-it"
    /// A decision or list was approved.
    case approval
    /// The work was accepted as agreed, or not yet.
    case workAccepted = "work-accepted"
    case workNotAccepted = "work-not-accepted"
}

/// What an event does to the ladder.
package struct EventEffect: Hashable, Sendable {
    /// A step that goes because of it; `nil` for none.
    package var step: String?
    /// A step that counts as done when the event's own step went in its place.
    package var insteadOf: String?
    /// Whether the ladder sleeps, and until what.
    package var sleeps: EventSleep?
    /// Days the ladder's start is put off.
    package var delayDays: Int = 0
    /// Days the customer is given to send evidence; 0 for none asked.
    package var evidenceDays: Int = 0
    /// Business days in which the business answers; 0 for no answer owed.
    package var answerBusinessDays: Int = 0
    /// Whether the cycle's ladder ends.
    package var endsLadder: Bool = false
    /// A task for a person, in words; `nil` for none.
    package var task: String?

    package init() {}
}

/// Until when the ladder sleeps after an event.
package enum EventSleep: Hashable, Sendable {
    /// This many days.
    case days(Int)
    /// This many business days.
    case businessDays(Int)
    /// Until a person or a later event ends it.
    case untilReleased
}
