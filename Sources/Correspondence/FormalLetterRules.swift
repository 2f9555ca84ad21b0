import Receivables

/// The formal letter with the fee date. Source: starter policies §5.3.
enum FormalLetterRules {
    @Sendable private static func hasFee(_ reading: MessageReading) -> Bool { reading.terms?.fee != nil }

    /// More than this never fits one page with a table and a slip.
    static let wordsMax = 420

    static let all: [MessageRule] = [
        .prints("formal-due-dates", "the due date of each item") { reading in
            reading.facts.items.map { reading.wording.date($0.dueOn) }
        },
        .prints("formal-fee-date", "the day from which the fee applies", where: hasFee) { reading in
            [reading.terms?.fee.map { reading.wording.date($0.beginsOn) }]
        },
        .prints("formal-pay-by", "the last day to pay without the fee", where: hasFee) { reading in
            [reading.terms?.fee.map { reading.wording.date($0.payBy) }]
        },
        .prints("formal-fee-items", "which items the fee applies to", where: hasFee) { reading in
            [
                reading.terms?.fee.map { fee in
                    guard fee.isOnEach(of: reading.facts.items) else { return reading.wording.list(fee.items) }
                    return reading.facts.language == .english
                        ? "each item in this list" : "cada concepto de esta lista"
                }
            ]
        },
        .prints("formal-fee-amount", "the exact amount, or the rate with an example in money", where: hasFee) {
            reading in
            switch reading.terms?.fee?.charge {
            case .each(let amount): [reading.wording.money(amount)]
            case .monthly(let rate, let base, let total):
                [rate, reading.wording.money(base), reading.wording.money(total)]
            case nil: []
            }
        },
        .prints("formal-fee-clause", "the clause that allows the fee", where: hasFee) { [$0.terms?.fee?.clause] },
        .prints("formal-answer-by", "the day by which it asks for an answer", where: { !hasFee($0) }) { reading in
            [reading.terms?.answerBy.map(reading.wording.dateWithWeekday)]
        },
        .says(
            "formal-then", ["we will write to you again"], ["le escribiremos otra vez"],
            where: { !hasFee($0) && $0.terms?.nextLetterOn != nil }),
        MessageRule(
            name: "formal-nothing-added", detail: "it does not say, or says wrongly, that nothing was added",
            fix: "Say it exactly when it is so."
        ) { reading in
            let says = reading.says(["nothing has been added"], ["no se ha agregado nada"])
            return !hasFee(reading) && says != (reading.terms?.nothingAdded ?? false)
        },
        MessageRule(
            name: "formal-none-so-far", detail: "it does not say, or says wrongly, that no fee was added so far",
            fix: "Say it exactly when it is so."
        ) { reading in
            let says = reading.says(["no late fee has been added"], ["no se ha agregado ningún recargo"])
            return says != (reading.terms?.fee?.noneSoFar ?? false)
        },
        MessageRule(
            name: "formal-no-fee-words", detail: "a fee is named where none may be charged",
            fix: "Leave the part about the fee out."
        ) { !hasFee($0) && $0.own.first(of: Consequence.lateFee.words) != nil },
        MessageRule(
            name: "formal-certain", detail: "the fee date is left open", fix: "Say that it applies, and from which day."
        ) { reading in
            hasFee(reading) && reading.withoutMonthOfMay.first(of: ["may", "might", "could", "podría", "podrá"]) != nil
        },
        .never("formal-no-service", Consequence.endOfService.words + Consequence.agency.words),
        .says("formal-parts", ["smaller parts"], ["partes más pequeñas"]),
        .says("formal-hardship", ["payment is difficult"], ["difícil pagar"]),
        .says("formal-dispute", ["disagree"], ["no está de acuerdo"]),
        .says("formal-dispute-stops-fee", ["stops the fee"], ["detiene el recargo"], where: hasFee),
        .prints("formal-contact", "the role and number of who answers") { reading in
            [reading.terms?.contact?.role, reading.terms?.contact?.phone]
        },
        MessageRule(name: "formal-slip", detail: "the slip is missing", fix: "Put [slip] at the end.") { reading in
            guard case .letter(let letter) = reading.content else { return false }
            return letter.remittance == nil && !(reading.facts.sender.ways.remittanceLines ?? []).isEmpty
        },
        MessageRule(name: "formal-one-page", detail: "more words than fit one page", fix: "Say less.") { reading in
            guard case .letter(let letter) = reading.content else { return false }
            return (letter.opening + letter.closing).joined(separator: " ").split(separator: " ").count > wordsMax
        },
    ]
}

extension MessageReading {
    /// The own words without the month of May, so that only the verb is found.
    var withoutMonthOfMay: MessageWords { MessageWords(printed.replacing(/\bMay (?=[0-9])/, with: " ")) }
}

/// The last letter that names a condition. Source: starter policies §2.1, `final-demand`.
enum FinalDemandRules {
    static let all: [MessageRule] = [
        .prints("demand-due-dates", "the due date of each item") { reading in
            reading.facts.items.map { reading.wording.date($0.dueOn) }
        },
        .prints("demand-last-day", "the last day to pay or arrange") { reading in
            [reading.terms?.deadline.map { reading.wording.dateWithWeekday($0.payBy) }]
        },
        .says(
            "demand-decides-agreement", ["decide about your agreement"], ["decidirá sobre su contrato"],
            where: { $0.terms?.deadline?.decides == .agreement }),
        .says(
            "demand-decides-bill", ["decide how to close this bill"], ["decidirá cómo cerrar esta factura"],
            where: { $0.terms?.deadline?.decides == .bill }),
        .says("demand-arrange", ["agree on parts"], ["acordar partes"]),
        .says("demand-dispute", ["disagree"], ["no está de acuerdo"]),
        .prints("demand-contact", "the role and number of who answers") { reading in
            [reading.terms?.contact?.role, reading.terms?.contact?.phone]
        },
        MessageRule(
            name: "demand-prepayment", detail: "it does not say, or says wrongly, that new work is paid in advance",
            fix: "Say it exactly when it is so."
        ) { reading in
            let says = reading.own.first(of: Consequence.prepayment.words) != nil
            return says != (reading.terms?.deadline?.newWorkIsPrepaid ?? false)
        },
    ]
}
