import Receivables

/// Words and phrases no message may hold, lower case; matched as whole words. Source: starter policies §5.0 to §5.4.
enum NeverWords {
    /// In every part of every message, in either language.
    static let anywhere: [String] = [
        "delinquent", "delinquency", "deadbeat", "failure", "must immediately", "last chance", "final offer",
        "legal action", "lawsuit", "sue", "court", "attorney", "lawyer", "garnish", "garnishment", "arrest", "police",
        "credit score", "credit report", "credit bureau", "collection agency", "collections", "debt", "debtor",
        "default", "refuse to pay", "ashamed", "shame", "disappointed", "guilty",
        "disconnect", "disconnected", "disconnection", "suspend", "suspended", "suspension", "unmonitored", "unwatched",
        "unprotected", "deactivate", "deactivated", "alarm code", "passcode", "act now", "limited time", "discount",
        "moroso", "morosa", "morosidad", "deudor", "deudora", "deuda", "deudas", "adeudo", "fracaso", "incumplimiento",
        "de inmediato", "inmediatamente", "última oportunidad", "oferta final", "acción legal", "acciones legales",
        "demanda", "demandar", "tribunal", "juzgado", "abogado", "abogada", "embargo", "cárcel", "policía",
        "puntaje crediticio", "puntaje de crédito", "historial de crédito", "buró de crédito", "agencia de cobro",
        "agencia de cobranza", "cobranza", "cobranzas", "vergüenza", "culpa", "decepcionados", "desconectar",
        "desconexión", "suspender", "suspendido", "suspendida", "suspensión", "sin vigilancia", "sin monitoreo",
        "sin protección", "desactivar", "código de alarma", "descuento", "promoción",
    ]

    /// Words of our templates' list that are plain facts in the answer to a question: a reduction that was agreed, and what
    /// was put right at once. What is held over somebody stays out. Source: starter policies §5.0, which bars promotion.
    static let plainInAnAnswer: Set<String> = ["discount", "descuento", "de inmediato", "inmediatamente"]

    /// Phrases of an answer that say nothing of the customer, whatever words they hold.
    static let honest: [String] = [
        "power failure", "equipment failure", "battery failure", "panel failure", "default setting",
        "default settings", "culpa nuestra", "nuestra culpa", "culpa fue nuestra", "culpa es nuestra",
    ]

    /// With “at once” these press for payment.
    static let pressing: [String] = [
        "pague de inmediato", "pagar de inmediato", "pague inmediatamente", "pagar inmediatamente",
        "debe inmediatamente", "debe de inmediato",
    ]

    /// Where strangers may read or hear: subject, preview, title, voicemail.
    static let inTheOpen: [String] = [
        "due", "overdue", "past due", "owe", "owed", "owing", "balance", "amount", "payment", "payments", "pay",
        "paid", "unpaid", "late", "bill", "invoice", "fee", "monitoring", "service", "alarm", "urgent", "important",
        "debe", "adeuda", "vencido", "vencida", "vencimiento", "vence", "saldo", "monto", "importe", "pago", "pagos",
        "pagar", "pague", "pagado", "atraso", "atrasado", "atrasada", "factura", "cargo", "monitoreo", "servicio",
        "alarma", "urgente", "importante", "cobro", "cobrar",
    ]

    /// Before the first consequence is near, a courtesy or a question says nothing of these.
    static let beforeItIsLate: [String] = [
        "overdue", "past due", "late fee", "fee", "fees", "agency", "agencies", "decide", "decision", "vencido",
        "vencida", "atrasado", "atrasada", "recargo", "recargos", "agencia", "agencias", "decidir", "decisión",
    ]

    /// A question about the service asks for nothing else.
    static let inAQuestion: [String] = [
        "late fee", "fee", "fees", "pay before", "pay now", "please pay", "pay today", "recargo", "recargos",
        "pague antes", "pague ahora", "por favor pague", "pague hoy",
    ]

    /// On a first call none of these is near.
    static let onACall: [String] = ["why haven't you paid", "withdrawal", "agency", "fee", "agencia", "recargo"]

    /// Claims of earlier contact; allowed only when the record shows it.
    static let claims: [(words: [String], medium: ContactMedium)] = [
        (
            [
                "we called", "we have called", "i called", "we tried to call", "our call", "our calls", "when we spoke",
                "we spoke", "le llamamos", "lo llamamos", "la llamamos", "hemos llamado", "nuestra llamada",
                "nuestras llamadas", "cuando hablamos", "hablamos con usted", "intentamos llamarle",
            ], .telephone
        ),
        (
            [
                "our letter", "our letters", "we wrote", "we have written", "nuestra carta", "nuestras cartas",
                "le escribimos", "hemos escrito",
            ], .post
        ),
        (["our e-mail", "our email", "we e-mailed", "nuestro correo electrónico anterior", "nuestro correo"], .email),
    ]

    /// Parts of a business name that show collecting. Source: 12 CFR 1006.2(j)(1)(i).
    static let inAVoicemailName: [String] = [
        "collection", "collections", "collectors", "recovery", "debt", "cobranza", "cobranzas",
    ]
}
