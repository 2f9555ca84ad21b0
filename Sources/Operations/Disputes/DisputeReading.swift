import Correspondence
import Receivables
import Store
import Treatment

// Disputes as events of the policy, and as the facts of the messages that follow them.

extension CaseReading {
    /// What happened to disputes somebody recorded. One a file brought along starts no message.
    var disputeEvents: [CaseEvent] {
        facts.disputes.filter { $0.claim != nil }.flatMap { dispute -> [CaseEvent] in
            // What was decided before its message left is told by the answer alone.
            if let day = dispute.resolvedOn { return dispute.explanation == nil ? [] : [resolved(day)] }
            return [CaseEvent(kind: asksForEvidence(dispute) ? .evidenceAsked : .dispute, day: dispute.openedOn)]
                + dispute.evidence.map { CaseEvent(kind: .evidenceReceived, day: $0.recordedOn) }
        }
    }

    /// Whether what shows it is asked for, or was. Where no request left before the day it would have named, nothing is
    /// asked: the customer only hears that somebody looks.
    private func asksForEvidence(_ dispute: DisputeRecord) -> Bool {
        guard let dueOn = dispute.evidenceDueOn else { return false }
        let cycle = CycleKey(kind: .event, startedOn: dispute.openedOn).description
        return day.moment.today < dueOn
            || facts.attempts.contains { $0.templateKey == "evidence-request" && $0.cycle == cycle && $0.hasLeft }
    }

    private func resolved(_ day: CalendarDate) -> CaseEvent { CaseEvent(kind: .disputeResolved, day: day) }

    /// The disputes a message is about; empty for every other message, and when there is nothing to say any more: what
    /// was decided is not announced as being looked into.
    func disputes(of attempt: AttemptRecord) -> [DisputeRecord] {
        guard let cycle = CycleKey(attempt.cycle), cycle.kind == .event, !attempt.answersWholeClaim else { return [] }
        let known = facts.disputes.filter { $0.claim != nil }
        switch attempt.templateKey {
        case "dispute-received":
            return known.filter {
                $0.openedOn == cycle.startedOn && !asksForEvidence($0) && $0.resolvedOn == nil
            }
        case "evidence-request":
            return known.filter { $0.openedOn == cycle.startedOn && $0.evidenceDueOn != nil && $0.resolvedOn == nil }
        case "evidence-received":
            return known.filter { dispute in
                dispute.resolvedOn == nil && dispute.evidence.contains { $0.recordedOn == cycle.startedOn }
            }
        case "dispute-answer":
            return known.filter { $0.resolvedOn == cycle.startedOn && $0.explanation != nil }
        default: return []
        }
    }

    /// What the message states; `nil` when it is about no dispute.
    func disputeFacts(of attempt: AttemptRecord) -> DisputeFacts? {
        let about = disputes(of: attempt)
        guard let first = about.first else { return nil }
        let references = Dictionary(uniqueKeysWithValues: facts.receivables.map { ($0.id, $0.reference) })
        var items: [String] = []
        for reference in about.compactMap({ references[$0.receivableID] }) where !items.contains(reference) {
            items.append(reference)
        }
        let asked = Set(about.flatMap { $0.claim?.evidence ?? [] })
        let evidence = AskedEvidence.allCases.filter(asked.contains).map { $0.words(attempt.language) }
        return DisputeFacts(
            items: items, amount: sum(about.map(\.amount)), raisedOn: first.openedOn,
            answerBy: about.compactMap(\.answerDueOn).min(),
            evidence: evidence.isEmpty ? [AskedEvidence.anything(attempt.language)] : evidence,
            evidenceBy: about.compactMap(\.evidenceDueOn).min(),
            explanation: attempt.templateKey == "dispute-answer"
                ? about.compactMap(\.explanation).joined(separator: " ") : nil,
            corrected: sum(about.map(\.corrected).filter { $0 != nil }), finding: finding(about.compactMap(\.outcome)))
    }

    /// What several answers of one day come to: right in all, in some or in none.
    private func finding(_ outcomes: [String]) -> DisputeFacts.Finding? {
        if outcomes.isEmpty { return nil }
        if outcomes.allSatisfy({ $0 == "upheld" }) { return .customerRight }
        return outcomes.contains { ["upheld", "partly-upheld"].contains($0) } ? .partlyRight : .billedRight
    }

    /// The sum where each is known and all are of one currency; `nil` otherwise.
    private func sum(_ amounts: [Money?]) -> Money? {
        let known = amounts.compactMap(\.self)
        guard let first = known.first, known.count == amounts.count,
            known.allSatisfy({ $0.currency == first.currency })
        else { return nil }
        // Parts of what one customer owes add up to what can be counted.
        return try? known.total(in: first.currency)
    }
}

extension AttemptRecord {
    /// Whether it answers an objection.
    var answersDispute: Bool {
        ["dispute-received", "evidence-request", "evidence-received", "dispute-answer"].contains(templateKey)
    }

    /// Whether it lists only what is not in dispute: the rest, which the objection leaves as it is.
    var listsTheRest: Bool { answersDispute && templateKey != "dispute-answer" }
}

extension AskedEvidence {
    /// What the customer is asked for, as a line.
    func words(_ language: Language) -> String {
        let isEnglish = language == .english
        return switch self {
        case .paymentReference:
            isEnglish
                ? "a bank statement or a receipt that shows the payment"
                : "un estado de cuenta del banco o un recibo que muestre el pago"
        case .bothCharges:
            isEnglish
                ? "the lines of a bank or card statement that show both charges"
                : "las líneas del estado de cuenta del banco o de la tarjeta que muestren los dos cargos"
        case .cancellationRequest:
            isEnglish
                ? "a copy of your request, or the request itself in writing"
                : "una copia de su solicitud, o la solicitud misma por escrito"
        case .moveOrSale:
            isEnglish
                ? "the day of the move or sale, and who lives there now"
                : "la fecha de la mudanza o de la venta, y quién vive ahí ahora"
        }
    }

    /// Where nothing in particular would show it.
    static func anything(_ language: Language) -> String {
        language == .english
            ? "a photo, a letter or an e-mail that shows it" : "una foto, una carta o un correo que lo muestre"
    }
}
