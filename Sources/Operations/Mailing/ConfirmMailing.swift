import Postgres
package import Receivables
package import Store
import Treatment

/// Records that letters were mailed, and that one came back. A printed letter is not a mailing before that.
package struct ConfirmMailing: Sendable {
    let store: Store

    package init(store: Store) { self.store = store }

    /// Batches, newest first.
    package func list(_ tenant: Identifier<Tenant>, limit: Int = 100) async throws -> [MailBatchRecord] {
        try await store.transaction(for: tenant) { try $0.mailBatches(limit: limit) }
    }

    /// Confirms that a batch was mailed on a day; its letters count as sent from that day.
    ///
    /// - Parameter gone: Letters that were mailed although they should not have been, which their person knows.
    /// - Returns: How many letters are sent by this.
    /// - Throws: `ActRefused` for a day before the letters were made or in the future, a batch without a file, one
    ///   confirmed for another day, and while it holds letters that must not be mailed: nothing is confirmed then.
    package func confirm(
        _ batch: Identifier<MailBatch>, mailedOn day: CalendarDate, gone: Set<Identifier<ContactAttempt>> = [],
        by person: String, for tenant: Identifier<Tenant>
    ) async throws -> Int {
        guard !person.isBlank else { throw ActRefused(.badInput, "say who confirms: --by") }
        return try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard let found = try tx.mailBatch(batch) else {
                throw ActRefused(.unknown, "there is no batch \(batch): `dunwell mail list` shows them")
            }
            if found.state == "mailed", found.mailedOn == day { return 0 }
            guard found.state == "produced" else {
                throw ActRefused(
                    .notAllowed,
                    found.state == "open"
                        ? "batch \(batch) has no file yet: it is printed at the end of its day"
                        : "batch \(batch) was confirmed as mailed on \(found.mailedOn?.description ?? "another day")")
            }
            guard day >= found.lettersOf, day <= moment.today else {
                throw ActRefused(
                    .badInput,
                    "the letters are of \(found.lettersOf) and today is \(moment.today): --mailed-on lies between the two"
                )
            }
            let barred = try MailingGate(day: TenantDay(tx), mailedOn: day).barred(tx.attempts(inBatch: batch), tx)
                // What binds the whole tenant kept the batch from being printed; what was mailed is told as mailed.
                .filter { !$0.isOfTenant }
            let inPile = barred.filter { !gone.contains($0.letter.id) }
            guard inPile.isEmpty else { throw Self.refusal(inPile, of: batch) }
            for letter in barred { try Self.record(mailed: letter, by: person, at: moment, tx) }
            let sent = try tx.confirmMailed(batch, on: day, by: person, at: moment) ?? 0
            try CopyLetters.enqueue(batch, in: tx)
            return sent
        }
    }

    private static func refusal(_ barred: [BarredLetter], of batch: Identifier<MailBatch>) -> ActRefused {
        let most = 20
        var lines = barred.prefix(most).map { one in
            "customer \(one.customer.reference), \(one.letter.stepKey): \(one.words)\n"
                + "  dunwell mail leave-out \(one.letter.id) --reason barred --by '<your name>'"
        }
        if barred.count > most {
            lines.append("and \(barred.count - most) more: `dunwell mail show \(batch)` lists them")
        }
        let head =
            barred.count == 1
            ? "1 letter must not be mailed: take it out of the pile and say so, then confirm again"
            : "\(barred.count) letters must not be mailed: take them out of the pile and say so, then confirm again"
        return ActRefused(
            .notAllowed,
            "\(head). A letter that has left all the same is named with --gone.\n" + lines.joined(separator: "\n"))
    }

    /// That a letter left which should not have is kept with why.
    private static func record(
        mailed barred: BarredLetter, by person: String, at moment: TenantMoment, _ tx: TenantTransaction
    ) throws {
        // A decision at sending is always written.
        _ = try tx.record([
            DecisionRecord(
                sending: barred.letter, verdict: .send, ruleID: "person.had-mailed", citation: barred.citation,
                facts: ["barred-by": barred.rule],
                words: "mailed, as \(person) says, although it should not have been: \(barred.words)", at: moment)
        ])
    }

    /// What became of a letter that came back.
    package struct Returned: Sendable {
        /// The reason that counts: the first told, unless a later one asks for more.
        package let reason: MailReturnReason
        package var effect: MailReturnReason.Effect { reason.effect }
        /// Whether anything was changed by this report.
        package let isNew: Bool
    }

    /// Records that a letter came back.
    ///
    /// It counts as not given. What follows depends on the reason: the address goes bad, a deceased customer is held,
    /// a person looks at a refusal. Recording it twice changes nothing; a later reason that asks for more is followed
    /// too.
    package func returned(
        _ attempt: Identifier<ContactAttempt>, reason: MailReturnReason, by person: String,
        for tenant: Identifier<Tenant>
    ) async throws -> Returned {
        try await store.transaction(for: tenant) { tx in
            let moment = try tx.moment()
            guard let letter = try tx.attempt(attempt), letter.medium == .post else {
                throw ActRefused(.unknown, "there is no letter \(attempt): `dunwell mail list` shows the batches")
            }
            if letter.state == .returned, let known = MailReturnReason(rawValue: letter.detail),
                known.effect.weight >= reason.effect.weight
            {
                return Returned(reason: known, isNew: false)
            }
            guard
                try tx.move(
                    attempt, from: [.sent, .returned], to: .returned, detail: reason.rawValue, at: moment.now)
            else {
                throw ActRefused(
                    .notAllowed,
                    "letter \(attempt) is \(letter.state.rawValue), not mailed: confirm its batch first if it was")
            }
            try tx.follow(reason, of: letter, by: person, moment: moment)
            return Returned(reason: reason, isNew: true)
        }
    }
}

extension TenantTransaction {
    fileprivate func follow(
        _ reason: MailReturnReason, of letter: AttemptRecord, by person: String, moment: TenantMoment
    ) throws {
        let source = "mail returned, by \(person)"
        switch reason.effect {
        case .addressBad:
            if let point = letter.contactPoint {
                try markContactPointBad(point, reason: "returned: \(reason.rawValue)", at: moment, source: source)
                // What left for the same address with it or after it was not given either.
                for later in try lettersSent(to: point, since: letter.sentOn ?? letter.plannedOn) {
                    // Read in this transaction as sent; whoever moved it meanwhile knows more.
                    _ = try move(later, from: [.sent], to: .returned, detail: reason.rawValue, at: moment.now)
                }
            }
        case .deceased:
            let hold = try add(
                NewHold(
                    customerID: letter.customerID, caseID: nil, reason: .deceased, source: source,
                    from: moment.today, until: nil, note: "a letter came back with this reason: a person decides"))
            try reviewHold(hold, on: moment.today.adding(days: HoldReason.deceased.reviewDays), note: "", by: source)
            try askForALook(at: hold, .deceased, customer: letter.customerID, letter.caseID, moment.today, source)
        case .personLooks:
            _ = try add(
                NewHold(
                    customerID: letter.customerID, caseID: letter.caseID, reason: .manual, source: source,
                    from: moment.today, until: nil, note: "a letter came back: \(reason.rawValue)"))
        case .tryAgain: break
        }
        try lowerNextLook(of: try caseIDs(of: letter.customerID), to: moment.today)
    }
}

/// Why the postal service brought a letter back. Source: USPS return endorsements, Domestic Mail Manual 507.1.5.
package enum MailReturnReason: String, CaseIterable, Sendable {
    case attemptedNotKnown = "ANK"
    case deceased = "DEC"
    case inDispute = "DIS"
    case insufficientAddress = "IA"
    case illegible = "ILL"
    case noMailReceptacle = "NMR"
    case noSuchNumber = "NSN"
    case noSuchStreet = "NSS"
    case refused = "REF"
    case temporarilyAway = "TEMP"
    case unclaimed = "UNC"
    case unableToForward = "UTF"
    case vacant = "VAC"
    case movedLeftNoAddress = "MLNA"
    case boxClosed = "BCNO"
    case forwardExpired = "FOE"
    case outOfBusiness = "OOB"
    case undeliverable = "NIX"

    /// What follows from it.
    package enum Effect: String, Sendable {
        /// No more letters there.
        case addressBad = "address-bad"
        /// Everything is held until a person decides.
        case deceased
        /// The address is good and nothing was asked to cease: the case is held until a person has looked.
        case personLooks = "person-looks"
        /// The address may be good: a later letter goes there again.
        case tryAgain = "try-again"

        /// How much it asks for: a later report counts when it asks for more.
        var weight: Int {
            switch self {
            case .tryAgain: 0
            case .addressBad: 1
            case .personLooks: 2
            case .deceased: 3
            }
        }
    }

    package var effect: Effect {
        switch self {
        case .deceased: .deceased
        case .refused, .inDispute, .outOfBusiness: .personLooks
        case .unclaimed, .temporarilyAway: .tryAgain
        case .attemptedNotKnown, .insufficientAddress, .illegible, .noMailReceptacle, .noSuchNumber, .noSuchStreet,
            .unableToForward, .vacant, .movedLeftNoAddress, .boxClosed, .forwardExpired, .undeliverable:
            .addressBad
        }
    }
}
