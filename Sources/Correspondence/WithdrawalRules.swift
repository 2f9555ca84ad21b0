import Receivables

/// The end of a service: the notice, the call that asks whether it arrived, and the letter afterwards.
/// Source: starter policies §§2.1 and 5.6.
enum WithdrawalRules {
    /// Conditions and ways out, and words that leave the day open, in either language.
    static let waysOut = [
        "unless", "if you pay", "if we receive", "if you do not pay", "to avoid", "until", "in order to keep", "might",
        "could", "plan to", "possibly", "perhaps", "contact us to prevent", "to prevent", "a menos que", "si paga",
        "si no paga", "si recibimos", "para evitar", "hasta que", "hasta", "podría", "podrá", "quizá", "quizás",
        "tal vez", "posiblemente", "puede que", "a fin de conservar", "para conservar",
    ]

    static let notice: [MessageRule] = [
        MessageRule(
            name: "notice-headline", detail: "the headline with the one day and time is missing",
            fix: "Begin with “Notice: monitoring service ends on … at …”."
        ) { reading in
            guard let ends = reading.serviceEnds else { return true }
            let headline =
                switch reading.facts.language {
                case .english: "Notice: monitoring service ends on \(ends.day) at \(ends.time)"
                case .spanish: "Aviso: el servicio de monitoreo termina el \(ends.day) a las \(ends.time)"
                }
            return !reading.prints(headline)
        },
        MessageRule(
            name: "notice-one-day", detail: "a second day or time", fix: "Name one day and one time; send a new notice."
        ) { $0.holdsAnotherDay || $0.holdsAnotherTime },
        MessageRule(
            name: "notice-subject", detail: "the subject shows what the letter is about",
            fix: "Use the neutral subject."
        ) { reading in
            let neutral =
                reading.facts.language == .english
                ? "Important letter about your agreement" : "Carta importante sobre su contrato"
            return switch reading.content {
            case .email(let email): email.subject != neutral
            case .letter(let letter): letter.title != neutral
            case .call, .text: false
            }
        },
        .prints("notice-services", "which services at which premises") { reading in
            [reading.terms?.withdrawal?.services, reading.terms?.withdrawal?.premises]
        },
        .prints("notice-reason", "the amount and since when it is open") { reading in
            [
                reading.wording.money(reading.facts.total),
                reading.terms?.withdrawal.map { reading.wording.date($0.owingSince) },
            ]
        },
        .says(
            "notice-not-watched", ["will not be watched or passed to police, fire or medical services"],
            ["no se vigilarán ni se transmitirán a la policía, los bomberos o los servicios médicos"]),
        .says("notice-sounders", ["still sound, but nobody is called"], ["siguen sonando, pero no se llama a nadie"]),
        .says(
            "notice-life-safety", ["permit offices and insurers"], ["oficinas de permisos y las aseguradoras"],
            where: { $0.terms?.withdrawal?.guardsLife ?? true }),
        MessageRule(
            name: "notice-authority", detail: "it does not say, or says wrongly, that the authority was notified",
            fix: "Say it exactly when there is proof of it."
        ) { reading in
            let says = reading.says(["has been notified"], ["ya recibió el aviso"])
            let withdrawal = reading.terms?.withdrawal
            return says != ((withdrawal?.authorityNotified ?? false) && (withdrawal?.guardsLife ?? false))
        },
        .says("notice-protection", ["other protection"], ["otra protección"]),
        .prints("notice-still-owed", "what the agreement says remains owed") { [$0.terms?.withdrawal?.stillOwed] },
        .prints("notice-equipment", "what happens with the equipment") { [$0.terms?.withdrawal?.equipment] },
        .prints("notice-sent", "the day and way of sending") { reading in
            [
                reading.terms?.withdrawal.map { reading.wording.date($0.sentOn) }, reading.terms?.withdrawal?.sentBy,
            ]
        },
        .prints("notice-contact", "the role and number for questions") { reading in
            [reading.terms?.contact?.role, reading.terms?.contact?.phone]
        },
        .says("notice-regret", ["we regret"], ["lamentamos"]),
        MessageRule(
            name: "notice-no-way-out", detail: "a condition, a way out or an open word", fix: "State facts and a date."
        ) { $0.withoutMonthOfMay.first(of: waysOut + ["may"]) != nil },
        MessageRule(
            name: "notice-no-payment", detail: "a way to pay stands in the notice",
            fix: "Leave payment out of this cover."
        ) { reading in
            let words = MessageWords(reading.printed)
            let offers = [
                "how to pay", "to pay", "pay online", "payment plan", "pay in parts", "cómo puede pagar", "pagar",
                "pague", "plan de pagos", "en partes",
            ]
            if words.first(of: offers) != nil { return true }
            if let link = reading.facts.sender.ways.payLink, reading.prints(link) { return true }
            guard case .letter(let letter) = reading.content else { return false }
            return letter.remittance != nil
        },
        .never(
            "notice-no-suspension",
            ["suspend", "suspended", "suspension", "pause", "suspender", "suspendido", "suspensión", "pausa"]),
        .never(
            "notice-no-blame",
            ["you failed", "your fault", "you refused", "you ignored", "usted no cumplió", "su culpa", "usted ignoró"]),
    ]

    /// Promises nothing, and says the day and time again.
    static let check: [MessageRule] = [
        .prints("check-day", "the day and time of the notice") { [$0.serviceEnds?.day, $0.serviceEnds?.time] },
        MessageRule(
            name: "check-promises-nothing", detail: "a condition or a way out", fix: "Say the day and time, and listen."
        ) { reading in
            // The polite question at the beginning of every Spanish call is no condition.
            let polite = ["podría"]
            return MessageWords(reading.printed).first(of: waysOut.filter { !polite.contains($0) }) != nil
        },
    ]

    static let done: [MessageRule] = [
        .prints("done-day", "the day and time at which service ended") {
            [$0.serviceEnds?.day, $0.serviceEnds?.time]
        },
        .says("done-not-watched", ["signals are not watched"], ["las señales no se vigilan"]),
        .prints("done-still-owed", "what the agreement says remains owed") { [$0.terms?.withdrawal?.stillOwed] },
        .prints("done-equipment", "what happens with the equipment") { [$0.terms?.withdrawal?.equipment] },
        .says("done-come-back", ["come back"], ["volver"]),
        .says("done-payment-alone", ["payment alone does not"], ["el pago por sí solo no"]),
        .prints(
            "done-agency", "the agency, its day, the address and the day to object",
            where: {
                $0.terms?.withdrawal?.agency != nil
            }
        ) { reading in
            guard let agency = reading.terms?.withdrawal?.agency else { return [] }
            return [
                agency.name, agency.email, reading.wording.date(agency.from), reading.wording.date(agency.optOutBy),
            ]
        },
    ]
}

extension MessageReading {
    /// The day and time of the notice as printed.
    fileprivate var serviceEnds: (day: String, time: String)? {
        terms?.withdrawal.map { withdrawal in
            let time = wording.time(minuteOfDay: withdrawal.endsAtMinute) + ", " + withdrawal.zone
            return (wording.dateWithWeekday(withdrawal.endsOn), Self.flat(time))
        }
    }

    /// Whether a day is printed that is neither the end of service nor one of the days the notice tells about.
    fileprivate var holdsAnotherDay: Bool {
        guard let withdrawal = terms?.withdrawal else { return true }
        let known = [
            withdrawal.endsOn, withdrawal.sentOn, withdrawal.owingSince, facts.writtenOn, facts.figuresAsOf,
        ]
        let allowed = Set(known.map { wording.date($0) })
        let english = /[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}/
        let spanish = /[0-9]{1,2} de [a-z]+ de [0-9]{4}/
        let days =
            facts.language == .english
            ? printed.matches(of: english).map { String($0.output) }
            : printed.matches(of: spanish).map { String($0.output) }
        return !days.allSatisfy { allowed.contains($0) }
    }

    /// Whether a time is printed that is neither the end of service nor an office hour.
    fileprivate var holdsAnotherTime: Bool {
        guard let withdrawal = terms?.withdrawal else { return true }
        let minutes =
            [withdrawal.endsAtMinute] + facts.sender.hours.flatMap { [$0.opensAtMinute, $0.closesAtMinute] }
        let allowed = Set(minutes.map { Self.flat(wording.time(minuteOfDay: $0)).prefix { $0.isNumber || $0 == ":" } })
        let times = printed.matches(of: /[0-9]{1,2}:[0-9]{2}/).map(\.output)
        return !times.allSatisfy { allowed.contains($0) }
    }
}
