import Receivables

extension Page {
    /// What the pages say. Plain words, no claim about anyone's affairs.
    struct Words {
        let frontTitle: String
        let front: String
        let isWell: String
        let isNotWell: String
        let questionTitle: String
        let question: String
        let button: String
        let whatStays: String
        let doneTitle: String
        let done: String
        let unknownTitle: String
        let unknown: String
        let failedTitle: String
        let notUnderstood: String
        let tryAgain: String

        static func of(_ language: Language) -> Words {
            switch language {
            case .english: english
            case .spanish: spanish
            }
        }

        private static let english = Words(
            frontTitle: "Dunwell",
            front:
                "This address answers links in e\u{2011}mails. There is nothing to sign in to: the work is done with "
                + "the dunwell command on the machine itself.",
            isWell: "It is up and well.", isNotWell: "It is up and not ready for work: /readyz says why.",
            questionTitle: "Stop these e\u{2011}mails?",
            question:
                "Press the button and we will stop sending e\u{2011}mail to this address. It takes effect at once.",
            button: "Stop e\u{2011}mail to this address",
            whatStays: "We may still write to you by post or call you. You can reach us as described in our last "
                + "message.",
            doneTitle: "E\u{2011}mail is stopped",
            done: "We will not send any more e\u{2011}mail to this address. You can close this page.",
            unknownTitle: "This link does not work",
            unknown:
                "Part of it may be missing. Please open the link from the e\u{2011}mail again, or copy it whole. Or answer the "
                + "e\u{2011}mail with the word STOP.",
            failedTitle: "That did not work",
            notUnderstood: "Please open the link from the e\u{2011}mail again and press the button.",
            tryAgain: "Nothing was changed. Please try again in a few minutes.")

        private static let spanish = Words(
            frontTitle: "Dunwell",
            front:
                "Esta dirección atiende los enlaces de los correos. Aquí no se inicia sesión: el trabajo se hace con el "
                + "programa dunwell en la propia máquina.",
            isWell: "Funciona y está bien.", isNotWell: "Funciona, pero no está lista: /readyz dice por qué.",
            questionTitle: "¿Dejar de recibir estos correos?",
            question: "Pulse el botón y dejaremos de enviar correos electrónicos a esta dirección de inmediato.",
            button: "No enviar más correos a esta dirección",
            whatStays: "Es posible que le escribamos por correo postal o le llamemos. Puede comunicarse con nosotros "
                + "como se indica en nuestro último mensaje.",
            doneTitle: "Ya no recibirá correos",
            done: "No enviaremos más correos electrónicos a esta dirección. Puede cerrar esta página.",
            unknownTitle: "Este enlace no funciona",
            unknown:
                "Puede que le falte una parte. Abra de nuevo el enlace del correo o cópielo completo. También puede "
                + "responder al correo con la palabra BAJA.",
            failedTitle: "No se pudo completar",
            notUnderstood: "Abra de nuevo el enlace del correo y pulse el botón.",
            tryAgain: "No se cambió nada. Inténtelo de nuevo en unos minutos.")
    }
}
