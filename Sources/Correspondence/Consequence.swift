import Receivables

/// A later action a message may name, only while it is live in the policy. Source: starter policies §1.2 rule 8.
package enum Consequence: String, CaseIterable, Hashable, Sendable, Codable {
    case lateFee = "late-fee"
    /// The business decides about the agreement or the bill.
    case decision
    case endOfService = "end-of-service"
    case agency
    case counsel
    /// New work is paid in advance.
    case prepayment

    /// Words that name it, lower case, in either language; matched as whole words.
    var words: [String] {
        switch self {
        case .lateFee:
            [
                "fee", "fees", "late charge", "late charges", "interest", "recargo", "recargos", "interés", "intereses",
            ]
        case .decision:
            [
                "will decide", "we decide", "decides", "decision", "decidirá", "decidiremos", "decidimos", "decide",
                "decisión",
            ]
        case .endOfService:
            [
                "service ends", "service will end", "end of service", "end the service", "end your service",
                "ending service", "stop service", "stop your service", "cancel your service", "end your agreement",
                "end the agreement", "withdraw", "withdrawal", "servicio termina", "monitoreo termina",
                "servicio terminará",
                "termina el servicio", "terminar el servicio", "terminar su servicio", "fin del servicio",
                "cancelar su servicio", "terminar su contrato", "terminar el contrato", "retiro del servicio",
            ]
        case .agency: ["agency", "agencies", "agencia", "agencias"]
        case .counsel: ["counsel", "small claims", "asesor jurídico", "reclamos menores"]
        case .prepayment:
            [
                "paid in advance", "pay in advance", "prepaid", "prepayment", "por adelantado", "pago anticipado",
            ]
        }
    }

    /// The later actions a text names, in the order of the list. Texts of the facts are left out of it.
    static func named(in text: MessageWords) -> [Consequence] {
        allCases.filter { text.first(of: $0.words) != nil }
    }
}
