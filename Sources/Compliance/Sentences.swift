// One sentence for each reason and language. A name in braces is a fact of the decision.
extension GateDecision {
    var english: String {
        switch reason {
        case .allowed: "Nothing stands against it."
        case .otherName: "The sender's name is not registered as the business's own."
        case .nothingOwed: "There is nothing to ask for: the debt is {debt}."
        case .unappliedMoney: "Money of the customer arrived and is not yet set against what is owed."
        case .hold:
            verdict == .needsPerson
                ? "A person has to look first: {scope} on hold since {since}, reason {hold}."
                : "The {scope} is on hold since {since}, reason {hold}."
        case .wrongAddressKind: "A {address-kind} address cannot be used for {medium}."
        case .addressOptedOut: "The customer asked on {opted-out-on} not to be contacted at this address."
        case .mediumStopped: "The customer asked on {stopped-on} to stop {medium}."
        case .badAddress: "This address does not work: {address}."
        case .placeBarred: "The customer asked not to be contacted at this place: {place}."
        case .employerAddress:
            "The address belongs to the customer's employer and the customer did not agree to its use."
        case .consent: "No consent on record for {medium}; needed: {needed}."
        case .textFreshness:
            "The consent to texts was last renewed: {renewed-on}; it holds {limit-days} days."
        case .tenantMuted: "Everything outbound is switched off for this tenant."
        case .dataStale:
            facts["fresh-as-of"] == "unknown"
                ? "Up to which day payments are known was never said: import the payments."
                : "The payments known reach to {fresh-as-of}; nothing but receipts leaves after {limit-business-days} "
                    + "business days. Import the newer ones."
        case .hours: "It is outside {from} to {to} where the customer may be ({zones})."
        case .inconvenientTime: "The customer called this time inconvenient."
        case .businessDays: "{day} is not a business day; the next is {next}."
        case .quietDays: "Nothing firm leaves around the turn of the year ({day})."
        case .callsPlaced: "{count} calls were made in {days} days; the limit is {limit}."
        case .silenceAfterConversation:
            "There was a conversation less than {days} days ago and no call-back was agreed."
        case .callGap: "The last call was less than {minutes} minutes ago."
        case .callsPerDay: "{count} calls were made today; the limit is {limit}."
        case .policyContacts: "{count} messages or conversations in {days} days; the policy allows {limit}."
        case .policyCalls: "{count} call attempts in {days} days; the policy allows {limit}."
        case .partsOfDay: "A call in the last {days} days was made in the same part of the day."
        case .policyVoicemails: "A voicemail was left in the last {days} days."
        case .messageGap: "The last message went out less than {days} days ago."
        }
    }

    var spanish: String {
        switch reason {
        case .allowed: "Nada se opone."
        case .otherName: "El nombre del remitente no está registrado como propio de la empresa."
        case .nothingOwed: "No hay nada que pedir: el estado de la deuda es {debt}."
        case .unappliedMoney: "Llegó dinero del cliente que aún no se ha aplicado a lo que debe."
        case .hold:
            verdict == .needsPerson
                ? "Primero debe verlo una persona: {scope} en pausa desde {since}, motivo {hold}."
                : "En pausa ({scope}) desde {since}, motivo {hold}."
        case .wrongAddressKind: "Una dirección de tipo {address-kind} no sirve para {medium}."
        case .addressOptedOut: "El cliente pidió el {opted-out-on} que no se use esta dirección."
        case .mediumStopped: "El cliente pidió el {stopped-on} que no se use {medium}."
        case .badAddress: "Esta dirección no funciona: {address}."
        case .placeBarred: "El cliente pidió que no se le contacte en este lugar: {place}."
        case .employerAddress: "La dirección es del empleador del cliente y el cliente no autorizó su uso."
        case .consent: "No consta consentimiento para {medium}; se necesita: {needed}."
        case .textFreshness:
            "Última renovación del consentimiento para mensajes de texto: {renewed-on}; se exige dentro de "
                + "{limit-days} días."
        case .tenantMuted: "Todos los envíos están desactivados para esta cuenta."
        case .dataStale:
            "Los pagos conocidos llegan hasta {fresh-as-of}; pasados {limit-business-days} días hábiles solo salen "
                + "recibos."
        case .hours: "Fuera del horario de {from} a {to} donde puede estar el cliente ({zones})."
        case .inconvenientTime: "El cliente dijo que esta hora no le conviene."
        case .businessDays: "El {day} no es día hábil; el siguiente es {next}."
        case .quietDays: "Nada firme sale en torno al fin de año ({day})."
        case .callsPlaced: "Se hicieron {count} llamadas en {days} días; el límite es {limit}."
        case .silenceAfterConversation:
            "Hubo una conversación hace menos de {days} días y no se acordó otra llamada."
        case .callGap: "La última llamada fue hace menos de {minutes} minutos."
        case .callsPerDay: "Hoy se hicieron {count} llamadas; el límite es {limit}."
        case .policyContacts: "{count} mensajes o conversaciones en {days} días; la política permite {limit}."
        case .policyCalls: "{count} intentos de llamada en {days} días; la política permite {limit}."
        case .partsOfDay: "En los últimos {days} días ya se llamó en la misma parte del día."
        case .policyVoicemails: "Se dejó un mensaje de voz en los últimos {days} días."
        case .messageGap: "El último mensaje salió hace menos de {days} días."
        }
    }
}
