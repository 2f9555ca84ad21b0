import Postgres
package import Receivables
package import Store
import Treatment

/// Records that an automatic payment was declined or came back, as a person or the processor's notice tells it. The
/// same as a row of an `autopay` import.
package struct RecordAutopayDecline: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// One failed try.
    package struct Failure: Sendable {
        package var customerReference: String
        package var businessReference: String?
        /// The bill it was for; `nil` where nobody knows.
        package var receivable: String?
        /// As the bank or card network gave it: `R01`, `54`, `expired_card`.
        package var code: String
        package var failedOn: CalendarDate
        /// The day it is tried again; `nil` when it is not.
        package var nextTryOn: CalendarDate?
        /// The source's number of the try; the same again records nothing.
        package var reference: String

        package init(customerReference: String, code: String, failedOn: CalendarDate, reference: String) {
            self.customerReference = customerReference
            self.code = code
            self.failedOn = failedOn
            self.reference = reference
        }
    }

    /// What was understood.
    package struct Recorded: Sendable {
        /// A stable word such as `card-expired`.
        package let cause: String
        /// What the code means, one sentence part.
        package let meaning: String
        /// `false` when this try was recorded before.
        package let isNew: Bool
        /// Whether the bill it was for is paid, so that nobody is written to.
        package let isSettled: Bool
        /// The day it is tried again; `nil` where none was named, and where trying the same again cannot work.
        package let nextTryOn: CalendarDate?
    }

    /// Records a failure.
    ///
    /// - Throws: `ActRefused` for an unknown customer, bill or code, a day still to come, a next try not after the
    ///   failure, too long after it or for a code that cannot work again, or a number that belongs to another failure.
    package func record(_ failure: Failure, for tenant: Identifier<Tenant>) async throws -> Recorded {
        guard !failure.reference.isEmpty else {
            throw ActRefused(.badInput, "give the number of the try (--reference), such as the processor's own")
        }
        guard let decline = AutopayDecline(code: failure.code) else {
            throw ActRefused(
                .badInput,
                "\(failure.code.prefix(40)) is no return or decline code Dunwell knows: use one such as "
                    + AutopayDecline.examples)
        }
        try refuseCardNumbers(in: failure.reference, failure.code)
        return try await store.transaction(for: tenant) { tx in
            let today = try tx.moment().today
            guard failure.failedOn <= today else {
                throw ActRefused(.badInput, "\(failure.failedOn) lies in the future: today is \(today)")
            }
            guard failure.failedOn >= today.adding(days: -AutopayDecline.daysMax) else {
                throw ActRefused(
                    .badInput,
                    "\(failure.failedOn) lies more than \(AutopayDecline.daysMax) days back, later than any bank returns a payment: "
                        + "correct the day")
            }
            if let next = failure.nextTryOn { try Self.check(next, of: failure, decline) }
            let business = try tx.business(named: failure.businessReference)
            let customer = try tx.customer(named: failure.customerReference)
            let caseID = try tx.caseOf(customer.id, with: business)
            let item = try failure.receivable.map {
                try Self.receivable($0, of: customer, business: business.id, tx)
            }
            let record = AutopayFailureRecord(
                caseID: caseID, receivable: item?.id, reference: failure.reference, failedOn: failure.failedOn,
                code: failure.code, cause: decline.cause.rawValue, isHard: decline.isHard,
                nextTryOn: failure.nextTryOn)
            let known = try tx.autopayFailure(failure.reference, ofCase: caseID)
            if let known, !known.tells(the: record) {
                throw ActRefused(
                    .notAllowed,
                    "try \(failure.reference) was recorded before, as \(known.code) of \(known.failedOn): give this one its "
                        + "own number")
            }
            let kept = try tx.keep([record], today: today, source: "autopay")
            return Recorded(
                cause: decline.cause.rawValue,
                meaning: decline.meaning(ofCode: failure.code), isNew: !kept.isEmpty,
                isSettled: item?.open.isZero ?? false, nextTryOn: decline.isHard ? nil : failure.nextTryOn)
        }
    }

    private static func check(_ next: CalendarDate, of failure: Failure, _ decline: AutopayDecline) throws {
        guard next > failure.failedOn else {
            throw ActRefused(
                .badInput, "the next try, \(next), is not after the failure on \(failure.failedOn): correct it")
        }
        let last = failure.failedOn.adding(days: AutopayDecline.daysMax)
        guard next <= last else {
            throw ActRefused(
                .badInput,
                "the next try, \(next), lies more than \(AutopayDecline.daysMax) days after the failure on "
                    + "\(failure.failedOn): give a day by \(last), or leave out --next-try when it is not tried again")
        }
        guard !decline.isHard else {
            throw ActRefused(
                .badInput,
                "\(failure.code) says that \(decline.cause.words), so trying the same again cannot work, and --next-try "
                    + "names \(next): leave out --next-try, or correct --code; a new card or bank account is recorded "
                    + "with dunwell customer autopay-renewed")
        }
    }

    private static func receivable(
        _ reference: String, of customer: CustomerRecord, business: Identifier<Business>, _ tx: TenantTransaction
    ) throws -> NamedReceivable {
        guard let item = try tx.receivable(named: reference, business: business), item.customer == customer.id else {
            throw ActRefused(
                .unknown,
                "customer \(customer.reference) has no receivable \(reference): leave it out, or name what is open, as "
                    + "`dunwell customer show \(PlanTheDay.typed(customer.reference))` lists it")
        }
        return item
    }
}

extension AutopayFailureRecord {
    /// Whether both say the same; the same try told twice is no second failure.
    fileprivate func tells(the other: AutopayFailureRecord) -> Bool {
        code == other.code && failedOn == other.failedOn && receivable == other.receivable
            && nextTryOn == other.nextTryOn
    }
}
