package import Receivables

/// Something hard a message might name. It may only when a live step of the pinned version does it, later than the
/// message: a warning is a fact. Source: starter policies §1.2 rule 8 and §7 statement 10.
package enum Consequence: String, CaseIterable, Hashable, Sendable {
    case lateFee = "late-fee"
    /// A person decides about the agreement.
    case decision
    /// Service ends.
    case withdrawal
    /// Somebody else is asked to collect.
    case agency
    /// Never a step of any policy: courts, credit files, police, visits.
    case threat

    /// Words that name it, lower case; found as whole words.
    package func words(in language: Language) -> [String] {
        switch (self, language) {
        case (.lateFee, .english): ["late fee", "late charge"]
        case (.lateFee, .spanish): ["recargo", "cargo por mora", "cargo por pago tardío"]
        case (.decision, .english): ["decide about the agreement", "decide about your agreement"]
        case (.decision, .spanish): ["decidir sobre el contrato", "decidir sobre su contrato"]
        case (.withdrawal, .english):
            ["service ends", "end service", "end your service", "disconnect", "withdraw", "out of service"]
        case (.withdrawal, .spanish):
            ["el servicio termina", "terminar el servicio", "terminar su servicio", "desconectar", "fuera de servicio"]
        case (.agency, .english): ["collection agency", "agency"]
        case (.agency, .spanish): ["agencia de cobros", "agencia de cobranza", "agencia"]
        case (.threat, .english):
            [
                "court", "lawsuit", "sue", "attorney", "credit score", "credit report", "credit bureau", "police",
                "sheriff",
            ]
        case (.threat, .spanish):
            ["tribunal", "demanda", "abogado", "historial de crédito", "buró de crédito", "policía", "alguacil"]
        }
    }
}

extension Policy {
    /// The live step that does what the consequence says; `nil` when none does, and then no message may name it.
    package func liveStep(behind consequence: Consequence) -> PolicyStep? {
        steps.first { step in
            guard step.live else { return false }
            switch consequence {
            case .lateFee:
                guard fees.amountMinor != nil, case .feeDate = step.anchor else { return false }
                return true
            case .decision: return step.channels.contains { $0.channel == .decision }
            case .withdrawal:
                guard case .withdrawal(0) = step.anchor else { return false }
                return step.channels.contains { $0.channel == .task }
            case .agency: return step.channels.contains { $0.channel == .exporter }
            case .threat: return false
            }
        }
    }

    /// Consequences `text` names that `step` may not: nothing live does them after it. Empty when all is true.
    package func unbackedConsequences(in text: String, language: Language, of step: String) -> [Consequence] {
        let said = text.spacedWords
        let position = steps.firstIndex { $0.key == step } ?? steps.count
        return Consequence.allCases.filter { consequence in
            guard consequence.words(in: language).contains(where: { said.contains($0.spacedWords) }) else {
                return false
            }
            guard let behind = liveStep(behind: consequence),
                let index = steps.firstIndex(where: { $0.key == behind.key })
            else { return true }
            return index < position
        }
    }
}

extension String {
    /// Its words in lower case, each with a space on both sides, so that whole words are found by searching.
    fileprivate var spacedWords: String {
        let words = lowercased().split { !$0.isLetter && !$0.isNumber }
        return " " + words.joined(separator: " ") + " "
    }
}
