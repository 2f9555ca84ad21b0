import Receivables

/// An offer to pay in parts. Source: starter policies §5.5.
enum PlanOfferRules {
    /// Spoken or written.
    static let all: [MessageRule] = [
        .prints("plan-choices", "number, amounts and dates of each choice") { reading in
            reading.terms?.plan.map { $0.choices.map(reading.wording.plan) } ?? [nil]
        },
        .prints("plan-cost", "what paying in parts costs") { reading in
            [reading.terms?.plan.map { reading.wording.planCost($0.cost) }]
        },
        .prints("plan-offer-ends", "the day the offer ends") { reading in
            [reading.terms?.plan.map { reading.wording.dateWithWeekday($0.offerEndsOn) }]
        },
        .says("plan-first-payment", ["first payment starts"], ["primer pago pone"]),
        .says("plan-missed-call", ["call you once"], ["llamaremos una vez"]),
        .prints("plan-grace", "the days to make up a missed part") { reading in
            [reading.terms?.plan.map { "\($0.graceDays) \(reading.facts.language == .english ? "days" : "días")" }]
        },
        .says("plan-something-else", ["another way"], ["otra forma"]),
        .says("plan-dispute", ["still dispute"], ["todavía puede presentar una inconformidad"]),
        .says("plan-copy", ["copy"], ["copia"]),
        .never(
            "plan-never-waives",
            [
                "waive", "waives", "give up your right", "give up any right", "give up your rights", "renuncia",
                "renunciar", "renuncia a",
            ]),
        .never(
            "plan-never-silence",
            [
                "if you do not answer", "if we do not hear", "counts as accepted", "taken as accepted",
                "si no responde",
                "si no contesta", "se dará por aceptada", "se da por aceptada",
            ]),
        .never(
            "plan-never-automatic-only",
            [
                "automatic payment is required", "only by automatic payment", "se requiere el pago automático",
                "solo con pago automático",
            ]),
        .never("plan-never-note-first", ["promissory note", "sign a note", "pagaré"]),
    ]

    static let written: [MessageRule] = [
        .says("plan-covers", ["every item in this list"], ["todos los conceptos de esta lista"]),
        .says("plan-new-bills", ["new bills"], ["facturas nuevas"]),
        .says("plan-ladder", ["no reminders"], ["no enviamos recordatorios"]),
        .says("plan-missed-ends", ["reminders go on"], ["recordatorios continúan"]),
        MessageRule(
            name: "plan-fees", detail: "what happens to late fees is missing or wrong",
            fix: "Say it exactly when fees wait while the plan is kept."
        ) { reading in
            let says = reading.own.first(of: Consequence.lateFee.words) != nil
            return says != (reading.terms?.plan?.stopsFees ?? false)
        },
        .says("plan-accept", ["to accept"], ["para aceptar"]),
        .says("plan-signature", ["sign"], ["firm"]),
        .says("plan-automatic", ["not required"], ["no es necesario"]),
        MessageRule(
            name: "plan-never-ticked", detail: "a choice is ticked already", fix: "Leave every box empty."
        ) { reading in
            let ticks = ["☑", "☒", "[x]", "[X]", "✓", "✔"]
            return ticks.contains { reading.printed.contains($0) }
        },
    ]
}

/// Thanks, confirmations and answers. Source: starter policies §§1.4 and 2.2.
enum RecordRules {
    static func all(_ templateKey: String) -> [MessageRule] {
        switch templateKey {
        case "receipt":
            [
                .prints("receipt-amount", "the amount and the day") { reading in
                    [
                        reading.terms?.payment.map { reading.wording.money($0.amount) },
                        reading.terms?.payment.map { reading.wording.date($0.receivedOn) },
                    ]
                },
                .says(
                    "receipt-notice", ["does not change our notice of"], ["no cambia nuestro aviso del"],
                    where: { $0.terms?.payment?.leavesNoticeOf != nil }),
            ]
        case "write-off":
            [.says("write-off-nothing-further", ["not ask for it any more"], ["ya no los pediremos"])]
        case "dispute-received":
            [
                .prints("dispute-answer-by", "the day of the answer") { reading in
                    [reading.terms?.dispute?.answerBy.map(reading.wording.dateWithWeekday)]
                },
                .says("dispute-asks-nothing", ["we ask nothing"], ["no pedimos nada"]),
            ]
        case "evidence-request":
            [
                .prints("evidence-by", "the day by which it helps") { reading in
                    [reading.terms?.dispute?.evidenceBy.map(reading.wording.dateWithWeekday)]
                },
                .says("evidence-thanks", ["thank you"], ["gracias"]),
            ]
        case "evidence-received":
            [
                .says("evidence-came", ["thank you"], ["gracias"]),
                .prints("evidence-answer-by", "the day of the answer") { reading in
                    [reading.terms?.dispute?.answerBy.map(reading.wording.dateWithWeekday)]
                },
            ]
        case "plan-reminder":
            [
                .prints("plan-part", "the amount and the day of the part") { reading in
                    [
                        reading.terms?.planPart.map { reading.wording.money($0.amount) },
                        reading.terms?.planPart.map { reading.wording.dateWithWeekday($0.dueOn) },
                    ]
                }
            ]
        case "plan-confirmation":
            [
                .prints("plan-agreed", "number, amounts and dates of the parts") { reading in
                    [reading.terms?.plan?.choices.first.map(reading.wording.plan)]
                },
                .says("plan-agreed-dispute", ["still dispute"], ["presentar una inconformidad"]),
                .says("plan-agreed-missed", ["we will call you once"], ["le llamaremos una vez"]),
            ]
        default: []
        }
    }
}
