/// What is said on the telephone. Source: starter policies §5.2.
enum CallRules {
    static func all(_ templateKey: String, asksForPayment: Bool) -> [MessageRule] {
        every + (asksForPayment ? asking : []) + (templateKey == "first-call" ? first : [])
    }

    /// Every call.
    static let every: [MessageRule] = [
        .prints("call-person", "the name of the person asked for") { [$0.facts.customer.name] },
        .prints("call-caller", "the caller's first name and the business") { reading in
            [
                reading.facts.callerFirstName ?? reading.wording.unknownCaller,
                FieldSheet.oneLine(reading.facts.sender.tradeName),
            ]
        },
        .says("call-good-time", ["is this a good time?"], ["¿es buen momento?"]),
        .says("call-recorded", ["this call is recorded"], ["esta llamada se graba"]) { $0.facts.callsAreRecorded },
        .says("call-who-it-is", ["two harmless facts"], ["dos datos sencillos"]),
        .says("call-someone-else", ["if someone else answers"], ["si contesta otra persona"]),
        .prints("call-direct-number", "the number to call back") { [FieldSheet.oneLine($0.facts.sender.phone)] },
        .never(
            "call-never-asks",
            [
                "password", "passwords", "pin", "security code", "social security", "tax number", "birth date",
                "date of birth", "contraseña", "contraseñas", "clave", "código de seguridad", "seguro social",
                "fecha de nacimiento",
            ]),
        .never(
            "call-never-presses",
            [
                "borrow", "borrowing", "loan", "why haven't you", "why have you not", "préstamo", "préstamos",
                "prestado", "por qué no ha pagado",
            ]),
    ]

    /// Calls that ask for money.
    static let asking: [MessageRule] = [
        .says("call-service", ["working as it should"], ["funciona todo como debe"]) {
            !$0.says(
                ["automatic payment did not go through", "find out?"], ["pago automático no se pudo", "averiguó"])
        },
        .says("call-next-step", ["record the next step now"], ["anote ahora el siguiente paso"]),
    ]

    /// The first call.
    static let first: [MessageRule] = [
        .prints("first-call-amount", "the amount and the day it was due") { reading in
            [
                reading.wording.money(reading.facts.total),
                reading.facts.items.map(\.dueOn).min().map(reading.wording.date),
            ]
        },
        .says("first-call-trouble", ["did you have any trouble"], ["¿tuvo algún problema"]),
        .says("first-call-silence", ["wait in silence"], ["espere en silencio"]),
        .says("first-call-offers", ["offer to send the bill again"], ["ofrezca enviar"]),
        .says("first-call-when", ["when will it be paid, how much, and how?"], ["¿cuándo lo va a pagar, cuánto"]),
        .says("first-call-call-back", ["48 hours"], ["48 horas"]),
        .says("first-call-parts", ["smaller parts"], ["partes más pequeñas"]),
        .says("first-call-autopay", ["automatic payment"], ["pago automático"]),
        .says("first-call-claims", ["if they say it is paid"], ["si dice que ya pagó"]),
        .says("first-call-address", ["check the address"], ["confirme la dirección"]),
    ]
}
