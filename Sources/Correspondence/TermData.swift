import Receivables

extension MessageTerms {
    /// Every amount the terms may print.
    var amounts: [Money] {
        var amounts: [Money] = []
        switch fee?.charge {
        case .each(let amount): amounts.append(amount)
        case .monthly(_, let base, let total): amounts += [base, total]
        case nil: break
        }
        if let plan { amounts += [plan.cost] + plan.choices.flatMap { $0.parts.map(\.amount) } }
        if let account { amounts += [account.openBefore] + account.entries.flatMap { [$0.amount, $0.openAfter] } }
        amounts += [
            planPart?.amount, payment?.amount, payment?.unapplied, returned?.amount, dispute?.amount,
            dispute?.corrected, inQuestion,
            waiver?.amount, closing?.amount, comeBack?.price, invoice?.amount,
        ].compactMap { $0 }
        return amounts
    }

    /// What our own people wrote for this case: every rule of our words holds for it.
    var staffTexts: [String] {
        [dispute?.explanation, claim?.explanation, waiver?.reason, closing?.welcomeBack].compactMap { $0 }
    }

    /// Texts the business put in for this case; what they say is not the template's doing.
    var dataTexts: [String] {
        var texts: [String?] = [
            contact?.role, contact?.phone, fee?.clause, payment?.way, work?.summary, business?.purchaseOrder,
            business?.terms,
        ]
        texts += [
            withdrawal?.services, withdrawal?.premises, withdrawal?.stillOwed, withdrawal?.equipment,
            withdrawal?.sentBy, withdrawal?.zone, withdrawal?.agency?.name, withdrawal?.agency?.email,
        ]
        texts += (business?.sites ?? []) + (business?.proofs ?? []) + (dispute?.evidence ?? [])
        texts += (fee?.items ?? []) + (payment?.items ?? []) + (returned?.items ?? []) + (dispute?.items ?? [])
        texts += account?.entries.map(\.summary) ?? []
        texts.append(invoice?.reference)
        return texts.compactMap { $0 }
    }
}
