package import Receivables

/// What a rule asks, with its numbers. A state pack is a list of these with other numbers.
package enum RuleCondition: Hashable, Sendable, Codable {
    /// The sender speaks under a name that is not its own.
    case otherName
    /// Nothing is owed that may be asked for.
    case nothingOwed
    /// Money of the customer lies in the books without being set against what is owed.
    case unappliedMoney
    /// A hold of this reason binds.
    case hold(HoldReason, HoldEffect)
    /// The address is no address of the medium.
    case wrongAddressKind
    /// The customer asked to stop using the address.
    case addressOptedOut
    /// The customer asked to stop the medium.
    case mediumStopped
    /// The address is known not to reach the customer.
    case badAddress
    /// The customer asked not to be reached at the kind of place.
    case placeBarred
    /// An e-mail address the employer provides, without the customer's explicit consent to it.
    case employerAddress
    /// The medium needs one of these.
    case consent(medium: ContactMedium, bases: Set<ContactConsent.Basis>)
    /// A text needs a text from the customer, a consent or a check of the number this many days back at most.
    case textFreshness(days: Int)
    /// The tenant is muted.
    case tenantMuted
    /// The payments known are too old.
    case dataStale
    /// Only within these minutes after midnight, the end excluded, in every suggested zone.
    case hours(minutes: Range<Int>, media: Set<ContactMedium>)
    /// Not at a time the customer called inconvenient; one reply to a message of the customer's is allowed.
    case inconvenientTime(media: Set<ContactMedium>)
    /// Only on days the tenant works.
    case businessDays(media: Set<ContactMedium>)
    /// Nothing firm from the first to the last of these days of every year; may run over New Year.
    case quietDays(from: MonthDay, through: MonthDay)
    /// Fewer than `max` calls in `days` consecutive days ending today.
    case callsPlaced(max: Int, days: Int)
    /// No call on the day of a telephone conversation and the days after, `days` in all.
    case silenceAfterConversation(days: Int)
    /// Time from one call to the next.
    case callGap(minutes: Int)
    /// Fewer than `max` calls a day.
    case callsPerDay(max: Int)
    /// The policy's messages and conversations; `max` is the ceiling a policy may lower.
    case policyContacts(max: Int, days: Int)
    /// The policy's call attempts; `max` is the ceiling a policy may lower.
    case policyCalls(max: Int, days: Int)
    /// Calls within `days` days in different parts of the day; a part begins at each of these minutes.
    case partsOfDay(starts: [Int], days: Int)
    /// Voicemails; a further call may be made but leaves none.
    case policyVoicemails(max: Int, days: Int)
    /// Days from one outbound message to the next; a policy may raise it.
    case messageGap(days: Int)

    /// A day of any year.
    package struct MonthDay: Hashable, Sendable, Codable, Comparable {
        package var month: Int
        package var day: Int

        package init(_ month: Int, _ day: Int) {
            self.month = month
            self.day = day
        }

        package static func < (left: MonthDay, right: MonthDay) -> Bool {
            (left.month, left.day) < (right.month, right.day)
        }
    }
}

/// What a hold does to each purpose.
package struct HoldEffect: Hashable, Sendable, Codable {
    /// Asking for money.
    package var collection: Verdict
    /// Confirming money received.
    package var receipt: Verdict
    /// Answering the customer.
    package var answer: Verdict
    /// A contact the customer agreed to.
    package var agreedCallBack: Verdict
    /// What a payment plan announced.
    package var ofPlan: Verdict
    /// One of the three messages after a cease request.
    package var remedyNotice: Verdict
    /// Asking about another of the customer's receivables when the hold is on one of them only.
    package var otherDebts: Verdict

    package init(
        receipt: Verdict, answer: Verdict, agreedCallBack: Verdict, ofPlan: Verdict = .block,
        remedyNotice: Verdict = .block, otherDebts: Verdict = .allow
    ) {
        collection = .block
        self.receipt = receipt
        self.answer = answer
        self.agreedCallBack = agreedCallBack
        self.ofPlan = ofPlan
        self.remedyNotice = remedyNotice
        self.otherDebts = otherDebts
    }

    func verdict(for purpose: ContactPurpose) -> Verdict {
        switch purpose {
        case .collection: collection
        case .receipt: receipt
        case .answer: answer
        case .agreedCallBack: agreedCallBack
        case .ofPlan: ofPlan
        case .remedyNotice: remedyNotice
        // It concerns the address, not the debt.
        case .optOutConfirmation: .allow
        }
    }
}
