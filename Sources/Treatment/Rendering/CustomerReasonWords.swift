package import Receivables

extension NonpaymentReason {
    /// The reason as a customer hears it, after "you told us that".
    package func words(in language: Language) -> String { CustomerWording(language: language).reason(self) }
}

extension CustomerWording {
    /// A reason as it stands after "you told us that".
    func reason(_ reason: NonpaymentReason) -> String {
        switch reason {
        case .confusingInvoice: say("the bill is not clear", "la factura no es clara")
        case .surprisedByTotal: say("the total is not what you expected", "el total no es el que esperaba")
        case .nameNotRecognised: say("you do not know the name on it", "no reconoce el nombre")
        case .doubleCharge: say("you were charged twice", "le cobraron dos veces")
        case .dissatisfied: say("you are not satisfied", "no está satisfecho")
        case .changeOfMeans: say("your means have changed", "sus ingresos cambiaron")
        case .otherDebtsFirst: say("other bills come first", "otros pagos van primero")
        case .neverReceived: say("the bill never arrived", "la factura nunca llegó")
        case .forgot: say("it slipped by", "se le pasó")
        case .paidAlready: say("it is paid already", "ya está pagado")
        case .refuses: say("you will not pay", "no va a pagar")
        case .cancelled: say("you cancelled", "canceló")
        case .movedOrSold: say("you moved or sold", "se mudó o vendió")
        case .switchedProvider: say("you changed providers", "cambió de compañía")
        case .systemDoesNotWork: say("the system does not work", "el sistema no funciona")
        case .cardExpired: say("your card expired", "su tarjeta venció")
        case .renewalUnknown: say("you did not know it renewed", "no sabía que se renovó")
        case .other: say("something else is in the way", "hay otro impedimento")
        }
    }
}
